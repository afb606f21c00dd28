import type { ReportQuery } from '../../report-data.ts';

/** The queries about the game: maps, sides, ratings, economy, vetoes and teams. */

export const GAME_QUERIES = {
  mapsByMonth: `SELECT map_name, month, count(*) AS maps,
  coalesce(sum(ct_rounds) FILTER (WHERE t_rounds IS NOT NULL), 0) AS ct_rounds,
  coalesce(sum(ct_rounds + t_rounds), 0) AS rounds
FROM chosen_maps GROUP BY map_name, month ORDER BY map_name, month`,

  ctShare: `SELECT map_name, count(*) AS maps,
  coalesce(sum(ct_rounds) FILTER (WHERE t_rounds IS NOT NULL), 0) AS ct_rounds,
  coalesce(sum(ct_rounds + t_rounds), 0) AS rounds
FROM chosen_maps GROUP BY map_name ORDER BY maps DESC, map_name`,

  ratings: `SELECT rating_version, hundredths / 10 AS rating_tenths, sum(players) AS players
FROM rating_counts GROUP BY 1, 2 ORDER BY 1, 2`,

  ratingSummary: `WITH ranked AS (
  SELECT *, sum(players) OVER (PARTITION BY rating_version ORDER BY hundredths) AS up_to,
    sum(players) OVER (PARTITION BY rating_version) AS total
  FROM rating_counts
)
SELECT rating_version, sum(players) AS players, sum(hundredths * players) / 100.0 / sum(players) AS mean,
  min(hundredths) FILTER (WHERE up_to >= 0.1 * total) / 100.0 AS p10,
  min(hundredths) FILTER (WHERE up_to >= 0.5 * total) / 100.0 AS median,
  min(hundredths) FILTER (WHERE up_to >= 0.9 * total) / 100.0 AS p90
FROM ranked GROUP BY rating_version ORDER BY rating_version`,

  buyTypes: `SELECT ct.buy_type AS ct_buy, t.buy_type AS t_buy, count(*) AS rounds, sum(ct.won) AS ct_wins
FROM chosen_maps AS c
CROSS JOIN round_economy AS ct ON ct.match_id = c.match_id AND ct.map_number = c.map_number AND ct.side = 'ct'
CROSS JOIN round_economy AS t ON t.match_id = ct.match_id AND t.map_number = ct.map_number
  AND t.round_number = ct.round_number AND t.side = 't'
WHERE ct.is_pistol = 0 AND ct.won IS NOT NULL AND ct.buy_type IS NOT NULL AND t.buy_type IS NOT NULL
GROUP BY 1, 2 ORDER BY 1, 2`,

  overtime: `SELECT map_name, count(*) AS maps, count(team1_ot_rounds) AS overtimes
FROM chosen_maps WHERE team1_start_side IS NOT NULL GROUP BY map_name ORDER BY maps DESC, map_name`,

  vetoes: `SELECT map_name, count(DISTINCT match_id) AS vetoes, count(*) FILTER (WHERE action = 'removed') AS removed,
  count(*) FILTER (WHERE action = 'picked') AS picked, count(*) FILTER (WHERE action = 'left_over') AS left_over
FROM vetoes WHERE match_id IN (SELECT match_id FROM chosen_matches)
GROUP BY map_name ORDER BY vetoes DESC, map_name`,

  form: `WITH recent AS (
  SELECT team_id, team_name, team_rank, result, maps_won, maps_lost, started_at_ms, match_id,
    row_number() OVER (PARTITION BY team_id ORDER BY started_at_ms DESC, match_id DESC) AS place
  FROM team_match_facts
  WHERE result IS NOT NULL AND match_id IN (SELECT match_id FROM chosen_matches
    WHERE started_at_ms >= (SELECT max(started_at_ms) FROM chosen_matches WHERE status = 'finished') - 90 * 86400000)
)
SELECT team_id, max(team_name) FILTER (WHERE place = 1) AS team, max(team_rank) FILTER (WHERE place = 1) AS rank,
  group_concat(upper(substr(result, 1, 1)), '' ORDER BY place) FILTER (WHERE place <= 10) AS results,
  count(*) AS matches, sum(result = 'won') AS won, sum(result = 'draw') AS drawn,
  coalesce(sum(maps_won), 0) AS maps_won, coalesce(sum(maps_lost), 0) AS maps_lost, max(started_at_ms) AS last_start_ms
FROM recent GROUP BY team_id ORDER BY rank IS NULL, rank, matches DESC, team_id LIMIT 20`,
} as const satisfies Partial<Record<ReportQuery, string>>;
