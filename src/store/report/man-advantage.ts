import type { ReportFilters } from '../../report-data.ts';

/**
 * How often the CT side won rounds, by the number of players alive and the state of the bomb. The totals of the database
 * are used where no filter restricts the matches: there can be millions of events.
 */

const FROM_TOTALS = `SELECT alive AS ct_alive, opponents_alive AS t_alive, is_bomb_planted, sum(situations) AS situations,
  sum(rounds_won) AS ct_wins
FROM round_win_probability
WHERE side = 'ct' AND alive > 0 AND opponents_alive > 0
GROUP BY 1, 2, 3 ORDER BY 1, 2, 3`;

const FROM_EVENTS = `WITH situations AS (
  SELECT e.team1_alive, e.team2_alive, (r.winner_team_id = g.team1_id) = (r.winner_side = 'ct') AS is_team1_ct,
    r.winner_side = 'ct' AS is_ct_win,
    EXISTS (SELECT 1 FROM round_events AS b WHERE b.match_id = e.match_id AND b.map_number = e.map_number
      AND b.round_number = e.round_number AND b.event_number <= e.event_number AND b.type = 'bomb_planted') AS is_bomb_planted,
    (SELECT count(l.type) = max(l.event_number) FROM round_events AS l
      WHERE l.match_id = e.match_id AND l.map_number = e.map_number AND l.round_number = e.round_number) AS is_whole
  FROM chosen_maps AS c
  CROSS JOIN round_events AS e ON e.match_id = c.match_id AND e.map_number = c.map_number
  JOIN rounds AS r ON r.match_id = e.match_id AND r.map_number = e.map_number AND r.round_number = e.round_number
  JOIN matches AS g ON g.match_id = e.match_id
  WHERE r.winner_side IS NOT NULL AND e.event_number < (SELECT max(event_number) FROM round_events AS l
    WHERE l.match_id = e.match_id AND l.map_number = e.map_number AND l.round_number = e.round_number)
)
SELECT iif(is_team1_ct, team1_alive, team2_alive) AS ct_alive, iif(is_team1_ct, team2_alive, team1_alive) AS t_alive,
  is_bomb_planted, count(*) AS situations, sum(is_ct_win) AS ct_wins
FROM situations WHERE team1_alive > 0 AND team2_alive > 0 AND (is_whole OR is_bomb_planted)
GROUP BY 1, 2, 3 ORDER BY 1, 2, 3`;

export function manAdvantageQuery({ sinceMs, untilMs, events, teams, maps, minStars }: ReportFilters): string {
  const names = events.length + teams.length + maps.length;
  const isFiltered = sinceMs !== null || untilMs !== null || (minStars ?? 0) > 0 || names > 0;
  return isFiltered ? FROM_EVENTS : FROM_TOTALS;
}
