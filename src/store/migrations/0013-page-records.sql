-- The record of each page is stored in one row, and the public tables are tables. Until version 11 the public tables were views
-- over fifteen tables of pages; src/store/page-table-conversion.ts takes their rows over before migration 14 drops them.

ALTER TABLE economy_totals RENAME TO economy_page_totals;
ALTER TABLE vetoes RENAME TO match_page_vetoes;
ALTER TABLE lineups RENAME TO match_page_lineups;
DROP INDEX lineups_by_player;

-- The latest accepted page of each kind and id, as its parser read it: JSON by columns (src/store/record-encoding.ts),
-- compressed with zstd, and the SHA-256 of these bytes. match_id is what the page itself says, NULL where it says nothing.
CREATE TABLE page_records (
  kind TEXT NOT NULL CHECK (kind IN ('match', 'map-stats', 'performance', 'economy')),
  id INTEGER NOT NULL CHECK (id > 0),
  match_id INTEGER CHECK (match_id > 0),
  fetched_at_ms INTEGER NOT NULL,
  parser_version INTEGER NOT NULL CHECK (parser_version > 0),
  record BLOB NOT NULL,
  sha256 BLOB NOT NULL CHECK (length(sha256) = 32),
  PRIMARY KEY (kind, id)
) STRICT;

CREATE INDEX page_records_by_match ON page_records (match_id);

-- What each page calls a team, player or event. The first row of an entity is its latest known name: the latest match,
-- then the match page (page_rank 1) before map stats (2) before performance (3, undated: as_of_ms 0), then the highest
-- page id.
ALTER TABLE sightings RENAME TO observed_names;
DROP INDEX sightings_by_page;

CREATE TABLE matches (
  match_id INTEGER PRIMARY KEY CHECK (match_id > 0),
  url TEXT NOT NULL CHECK (url <> ''),
  status TEXT NOT NULL CHECK (status IN ('finished', 'deleted', 'live', 'postponed', 'upcoming')),
  started_at_ms INTEGER NOT NULL CHECK (started_at_ms > 0),
  ended_at_ms INTEGER CHECK (ended_at_ms > 0),
  event_id INTEGER CHECK (event_id > 0),
  event_name TEXT CHECK (event_name <> ''),
  stage TEXT CHECK (stage <> ''),
  best_of INTEGER CHECK (best_of BETWEEN 1 AND 99),
  is_lan INTEGER CHECK (is_lan IN (0, 1)),
  team1_id INTEGER CHECK (team1_id > 0),
  team1_name TEXT CHECK (team1_name <> ''),
  team1_rank INTEGER CHECK (team1_rank > 0),
  team1_maps_won INTEGER CHECK (team1_maps_won >= 0),
  team2_id INTEGER CHECK (team2_id > 0),
  team2_name TEXT CHECK (team2_name <> ''),
  team2_rank INTEGER CHECK (team2_rank > 0),
  team2_maps_won INTEGER CHECK (team2_maps_won >= 0),
  winner_team_id INTEGER CHECK (winner_team_id IN (team1_id, team2_id)),
  is_forfeit INTEGER NOT NULL CHECK (is_forfeit IN (0, 1)),
  stars INTEGER CHECK (stars BETWEEN 0 AND 5),
  note TEXT CHECK (note <> ''),
  player_of_match_id INTEGER CHECK (player_of_match_id > 0),
  demo_id INTEGER CHECK (demo_id > 0),
  team1_vrs_points INTEGER CHECK (team1_vrs_points >= 0),
  team1_vrs_rank INTEGER CHECK (team1_vrs_rank > 0),
  team1_vrs_points_change INTEGER,
  team1_vrs_rank_after INTEGER CHECK (team1_vrs_rank_after > 0),
  team2_vrs_points INTEGER CHECK (team2_vrs_points >= 0),
  team2_vrs_rank INTEGER CHECK (team2_vrs_rank > 0),
  team2_vrs_points_change INTEGER,
  team2_vrs_rank_after INTEGER CHECK (team2_vrs_rank_after > 0),
  CHECK (team1_id <> team2_id)
) STRICT;

-- The teams of each match as rows, by which the views find matches of a team or against it.
CREATE TABLE match_teams (
  match_id INTEGER NOT NULL REFERENCES matches ON DELETE CASCADE,
  team_id INTEGER NOT NULL CHECK (team_id > 0),
  team_number INTEGER NOT NULL CHECK (team_number IN (1, 2)),
  opponent_id INTEGER CHECK (opponent_id > 0),
  PRIMARY KEY (match_id, team_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE vetoes (
  match_id INTEGER NOT NULL REFERENCES matches ON DELETE CASCADE,
  step INTEGER NOT NULL CHECK (step > 0),
  team_id INTEGER CHECK (team_id > 0),
  action TEXT NOT NULL CHECK (action IN ('removed', 'picked', 'left_over')),
  map_name TEXT NOT NULL CHECK (map_name <> ''),
  PRIMARY KEY (match_id, step),
  CHECK (action <> 'left_over' OR team_id IS NULL)
) STRICT, WITHOUT ROWID;

-- Picks and removals of a map in the vetoes of a team, over all matches: counted with each match that is stored or removed.
CREATE TABLE veto_totals (
  team_id INTEGER NOT NULL,
  map_name TEXT NOT NULL,
  vetoes INTEGER NOT NULL,
  removed INTEGER NOT NULL,
  removed_first INTEGER NOT NULL,
  picked INTEGER NOT NULL,
  removed_by_opponent INTEGER NOT NULL,
  picked_by_opponent INTEGER NOT NULL,
  left_over INTEGER NOT NULL,
  played INTEGER NOT NULL,
  won INTEGER NOT NULL,
  PRIMARY KEY (team_id, map_name)
) STRICT, WITHOUT ROWID;

CREATE TABLE lineups (
  match_id INTEGER NOT NULL REFERENCES matches ON DELETE CASCADE,
  player_id INTEGER NOT NULL CHECK (player_id > 0),
  team_id INTEGER NOT NULL CHECK (team_id > 0),
  player_name TEXT NOT NULL CHECK (player_name <> ''),
  PRIMARY KEY (match_id, player_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE maps (
  match_id INTEGER NOT NULL REFERENCES matches ON DELETE CASCADE,
  map_number INTEGER NOT NULL CHECK (map_number > 0),
  map_stats_id INTEGER UNIQUE CHECK (map_stats_id > 0),
  started_at_ms INTEGER CHECK (started_at_ms > 0),
  map_name TEXT NOT NULL CHECK (map_name <> ''),
  state TEXT NOT NULL CHECK (state IN ('played', 'unplayed', 'forfeit')),
  team1_rounds INTEGER CHECK (team1_rounds >= 0),
  team2_rounds INTEGER CHECK (team2_rounds >= 0),
  winner_team_id INTEGER CHECK (winner_team_id > 0),
  picked_by_team_id INTEGER CHECK (picked_by_team_id > 0),
  team1_start_side TEXT CHECK (team1_start_side IN ('ct', 't')),
  team1_ct_rounds INTEGER CHECK (team1_ct_rounds >= 0),
  team1_t_rounds INTEGER CHECK (team1_t_rounds >= 0),
  team1_ot_rounds INTEGER CHECK (team1_ot_rounds >= 0),
  team2_ct_rounds INTEGER CHECK (team2_ct_rounds >= 0),
  team2_t_rounds INTEGER CHECK (team2_t_rounds >= 0),
  team2_ot_rounds INTEGER CHECK (team2_ot_rounds >= 0),
  rating_version TEXT CHECK (rating_version <> ''),
  team1_rating REAL,
  team2_rating REAL,
  team1_first_kills INTEGER CHECK (team1_first_kills >= 0),
  team2_first_kills INTEGER CHECK (team2_first_kills >= 0),
  team1_clutches_won INTEGER CHECK (team1_clutches_won >= 0),
  team2_clutches_won INTEGER CHECK (team2_clutches_won >= 0),
  PRIMARY KEY (match_id, map_number)
) STRICT, WITHOUT ROWID;

-- The large tables of maps are in descending order, since a crawl goes from the newest match to the oldest: its rows are
-- then added at the end. Inserted before all others they would leave every page of the file half empty.
CREATE TABLE player_map_stats (
  match_id INTEGER NOT NULL,
  map_number INTEGER NOT NULL,
  player_id INTEGER NOT NULL CHECK (player_id > 0),
  side TEXT NOT NULL CHECK (side IN ('both', 'ct', 't')),
  team_id INTEGER CHECK (team_id > 0),
  player_name TEXT NOT NULL CHECK (player_name <> ''),
  kills INTEGER CHECK (kills >= 0),
  headshots INTEGER CHECK (headshots >= 0),
  assists INTEGER CHECK (assists >= 0),
  flash_assists INTEGER CHECK (flash_assists >= 0),
  deaths INTEGER CHECK (deaths >= 0),
  traded_deaths INTEGER CHECK (traded_deaths >= 0),
  adr REAL,
  kast REAL,
  opening_kills INTEGER CHECK (opening_kills >= 0),
  opening_deaths INTEGER CHECK (opening_deaths >= 0),
  multi_kill_rounds INTEGER CHECK (multi_kill_rounds >= 0),
  clutches_won INTEGER CHECK (clutches_won >= 0),
  round_swing REAL,
  rating REAL,
  eco_kills INTEGER CHECK (eco_kills >= 0),
  eco_headshots INTEGER CHECK (eco_headshots >= 0),
  eco_deaths INTEGER CHECK (eco_deaths >= 0),
  eco_traded_deaths INTEGER CHECK (eco_traded_deaths >= 0),
  eco_adr REAL,
  eco_kast REAL,
  eco_opening_kills INTEGER CHECK (eco_opening_kills >= 0),
  eco_opening_deaths INTEGER CHECK (eco_opening_deaths >= 0),
  kpr REAL,
  dpr REAL,
  impact REAL,
  mk_rating REAL,
  PRIMARY KEY (match_id DESC, map_number DESC, player_id DESC, side DESC),
  FOREIGN KEY (match_id, map_number) REFERENCES maps ON DELETE CASCADE
) STRICT, WITHOUT ROWID;

CREATE TABLE rounds (
  match_id INTEGER NOT NULL,
  map_number INTEGER NOT NULL,
  round_number INTEGER NOT NULL CHECK (round_number > 0),
  winner_team_id INTEGER NOT NULL CHECK (winner_team_id > 0),
  winner_side TEXT CHECK (winner_side IN ('ct', 't')),
  half INTEGER CHECK (half > 0),
  is_pistol INTEGER CHECK (is_pistol IN (0, 1)),
  is_overtime INTEGER CHECK (is_overtime IN (0, 1)),
  outcome TEXT CHECK (outcome IN ('elimination', 'bomb_exploded', 'bomb_defused', 'time')),
  PRIMARY KEY (match_id DESC, map_number DESC, round_number DESC),
  FOREIGN KEY (match_id, map_number) REFERENCES maps ON DELETE CASCADE
) STRICT, WITHOUT ROWID;

CREATE TABLE round_economy (
  match_id INTEGER NOT NULL,
  map_number INTEGER NOT NULL,
  round_number INTEGER NOT NULL CHECK (round_number > 0),
  team_id INTEGER NOT NULL CHECK (team_id > 0),
  side TEXT CHECK (side IN ('ct', 't')),
  equipment_value INTEGER NOT NULL CHECK (equipment_value >= 0),
  buy_type TEXT CHECK (buy_type IN ('full_eco', 'semi_eco', 'semi_buy', 'full_buy')),
  won INTEGER CHECK (won IN (0, 1)),
  is_pistol INTEGER CHECK (is_pistol IN (0, 1)),
  PRIMARY KEY (match_id DESC, map_number DESC, round_number DESC, team_id DESC),
  FOREIGN KEY (match_id, map_number) REFERENCES maps ON DELETE CASCADE
) STRICT, WITHOUT ROWID;

-- The teams of each played map as rows, with what is counted once for team_map_facts: pistol rounds won, rounds and wins by
-- buy type. The economy columns are NULL where the map has no economy.
CREATE TABLE map_teams (
  match_id INTEGER NOT NULL,
  map_number INTEGER NOT NULL,
  team_id INTEGER NOT NULL,
  pistol_rounds_won INTEGER,
  full_eco_rounds INTEGER,
  full_eco_wins INTEGER,
  semi_eco_rounds INTEGER,
  semi_eco_wins INTEGER,
  semi_buy_rounds INTEGER,
  semi_buy_wins INTEGER,
  full_buy_rounds INTEGER,
  full_buy_wins INTEGER,
  PRIMARY KEY (match_id, map_number, team_id),
  FOREIGN KEY (match_id, map_number) REFERENCES maps ON DELETE CASCADE
) STRICT, WITHOUT ROWID;

CREATE TABLE kill_matrix (
  match_id INTEGER NOT NULL,
  map_number INTEGER NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('all', 'first_kill', 'awp')),
  killer_id INTEGER NOT NULL CHECK (killer_id > 0),
  victim_id INTEGER NOT NULL CHECK (victim_id > 0),
  kills INTEGER NOT NULL CHECK (kills >= 0),
  PRIMARY KEY (match_id DESC, map_number DESC, kind DESC, killer_id DESC, victim_id DESC),
  FOREIGN KEY (match_id, map_number) REFERENCES maps ON DELETE CASCADE
) STRICT, WITHOUT ROWID;

-- Every event of every round, as the Round swing section of the performance page has it.
CREATE TABLE round_events (
  match_id INTEGER NOT NULL,
  map_number INTEGER NOT NULL,
  round_number INTEGER NOT NULL CHECK (round_number > 0),
  event_number INTEGER NOT NULL CHECK (event_number > 0),
  type TEXT CHECK (type IN ('round_started', 'kill', 'bomb_planted', 'bomb_defused', 'bomb_exploded', 'time_expired')),
  player_id INTEGER CHECK (player_id > 0),
  victim_id INTEGER CHECK (victim_id > 0),
  team1_alive INTEGER NOT NULL CHECK (team1_alive BETWEEN 0 AND 5),
  team2_alive INTEGER NOT NULL CHECK (team2_alive BETWEEN 0 AND 5),
  team1_win_probability REAL NOT NULL CHECK (team1_win_probability BETWEEN 0 AND 100),
  PRIMARY KEY (match_id DESC, map_number DESC, round_number DESC, event_number DESC),
  FOREIGN KEY (match_id, map_number) REFERENCES maps ON DELETE CASCADE
) STRICT, WITHOUT ROWID;

CREATE TABLE round_event_swings (
  match_id INTEGER NOT NULL,
  map_number INTEGER NOT NULL,
  round_number INTEGER NOT NULL,
  event_number INTEGER NOT NULL,
  player_id INTEGER NOT NULL CHECK (player_id > 0),
  swing REAL NOT NULL,
  PRIMARY KEY (match_id DESC, map_number DESC, round_number DESC, event_number DESC, player_id DESC),
  FOREIGN KEY (match_id, map_number, round_number, event_number) REFERENCES round_events ON DELETE CASCADE
) STRICT, WITHOUT ROWID;

-- Counted from the events of a map when they are stored, for player_event_facts.
CREATE TABLE player_map_events (
  match_id INTEGER NOT NULL,
  map_number INTEGER NOT NULL,
  player_id INTEGER NOT NULL,
  rounds INTEGER NOT NULL,
  kills INTEGER NOT NULL,
  kills_with_more INTEGER NOT NULL,
  kills_with_as_many INTEGER NOT NULL,
  kills_with_fewer INTEGER NOT NULL,
  opening_kills INTEGER NOT NULL,
  opening_deaths INTEGER NOT NULL,
  trade_kills INTEGER NOT NULL,
  traded_deaths INTEGER NOT NULL,
  post_plant_kills INTEGER NOT NULL,
  kills_in_won_rounds INTEGER NOT NULL,
  kills_in_lost_rounds INTEGER NOT NULL,
  plants INTEGER NOT NULL,
  defuses INTEGER NOT NULL,
  swing_added REAL,
  swing_given REAL,
  PRIMARY KEY (match_id, map_number, player_id),
  FOREIGN KEY (match_id, map_number) REFERENCES maps ON DELETE CASCADE
) STRICT, WITHOUT ROWID;

-- The rounds in which the last player of a team stood against opponents, for clutches.
CREATE TABLE round_clutches (
  match_id INTEGER NOT NULL,
  map_number INTEGER NOT NULL,
  round_number INTEGER NOT NULL,
  team_id INTEGER NOT NULL,
  event_number INTEGER NOT NULL,
  player_id INTEGER,
  opponents INTEGER NOT NULL,
  is_post_plant INTEGER,
  win_probability REAL NOT NULL,
  won INTEGER NOT NULL,
  PRIMARY KEY (match_id, map_number, round_number, team_id),
  FOREIGN KEY (match_id, map_number) REFERENCES maps ON DELETE CASCADE
) STRICT, WITHOUT ROWID;

-- How often rounds were in a situation, over all maps: counted with each map that is stored or removed. Chances are in
-- tenths of a percent, so that sums stay exact.
CREATE TABLE situation_totals (
  map_name TEXT NOT NULL,
  side TEXT NOT NULL CHECK (side IN ('ct', 't')),
  alive INTEGER NOT NULL,
  opponents_alive INTEGER NOT NULL,
  is_bomb_planted INTEGER NOT NULL CHECK (is_bomb_planted IN (0, 1)),
  situations INTEGER NOT NULL,
  rounds_won INTEGER NOT NULL,
  probability_tenths INTEGER NOT NULL,
  PRIMARY KEY (map_name, side, alive, opponents_alive, is_bomb_planted)
) STRICT, WITHOUT ROWID;

CREATE TABLE teams (
  team_id INTEGER PRIMARY KEY CHECK (team_id > 0),
  name TEXT NOT NULL CHECK (name <> ''),
  country TEXT
) STRICT;

CREATE TABLE players (
  player_id INTEGER PRIMARY KEY CHECK (player_id > 0),
  name TEXT NOT NULL CHECK (name <> ''),
  full_name TEXT,
  country TEXT
) STRICT;

CREATE TABLE events (
  event_id INTEGER PRIMARY KEY CHECK (event_id > 0),
  name TEXT NOT NULL CHECK (name <> '')
) STRICT;

-- Indexes for questions by team, player, event, date and map.
CREATE INDEX matches_by_start ON matches (started_at_ms);
-- The start_date of the views.
CREATE INDEX matches_by_start_date ON matches (CAST(date(started_at_ms / 1000, 'unixepoch') AS TEXT));
CREATE INDEX matches_by_end ON matches (ended_at_ms);
CREATE INDEX matches_by_event ON matches (event_id);
CREATE INDEX matches_by_team1 ON matches (team1_id);
CREATE INDEX matches_by_team2 ON matches (team2_id);
CREATE INDEX match_teams_by_team ON match_teams (team_id);
CREATE INDEX match_teams_by_opponent ON match_teams (opponent_id);
-- An index of a table without rowid looks cheaper to the planner than the table, even when every row is read. With a
-- condition that holds for every row it is used by queries that compare the column, and by no others.
CREATE INDEX vetoes_by_map ON vetoes (map_name) WHERE map_name IS NOT NULL;
CREATE INDEX veto_totals_by_map ON veto_totals (map_name) WHERE map_name IS NOT NULL;
CREATE INDEX maps_by_name ON maps (map_name) WHERE map_name IS NOT NULL;
-- The maps of round_economy_facts: with them in this order SQLite does not sort the rows of the view.
CREATE UNIQUE INDEX maps_in_order ON maps (match_id, map_number) WHERE map_number > 0;
CREATE INDEX round_events_by_player ON round_events (player_id) WHERE player_id IS NOT NULL;
CREATE INDEX round_events_by_victim ON round_events (victim_id) WHERE victim_id IS NOT NULL;
CREATE INDEX player_map_events_by_player ON player_map_events (player_id) WHERE player_id IS NOT NULL;
CREATE INDEX round_clutches_by_player ON round_clutches (player_id) WHERE player_id IS NOT NULL;
CREATE INDEX lineups_by_player ON lineups (player_id) WHERE player_id IS NOT NULL;
CREATE INDEX player_map_stats_by_player ON player_map_stats (player_id) WHERE player_id IS NOT NULL;
