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

-- Views for analysts. Their columns are public; see docs/data-dictionary.md. Each is a join without a fixed order, so that
-- any of team, player, event, date and map leads to its rows through an index.

CREATE VIEW match_results AS
SELECT
  g.match_id, g.url, g.started_at_ms, g.ended_at_ms,
  CAST(date(g.started_at_ms / 1000, 'unixepoch') AS TEXT) AS start_date,
  g.status, g.event_id, g.event_name, g.stage, g.best_of, g.is_lan, g.stars,
  g.team1_id, g.team1_name, g.team1_rank, g.team1_maps_won, g.team2_id, g.team2_name, g.team2_rank, g.team2_maps_won,
  g.winner_team_id,
  CAST(CASE g.winner_team_id WHEN g.team1_id THEN g.team1_name WHEN g.team2_id THEN g.team2_name END AS TEXT)
    AS winner_name,
  CAST(CASE g.winner_team_id WHEN g.team1_id THEN g.team2_id WHEN g.team2_id THEN g.team1_id END AS INTEGER)
    AS loser_team_id,
  CAST(CASE g.winner_team_id WHEN g.team1_id THEN g.team2_name WHEN g.team2_id THEN g.team1_name END AS TEXT)
    AS loser_name,
  g.is_forfeit,
  CAST((SELECT count(*) FROM maps AS m WHERE m.match_id = g.match_id AND m.state = 'played') AS INTEGER) AS maps_played
FROM matches AS g
WHERE g.status = 'finished';

CREATE VIEW team_match_facts AS
SELECT
  t.match_id, g.started_at_ms, CAST(date(g.started_at_ms / 1000, 'unixepoch') AS TEXT) AS start_date,
  g.event_id, g.event_name, g.is_lan, g.best_of, g.stage,
  t.team_id,
  CAST(CASE t.team_number WHEN 1 THEN g.team1_name WHEN 2 THEN g.team2_name END AS TEXT) AS team_name,
  CAST(CASE t.team_number WHEN 1 THEN g.team1_rank WHEN 2 THEN g.team2_rank END AS INTEGER) AS team_rank,
  t.opponent_id,
  CAST(CASE t.team_number WHEN 1 THEN g.team2_name WHEN 2 THEN g.team1_name END AS TEXT) AS opponent_name,
  CAST(CASE t.team_number WHEN 1 THEN g.team2_rank WHEN 2 THEN g.team1_rank END AS INTEGER) AS opponent_rank,
  CAST(CASE WHEN g.winner_team_id = t.team_id THEN 'won' WHEN g.winner_team_id IS NOT NULL THEN 'lost'
    WHEN g.team1_maps_won = g.team2_maps_won THEN 'draw' END AS TEXT) AS result,
  CAST(CASE t.team_number WHEN 1 THEN g.team1_maps_won WHEN 2 THEN g.team2_maps_won END AS INTEGER) AS maps_won,
  CAST(CASE t.team_number WHEN 1 THEN g.team2_maps_won WHEN 2 THEN g.team1_maps_won END AS INTEGER) AS maps_lost,
  CAST((SELECT iif(count(m.team1_rounds + m.team2_rounds) = count(*), sum(iif(t.team_number = 1, m.team1_rounds, m.team2_rounds)), NULL)
    FROM maps AS m WHERE m.match_id = t.match_id AND m.state = 'played') AS INTEGER) AS rounds_won,
  CAST((SELECT iif(count(m.team1_rounds + m.team2_rounds) = count(*), sum(iif(t.team_number = 2, m.team1_rounds, m.team2_rounds)), NULL)
    FROM maps AS m WHERE m.match_id = t.match_id AND m.state = 'played') AS INTEGER) AS rounds_lost,
  g.is_forfeit
FROM match_teams AS t
JOIN matches AS g ON g.match_id = t.match_id
WHERE g.status = 'finished';

CREATE VIEW team_map_facts AS
SELECT
  x.match_id, x.map_number, m.map_stats_id, m.map_name, g.started_at_ms, CAST(date(g.started_at_ms / 1000, 'unixepoch') AS TEXT) AS start_date,
  g.event_id, g.event_name, g.is_lan, g.best_of,
  x.team_id,
  CAST(CASE t.team_number WHEN 1 THEN g.team1_name WHEN 2 THEN g.team2_name END AS TEXT) AS team_name,
  CAST(CASE t.team_number WHEN 1 THEN g.team1_rank WHEN 2 THEN g.team2_rank END AS INTEGER) AS team_rank,
  t.opponent_id,
  CAST(CASE t.team_number WHEN 1 THEN g.team2_name WHEN 2 THEN g.team1_name END AS TEXT) AS opponent_name,
  CAST(CASE t.team_number WHEN 1 THEN g.team2_rank WHEN 2 THEN g.team1_rank END AS INTEGER) AS opponent_rank,
  CAST(m.picked_by_team_id = t.team_id AS INTEGER) AS picked, CAST(m.winner_team_id = t.team_id AS INTEGER) AS won,
  CAST(CASE WHEN t.team_number = 1 THEN m.team1_start_side WHEN m.team1_start_side = 'ct' THEN 't'
    WHEN m.team1_start_side = 't' THEN 'ct' END AS TEXT) AS start_side,
  CAST(CASE t.team_number WHEN 1 THEN m.team1_rounds WHEN 2 THEN m.team2_rounds END AS INTEGER) AS rounds_won,
  CAST(CASE t.team_number WHEN 1 THEN m.team2_rounds WHEN 2 THEN m.team1_rounds END AS INTEGER) AS rounds_lost,
  CAST(CASE t.team_number WHEN 1 THEN m.team1_ct_rounds WHEN 2 THEN m.team2_ct_rounds END AS INTEGER) AS ct_rounds_won,
  CAST(CASE t.team_number WHEN 1 THEN m.team1_t_rounds WHEN 2 THEN m.team2_t_rounds END AS INTEGER) AS t_rounds_won,
  CAST(CASE t.team_number WHEN 1 THEN m.team1_ot_rounds WHEN 2 THEN m.team2_ot_rounds END AS INTEGER) AS ot_rounds_won,
  CAST(iif(m.team1_start_side IS NULL, NULL, m.team1_ot_rounds IS NOT NULL) AS INTEGER) AS is_overtime,
  x.pistol_rounds_won, m.rating_version,
  CAST(CASE t.team_number WHEN 1 THEN m.team1_rating WHEN 2 THEN m.team2_rating END AS REAL) AS rating,
  CAST(CASE t.team_number WHEN 1 THEN m.team1_first_kills WHEN 2 THEN m.team2_first_kills END AS INTEGER) AS first_kills,
  CAST(CASE t.team_number WHEN 1 THEN m.team1_clutches_won WHEN 2 THEN m.team2_clutches_won END AS INTEGER) AS clutches_won,
  x.full_eco_rounds, x.full_eco_wins, x.semi_eco_rounds, x.semi_eco_wins,
  x.semi_buy_rounds, x.semi_buy_wins, x.full_buy_rounds, x.full_buy_wins
FROM map_teams AS x
JOIN match_teams AS t ON t.match_id = x.match_id AND t.team_id = x.team_id
JOIN maps AS m ON m.match_id = x.match_id AND m.map_number = x.map_number
JOIN matches AS g ON g.match_id = x.match_id;

CREATE VIEW player_map_facts AS
SELECT
  p.match_id, p.map_number, m.map_stats_id, m.map_name, g.started_at_ms, CAST(date(g.started_at_ms / 1000, 'unixepoch') AS TEXT) AS start_date,
  g.event_id, g.event_name, g.is_lan, g.best_of,
  p.player_id, p.player_name,
  t.team_id,
  CAST(CASE t.team_number WHEN 1 THEN g.team1_name WHEN 2 THEN g.team2_name END AS TEXT) AS team_name,
  CAST(CASE t.team_number WHEN 1 THEN g.team1_rank WHEN 2 THEN g.team2_rank END AS INTEGER) AS team_rank,
  t.opponent_id,
  CAST(CASE t.team_number WHEN 1 THEN g.team2_name WHEN 2 THEN g.team1_name END AS TEXT) AS opponent_name,
  CAST(CASE t.team_number WHEN 1 THEN g.team2_rank WHEN 2 THEN g.team1_rank END AS INTEGER) AS opponent_rank,
  CAST(CASE t.team_number WHEN 1 THEN m.team1_rounds WHEN 2 THEN m.team2_rounds END AS INTEGER) AS rounds_won,
  CAST(CASE t.team_number WHEN 1 THEN m.team2_rounds WHEN 2 THEN m.team1_rounds END AS INTEGER) AS rounds_lost,
  CAST(m.winner_team_id = t.team_id AS INTEGER) AS won,
  CAST(iif(m.team1_start_side IS NULL, NULL, m.team1_ot_rounds IS NOT NULL) AS INTEGER) AS is_overtime,
  m.rating_version, p.kills, p.headshots, p.assists, p.flash_assists, p.deaths, p.traded_deaths, p.adr, p.kast,
  p.opening_kills, p.opening_deaths, p.multi_kill_rounds, p.clutches_won, p.round_swing, p.rating,
  p.eco_kills, p.eco_headshots, p.eco_deaths, p.eco_traded_deaths, p.eco_adr, p.eco_kast, p.eco_opening_kills,
  p.eco_opening_deaths, p.kpr, p.dpr, p.impact, p.mk_rating
FROM player_map_stats AS p
JOIN maps AS m ON m.match_id = p.match_id AND m.map_number = p.map_number
JOIN matches AS g ON g.match_id = p.match_id
LEFT JOIN match_teams AS t ON t.match_id = p.match_id AND t.team_id = p.team_id
WHERE p.side = 'both';

CREATE VIEW player_side_facts AS
SELECT
  p.match_id, p.map_number, m.map_stats_id, m.map_name, g.started_at_ms, CAST(date(g.started_at_ms / 1000, 'unixepoch') AS TEXT) AS start_date,
  g.event_id, g.event_name, g.is_lan, g.best_of,
  p.player_id, p.player_name, p.side,
  t.team_id,
  CAST(CASE t.team_number WHEN 1 THEN g.team1_name WHEN 2 THEN g.team2_name END AS TEXT) AS team_name,
  CAST(CASE t.team_number WHEN 1 THEN g.team1_rank WHEN 2 THEN g.team2_rank END AS INTEGER) AS team_rank,
  t.opponent_id,
  CAST(CASE t.team_number WHEN 1 THEN g.team2_name WHEN 2 THEN g.team1_name END AS TEXT) AS opponent_name,
  CAST(CASE t.team_number WHEN 1 THEN g.team2_rank WHEN 2 THEN g.team1_rank END AS INTEGER) AS opponent_rank,
  CAST(CASE t.team_number WHEN 1 THEN m.team1_rounds WHEN 2 THEN m.team2_rounds END AS INTEGER) AS rounds_won,
  CAST(CASE t.team_number WHEN 1 THEN m.team2_rounds WHEN 2 THEN m.team1_rounds END AS INTEGER) AS rounds_lost,
  CAST(m.winner_team_id = t.team_id AS INTEGER) AS won,
  CAST(iif(m.team1_start_side IS NULL, NULL, m.team1_ot_rounds IS NOT NULL) AS INTEGER) AS is_overtime,
  m.rating_version, p.kills, p.headshots, p.assists, p.flash_assists, p.deaths, p.traded_deaths, p.adr, p.kast,
  p.opening_kills, p.opening_deaths, p.multi_kill_rounds, p.clutches_won, p.round_swing, p.rating,
  p.eco_kills, p.eco_headshots, p.eco_deaths, p.eco_traded_deaths, p.eco_adr, p.eco_kast, p.eco_opening_kills,
  p.eco_opening_deaths
FROM player_map_stats AS p
JOIN maps AS m ON m.match_id = p.match_id AND m.map_number = p.map_number
JOIN matches AS g ON g.match_id = p.match_id
LEFT JOIN match_teams AS t ON t.match_id = p.match_id AND t.team_id = p.team_id
WHERE p.side <> 'both';

-- The unary plus lets no plan begin with round_economy: map and match are then read once for each map and not for each of
-- its fifty rows. The condition, which holds for every map, lets this view alone use the index maps_in_order.
CREATE VIEW round_economy_facts AS
SELECT
  m.match_id, m.map_number, e.round_number, m.map_stats_id, m.map_name, g.started_at_ms, CAST(date(g.started_at_ms / 1000, 'unixepoch') AS TEXT) AS start_date,
  g.event_id, g.event_name, g.is_lan, g.best_of,
  e.team_id,
  CAST(CASE t.team_number WHEN 1 THEN g.team1_name WHEN 2 THEN g.team2_name END AS TEXT) AS team_name,
  CAST(CASE t.team_number WHEN 1 THEN g.team1_rank WHEN 2 THEN g.team2_rank END AS INTEGER) AS team_rank,
  t.opponent_id,
  CAST(CASE t.team_number WHEN 1 THEN g.team2_name WHEN 2 THEN g.team1_name END AS TEXT) AS opponent_name,
  CAST(CASE t.team_number WHEN 1 THEN g.team2_rank WHEN 2 THEN g.team1_rank END AS INTEGER) AS opponent_rank,
  r.half, e.is_pistol, r.is_overtime, e.side, e.equipment_value, e.buy_type,
  o.equipment_value AS opponent_equipment_value, o.buy_type AS opponent_buy_type, e.won, r.outcome
FROM maps AS m
JOIN matches AS g ON g.match_id = m.match_id
JOIN round_economy AS e ON e.match_id = +m.match_id AND e.map_number = +m.map_number
JOIN match_teams AS t ON t.match_id = m.match_id AND t.team_id = e.team_id
LEFT JOIN round_economy AS o ON o.match_id = e.match_id AND o.map_number = e.map_number
  AND o.round_number = e.round_number AND o.team_id = t.opponent_id
LEFT JOIN rounds AS r ON r.match_id = e.match_id AND r.map_number = e.map_number AND r.round_number = e.round_number
WHERE m.map_number > 0;

CREATE VIEW veto_facts AS
SELECT
  v.match_id, v.step, g.started_at_ms, CAST(date(g.started_at_ms / 1000, 'unixepoch') AS TEXT) AS start_date,
  g.event_id, g.event_name, g.is_lan, g.best_of,
  t.team_id,
  CAST(CASE t.team_number WHEN 1 THEN g.team1_name WHEN 2 THEN g.team2_name END AS TEXT) AS team_name,
  CAST(CASE t.team_number WHEN 1 THEN g.team1_rank WHEN 2 THEN g.team2_rank END AS INTEGER) AS team_rank,
  t.opponent_id,
  CAST(CASE t.team_number WHEN 1 THEN g.team2_name WHEN 2 THEN g.team1_name END AS TEXT) AS opponent_name,
  CAST(CASE t.team_number WHEN 1 THEN g.team2_rank WHEN 2 THEN g.team1_rank END AS INTEGER) AS opponent_rank,
  v.action, v.map_name, m.map_number, m.winner_team_id AS map_winner_team_id,
  CAST(m.winner_team_id = t.team_id AS INTEGER) AS won
FROM vetoes AS v
JOIN matches AS g ON g.match_id = v.match_id
LEFT JOIN match_teams AS t ON t.match_id = v.match_id AND t.team_id = v.team_id
LEFT JOIN maps AS m ON m.match_id = v.match_id AND m.map_number = (
  SELECT min(n.map_number) FROM maps AS n
  WHERE n.match_id = v.match_id AND n.map_name = v.map_name AND n.state = 'played');

CREATE VIEW veto_summary AS
SELECT
  v.team_id, n.name AS team_name, v.map_name, v.vetoes, v.removed, v.removed_first, v.picked, v.removed_by_opponent,
  v.picked_by_opponent, v.left_over, v.played, v.won
FROM veto_totals AS v
LEFT JOIN teams AS n ON n.team_id = v.team_id;

-- Counts and chances before a kill are those after the event before it; NULL where that one was withheld. A flag that
-- depends on other events is NULL where one of them is missing or of unknown type, or is a kill of unknown players.
CREATE VIEW kills AS
SELECT
  e.match_id, e.map_number, e.round_number, e.event_number, m.map_stats_id, m.map_name, g.started_at_ms, CAST(date(g.started_at_ms / 1000, 'unixepoch') AS TEXT) AS start_date,
  g.event_id, g.event_name, g.is_lan, g.best_of,
  e.player_id, p.player_name,
  t.team_id, CAST(CASE t.team_number WHEN 1 THEN g.team1_name WHEN 2 THEN g.team2_name END AS TEXT) AS team_name,
  t.opponent_id, CAST(CASE t.team_number WHEN 1 THEN g.team2_name WHEN 2 THEN g.team1_name END AS TEXT) AS opponent_name,
  CAST(CASE WHEN t.team_id = r.winner_team_id THEN r.winner_side WHEN t.team_id <> r.winner_team_id THEN CASE r.winner_side WHEN 'ct' THEN 't' WHEN 't' THEN 'ct' END END AS TEXT) AS side,
  e.victim_id, v.player_name AS victim_name, v.team_id AS victim_team_id,
  CAST(CASE WHEN v.team_id = r.winner_team_id THEN r.winner_side WHEN v.team_id <> r.winner_team_id THEN CASE r.winner_side WHEN 'ct' THEN 't' WHEN 't' THEN 'ct' END END AS TEXT) AS victim_side,
  CAST(p.team_id = v.team_id AS INTEGER) AS is_team_kill,
  CAST(CASE WHEN p.team_id = v.team_id OR EXISTS (
    SELECT 1 FROM round_events AS k
    LEFT JOIN player_map_stats AS kp ON kp.match_id = e.match_id AND kp.map_number = e.map_number AND kp.side = 'both' AND kp.player_id = k.player_id
    LEFT JOIN player_map_stats AS kv ON kv.match_id = e.match_id AND kv.map_number = e.map_number AND kv.side = 'both' AND kv.player_id = k.victim_id
    WHERE k.match_id = e.match_id AND k.map_number = e.map_number AND k.round_number = e.round_number AND k.event_number < e.event_number
      AND k.type = 'kill' AND (kp.team_id = kv.team_id) IS NOT TRUE) THEN 0
  WHEN (
    SELECT count(k.type) FROM round_events AS k
    WHERE k.match_id = e.match_id AND k.map_number = e.map_number AND k.round_number = e.round_number AND k.event_number < e.event_number) = e.event_number - 1 THEN 1 END AS INTEGER) AS is_opening,
  CAST(CASE WHEN p.team_id = v.team_id THEN 0 WHEN EXISTS (
    SELECT 1 FROM round_events AS k
    JOIN player_map_stats AS kp ON kp.match_id = e.match_id AND kp.map_number = e.map_number AND kp.side = 'both' AND kp.player_id = k.player_id
    WHERE k.match_id = e.match_id AND k.map_number = e.map_number AND k.round_number = e.round_number AND k.event_number BETWEEN e.event_number + 1 AND e.event_number + 2
      AND k.type = 'kill' AND k.victim_id = e.player_id AND kp.team_id = v.team_id) THEN 1
  WHEN p.team_id <> v.team_id AND (
    SELECT count(iif(k.type = 'kill', k.player_id + k.victim_id, k.type)) = max(k.event_number) FROM round_events AS k
    WHERE k.match_id = e.match_id AND k.map_number = e.map_number AND k.round_number = e.round_number) THEN 0 END AS INTEGER) AS is_traded,
  CAST(CASE WHEN p.team_id = v.team_id THEN 0 WHEN EXISTS (
    SELECT 1 FROM round_events AS k
    JOIN player_map_stats AS kv ON kv.match_id = e.match_id AND kv.map_number = e.map_number AND kv.side = 'both' AND kv.player_id = k.victim_id
    WHERE k.match_id = e.match_id AND k.map_number = e.map_number AND k.round_number = e.round_number AND k.event_number BETWEEN e.event_number - 2 AND e.event_number - 1
      AND k.type = 'kill' AND k.player_id = e.victim_id AND kv.team_id = p.team_id) THEN 1
  WHEN p.team_id <> v.team_id AND (
    SELECT count(iif(k.type = 'kill', k.player_id + k.victim_id, k.type)) = max(k.event_number) FROM round_events AS k
    WHERE k.match_id = e.match_id AND k.map_number = e.map_number AND k.round_number = e.round_number) THEN 0 END AS INTEGER) AS is_trade,
  CAST(CASE WHEN EXISTS (
    SELECT 1 FROM round_events AS k WHERE k.match_id = e.match_id AND k.map_number = e.map_number AND k.round_number = e.round_number
      AND k.event_number < e.event_number AND k.type = 'bomb_planted') THEN 1
  WHEN (
    SELECT count(k.type) FROM round_events AS k
    WHERE k.match_id = e.match_id AND k.map_number = e.map_number AND k.round_number = e.round_number AND k.event_number < e.event_number) = e.event_number - 1 THEN 0 END AS INTEGER) AS is_post_plant,
  CAST(CASE t.team_number WHEN 1 THEN b.team1_alive WHEN 2 THEN b.team2_alive END AS INTEGER) AS alive_before,
  CAST(CASE t.team_number WHEN 1 THEN b.team2_alive WHEN 2 THEN b.team1_alive END AS INTEGER) AS opponents_alive_before,
  CAST(CASE t.team_number WHEN 1 THEN b.team1_alive - b.team2_alive WHEN 2 THEN b.team2_alive - b.team1_alive END AS INTEGER)
    AS man_advantage_before,
  CAST(round(CASE t.team_number WHEN 1 THEN b.team1_win_probability WHEN 2 THEN 100 - b.team1_win_probability END, 1) AS REAL)
    AS win_probability_before,
  CAST(round(CASE t.team_number WHEN 1 THEN e.team1_win_probability WHEN 2 THEN 100 - e.team1_win_probability END, 1) AS REAL)
    AS win_probability_after,
  s.swing, CAST(r.winner_team_id = t.team_id AS INTEGER) AS is_round_won
FROM round_events AS e
JOIN maps AS m ON m.match_id = e.match_id AND m.map_number = e.map_number
JOIN matches AS g ON g.match_id = e.match_id
LEFT JOIN player_map_stats AS p ON p.match_id = e.match_id AND p.map_number = e.map_number AND p.side = 'both' AND p.player_id = e.player_id
LEFT JOIN player_map_stats AS v ON v.match_id = e.match_id AND v.map_number = e.map_number AND v.side = 'both' AND v.player_id = e.victim_id
LEFT JOIN match_teams AS t ON t.match_id = e.match_id AND t.team_id = p.team_id
LEFT JOIN rounds AS r ON r.match_id = e.match_id AND r.map_number = e.map_number AND r.round_number = e.round_number
LEFT JOIN round_events AS b ON b.match_id = e.match_id AND b.map_number = e.map_number AND b.round_number = e.round_number
  AND b.event_number = e.event_number - 1
LEFT JOIN round_event_swings AS s ON s.match_id = e.match_id AND s.map_number = e.map_number AND s.round_number = e.round_number
  AND s.event_number = e.event_number AND s.player_id = e.player_id
WHERE e.type = 'kill';

CREATE VIEW clutches AS
SELECT
  e.match_id, e.map_number, e.round_number, e.team_id, m.map_stats_id, m.map_name, g.started_at_ms, CAST(date(g.started_at_ms / 1000, 'unixepoch') AS TEXT) AS start_date,
  g.event_id, g.event_name, g.is_lan, g.best_of,
  CAST(CASE t.team_number WHEN 1 THEN g.team1_name WHEN 2 THEN g.team2_name END AS TEXT) AS team_name,
  t.opponent_id, CAST(CASE t.team_number WHEN 1 THEN g.team2_name WHEN 2 THEN g.team1_name END AS TEXT) AS opponent_name,
  CAST(CASE WHEN r.winner_team_id = e.team_id THEN r.winner_side WHEN r.winner_side = 'ct' THEN 't' WHEN r.winner_side = 't' THEN 'ct' END AS TEXT) AS side,
  e.event_number, e.player_id, p.player_name, e.opponents, e.is_post_plant, e.win_probability, e.won
FROM round_clutches AS e
JOIN maps AS m ON m.match_id = e.match_id AND m.map_number = e.map_number
JOIN matches AS g ON g.match_id = e.match_id
JOIN match_teams AS t ON t.match_id = e.match_id AND t.team_id = e.team_id
LEFT JOIN player_map_stats AS p ON p.match_id = e.match_id AND p.map_number = e.map_number AND p.side = 'both' AND p.player_id = e.player_id
LEFT JOIN rounds AS r ON r.match_id = e.match_id AND r.map_number = e.map_number AND r.round_number = e.round_number;

CREATE VIEW player_event_facts AS
SELECT
  e.match_id, e.map_number, e.player_id, m.map_stats_id, m.map_name, g.started_at_ms, CAST(date(g.started_at_ms / 1000, 'unixepoch') AS TEXT) AS start_date,
  g.event_id, g.event_name, g.is_lan, g.best_of,
  p.player_name,
  t.team_id,
  CAST(CASE t.team_number WHEN 1 THEN g.team1_name WHEN 2 THEN g.team2_name END AS TEXT) AS team_name,
  CAST(CASE t.team_number WHEN 1 THEN g.team1_rank WHEN 2 THEN g.team2_rank END AS INTEGER) AS team_rank,
  t.opponent_id,
  CAST(CASE t.team_number WHEN 1 THEN g.team2_name WHEN 2 THEN g.team1_name END AS TEXT) AS opponent_name,
  CAST(CASE t.team_number WHEN 1 THEN g.team2_rank WHEN 2 THEN g.team1_rank END AS INTEGER) AS opponent_rank,
  CAST(m.winner_team_id = t.team_id AS INTEGER) AS won,
  e.rounds, e.kills, e.kills_with_more, e.kills_with_as_many, e.kills_with_fewer, e.opening_kills, e.opening_deaths,
  e.trade_kills, e.traded_deaths, e.post_plant_kills, e.kills_in_won_rounds, e.kills_in_lost_rounds, e.plants, e.defuses,
  e.swing_added, e.swing_given
FROM player_map_events AS e
JOIN maps AS m ON m.match_id = e.match_id AND m.map_number = e.map_number
JOIN matches AS g ON g.match_id = e.match_id
LEFT JOIN player_map_stats AS p ON p.match_id = e.match_id AND p.map_number = e.map_number AND p.side = 'both' AND p.player_id = e.player_id
LEFT JOIN match_teams AS t ON t.match_id = e.match_id AND t.team_id = p.team_id;

CREATE VIEW round_win_probability AS
SELECT
  map_name, side, alive, opponents_alive, is_bomb_planted, situations, rounds_won,
  CAST(round(100.0 * rounds_won / situations, 1) AS REAL) AS win_rate,
  CAST(round(probability_tenths / 10.0 / situations, 1) AS REAL) AS mean_win_probability
FROM situation_totals;

-- The state of a match is that of the page which keeps it from being complete: failed before pending before awaiting.
CREATE VIEW listed_matches AS
SELECT
  l.match_id,
  coalesce(g.url, iif(coalesce((SELECT site FROM source_site WHERE id = 1), 'www.hltv.org') = 'www.hltv.org',
    'https://www.hltv.org' || l.path, NULL)) AS url,
  l.ended_at_ms, l.team1_name, l.team2_name, l.team1_score, l.team2_score, l.format, l.stars, l.event_name,
  l.is_forfeit,
  CAST(iif(o.state = 'skipped', 'skipped', (
    SELECT CASE min(CASE p.state WHEN 'failed' THEN 1 WHEN 'pending' THEN 2 WHEN 'awaiting' THEN 3 WHEN 'skipped' THEN 4
        ELSE 5 END)
      WHEN 1 THEN 'failed' WHEN 2 THEN 'pending' WHEN 3 THEN 'awaiting' WHEN 4 THEN 'skipped' WHEN 5 THEN 'complete' END
    FROM targets AS p WHERE p.match_id = l.match_id)) AS TEXT) AS state,
  CAST(iif(o.state = 'skipped', o.reason, (
    SELECT iif(min(CASE p.state WHEN 'failed' THEN 1 WHEN 'pending' THEN 2 WHEN 'awaiting' THEN 3 WHEN 'skipped' THEN 4
        ELSE 5 END) = 5, NULL, coalesce(p.reason, p.last_error_kind))
    FROM targets AS p WHERE p.match_id = l.match_id)) AS TEXT) AS reason
FROM listing_entries AS l
LEFT JOIN matches AS g ON g.match_id = l.match_id
LEFT JOIN targets AS o ON o.kind = 'match' AND o.id = l.match_id;

-- Figures for the query planner were for the views of earlier versions. These need one: a name of a map has a tenth of the
-- rows, so that a question which names a team, player or event besides begins there.
DROP TABLE sqlite_stat1;
DROP TABLE IF EXISTS sqlite_stat4;
ANALYZE sqlite_schema;
INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES
  ('maps', 'maps_by_name', '250000 25000 1'),
  ('vetoes', 'vetoes_by_map', '700000 70000 1');
ANALYZE sqlite_schema;
