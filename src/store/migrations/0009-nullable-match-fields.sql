-- A match page without a link to its event, without the event's name or without a format is stored with NULL in that
-- column. SQLite cannot drop NOT NULL from a column: the table is written again. Foreign keys are off meanwhile, so the
-- rows that point to it stay.
CREATE TABLE match_page_copy AS SELECT * FROM match_page;

DROP TABLE match_page;

CREATE TABLE match_page (
  match_id INTEGER PRIMARY KEY CHECK (match_id > 0),
  url TEXT NOT NULL CHECK (url <> ''),
  title TEXT,
  status TEXT NOT NULL CHECK (status IN ('finished', 'deleted', 'live', 'postponed', 'upcoming')),
  started_at_ms INTEGER NOT NULL CHECK (started_at_ms > 0),
  event_id INTEGER CHECK (event_id > 0),
  event_name TEXT CHECK (event_name <> ''),
  stage TEXT CHECK (stage <> ''),
  best_of INTEGER CHECK (best_of BETWEEN 1 AND 99),
  is_lan INTEGER CHECK (is_lan IN (0, 1)),
  team1_id INTEGER CHECK (team1_id > 0),
  team1_name TEXT CHECK (team1_name <> ''),
  team1_folded_name TEXT,
  team1_country TEXT,
  team1_rank INTEGER CHECK (team1_rank > 0),
  team1_maps_won INTEGER CHECK (team1_maps_won >= 0),
  team1_header_score INTEGER CHECK (team1_header_score >= 0),
  team2_id INTEGER CHECK (team2_id > 0),
  team2_name TEXT CHECK (team2_name <> ''),
  team2_folded_name TEXT,
  team2_country TEXT,
  team2_rank INTEGER CHECK (team2_rank > 0),
  team2_maps_won INTEGER CHECK (team2_maps_won >= 0),
  team2_header_score INTEGER CHECK (team2_header_score >= 0),
  winner_team_id INTEGER CHECK (winner_team_id IN (team1_id, team2_id)),
  is_forfeit INTEGER NOT NULL CHECK (is_forfeit IN (0, 1)),
  note TEXT CHECK (note <> ''),
  player_of_match_id INTEGER CHECK (player_of_match_id > 0),
  demo_id INTEGER CHECK (demo_id > 0),
  CHECK (team1_id <> team2_id)
) STRICT;

INSERT INTO match_page SELECT * FROM match_page_copy;

DROP TABLE match_page_copy;

CREATE INDEX match_page_by_start ON match_page (started_at_ms);
CREATE INDEX match_page_by_event ON match_page (event_id);
CREATE INDEX match_page_by_team1 ON match_page (team1_id);
CREATE INDEX match_page_by_team2 ON match_page (team2_id);

-- Dropping the table took its planner statistics along; see 0005.
INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES
  ('match_page', 'match_page_by_start', '25000 2'),
  ('match_page', 'match_page_by_event', '25000 30'),
  ('match_page', 'match_page_by_team1', '25000 20'),
  ('match_page', 'match_page_by_team2', '25000 20');

ANALYZE sqlite_schema;
