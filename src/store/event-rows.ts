import type { MapKey } from '../assembly/map.ts';
import type { Sql } from './sql.ts';

/** Rows derived from the round events, so that views need not count events. */

const OF_MAP = 'match_id = @matchId AND map_number = @mapNumber';

/** Whether a map has stored round events. */
export function hasEvents(sql: Sql, key: MapKey): boolean {
  return sql.find(`SELECT 1 FROM round_events WHERE ${OF_MAP} LIMIT 1`, key) !== undefined;
}

/** Replaces the event totals of the players of a map, and its rounds with a last player alive. */
export function replaceEventRows(sql: Sql, key: MapKey): void {
  for (const table of ['player_map_events', 'round_clutches']) {
    sql.run(`DELETE FROM ${table} WHERE ${OF_MAP}`, key);
  }
  sql.run(PLAYERS, key);
  sql.run(CLUTCHES, key);
}

function ofPlayer(type: string): string {
  return `(SELECT count(*) FROM round_events AS a WHERE a.match_id = p.match_id AND a.map_number = p.map_number
    AND a.player_id = p.player_id AND a.type = '${type}')`;
}

function swings(condition: string): string {
  return `(SELECT round(sum(s.swing), 2) FROM round_event_swings AS s WHERE s.match_id = p.match_id
    AND s.map_number = p.map_number AND s.player_id = p.player_id AND s.swing ${condition} 0)`;
}

function kills(condition: string): string {
  return `count(*) FILTER (WHERE k.player_id = p.player_id AND ${condition})`;
}

function deaths(condition: string): string {
  return `count(*) FILTER (WHERE k.victim_id = p.player_id AND ${condition})`;
}

/** Each player of a map with events has a row. Swings are NULL when those of the map are withheld. */
const PLAYERS = `INSERT INTO player_map_events
  WITH k AS MATERIALIZED (
    SELECT player_id, victim_id, man_advantage_before, is_opening, is_traded, is_trade, is_post_plant, is_round_won
    FROM kills WHERE ${OF_MAP} AND is_team_kill IS NOT 1)
  SELECT p.match_id, p.map_number, p.player_id,
    (SELECT count(DISTINCT round_number) FROM round_events WHERE ${OF_MAP}),
    ${kills('TRUE')}, ${kills('k.man_advantage_before > 0')}, ${kills('k.man_advantage_before = 0')},
    ${kills('k.man_advantage_before < 0')}, ${kills('k.is_opening')}, ${deaths('k.is_opening')}, ${kills('k.is_trade')},
    ${deaths('k.is_traded')}, ${kills('k.is_post_plant')}, ${kills('k.is_round_won')}, ${kills('NOT k.is_round_won')},
    ${ofPlayer('bomb_planted')}, ${ofPlayer('bomb_defused')}, ${swings('>')}, ${swings('<')}
  FROM player_map_stats AS p
  LEFT JOIN k ON k.player_id = p.player_id OR k.victim_id = p.player_id
  WHERE p.match_id = @matchId AND p.map_number = @mapNumber AND p.side = 'both'
    AND EXISTS (SELECT 1 FROM round_events WHERE ${OF_MAP})
  GROUP BY p.player_id`;

/** An event `alias` of the round of the event `e`. */
function ofRound(alias: string): string {
  return `${alias}.match_id = e.match_id AND ${alias}.map_number = e.map_number AND ${alias}.round_number = e.round_number`;
}

function ofTeam(event: string, of: 'own' | 'other'): string {
  return `iif((t.team_number = 1) = ${of === 'own'}, ${event}.team1_alive, ${event}.team2_alive)`;
}

/**
 * The first event after which a team has one player alive and the other team at least one. The player is the only one
 * of the team without a death; NULL if there is not exactly one.
 */
const CLUTCHES = `INSERT INTO round_clutches
  SELECT e.match_id, e.map_number, e.round_number, t.team_id, e.event_number,
    (SELECT iif(count(*) = 1, min(p.player_id), NULL) FROM player_map_stats AS p
      WHERE p.match_id = e.match_id AND p.map_number = e.map_number AND p.side = 'both' AND p.team_id = t.team_id
        AND NOT EXISTS (SELECT 1 FROM round_events AS k WHERE ${ofRound('k')}
          AND k.event_number <= e.event_number AND k.victim_id = p.player_id)),
    ${ofTeam('e', 'other')},
    EXISTS (SELECT 1 FROM round_events AS b WHERE ${ofRound('b')}
      AND b.event_number <= e.event_number AND b.type = 'bomb_planted'),
    round(iif(t.team_number = 1, e.team1_win_probability, 100 - e.team1_win_probability), 1),
    (SELECT iif(t.team_number = 1, l.team1_win_probability, 100 - l.team1_win_probability) = 100 FROM round_events AS l
      WHERE ${ofRound('l')} ORDER BY l.event_number DESC LIMIT 1)
  FROM round_events AS e
  JOIN match_teams AS t ON t.match_id = e.match_id
  WHERE e.match_id = @matchId AND e.map_number = @mapNumber
    AND ${ofTeam('e', 'own')} = 1 AND ${ofTeam('e', 'other')} > 0
    AND NOT EXISTS (SELECT 1 FROM round_events AS b WHERE ${ofRound('b')}
      AND b.event_number < e.event_number AND ${ofTeam('b', 'own')} <= 1)`;

/**
 * Adds the situations of the stored events of a map to the totals, or subtracts them before the events or the rounds are
 * replaced. The last event decides its round and is not counted.
 */
export function countSituations(sql: Sql, key: MapKey, sign: 1 | -1): void {
  const counted = sql.run(SITUATIONS, { ...key, sign });
  if (counted > 0 && sign < 0) sql.run('DELETE FROM situation_totals WHERE situations = 0');
}

/** The same for all maps of a match. */
export function countSituationsOfMatch(sql: Sql, matchId: number, sign: 1 | -1): void {
  const maps = sql.list<{ map_number: number }>('SELECT map_number FROM maps WHERE match_id = ?', [matchId]);
  for (const { map_number } of maps) countSituations(sql, { matchId, mapNumber: map_number }, sign);
}

const SITUATIONS = `INSERT INTO situation_totals
  SELECT m.map_name, s.value, iif(s.value = x.side1, e.team1_alive, e.team2_alive),
    iif(s.value = x.side1, e.team2_alive, e.team1_alive),
    EXISTS (SELECT 1 FROM round_events AS b WHERE ${ofRound('b')}
      AND b.event_number <= e.event_number AND b.type = 'bomb_planted'),
    @sign * count(*), @sign * sum(s.value = x.winner_side),
    @sign * sum(CAST(round(10 * iif(s.value = x.side1, e.team1_win_probability, 100 - e.team1_win_probability)) AS INTEGER))
  FROM (
    SELECT r.match_id, r.map_number, r.round_number, r.winner_side,
      iif((r.winner_team_id = g.team1_id) = (r.winner_side = 'ct'), 'ct', 't') AS side1,
      (SELECT max(event_number) FROM round_events WHERE match_id = r.match_id AND map_number = r.map_number
        AND round_number = r.round_number) AS last_event
    FROM rounds AS r JOIN matches AS g ON g.match_id = r.match_id
    WHERE r.match_id = @matchId AND r.map_number = @mapNumber AND r.winner_side IS NOT NULL
  ) AS x
  JOIN round_events AS e ON e.match_id = x.match_id AND e.map_number = x.map_number
    AND e.round_number = x.round_number AND e.event_number < x.last_event
  JOIN maps AS m ON m.match_id = x.match_id AND m.map_number = x.map_number
  JOIN json_each('["ct", "t"]') AS s
  WHERE TRUE
  GROUP BY 1, 2, 3, 4, 5
  ON CONFLICT DO UPDATE SET situations = situations + excluded.situations,
    rounds_won = rounds_won + excluded.rounds_won, probability_tenths = probability_tenths + excluded.probability_tenths`;
