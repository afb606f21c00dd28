-- The version of a page that the rows come from, and the version that was rejected later.

-- `capture` is empty for the stored page, 'rejected' for the last one that could not be read or contradicts itself, and
-- the digest of a listing page, so that all different ones are kept. `state` and `blocks` say how much data a stored
-- page has: a page with less does not replace it. `newest_readable_at_ms` is the time of the newest page that could be read,
-- stored or not.
CREATE TABLE new_pages (
  kind TEXT NOT NULL CHECK (kind IN ('results', 'match', 'map-stats', 'performance', 'economy')),
  id INTEGER NOT NULL CHECK (id >= 0),
  capture TEXT NOT NULL DEFAULT '',
  url TEXT NOT NULL,
  fetched_at_ms INTEGER NOT NULL,
  http_status INTEGER,
  transport TEXT NOT NULL,
  transport_reason TEXT,
  bytes INTEGER NOT NULL CHECK (bytes >= 0),
  sha256 TEXT NOT NULL,
  parser_version INTEGER,
  outcome TEXT NOT NULL,
  state TEXT,
  blocks INTEGER CHECK (blocks >= 0),
  newest_readable_at_ms INTEGER,
  file TEXT,
  PRIMARY KEY (kind, id, capture)
) STRICT, WITHOUT ROWID;

INSERT OR REPLACE INTO new_pages (kind, id, capture, url, fetched_at_ms, http_status, transport, transport_reason, bytes,
  sha256, parser_version, outcome, state, newest_readable_at_ms, file)
SELECT kind, id, CASE
    WHEN outcome = 'quarantined' AND state IS NULL THEN 'rejected'
    WHEN kind = 'results' THEN sha256
    ELSE ''
  END, url, fetched_at_ms, http_status, transport, transport_reason, bytes,
  sha256, parser_version, outcome, state, iif(state IS NULL, NULL, fetched_at_ms), file
FROM (
  SELECT *, CASE
    WHEN outcome = 'no-data' THEN 'no_data'
    WHEN kind = 'match' THEN (SELECT status FROM match_page WHERE match_id = id)
    WHEN kind = 'map-stats' THEN
      (SELECT iif(scoreboards < 2, 'incomplete', 'complete') FROM map_stats_page WHERE map_stats_id = id)
    WHEN kind = 'performance' THEN (SELECT 'complete' FROM performance_page WHERE map_stats_id = id)
    WHEN kind = 'economy' THEN (SELECT 'complete' FROM economy_page WHERE map_stats_id = id)
    WHEN outcome = 'stored' THEN 'complete'
  END AS state
  FROM pages
)
ORDER BY kind, id, day;

DROP TABLE pages;

ALTER TABLE new_pages RENAME TO pages;

-- The file of the rejected page in the archive; NULL without an archive.
ALTER TABLE quarantine ADD COLUMN file TEXT;

-- When the listing page of the entry was fetched: an older page does not change the entry.
ALTER TABLE listing_entries ADD COLUMN as_of_ms INTEGER NOT NULL DEFAULT 0;
