import type { Sql } from './sql.ts';

/** Rows derived from the public tables, which the analyst views read instead of counting. */

/** Inserts the teams of a match that are known. */
export function insertMatchTeams(sql: Sql, matchId: number): void {
  sql.run(`INSERT INTO match_teams (match_id, team_id, team_number, opponent_id) ${TEAMS_OF_MATCH}`, { matchId });
}

/** The rows of `match_teams` of one match. */
export const TEAMS_OF_MATCH = `SELECT match_id, team1_id, 1, team2_id FROM matches
  WHERE match_id = @matchId AND team1_id IS NOT NULL
  UNION ALL SELECT match_id, team2_id, 2, team1_id FROM matches WHERE match_id = @matchId AND team2_id IS NOT NULL`;

/**
 * Adds the vetoes of a stored match to the totals, or subtracts them before it is deleted. The winners of maps come from
 * the overview alone, so map pages change no total. A step without a team counts for neither team.
 */
export function countVetoes(sql: Sql, matchId: number, sign: 1 | -1): void {
  sql.run(`INSERT INTO veto_totals ${VETOES_OF_MATCH} ${ADDED_VETOES}`, { matchId, sign });
  if (sign < 0) {
    sql.run(
      `DELETE FROM veto_totals WHERE vetoes = 0 AND (team_id, map_name) IN (
        SELECT t.team_id, v.map_name FROM vetoes AS v JOIN match_teams AS t ON t.match_id = v.match_id
        WHERE v.match_id = ?)`,
      [matchId],
    );
  }
}

const VETO_COUNTS = [
  'vetoes',
  'removed',
  'removed_first',
  'picked',
  'removed_by_opponent',
  'picked_by_opponent',
  'left_over',
  'played',
  'won',
] as const;

/** The part of a match in `veto_totals`, times `@sign`. */
export const VETOES_OF_MATCH = `SELECT t.team_id, v.map_name, @sign,
    @sign * ((v.action = 'removed' AND v.team_id = t.team_id) IS TRUE),
    @sign * (v.step IS (SELECT min(f.step) FROM vetoes AS f
      WHERE f.match_id = v.match_id AND f.team_id = t.team_id AND f.action = 'removed')),
    @sign * ((v.action = 'picked' AND v.team_id = t.team_id) IS TRUE),
    @sign * ((v.action = 'removed' AND v.team_id <> t.team_id) IS TRUE),
    @sign * ((v.action = 'picked' AND v.team_id <> t.team_id) IS TRUE),
    @sign * (v.action = 'left_over'),
    @sign * EXISTS (SELECT 1 FROM maps AS m WHERE m.match_id = v.match_id AND m.map_name = v.map_name
      AND m.state = 'played'),
    @sign * EXISTS (SELECT 1 FROM maps AS m WHERE m.match_id = v.match_id AND m.map_name = v.map_name
      AND m.state = 'played' AND m.winner_team_id = t.team_id)
  FROM vetoes AS v JOIN match_teams AS t ON t.match_id = v.match_id
  WHERE v.match_id = @matchId`;

/** Adds rows of `VETOES_OF_MATCH` to the totals. */
export const ADDED_VETOES = `ON CONFLICT DO UPDATE SET ${VETO_COUNTS.map(
  (column) => `${column} = ${column} + excluded.${column}`,
).join(', ')}`;
