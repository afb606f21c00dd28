-- A run needs the number of remaining pages before each batch. Counting a million targets is too slow, so triggers maintain
-- the totals.

-- 1: an overview of which map pages are known. 0: one that may lead to pages that are not targets yet, and any other page.
ALTER TABLE targets ADD COLUMN has_follow_ups INTEGER NOT NULL DEFAULT 0 CHECK (has_follow_ups IN (0, 1));

UPDATE targets SET has_follow_ups = 1
WHERE kind = 'match' AND id IN (SELECT match_id FROM targets WHERE kind <> 'match');

CREATE TABLE target_totals (
  kind TEXT NOT NULL,
  state TEXT NOT NULL,
  has_follow_ups INTEGER NOT NULL,
  count INTEGER NOT NULL CHECK (count >= 0),
  PRIMARY KEY (kind, state, has_follow_ups)
) STRICT, WITHOUT ROWID;

INSERT INTO target_totals (kind, state, has_follow_ups, count)
SELECT kind, state, has_follow_ups, count(*) FROM targets GROUP BY kind, state, has_follow_ups;

-- One trigger, since SQLite does not say in which order it runs several: a target is counted before it is changed.
CREATE TRIGGER targets_added AFTER INSERT ON targets BEGIN
  INSERT INTO target_totals (kind, state, has_follow_ups, count) VALUES (NEW.kind, NEW.state, NEW.has_follow_ups, 1)
  ON CONFLICT DO UPDATE SET count = count + 1;
  UPDATE targets SET has_follow_ups = 1
  WHERE NEW.kind <> 'match' AND kind = 'match' AND id = NEW.match_id AND has_follow_ups = 0;
  UPDATE targets SET has_follow_ups = 1
  WHERE NEW.kind = 'match' AND kind = 'match' AND id = NEW.id
    AND EXISTS (SELECT 1 FROM targets AS page WHERE page.match_id = NEW.id AND page.kind <> 'match');
END;

CREATE TRIGGER targets_count_removed AFTER DELETE ON targets BEGIN
  UPDATE target_totals SET count = count - 1
  WHERE kind = OLD.kind AND state = OLD.state AND has_follow_ups = OLD.has_follow_ups;
END;

CREATE TRIGGER targets_count_changed AFTER UPDATE OF state, has_follow_ups ON targets
WHEN OLD.state <> NEW.state OR OLD.has_follow_ups <> NEW.has_follow_ups BEGIN
  UPDATE target_totals SET count = count - 1
  WHERE kind = OLD.kind AND state = OLD.state AND has_follow_ups = OLD.has_follow_ups;
  INSERT INTO target_totals (kind, state, has_follow_ups, count) VALUES (NEW.kind, NEW.state, NEW.has_follow_ups, 1)
  ON CONFLICT DO UPDATE SET count = count + 1;
END;

CREATE TRIGGER targets_follow_up_attributed AFTER UPDATE OF match_id ON targets
WHEN NEW.kind <> 'match' AND NEW.match_id IS NOT OLD.match_id BEGIN
  UPDATE targets SET has_follow_ups = 1 WHERE kind = 'match' AND id = NEW.match_id AND has_follow_ups = 0;
END;

-- In the order in which the pages of a kind are fetched.
DROP INDEX targets_to_do;
CREATE INDEX targets_to_do ON targets (kind, (last_error IS NOT NULL), sort_ms DESC, match_id DESC, id)
  WHERE state IN ('pending', 'awaiting');

-- Pending targets that were tried before: the few that a run may have to leave out.
CREATE INDEX targets_tried ON targets (kind, has_follow_ups)
  WHERE state = 'pending' AND (last_error IS NOT NULL OR last_attempt_run_id IS NOT NULL);

CREATE INDEX targets_awaiting ON targets (kind, has_follow_ups, next_attempt_at_ms) WHERE state = 'awaiting';

-- Covers the query that computes the rows of waiting_matches.
CREATE INDEX targets_to_do_by_match ON targets (match_id, kind, state, sort_ms) WHERE state IN ('pending', 'awaiting');

CREATE INDEX targets_skipped ON targets (reason, sort_ms DESC) WHERE state = 'skipped';

-- Matches with a page that is pending or awaiting. kinds: the sum of 1 for the overview, 2 for map stats, 4 for performance
-- and 8 for economy pages. is_begun: 0 while the overview is pending. sort_ms: the latest of these pages.
CREATE TABLE waiting_matches (
  match_id INTEGER PRIMARY KEY,
  kinds INTEGER NOT NULL CHECK (kinds BETWEEN 1 AND 15),
  is_begun INTEGER NOT NULL CHECK (is_begun IN (0, 1)),
  sort_ms INTEGER
) STRICT;

CREATE TABLE waiting_match_totals (
  kinds INTEGER PRIMARY KEY,
  count INTEGER NOT NULL CHECK (count >= 0)
) STRICT;

INSERT INTO waiting_matches (match_id, kinds, is_begun, sort_ms)
SELECT match_id,
  max(kind = 'match') + 2 * max(kind = 'map-stats') + 4 * max(kind = 'performance') + 8 * max(kind = 'economy'),
  NOT max(kind = 'match' AND state = 'pending'), max(sort_ms)
FROM targets INDEXED BY targets_to_do_by_match
WHERE match_id IS NOT NULL AND state IN ('pending', 'awaiting') GROUP BY match_id;

INSERT INTO waiting_match_totals SELECT kinds, count(*) FROM waiting_matches GROUP BY kinds;

-- In the order in which a run with a limit takes matches.
CREATE INDEX waiting_matches_in_order ON waiting_matches (is_begun, sort_ms DESC, match_id DESC, kinds);

CREATE TRIGGER waiting_match_added AFTER INSERT ON waiting_matches BEGIN
  INSERT INTO waiting_match_totals (kinds, count) VALUES (NEW.kinds, 1) ON CONFLICT DO UPDATE SET count = count + 1;
END;

CREATE TRIGGER waiting_match_removed AFTER DELETE ON waiting_matches BEGIN
  UPDATE waiting_match_totals SET count = count - 1 WHERE kinds = OLD.kinds;
END;

-- Each change of a target replaces the row of its match.
CREATE TRIGGER targets_waiting_added AFTER INSERT ON targets
WHEN NEW.state IN ('pending', 'awaiting') AND NEW.match_id IS NOT NULL BEGIN
  DELETE FROM waiting_matches WHERE match_id = NEW.match_id;
  INSERT INTO waiting_matches (match_id, kinds, is_begun, sort_ms)
  SELECT match_id,
    max(kind = 'match') + 2 * max(kind = 'map-stats') + 4 * max(kind = 'performance') + 8 * max(kind = 'economy'),
    NOT max(kind = 'match' AND state = 'pending'), max(sort_ms)
  FROM targets INDEXED BY targets_to_do_by_match
  WHERE match_id = NEW.match_id AND state IN ('pending', 'awaiting') GROUP BY match_id;
END;

CREATE TRIGGER targets_waiting_removed AFTER DELETE ON targets WHEN OLD.state IN ('pending', 'awaiting') BEGIN
  DELETE FROM waiting_matches WHERE match_id = OLD.match_id;
  INSERT INTO waiting_matches (match_id, kinds, is_begun, sort_ms)
  SELECT match_id,
    max(kind = 'match') + 2 * max(kind = 'map-stats') + 4 * max(kind = 'performance') + 8 * max(kind = 'economy'),
    NOT max(kind = 'match' AND state = 'pending'), max(sort_ms)
  FROM targets INDEXED BY targets_to_do_by_match
  WHERE match_id = OLD.match_id AND state IN ('pending', 'awaiting') GROUP BY match_id;
END;

CREATE TRIGGER targets_waiting_changed AFTER UPDATE OF state, match_id, sort_ms ON targets
WHEN (OLD.state IN ('pending', 'awaiting') OR NEW.state IN ('pending', 'awaiting'))
  AND (OLD.state <> NEW.state OR OLD.match_id IS NOT NEW.match_id OR OLD.sort_ms IS NOT NEW.sort_ms) BEGIN
  DELETE FROM waiting_matches WHERE match_id IN (OLD.match_id, NEW.match_id);
  INSERT INTO waiting_matches (match_id, kinds, is_begun, sort_ms)
  SELECT match_id,
    max(kind = 'match') + 2 * max(kind = 'map-stats') + 4 * max(kind = 'performance') + 8 * max(kind = 'economy'),
    NOT max(kind = 'match' AND state = 'pending'), max(sort_ms)
  FROM targets INDEXED BY targets_to_do_by_match
  WHERE match_id IN (OLD.match_id, NEW.match_id) AND state IN ('pending', 'awaiting') GROUP BY match_id;
END;

-- The end of a match according to the listing, for overviews; NULL without a listing entry. A run uses it to find
-- matches that an earlier --since excluded and its own --since includes.
ALTER TABLE targets ADD COLUMN listed_end_ms INTEGER;

UPDATE targets SET listed_end_ms = (SELECT ended_at_ms FROM listing_entries AS l WHERE l.match_id = targets.id)
WHERE kind = 'match';

CREATE INDEX targets_before_since ON targets (listed_end_ms) WHERE state = 'skipped' AND reason = 'before-since';

CREATE TRIGGER targets_listed AFTER INSERT ON targets WHEN NEW.kind = 'match' BEGIN
  UPDATE targets SET listed_end_ms = (SELECT ended_at_ms FROM listing_entries WHERE match_id = NEW.id)
  WHERE kind = 'match' AND id = NEW.id;
END;

CREATE TRIGGER listing_entries_added AFTER INSERT ON listing_entries BEGIN
  UPDATE targets SET listed_end_ms = NEW.ended_at_ms WHERE kind = 'match' AND id = NEW.match_id;
END;

CREATE TRIGGER listing_entries_changed AFTER UPDATE OF ended_at_ms ON listing_entries
WHEN OLD.ended_at_ms IS NOT NEW.ended_at_ms BEGIN
  UPDATE targets SET listed_end_ms = NEW.ended_at_ms WHERE kind = 'match' AND id = NEW.match_id;
END;

CREATE TRIGGER listing_entries_removed AFTER DELETE ON listing_entries BEGIN
  UPDATE targets SET listed_end_ms = NULL WHERE kind = 'match' AND id = OLD.match_id;
END;

DROP INDEX targets_by_state;
CREATE INDEX targets_by_state ON targets (state, kind);

-- The newest page of an offset of the listing: there may be one for each run.
CREATE INDEX pages_of_listing ON pages (id, fetched_at_ms DESC, capture) WHERE kind = 'results' AND capture <> 'rejected';

-- Pages that an older parser has read.
CREATE INDEX pages_by_parser ON pages (kind, parser_version) WHERE capture = '' AND outcome = 'stored';

-- The latest pages of a kind.
CREATE INDEX pages_by_time ON pages (kind, fetched_at_ms);

-- How often the pages of a year have a block.
CREATE INDEX page_blocks_by_year ON page_blocks (kind, year, expected, absent);

-- The place of a match in the listing.
CREATE INDEX listing_entries_crawled ON listing_entries (ended_at_ms) WHERE crawled = 1;
CREATE INDEX listing_entries_top ON listing_entries (ended_at_ms) WHERE was_top = 1;

CREATE INDEX runs_open ON runs (run_id) WHERE ended_at_ms IS NULL;
