-- Their rows are page records now, taken over before this migration runs.
DROP TABLE economy_page_totals;
DROP TABLE economy_rounds;
DROP TABLE economy_page;
DROP TABLE performance_kills;
DROP TABLE performance_players;
DROP TABLE performance_page;
DROP TABLE map_stats_rounds;
DROP TABLE map_stats_players;
DROP TABLE map_stats_teams;
DROP TABLE map_stats_page;
DROP TABLE match_page_players;
DROP TABLE match_page_maps;
DROP TABLE match_page_lineups;
DROP TABLE match_page_vetoes;
DROP TABLE match_page;

-- A country or full name that the latest page lacks comes from the latest page that has it.
INSERT INTO teams
SELECT DISTINCT entity_id,
  (SELECT name FROM observed_names AS n WHERE n.entity = 'team' AND n.entity_id = o.entity_id
    ORDER BY as_of_ms DESC, page_rank, page_id DESC LIMIT 1),
  (SELECT country FROM observed_names AS n WHERE n.entity = 'team' AND n.entity_id = o.entity_id AND country IS NOT NULL
    ORDER BY as_of_ms DESC, page_rank, page_id DESC LIMIT 1)
FROM observed_names AS o WHERE entity = 'team';

INSERT INTO players
SELECT DISTINCT entity_id,
  (SELECT name FROM observed_names AS n WHERE n.entity = 'player' AND n.entity_id = o.entity_id
    ORDER BY as_of_ms DESC, page_rank, page_id DESC LIMIT 1),
  (SELECT full_name FROM observed_names AS n WHERE n.entity = 'player' AND n.entity_id = o.entity_id
    AND full_name IS NOT NULL ORDER BY as_of_ms DESC, page_rank, page_id DESC LIMIT 1),
  (SELECT country FROM observed_names AS n WHERE n.entity = 'player' AND n.entity_id = o.entity_id
    AND country IS NOT NULL ORDER BY as_of_ms DESC, page_rank, page_id DESC LIMIT 1)
FROM observed_names AS o WHERE entity = 'player';

INSERT INTO events
SELECT DISTINCT entity_id,
  (SELECT name FROM observed_names AS n WHERE n.entity = 'event' AND n.entity_id = o.entity_id
    ORDER BY as_of_ms DESC, page_rank, page_id DESC LIMIT 1)
FROM observed_names AS o WHERE entity = 'event';

-- Views for analysts. Their columns are public; see docs/data-dictionary.md.

CREATE VIEW match_results AS
SELECT
  m.match_id, m.url, m.started_at_ms, m.ended_at_ms,
  CAST(date(m.started_at_ms / 1000, 'unixepoch') AS TEXT) AS start_date,
  m.status, m.event_id, m.event_name, m.stage, m.best_of, m.is_lan, m.stars,
  m.team1_id, m.team1_name, m.team1_rank, m.team1_maps_won, m.team2_id, m.team2_name, m.team2_rank, m.team2_maps_won,
  m.winner_team_id,
  CAST(CASE m.winner_team_id WHEN m.team1_id THEN m.team1_name WHEN m.team2_id THEN m.team2_name END AS TEXT)
    AS winner_name,
  CAST(CASE m.winner_team_id WHEN m.team1_id THEN m.team2_id WHEN m.team2_id THEN m.team1_id END AS INTEGER)
    AS loser_team_id,
  CAST(CASE m.winner_team_id WHEN m.team1_id THEN m.team2_name WHEN m.team2_id THEN m.team1_name END AS TEXT)
    AS loser_name,
  m.is_forfeit,
  CAST((SELECT count(*) FROM maps AS o WHERE o.match_id = m.match_id AND o.state = 'played') AS INTEGER)
    AS maps_played
FROM matches AS m;

CREATE VIEW player_map_facts AS
SELECT
  p.match_id, p.map_number, m.map_stats_id, m.map_name, g.started_at_ms,
  CAST(date(g.started_at_ms / 1000, 'unixepoch') AS TEXT) AS start_date, g.event_id, g.event_name, g.is_lan, g.best_of,
  p.player_id, p.player_name, p.team_id,
  CAST(CASE p.team_id WHEN g.team1_id THEN g.team1_name WHEN g.team2_id THEN g.team2_name END AS TEXT) AS team_name,
  CAST(CASE p.team_id WHEN g.team1_id THEN g.team2_id WHEN g.team2_id THEN g.team1_id END AS INTEGER) AS opponent_id,
  CAST(CASE p.team_id WHEN g.team1_id THEN g.team2_name WHEN g.team2_id THEN g.team1_name END AS TEXT)
    AS opponent_name,
  CAST(CASE p.team_id WHEN g.team1_id THEN m.team1_rounds WHEN g.team2_id THEN m.team2_rounds END AS INTEGER)
    AS rounds_won,
  CAST(CASE p.team_id WHEN g.team1_id THEN m.team2_rounds WHEN g.team2_id THEN m.team1_rounds END AS INTEGER)
    AS rounds_lost,
  CAST(iif(p.team_id IN (g.team1_id, g.team2_id), p.team_id = m.winner_team_id, NULL) AS INTEGER) AS won,
  m.rating_version, p.kills, p.headshots, p.assists, p.flash_assists, p.deaths, p.traded_deaths, p.adr, p.kast,
  p.opening_kills, p.opening_deaths, p.multi_kill_rounds, p.clutches_won, p.round_swing, p.rating,
  p.eco_kills, p.eco_headshots, p.eco_deaths, p.eco_traded_deaths, p.eco_adr, p.eco_kast, p.eco_opening_kills,
  p.eco_opening_deaths, p.kpr, p.dpr, p.impact, p.mk_rating
FROM player_map_stats AS p
JOIN matches AS g ON g.match_id = p.match_id
JOIN maps AS m ON m.match_id = p.match_id AND m.map_number = p.map_number
WHERE p.side = 'both';

-- One row per played map and team; half_rounds is the length of the first half.
CREATE VIEW team_maps AS
SELECT
  m.match_id, m.map_number, m.map_stats_id, m.map_name, m.state, m.rating_version, g.team1_id AS team_id,
  g.team1_name AS team_name, g.team2_id AS opponent_id, g.team2_name AS opponent_name,
  CAST(m.picked_by_team_id = g.team1_id AS INTEGER) AS picked, CAST(m.winner_team_id = g.team1_id AS INTEGER) AS won,
  m.team1_start_side AS start_side, m.team1_rounds AS rounds_won, m.team2_rounds AS rounds_lost,
  m.team1_ct_rounds AS ct_rounds_won, m.team1_t_rounds AS t_rounds_won, m.team1_ot_rounds AS ot_rounds_won,
  m.team1_rating AS rating, m.team1_first_kills AS first_kills, m.team1_clutches_won AS clutches_won,
  CAST(iif(m.team1_start_side = 'ct', m.team1_ct_rounds + m.team2_t_rounds, m.team1_t_rounds + m.team2_ct_rounds)
    AS INTEGER) AS half_rounds
FROM maps AS m
JOIN matches AS g ON g.match_id = m.match_id
WHERE m.state = 'played'
UNION ALL
SELECT
  m.match_id, m.map_number, m.map_stats_id, m.map_name, m.state, m.rating_version, g.team2_id,
  g.team2_name, g.team1_id, g.team1_name,
  CAST(m.picked_by_team_id = g.team2_id AS INTEGER), CAST(m.winner_team_id = g.team2_id AS INTEGER),
  CAST(CASE m.team1_start_side WHEN 'ct' THEN 't' WHEN 't' THEN 'ct' END AS TEXT), m.team2_rounds, m.team1_rounds,
  m.team2_ct_rounds, m.team2_t_rounds, m.team2_ot_rounds,
  m.team2_rating, m.team2_first_kills, m.team2_clutches_won,
  CAST(iif(m.team1_start_side = 'ct', m.team1_ct_rounds + m.team2_t_rounds, m.team1_t_rounds + m.team2_ct_rounds)
    AS INTEGER)
FROM maps AS m
JOIN matches AS g ON g.match_id = m.match_id
WHERE m.state = 'played';

-- Pistol rounds are the first of each half. Economy counts are NULL where the map has no economy.
CREATE VIEW team_map_facts AS
SELECT
  t.match_id, t.map_number, t.map_stats_id, t.map_name, g.started_at_ms,
  CAST(date(g.started_at_ms / 1000, 'unixepoch') AS TEXT) AS start_date, g.event_id, g.event_name, g.is_lan, g.best_of,
  t.team_id, t.team_name, t.opponent_id, t.opponent_name, t.picked, t.won, t.start_side,
  t.rounds_won, t.rounds_lost, t.ct_rounds_won, t.t_rounds_won, t.ot_rounds_won,
  CAST((SELECT iif(count(*) = 2, sum(r.winner_team_id = t.team_id), NULL) FROM rounds AS r
    WHERE r.match_id = t.match_id AND r.map_number = t.map_number AND r.round_number IN (1, t.half_rounds + 1)
  ) AS INTEGER) AS pistol_rounds_won,
  t.rating_version, t.rating, t.first_kills, t.clutches_won,
  e.full_eco_rounds, e.full_eco_wins, e.semi_eco_rounds, e.semi_eco_wins,
  e.semi_buy_rounds, e.semi_buy_wins, e.full_buy_rounds, e.full_buy_wins
FROM team_maps AS t
JOIN matches AS g ON g.match_id = t.match_id
LEFT JOIN economy_totals AS e ON e.match_id = t.match_id AND e.map_number = t.map_number AND e.team_id = t.team_id;

-- One row per team and map name: what became of the map in the vetoes the team took part in.
CREATE VIEW veto_summary AS
SELECT
  t.team_id,
  (SELECT name FROM teams AS n WHERE n.team_id = t.team_id) AS team_name,
  v.map_name,
  count(*) AS vetoes,
  count(*) FILTER (WHERE v.action = 'removed' AND v.team_id = t.team_id) AS removed,
  count(*) FILTER (WHERE v.action = 'removed' AND v.team_id = t.team_id AND v.step = (
    SELECT min(f.step) FROM vetoes AS f
    WHERE f.match_id = v.match_id AND f.team_id = t.team_id AND f.action = 'removed')) AS removed_first,
  count(*) FILTER (WHERE v.action = 'picked' AND v.team_id = t.team_id) AS picked,
  count(*) FILTER (WHERE v.action = 'removed' AND v.team_id <> t.team_id) AS removed_by_opponent,
  count(*) FILTER (WHERE v.action = 'picked' AND v.team_id <> t.team_id) AS picked_by_opponent,
  count(*) FILTER (WHERE v.action = 'left_over') AS left_over,
  count(o.map_number) AS played,
  count(*) FILTER (WHERE o.winner_team_id = t.team_id) AS won
FROM (
  SELECT match_id, team1_id AS team_id FROM matches WHERE team1_id IS NOT NULL
  UNION ALL
  SELECT match_id, team2_id FROM matches WHERE team2_id IS NOT NULL
) AS t
JOIN vetoes AS v ON v.match_id = t.match_id
LEFT JOIN maps AS o ON o.match_id = v.match_id AND o.map_name = v.map_name AND o.state = 'played'
GROUP BY t.team_id, v.map_name;

-- What the query planner should expect: 25,000 matches. Fixed figures, so that plans never change by themselves; ANALYZE
-- replaces them by the real ones.
DELETE FROM sqlite_stat1;

INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES
  ('page_records', 'page_records_by_match', '205000 4'),
  ('page_records', 'sqlite_autoindex_page_records_1', '205000 50000 1'),
  ('matches', 'matches_by_start', '25000 2'),
  ('matches', 'matches_by_event', '25000 30'),
  ('matches', 'matches_by_team1', '25000 20'),
  ('matches', 'matches_by_team2', '25000 20'),
  ('vetoes', 'vetoes', '175000 7 1'),
  ('lineups', 'lineups', '250000 10 1'),
  ('lineups', 'lineups_by_player', '250000 25'),
  ('maps', 'maps', '75000 3 1'),
  ('maps', 'maps_by_name', '75000 5000'),
  ('maps', 'sqlite_autoindex_maps_1', '75000 2'),
  ('player_map_stats', 'player_map_stats', '1800000 75 30 3 1'),
  ('player_map_stats', 'player_map_stats_by_player', '1800000 180'),
  ('rounds', 'rounds', '1300000 60 22 1'),
  ('round_economy', 'round_economy', '2600000 120 44 2 1'),
  ('economy_totals', 'economy_totals', '120000 5 2 1'),
  ('kill_matrix', 'kill_matrix', '9000000 375 150 50 5 1'),
  ('observed_names', 'observed_names', '1700000 500000 120 2 2 1'),
  ('listing_entries', 'listing_entries_by_end', '115000 1');

ANALYZE sqlite_schema;
