-- A row of the listing is stored with NULL for each field that cannot be read, except its id. ALTER TABLE cannot drop NOT
-- NULL, and a table that a view names cannot be renamed, so the table is created again and filled from a copy.

CREATE TABLE listing_entries_before AS SELECT * FROM listing_entries;
DROP TABLE listing_entries;

CREATE TABLE listing_entries (
  match_id INTEGER PRIMARY KEY CHECK (match_id > 0),
  path TEXT NOT NULL,
  ended_at_ms INTEGER CHECK (ended_at_ms > 0),
  team1_name TEXT,
  team2_name TEXT,
  team1_score INTEGER CHECK (team1_score >= 0),
  team2_score INTEGER CHECK (team2_score >= 0),
  format TEXT,
  stars INTEGER CHECK (stars BETWEEN 0 AND 5),
  event_name TEXT,
  is_forfeit INTEGER CHECK (is_forfeit IN (0, 1)),
  -- 0: known from a saved page alone, which says nothing about what a crawl has read.
  crawled INTEGER NOT NULL CHECK (crawled IN (0, 1)),
  -- 1: a crawl that began at the top found it there; what is below was read then, or is a gap.
  was_top INTEGER NOT NULL DEFAULT 0 CHECK (was_top IN (0, 1)),
  first_seen_at_ms INTEGER NOT NULL,
  last_seen_at_ms INTEGER NOT NULL
) STRICT;

INSERT INTO listing_entries (match_id, path, ended_at_ms, team1_name, team2_name, team1_score, team2_score, format, stars,
  event_name, is_forfeit, crawled, was_top, first_seen_at_ms, last_seen_at_ms)
SELECT match_id, path, ended_at_ms, team1_name, team2_name, team1_score, team2_score, format, stars,
  event_name, is_forfeit, crawled, led, first_seen_at_ms, last_seen_at_ms
FROM listing_entries_before;
DROP TABLE listing_entries_before;

CREATE INDEX listing_entries_by_end ON listing_entries (ended_at_ms);

-- Full forfeits are fetched like any other match: the filters of the next run decide about them, as about every skipped
-- match.
UPDATE targets SET reason = 'before-since' WHERE state = 'skipped' AND reason = 'forfeit';
