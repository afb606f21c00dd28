import { BuyType } from '../records.ts';
import type { Sql } from './sql.ts';

/** Rows derived from those of the public tables, which the views for analysts read instead of counting. */

/** The teams of a match, as far as they are decided. */
export function insertMatchTeams(sql: Sql, matchId: number): void {
  sql.run(
    `INSERT INTO match_teams (match_id, team_id, team_number, opponent_id)
    SELECT match_id, team1_id, 1, team2_id FROM matches WHERE match_id = @matchId AND team1_id IS NOT NULL
    UNION ALL SELECT match_id, team2_id, 2, team1_id FROM matches WHERE match_id = @matchId AND team2_id IS NOT NULL`,
    { matchId },
  );
}

/**
 * Adds the vetoes of a stored match to the totals, or subtracts them before it is deleted. Which team won a map comes from
 * the overview alone, so that map pages change no total. A step without a team counts for neither.
 */
export function countVetoes(sql: Sql, matchId: number, sign: 1 | -1): void {
  sql.run(
    `INSERT INTO veto_totals
    SELECT t.team_id, v.map_name, @sign,
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
    WHERE v.match_id = @matchId
    ON CONFLICT DO UPDATE SET ${VETO_COUNTS.map((column) => `${column} = ${column} + excluded.${column}`).join(', ')}`,
    { matchId, sign },
  );
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

/** The teams of a played map, with pistol rounds won and rounds and wins by buy type. */
export function replaceMapTeams(sql: Sql, matchId: number, mapNumber: number): void {
  sql.run('DELETE FROM map_teams WHERE match_id = ? AND map_number = ?', [matchId, mapNumber]);
  sql.run(
    `INSERT INTO map_teams
    SELECT t.match_id, @mapNumber, t.team_id, (
        SELECT iif(count(*) = 2, sum(r.winner_team_id = t.team_id), NULL) FROM rounds AS r
        WHERE r.match_id = t.match_id AND r.map_number = @mapNumber AND r.is_pistol),
      ${BuyType.options.map((type) => `${countOf(type, 'TRUE')}, ${countOf(type, 'e.won')}`).join(', ')}
    FROM maps AS m
    JOIN match_teams AS t ON t.match_id = m.match_id
    LEFT JOIN round_economy AS e ON e.match_id = t.match_id AND e.map_number = @mapNumber AND e.team_id = t.team_id
    WHERE m.match_id = @matchId AND m.map_number = @mapNumber AND m.state = 'played' GROUP BY t.team_id`,
    { matchId, mapNumber },
  );
}

function countOf(type: BuyType, condition: string): string {
  return `iif(count(e.round_number) = 0, NULL, count(*) FILTER (WHERE e.buy_type = '${type}' AND ${condition}))`;
}
