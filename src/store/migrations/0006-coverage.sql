-- Migration 14 creates the views again. ALTER TABLE reads every view, so without them the migrations in between are faster.
DROP VIEW veto_summary;
DROP VIEW team_map_facts;
DROP VIEW team_maps;
DROP VIEW player_map_facts;
DROP VIEW match_results;
DROP VIEW events;
DROP VIEW players;
DROP VIEW teams;
DROP VIEW kill_matrix;
DROP VIEW round_economy;
DROP VIEW economy_teams;
DROP VIEW rounds;
DROP VIEW player_map_stats;
DROP VIEW performance_teams;
DROP VIEW maps;
DROP VIEW believed_map_stats;
DROP VIEW matches;

-- Which optional blocks each stored page should have and which of them it lacks: bit n is block n of its kind.
CREATE TABLE page_blocks (
  kind TEXT NOT NULL CHECK (kind IN ('results', 'match', 'map-stats', 'performance', 'economy')),
  id INTEGER NOT NULL CHECK (id >= 0),
  -- Year of the match; 0 where the page does not say.
  year INTEGER NOT NULL,
  expected INTEGER NOT NULL,
  absent INTEGER NOT NULL,
  PRIMARY KEY (kind, id)
) STRICT, WITHOUT ROWID;

-- Blocks that the latest pages which should have them lack, until a page has them again.
CREATE TABLE coverage_gaps (
  kind TEXT NOT NULL,
  block TEXT NOT NULL,
  -- JSON array of the classes that mark the block.
  classes TEXT NOT NULL,
  -- Places in a row where it is missing.
  missing INTEGER NOT NULL CHECK (missing > 0),
  -- JSON array of the first pages that lack it.
  page_ids TEXT NOT NULL,
  first_missed_at_ms INTEGER NOT NULL,
  -- When chance was ruled out.
  alarmed_at_ms INTEGER,
  PRIMARY KEY (kind, block)
) STRICT, WITHOUT ROWID;
