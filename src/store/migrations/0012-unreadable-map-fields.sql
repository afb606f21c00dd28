-- What a page says unreadably is NULL and leaves a finding instead of failing the page: names of maps and teams, the team
-- of a table or column whose heading fits no team or both, the buy type behind an unknown icon. SQLite cannot take NOT NULL
-- from a column, so the tables are built again.

CREATE TABLE rebuilt AS SELECT * FROM map_stats_page;
DROP TABLE map_stats_page;

CREATE TABLE map_stats_page (
  map_stats_id INTEGER PRIMARY KEY CHECK (map_stats_id > 0),
  match_id INTEGER CHECK (match_id > 0),
  event_id INTEGER CHECK (event_id > 0),
  event_name TEXT CHECK (event_name <> ''),
  started_at_ms INTEGER CHECK (started_at_ms > 0),
  map_name TEXT CHECK (map_name <> ''),
  rating_version TEXT CHECK (rating_version <> ''),
  scoreboards INTEGER NOT NULL CHECK (scoreboards BETWEEN 0 AND 2),
  team1_id INTEGER NOT NULL CHECK (team1_id > 0),
  team2_id INTEGER NOT NULL CHECK (team2_id > 0),
  CHECK (team1_id <> team2_id)
) STRICT;

INSERT INTO map_stats_page SELECT * FROM rebuilt;
DROP TABLE rebuilt;

CREATE TABLE rebuilt AS SELECT * FROM map_stats_teams;
DROP TABLE map_stats_teams;

CREATE TABLE map_stats_teams (
  map_stats_id INTEGER NOT NULL REFERENCES map_stats_page ON DELETE CASCADE,
  team_id INTEGER NOT NULL,
  team_name TEXT CHECK (team_name <> ''),
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

INSERT INTO map_stats_teams SELECT * FROM rebuilt;
DROP TABLE rebuilt;

CREATE TABLE rebuilt AS SELECT * FROM map_stats_players;
DROP TABLE map_stats_players;

CREATE TABLE map_stats_players (
  map_stats_id INTEGER NOT NULL REFERENCES map_stats_page ON DELETE CASCADE,
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
  PRIMARY KEY (map_stats_id, player_id, side)
) STRICT, WITHOUT ROWID;

INSERT INTO map_stats_players SELECT * FROM rebuilt;
DROP TABLE rebuilt;

CREATE INDEX map_stats_players_by_player ON map_stats_players (player_id);

CREATE TABLE rebuilt AS SELECT * FROM performance_page;
DROP TABLE performance_page;

CREATE TABLE performance_page (
  map_stats_id INTEGER PRIMARY KEY CHECK (map_stats_id > 0),
  event_name TEXT CHECK (event_name <> ''),
  rating_version TEXT CHECK (rating_version <> ''),
  team1_name TEXT CHECK (team1_name <> ''),
  team1_folded_name TEXT,
  team1_kills INTEGER CHECK (team1_kills >= 0),
  team1_deaths INTEGER CHECK (team1_deaths >= 0),
  team1_assists INTEGER CHECK (team1_assists >= 0),
  team2_name TEXT CHECK (team2_name <> ''),
  team2_folded_name TEXT,
  team2_kills INTEGER CHECK (team2_kills >= 0),
  team2_deaths INTEGER CHECK (team2_deaths >= 0),
  team2_assists INTEGER CHECK (team2_assists >= 0)
) STRICT;

INSERT INTO performance_page SELECT * FROM rebuilt;
DROP TABLE rebuilt;

CREATE TABLE rebuilt AS SELECT * FROM performance_players;
DROP TABLE performance_players;

CREATE TABLE performance_players (
  map_stats_id INTEGER NOT NULL REFERENCES performance_page ON DELETE CASCADE,
  player_id INTEGER NOT NULL CHECK (player_id > 0),
  team INTEGER CHECK (team IN (1, 2)),
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

INSERT INTO performance_players SELECT * FROM rebuilt;
DROP TABLE rebuilt;

CREATE INDEX performance_players_by_player ON performance_players (player_id);

CREATE TABLE rebuilt AS SELECT * FROM economy_page;
DROP TABLE economy_page;

CREATE TABLE economy_page (
  map_stats_id INTEGER PRIMARY KEY CHECK (map_stats_id > 0),
  event_name TEXT CHECK (event_name <> ''),
  team1_name TEXT CHECK (team1_name <> ''),
  team1_folded_name TEXT,
  team1_first_side TEXT CHECK (team1_first_side IN ('CT', 'T')),
  team2_name TEXT CHECK (team2_name <> ''),
  team2_folded_name TEXT
) STRICT;

INSERT INTO economy_page SELECT * FROM rebuilt;
DROP TABLE rebuilt;

CREATE TABLE rebuilt AS SELECT * FROM economy_rounds;
DROP TABLE economy_rounds;

CREATE TABLE economy_rounds (
  map_stats_id INTEGER NOT NULL REFERENCES economy_page ON DELETE CASCADE,
  round_number INTEGER NOT NULL CHECK (round_number > 0),
  team INTEGER NOT NULL CHECK (team IN (1, 2)),
  side TEXT CHECK (side IN ('CT', 'T')),
  equipment_value INTEGER NOT NULL CHECK (equipment_value >= 0),
  buy_type TEXT CHECK (buy_type IN ('full_eco', 'semi_eco', 'semi_buy', 'full_buy')),
  won INTEGER CHECK (won IN (0, 1)),
  PRIMARY KEY (map_stats_id, team, round_number)
) STRICT, WITHOUT ROWID;

INSERT INTO economy_rounds SELECT * FROM rebuilt;
DROP TABLE rebuilt;

-- The team of each column of a performance page, by name: exactly as written, else blanks and case apart. A name that
-- fits one team settles the other column too; where nothing fits, or both teams do, there is no row.
DROP VIEW performance_teams;
CREATE VIEW performance_teams AS
SELECT match_id, map_number, map_stats_id,
  iif(votes > 0, team1_id, team2_id) AS column1_team_id,
  iif(votes > 0, team2_id, team1_id) AS column2_team_id
FROM (
  SELECT o.match_id, o.map_number, o.map_stats_id, o.team1_id, o.team2_id,
    coalesce(
      nullif(
        ((p.team1_name = m.team1_name OR p.team2_name = m.team2_name) IS TRUE)
        - ((p.team1_name = m.team2_name OR p.team2_name = m.team1_name) IS TRUE), 0),
      ((p.team1_folded_name = m.team1_folded_name OR p.team2_folded_name = m.team2_folded_name) IS TRUE)
      - ((p.team1_folded_name = m.team2_folded_name OR p.team2_folded_name = m.team1_folded_name) IS TRUE)
    ) AS votes
  FROM match_page_maps AS o
  JOIN match_page AS m ON m.match_id = o.match_id
  JOIN performance_page AS p ON p.map_stats_id = o.map_stats_id
)
WHERE votes <> 0;

-- The team of each series of an economy page: by the side it starts on, else by name as in performance_teams. The second
-- series is always the other team; where nothing tells, there is no row.
DROP VIEW economy_teams;
CREATE VIEW economy_teams AS
SELECT match_id, map_number, map_stats_id,
  iif(votes > 0, team1_id, team2_id) AS series1_team_id,
  iif(votes > 0, team2_id, team1_id) AS series2_team_id
FROM (
  SELECT o.match_id, o.map_number, o.map_stats_id, o.team1_id, o.team2_id,
    coalesce(
      iif(e.team1_first_side = coalesce(a.start_side, o.team1_start_side), 1, NULL),
      iif(e.team1_first_side <> coalesce(a.start_side, o.team1_start_side), -1, NULL),
      nullif(
        ((e.team1_name = m.team1_name OR e.team2_name = m.team2_name) IS TRUE)
        - ((e.team1_name = m.team2_name OR e.team2_name = m.team1_name) IS TRUE), 0),
      ((e.team1_folded_name = m.team1_folded_name OR e.team2_folded_name = m.team2_folded_name) IS TRUE)
      - ((e.team1_folded_name = m.team2_folded_name OR e.team2_folded_name = m.team1_folded_name) IS TRUE)
    ) AS votes
  FROM match_page_maps AS o
  JOIN match_page AS m ON m.match_id = o.match_id
  JOIN economy_page AS e ON e.map_stats_id = o.map_stats_id
  LEFT JOIN map_stats_page AS s ON s.map_stats_id = o.map_stats_id
    AND o.team1_id IN (s.team1_id, s.team2_id) AND o.team2_id IN (s.team1_id, s.team2_id)
  LEFT JOIN map_stats_teams AS a ON a.map_stats_id = s.map_stats_id AND a.team_id = o.team1_id
  WHERE o.team1_id IS NOT NULL AND o.team2_id IS NOT NULL
)
WHERE votes <> 0;

-- As before, but a team that map stats does not name comes from the overview, and a player whom only the performance page
-- has gets the team of the others in the column when all of them play for one.
DROP VIEW player_map_stats;
CREATE VIEW player_map_stats AS
SELECT
  b.match_id, b.map_number, s.player_id, s.side, CAST(coalesce(s.team_id, o.team_id) AS INTEGER) AS team_id, s.player_name,
  CAST(coalesce(s.kills, o.kills) AS INTEGER) AS kills,
  s.headshots AS headshots,
  s.assists AS assists,
  s.flash_assists AS flash_assists,
  CAST(coalesce(s.deaths, o.deaths) AS INTEGER) AS deaths,
  s.traded_deaths AS traded_deaths,
  CAST(coalesce(s.adr, o.adr, p.adr) AS REAL) AS adr,
  CAST(coalesce(s.kast, o.kast, p.kast) AS REAL) AS kast,
  s.opening_kills AS opening_kills,
  s.opening_deaths AS opening_deaths,
  s.multi_kill_rounds AS multi_kill_rounds,
  s.clutches_won AS clutches_won,
  CAST(coalesce(s.round_swing, o.round_swing, p.round_swing) AS REAL) AS round_swing,
  CAST(coalesce(s.rating, o.rating, p.rating) AS REAL) AS rating,
  CAST(coalesce(s.eco_kills, o.eco_kills) AS INTEGER) AS eco_kills,
  s.eco_headshots AS eco_headshots,
  CAST(coalesce(s.eco_deaths, o.eco_deaths) AS INTEGER) AS eco_deaths,
  s.eco_traded_deaths AS eco_traded_deaths,
  CAST(coalesce(s.eco_adr, o.eco_adr) AS REAL) AS eco_adr,
  CAST(coalesce(s.eco_kast, o.eco_kast) AS REAL) AS eco_kast,
  s.eco_opening_kills AS eco_opening_kills,
  s.eco_opening_deaths AS eco_opening_deaths,
  p.kpr AS kpr,
  p.dpr AS dpr,
  p.impact AS impact,
  p.mk_rating AS mk_rating
FROM believed_map_stats AS b
JOIN map_stats_players AS s ON s.map_stats_id = b.map_stats_id
LEFT JOIN match_page_players AS o ON o.match_id = b.match_id AND o.map_number = b.map_number
  AND o.player_id = s.player_id AND o.side = s.side
LEFT JOIN performance_players AS p ON p.map_stats_id = b.map_stats_id AND p.player_id = s.player_id AND s.side = 'both'
UNION ALL
SELECT
  m.match_id, m.map_number, o.player_id, o.side, o.team_id, o.player_name,
  o.kills AS kills,
  CAST(NULL AS INTEGER) AS headshots,
  CAST(NULL AS INTEGER) AS assists,
  CAST(NULL AS INTEGER) AS flash_assists,
  o.deaths AS deaths,
  CAST(NULL AS INTEGER) AS traded_deaths,
  CAST(coalesce(o.adr, p.adr) AS REAL) AS adr,
  CAST(coalesce(o.kast, p.kast) AS REAL) AS kast,
  CAST(NULL AS INTEGER) AS opening_kills,
  CAST(NULL AS INTEGER) AS opening_deaths,
  CAST(NULL AS INTEGER) AS multi_kill_rounds,
  CAST(NULL AS INTEGER) AS clutches_won,
  CAST(coalesce(o.round_swing, p.round_swing) AS REAL) AS round_swing,
  CAST(coalesce(o.rating, p.rating) AS REAL) AS rating,
  o.eco_kills AS eco_kills,
  CAST(NULL AS INTEGER) AS eco_headshots,
  o.eco_deaths AS eco_deaths,
  CAST(NULL AS INTEGER) AS eco_traded_deaths,
  o.eco_adr AS eco_adr,
  o.eco_kast AS eco_kast,
  CAST(NULL AS INTEGER) AS eco_opening_kills,
  CAST(NULL AS INTEGER) AS eco_opening_deaths,
  p.kpr AS kpr,
  p.dpr AS dpr,
  p.impact AS impact,
  p.mk_rating AS mk_rating
FROM match_page_maps AS m
LEFT JOIN map_stats_page AS b ON b.map_stats_id = m.map_stats_id
  AND m.team1_id IN (b.team1_id, b.team2_id) AND m.team2_id IN (b.team1_id, b.team2_id)
JOIN match_page_players AS o ON o.match_id = m.match_id AND o.map_number = m.map_number
LEFT JOIN map_stats_players AS s ON s.map_stats_id = b.map_stats_id AND s.player_id = o.player_id AND s.side = o.side
LEFT JOIN performance_players AS p ON p.map_stats_id = m.map_stats_id AND p.player_id = o.player_id AND o.side = 'both'
WHERE s.player_id IS NULL
UNION ALL
SELECT
  m.match_id, m.map_number, p.player_id, CAST('both' AS TEXT) AS side,
  CAST(coalesce(
    (SELECT CASE p.team WHEN 1 THEN t.column1_team_id WHEN 2 THEN t.column2_team_id END FROM performance_teams AS t
      WHERE t.match_id = m.match_id AND t.map_number = m.map_number),
    (SELECT iif(min(known.team_id) = max(known.team_id), min(known.team_id), NULL)
      FROM (
        SELECT coalesce(
          (SELECT s.team_id FROM believed_map_stats AS b
            JOIN map_stats_players AS s ON s.map_stats_id = b.map_stats_id
            WHERE b.match_id = m.match_id AND b.map_number = m.map_number AND s.player_id = mate.player_id
              AND s.side = 'both'),
          (SELECT o.team_id FROM match_page_players AS o
            WHERE o.match_id = m.match_id AND o.map_number = m.map_number AND o.player_id = mate.player_id
              AND o.side = 'both')) AS team_id
        FROM performance_players AS mate
        WHERE mate.map_stats_id = p.map_stats_id AND mate.team = p.team) AS known)
  ) AS INTEGER) AS team_id,
  p.player_name,
  CAST(NULL AS INTEGER) AS kills,
  CAST(NULL AS INTEGER) AS headshots,
  CAST(NULL AS INTEGER) AS assists,
  CAST(NULL AS INTEGER) AS flash_assists,
  CAST(NULL AS INTEGER) AS deaths,
  CAST(NULL AS INTEGER) AS traded_deaths,
  p.adr AS adr,
  p.kast AS kast,
  CAST(NULL AS INTEGER) AS opening_kills,
  CAST(NULL AS INTEGER) AS opening_deaths,
  CAST(NULL AS INTEGER) AS multi_kill_rounds,
  CAST(NULL AS INTEGER) AS clutches_won,
  p.round_swing AS round_swing,
  p.rating AS rating,
  CAST(NULL AS INTEGER) AS eco_kills,
  CAST(NULL AS INTEGER) AS eco_headshots,
  CAST(NULL AS INTEGER) AS eco_deaths,
  CAST(NULL AS INTEGER) AS eco_traded_deaths,
  CAST(NULL AS REAL) AS eco_adr,
  CAST(NULL AS REAL) AS eco_kast,
  CAST(NULL AS INTEGER) AS eco_opening_kills,
  CAST(NULL AS INTEGER) AS eco_opening_deaths,
  p.kpr AS kpr,
  p.dpr AS dpr,
  p.impact AS impact,
  p.mk_rating AS mk_rating
FROM match_page_maps AS m
LEFT JOIN map_stats_page AS b ON b.map_stats_id = m.map_stats_id
  AND m.team1_id IN (b.team1_id, b.team2_id) AND m.team2_id IN (b.team1_id, b.team2_id)
JOIN performance_players AS p ON p.map_stats_id = m.map_stats_id
LEFT JOIN map_stats_players AS s ON s.map_stats_id = b.map_stats_id AND s.player_id = p.player_id AND s.side = 'both'
LEFT JOIN match_page_players AS o ON o.match_id = m.match_id AND o.map_number = m.map_number
  AND o.player_id = p.player_id AND o.side = 'both'
WHERE s.player_id IS NULL AND o.player_id IS NULL;

-- Dropping a table takes its planner statistics along.
INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES
  ('map_stats_page', NULL, '60000'),
  ('map_stats_teams', 'map_stats_teams', '120000 2 1'),
  ('map_stats_players', 'map_stats_players', '1800000 30 3 1'),
  ('map_stats_players', 'map_stats_players_by_player', '1800000 180'),
  ('performance_page', NULL, '60000'),
  ('performance_players', 'performance_players', '600000 10 1'),
  ('performance_players', 'performance_players_by_player', '600000 60'),
  ('economy_page', NULL, '60000'),
  ('economy_rounds', 'economy_rounds', '2600000 44 22 1');

ANALYZE sqlite_schema;
