-- What each page says, keyed by the page alone: replacing a page is deleting its row and writing it again, the rest
-- of its rows goes with it. 0x484C5456 is "HLTV": it tells this database from another program's.
PRAGMA application_id = 0x484C5456;

CREATE TABLE match_page (
  match_id INTEGER PRIMARY KEY CHECK (match_id > 0),
  url TEXT NOT NULL CHECK (url <> ''),
  title TEXT,
  status TEXT NOT NULL CHECK (status IN ('finished', 'deleted', 'live', 'postponed', 'upcoming')),
  started_at_ms INTEGER NOT NULL CHECK (started_at_ms > 0),
  event_id INTEGER NOT NULL CHECK (event_id > 0),
  event_name TEXT NOT NULL CHECK (event_name <> ''),
  stage TEXT CHECK (stage <> ''),
  best_of INTEGER NOT NULL CHECK (best_of BETWEEN 1 AND 99),
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

CREATE INDEX match_page_by_start ON match_page (started_at_ms);
CREATE INDEX match_page_by_event ON match_page (event_id);
CREATE INDEX match_page_by_team1 ON match_page (team1_id);
CREATE INDEX match_page_by_team2 ON match_page (team2_id);

CREATE TABLE vetoes (
  match_id INTEGER NOT NULL REFERENCES match_page ON DELETE CASCADE,
  step INTEGER NOT NULL CHECK (step > 0),
  team_id INTEGER CHECK (team_id > 0),
  action TEXT NOT NULL CHECK (action IN ('removed', 'picked', 'left_over')),
  map_name TEXT NOT NULL CHECK (map_name <> ''),
  PRIMARY KEY (match_id, step),
  CHECK (action <> 'left_over' OR team_id IS NULL)
) STRICT, WITHOUT ROWID;

CREATE TABLE lineups (
  match_id INTEGER NOT NULL REFERENCES match_page ON DELETE CASCADE,
  player_id INTEGER NOT NULL CHECK (player_id > 0),
  team_id INTEGER NOT NULL CHECK (team_id > 0),
  player_name TEXT NOT NULL CHECK (player_name <> ''),
  PRIMARY KEY (match_id, player_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX lineups_by_player ON lineups (player_id);

-- team1_id and team2_id repeat the match's, so that the views need not look them up for every row.
CREATE TABLE match_page_maps (
  match_id INTEGER NOT NULL REFERENCES match_page ON DELETE CASCADE,
  map_number INTEGER NOT NULL CHECK (map_number > 0),
  map_stats_id INTEGER UNIQUE CHECK (map_stats_id > 0),
  map_stats_path TEXT,
  map_name TEXT NOT NULL CHECK (map_name <> ''),
  state TEXT NOT NULL CHECK (state IN ('played', 'unplayed', 'forfeit')),
  team1_id INTEGER CHECK (team1_id > 0),
  team2_id INTEGER CHECK (team2_id > 0),
  team1_rounds INTEGER CHECK (team1_rounds >= 0),
  team2_rounds INTEGER CHECK (team2_rounds >= 0),
  winner_team_id INTEGER CHECK (winner_team_id IN (team1_id, team2_id)),
  picked_by_team_id INTEGER CHECK (picked_by_team_id > 0),
  pick_marker_team_id INTEGER CHECK (pick_marker_team_id > 0),
  team1_start_side TEXT CHECK (team1_start_side IN ('CT', 'T')),
  team1_ct_rounds INTEGER CHECK (team1_ct_rounds >= 0),
  team1_t_rounds INTEGER CHECK (team1_t_rounds >= 0),
  team1_ot_rounds INTEGER CHECK (team1_ot_rounds >= 0),
  team2_ct_rounds INTEGER CHECK (team2_ct_rounds >= 0),
  team2_t_rounds INTEGER CHECK (team2_t_rounds >= 0),
  team2_ot_rounds INTEGER CHECK (team2_ot_rounds >= 0),
  rating_version TEXT CHECK (rating_version <> ''),
  PRIMARY KEY (match_id, map_number)
) STRICT, WITHOUT ROWID;

CREATE TABLE match_page_players (
  match_id INTEGER NOT NULL,
  map_number INTEGER NOT NULL,
  player_id INTEGER NOT NULL CHECK (player_id > 0),
  side TEXT NOT NULL CHECK (side IN ('both', 'ct', 't')),
  team_id INTEGER NOT NULL CHECK (team_id > 0),
  player_name TEXT NOT NULL CHECK (player_name <> ''),
  kills INTEGER CHECK (kills >= 0),
  deaths INTEGER CHECK (deaths >= 0),
  adr REAL,
  kast REAL,
  round_swing REAL,
  rating REAL,
  eco_kills INTEGER CHECK (eco_kills >= 0),
  eco_deaths INTEGER CHECK (eco_deaths >= 0),
  eco_adr REAL,
  eco_kast REAL,
  PRIMARY KEY (match_id, map_number, player_id, side),
  FOREIGN KEY (match_id, map_number) REFERENCES match_page_maps ON DELETE CASCADE
) STRICT, WITHOUT ROWID;

CREATE INDEX match_page_players_by_player ON match_page_players (player_id);

CREATE TABLE map_stats_page (
  map_stats_id INTEGER PRIMARY KEY CHECK (map_stats_id > 0),
  match_id INTEGER CHECK (match_id > 0),
  event_id INTEGER CHECK (event_id > 0),
  event_name TEXT CHECK (event_name <> ''),
  started_at_ms INTEGER CHECK (started_at_ms > 0),
  map_name TEXT NOT NULL CHECK (map_name <> ''),
  rating_version TEXT CHECK (rating_version <> ''),
  scoreboards INTEGER NOT NULL CHECK (scoreboards BETWEEN 0 AND 2),
  team1_id INTEGER NOT NULL CHECK (team1_id > 0),
  team2_id INTEGER NOT NULL CHECK (team2_id > 0),
  CHECK (team1_id <> team2_id)
) STRICT;

-- One row per team: readers join by team id, since the page may show the teams in another order than the match.
CREATE TABLE map_stats_teams (
  map_stats_id INTEGER NOT NULL REFERENCES map_stats_page ON DELETE CASCADE,
  team_id INTEGER NOT NULL,
  team_name TEXT NOT NULL CHECK (team_name <> ''),
  country TEXT,
  rounds INTEGER NOT NULL CHECK (rounds >= 0),
  start_side TEXT CHECK (start_side IN ('CT', 'T')),
  ct_rounds INTEGER CHECK (ct_rounds >= 0),
  t_rounds INTEGER CHECK (t_rounds >= 0),
  ot_rounds INTEGER CHECK (ot_rounds >= 0),
  rating REAL,
  first_kills INTEGER CHECK (first_kills >= 0),
  clutches_won INTEGER CHECK (clutches_won >= 0),
  PRIMARY KEY (map_stats_id, team_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE map_stats_players (
  map_stats_id INTEGER NOT NULL REFERENCES map_stats_page ON DELETE CASCADE,
  player_id INTEGER NOT NULL CHECK (player_id > 0),
  side TEXT NOT NULL CHECK (side IN ('both', 'ct', 't')),
  team_id INTEGER NOT NULL CHECK (team_id > 0),
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
  PRIMARY KEY (map_stats_id, player_id, side)
) STRICT, WITHOUT ROWID;

CREATE INDEX map_stats_players_by_player ON map_stats_players (player_id);

CREATE TABLE map_stats_rounds (
  map_stats_id INTEGER NOT NULL REFERENCES map_stats_page ON DELETE CASCADE,
  round_number INTEGER NOT NULL CHECK (round_number > 0),
  winner_team_id INTEGER NOT NULL CHECK (winner_team_id > 0),
  winner_side TEXT CHECK (winner_side IN ('CT', 'T')),
  outcome TEXT CHECK (outcome IN ('elimination', 'bomb_exploded', 'bomb_defused', 'time')),
  team1_score INTEGER CHECK (team1_score >= 0),
  team2_score INTEGER CHECK (team2_score >= 0),
  PRIMARY KEY (map_stats_id, round_number)
) STRICT, WITHOUT ROWID;

CREATE TABLE performance_page (
  map_stats_id INTEGER PRIMARY KEY CHECK (map_stats_id > 0),
  event_name TEXT CHECK (event_name <> ''),
  rating_version TEXT CHECK (rating_version <> ''),
  team1_name TEXT NOT NULL CHECK (team1_name <> ''),
  team1_folded_name TEXT NOT NULL,
  team1_kills INTEGER CHECK (team1_kills >= 0),
  team1_deaths INTEGER CHECK (team1_deaths >= 0),
  team1_assists INTEGER CHECK (team1_assists >= 0),
  team2_name TEXT NOT NULL CHECK (team2_name <> ''),
  team2_folded_name TEXT NOT NULL,
  team2_kills INTEGER CHECK (team2_kills >= 0),
  team2_deaths INTEGER CHECK (team2_deaths >= 0),
  team2_assists INTEGER CHECK (team2_assists >= 0)
) STRICT;

-- `team` is the column of the page, 1 the left one: the page has no team ids.
CREATE TABLE performance_players (
  map_stats_id INTEGER NOT NULL REFERENCES performance_page ON DELETE CASCADE,
  player_id INTEGER NOT NULL CHECK (player_id > 0),
  team INTEGER NOT NULL CHECK (team IN (1, 2)),
  player_name TEXT NOT NULL CHECK (player_name <> ''),
  kpr REAL,
  dpr REAL,
  impact REAL,
  mk_rating REAL,
  kast REAL,
  adr REAL,
  round_swing REAL,
  rating REAL,
  PRIMARY KEY (map_stats_id, player_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX performance_players_by_player ON performance_players (player_id);

CREATE TABLE performance_kills (
  map_stats_id INTEGER NOT NULL REFERENCES performance_page ON DELETE CASCADE,
  kind TEXT NOT NULL CHECK (kind IN ('all', 'first_kill', 'awp')),
  killer_id INTEGER NOT NULL CHECK (killer_id > 0),
  victim_id INTEGER NOT NULL CHECK (victim_id > 0),
  kills INTEGER NOT NULL CHECK (kills >= 0),
  PRIMARY KEY (map_stats_id, kind, killer_id, victim_id)
) STRICT, WITHOUT ROWID;

-- team1_first_side is the side of the first series in the earliest round of the first half that shows one.
CREATE TABLE economy_page (
  map_stats_id INTEGER PRIMARY KEY CHECK (map_stats_id > 0),
  event_name TEXT CHECK (event_name <> ''),
  team1_name TEXT NOT NULL CHECK (team1_name <> ''),
  team1_folded_name TEXT NOT NULL,
  team1_first_side TEXT CHECK (team1_first_side IN ('CT', 'T')),
  team2_name TEXT NOT NULL CHECK (team2_name <> ''),
  team2_folded_name TEXT NOT NULL
) STRICT;

-- `team` is the series of the chart, 1 the first.
CREATE TABLE economy_rounds (
  map_stats_id INTEGER NOT NULL REFERENCES economy_page ON DELETE CASCADE,
  round_number INTEGER NOT NULL CHECK (round_number > 0),
  team INTEGER NOT NULL CHECK (team IN (1, 2)),
  side TEXT CHECK (side IN ('CT', 'T')),
  equipment_value INTEGER NOT NULL CHECK (equipment_value >= 0),
  buy_type TEXT NOT NULL CHECK (buy_type IN ('full_eco', 'semi_eco', 'semi_buy', 'full_buy')),
  won INTEGER CHECK (won IN (0, 1)),
  PRIMARY KEY (map_stats_id, team, round_number)
) STRICT, WITHOUT ROWID;

-- Rounds and wins of each series by buy type: counted once per page for team_map_facts.
CREATE TABLE economy_totals (
  map_stats_id INTEGER NOT NULL REFERENCES economy_page ON DELETE CASCADE,
  team INTEGER NOT NULL CHECK (team IN (1, 2)),
  full_eco_rounds INTEGER NOT NULL,
  full_eco_wins INTEGER NOT NULL,
  semi_eco_rounds INTEGER NOT NULL,
  semi_eco_wins INTEGER NOT NULL,
  semi_buy_rounds INTEGER NOT NULL,
  semi_buy_wins INTEGER NOT NULL,
  full_buy_rounds INTEGER NOT NULL,
  full_buy_wins INTEGER NOT NULL,
  PRIMARY KEY (map_stats_id, team)
) STRICT, WITHOUT ROWID;

-- What a page calls a team, player or event. Best witness first: the latest match, then the match page (page_rank 1)
-- before map stats (2) before performance (3, undated: as_of_ms 0), then the highest page id.
CREATE TABLE sightings (
  entity TEXT NOT NULL CHECK (entity IN ('team', 'player', 'event')),
  entity_id INTEGER NOT NULL CHECK (entity_id > 0),
  as_of_ms INTEGER NOT NULL,
  page_rank INTEGER NOT NULL CHECK (page_rank IN (1, 2, 3)),
  page_id INTEGER NOT NULL,
  name TEXT NOT NULL CHECK (name <> ''),
  full_name TEXT,
  country TEXT,
  PRIMARY KEY (entity, entity_id, as_of_ms DESC, page_rank, page_id DESC)
) STRICT, WITHOUT ROWID;

CREATE INDEX sightings_by_page ON sightings (page_rank, page_id);
