-- The public tables that come from several pages, as views. Each view starts from match_page_maps, so that
-- `WHERE match_id = ?` reaches every arm; CAST gives the columns a declared type.

CREATE VIEW matches AS
SELECT
  m.match_id, m.url, m.status, m.started_at_ms, l.ended_at_ms, m.event_id, m.event_name, m.stage, m.best_of, m.is_lan,
  m.team1_id, m.team1_name, m.team1_rank, m.team1_maps_won, m.team2_id, m.team2_name, m.team2_rank, m.team2_maps_won,
  m.winner_team_id, m.is_forfeit, l.stars, m.note, m.player_of_match_id, m.demo_id
FROM match_page AS m
LEFT JOIN listing_entries AS l ON l.match_id = m.match_id;

-- Maps whose map-stats page speaks of the two teams of the match, in whatever order.
CREATE VIEW believed_map_stats AS
SELECT m.match_id, m.map_number, s.map_stats_id
FROM match_page_maps AS m
JOIN map_stats_page AS s ON s.map_stats_id = m.map_stats_id
WHERE m.team1_id IN (s.team1_id, s.team2_id) AND m.team2_id IN (s.team1_id, s.team2_id);

CREATE VIEW maps AS
SELECT
  m.match_id, m.map_number, m.map_stats_id, m.map_name, m.state,
  CAST(coalesce(a.rounds, m.team1_rounds) AS INTEGER) AS team1_rounds,
  CAST(coalesce(b.rounds, m.team2_rounds) AS INTEGER) AS team2_rounds,
  m.winner_team_id, m.picked_by_team_id,
  CAST(coalesce(a.start_side, m.team1_start_side) AS TEXT) AS team1_start_side,
  CAST(coalesce(a.ct_rounds, m.team1_ct_rounds) AS INTEGER) AS team1_ct_rounds,
  CAST(coalesce(a.t_rounds, m.team1_t_rounds) AS INTEGER) AS team1_t_rounds,
  CAST(coalesce(a.ot_rounds, m.team1_ot_rounds) AS INTEGER) AS team1_ot_rounds,
  CAST(coalesce(b.ct_rounds, m.team2_ct_rounds) AS INTEGER) AS team2_ct_rounds,
  CAST(coalesce(b.t_rounds, m.team2_t_rounds) AS INTEGER) AS team2_t_rounds,
  CAST(coalesce(b.ot_rounds, m.team2_ot_rounds) AS INTEGER) AS team2_ot_rounds,
  CAST(coalesce(s.rating_version, m.rating_version, p.rating_version) AS TEXT) AS rating_version,
  a.rating AS team1_rating, b.rating AS team2_rating,
  a.first_kills AS team1_first_kills, b.first_kills AS team2_first_kills,
  a.clutches_won AS team1_clutches_won, b.clutches_won AS team2_clutches_won
FROM match_page_maps AS m
LEFT JOIN map_stats_page AS s ON s.map_stats_id = m.map_stats_id
  AND m.team1_id IN (s.team1_id, s.team2_id) AND m.team2_id IN (s.team1_id, s.team2_id)
LEFT JOIN map_stats_teams AS a ON a.map_stats_id = s.map_stats_id AND a.team_id = m.team1_id
LEFT JOIN map_stats_teams AS b ON b.map_stats_id = s.map_stats_id AND b.team_id = m.team2_id
LEFT JOIN performance_page AS p ON p.map_stats_id = m.map_stats_id;

-- The team of each column of a performance page, by name: exactly as written, else blanks and case apart. A name that
-- fits one team settles the other column too; where nothing fits, or both teams do, there is no row.
CREATE VIEW performance_teams AS
SELECT match_id, map_number, map_stats_id,
  iif(votes > 0, team1_id, team2_id) AS column1_team_id,
  iif(votes > 0, team2_id, team1_id) AS column2_team_id
FROM (
  SELECT o.match_id, o.map_number, o.map_stats_id, o.team1_id, o.team2_id,
    coalesce(
      nullif(
        (p.team1_name IS m.team1_name OR p.team2_name IS m.team2_name)
        - (p.team1_name IS m.team2_name OR p.team2_name IS m.team1_name), 0),
      (p.team1_folded_name IS m.team1_folded_name OR p.team2_folded_name IS m.team2_folded_name)
      - (p.team1_folded_name IS m.team2_folded_name OR p.team2_folded_name IS m.team1_folded_name)
    ) AS votes
  FROM match_page_maps AS o
  JOIN match_page AS m ON m.match_id = o.match_id
  JOIN performance_page AS p ON p.map_stats_id = o.map_stats_id
)
WHERE votes <> 0;

-- Three arms: rows of the map-stats page; rows that only the overview has; players whom only the performance page has.
CREATE VIEW player_map_stats AS
SELECT
  b.match_id, b.map_number, s.player_id, s.side, s.team_id, s.player_name,
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
    (SELECT iif(p.team = 1, t.column1_team_id, t.column2_team_id) FROM performance_teams AS t
      WHERE t.match_id = m.match_id AND t.map_number = m.map_number),
    (SELECT coalesce(
        (SELECT s.team_id FROM believed_map_stats AS b
          JOIN map_stats_players AS s ON s.map_stats_id = b.map_stats_id
          WHERE b.match_id = m.match_id AND b.map_number = m.map_number AND s.player_id = mate.player_id
            AND s.side = 'both'),
        (SELECT o.team_id FROM match_page_players AS o
          WHERE o.match_id = m.match_id AND o.map_number = m.map_number AND o.player_id = mate.player_id
            AND o.side = 'both')) AS mate_team_id
      FROM performance_players AS mate
      WHERE mate.map_stats_id = p.map_stats_id AND mate.team = p.team AND mate_team_id IS NOT NULL
      GROUP BY mate_team_id ORDER BY count(*) DESC, mate_team_id LIMIT 1)
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

CREATE VIEW rounds AS
SELECT b.match_id, b.map_number, r.round_number, r.winner_team_id, r.winner_side, r.outcome
FROM believed_map_stats AS b
JOIN map_stats_rounds AS r ON r.map_stats_id = b.map_stats_id;

-- The team of each series of an economy page: by the side it starts on, else by name as in performance_teams. The
-- second series is always the other team; where nothing tells, there is no row.
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
        (e.team1_name IS m.team1_name OR e.team2_name IS m.team2_name)
        - (e.team1_name IS m.team2_name OR e.team2_name IS m.team1_name), 0),
      (e.team1_folded_name IS m.team1_folded_name OR e.team2_folded_name IS m.team2_folded_name)
      - (e.team1_folded_name IS m.team2_folded_name OR e.team2_folded_name IS m.team1_folded_name)
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

CREATE VIEW round_economy AS
SELECT t.match_id, t.map_number, r.round_number,
  CAST(iif(r.team = 1, t.series1_team_id, t.series2_team_id) AS INTEGER) AS team_id,
  r.side, r.equipment_value, r.buy_type, r.won
FROM economy_teams AS t
JOIN economy_rounds AS r ON r.map_stats_id = t.map_stats_id;

CREATE VIEW kill_matrix AS
SELECT m.match_id, m.map_number, k.kind, k.killer_id, k.victim_id, k.kills
FROM match_page_maps AS m
JOIN performance_kills AS k ON k.map_stats_id = m.map_stats_id;

-- Latest known values; a country or full name that the latest page lacks comes from the latest page that has it.
CREATE VIEW teams AS
SELECT t.entity_id AS team_id,
  (SELECT name FROM sightings AS s WHERE s.entity = 'team' AND s.entity_id = t.entity_id
    ORDER BY as_of_ms DESC, page_rank, page_id DESC LIMIT 1) AS name,
  (SELECT country FROM sightings AS s WHERE s.entity = 'team' AND s.entity_id = t.entity_id AND country IS NOT NULL
    ORDER BY as_of_ms DESC, page_rank, page_id DESC LIMIT 1) AS country
FROM (SELECT DISTINCT entity_id FROM sightings WHERE entity = 'team') AS t;

CREATE VIEW players AS
SELECT p.entity_id AS player_id,
  (SELECT name FROM sightings AS s WHERE s.entity = 'player' AND s.entity_id = p.entity_id
    ORDER BY as_of_ms DESC, page_rank, page_id DESC LIMIT 1) AS name,
  (SELECT full_name FROM sightings AS s WHERE s.entity = 'player' AND s.entity_id = p.entity_id
    AND full_name IS NOT NULL ORDER BY as_of_ms DESC, page_rank, page_id DESC LIMIT 1) AS full_name,
  (SELECT country FROM sightings AS s WHERE s.entity = 'player' AND s.entity_id = p.entity_id AND country IS NOT NULL
    ORDER BY as_of_ms DESC, page_rank, page_id DESC LIMIT 1) AS country
FROM (SELECT DISTINCT entity_id FROM sightings WHERE entity = 'player') AS p;

CREATE VIEW events AS
SELECT e.entity_id AS event_id,
  (SELECT name FROM sightings AS s WHERE s.entity = 'event' AND s.entity_id = e.entity_id
    ORDER BY as_of_ms DESC, page_rank, page_id DESC LIMIT 1) AS name
FROM (SELECT DISTINCT entity_id FROM sightings WHERE entity = 'event') AS e;
