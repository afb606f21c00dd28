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
  sql.run(`INSERT INTO player_map_events ${PLAYERS_OF_MAP}`, key);
  sql.run(`INSERT INTO round_clutches ${CLUTCHES_OF_MAP}`, key);
}

/** The counts of kills and deaths, in the order of their columns. */
const COUNTS = [
  'is_killer',
  'is_killer AND man_advantage_before > 0',
  'is_killer AND man_advantage_before = 0',
  'is_killer AND man_advantage_before < 0',
  'is_killer AND is_opening',
  'NOT is_killer AND is_opening',
  'is_killer AND is_trade',
  'NOT is_killer AND is_traded',
  'is_killer AND is_post_plant',
  'is_killer AND is_round_won',
  'is_killer AND NOT is_round_won',
];

/**
 * The rows of `player_map_events` of a map: one for each player of a map with events. Swings are NULL when those of the
 * map are withheld. Every kill is counted twice, for its killer and for its victim.
 */
export const PLAYERS_OF_MAP = `WITH
  kill AS MATERIALIZED (
    SELECT player_id, victim_id, man_advantage_before, is_opening, is_traded, is_trade, is_post_plant, is_round_won
    FROM kills WHERE ${OF_MAP} AND is_team_kill IS NOT 1),
  k AS MATERIALIZED (
    SELECT of_player, ${COUNTS.map((condition, index) => `count(*) FILTER (WHERE ${condition}) AS count${index}`).join(', ')}
    FROM (SELECT player_id AS of_player, TRUE AS is_killer, * FROM kill
      UNION ALL SELECT victim_id, FALSE, * FROM kill)
    GROUP BY of_player),
  a AS MATERIALIZED (
    SELECT player_id, count(*) FILTER (WHERE type = 'bomb_planted') AS plants,
      count(*) FILTER (WHERE type = 'bomb_defused') AS defuses
    FROM round_events WHERE ${OF_MAP} GROUP BY player_id),
  s AS MATERIALIZED (
    SELECT player_id, round(sum(swing) FILTER (WHERE swing > 0), 2) AS gained,
      round(sum(swing) FILTER (WHERE swing < 0), 2) AS lost
    FROM round_event_swings WHERE ${OF_MAP} GROUP BY player_id)
  SELECT p.match_id, p.map_number, p.player_id,
    (SELECT count(DISTINCT round_number) FROM round_events WHERE ${OF_MAP}),
    ${COUNTS.map((_, index) => `coalesce(k.count${index}, 0)`).join(', ')},
    coalesce(a.plants, 0), coalesce(a.defuses, 0), s.gained, s.lost
  FROM player_map_stats AS p
  LEFT JOIN k ON k.of_player = p.player_id
  LEFT JOIN a ON a.player_id = p.player_id
  LEFT JOIN s ON s.player_id = p.player_id
  WHERE p.match_id = @matchId AND p.map_number = @mapNumber AND p.side = 'both'
    AND EXISTS (SELECT 1 FROM round_events WHERE ${OF_MAP})`;

/** An event `alias` of the round of the event `e`. */
function ofRound(alias: string): string {
  return `${alias}.match_id = e.match_id AND ${alias}.map_number = e.map_number AND ${alias}.round_number = e.round_number`;
}

function ofTeam(event: string, of: 'own' | 'other'): string {
  return `iif((t.team_number = 1) = ${of === 'own'}, ${event}.team1_alive, ${event}.team2_alive)`;
}

/**
 * The first event after which a team has one player alive and the other team at least one; none if the event before it is
 * missing. The player is the only one of the team without a death; NULL if there is not exactly one.
 */
export const CLUTCHES_OF_MAP = `SELECT e.match_id, e.map_number, e.round_number, t.team_id, e.event_number,
    (SELECT iif(count(*) = 1, min(p.player_id), NULL) FROM player_map_stats AS p
      WHERE p.match_id = e.match_id AND p.map_number = e.map_number AND p.side = 'both' AND p.team_id = t.team_id
        AND NOT EXISTS (SELECT 1 FROM round_events AS k WHERE ${ofRound('k')}
          AND k.event_number <= e.event_number AND k.victim_id = p.player_id)),
    ${ofTeam('e', 'other')},
    (SELECT CASE WHEN max(b.type = 'bomb_planted') THEN TRUE WHEN count(b.type) = e.event_number THEN FALSE END
      FROM round_events AS b WHERE ${ofRound('b')} AND b.event_number <= e.event_number),
    round(iif(t.team_number = 1, e.team1_win_probability, 100 - e.team1_win_probability), 1),
    (SELECT iif(t.team_number = 1, l.team1_win_probability, 100 - l.team1_win_probability) = 100 FROM round_events AS l
      WHERE ${ofRound('l')} ORDER BY l.event_number DESC LIMIT 1)
  FROM round_events AS e
  JOIN match_teams AS t ON t.match_id = e.match_id
  WHERE e.match_id = @matchId AND e.map_number = @mapNumber
    AND ${ofTeam('e', 'own')} = 1 AND ${ofTeam('e', 'other')} > 0
    AND EXISTS (SELECT 1 FROM round_events AS b WHERE ${ofRound('b')}
      AND b.event_number = e.event_number - 1 AND ${ofTeam('b', 'own')} > 1)`;

/**
 * Adds the situations of the stored events of a map to the totals, or subtracts them before the events or the rounds are
 * replaced. The last event decides its round and is not counted. Of a round with a missing event or one of unknown type
 * only the events from the plant on are counted.
 */
export function countSituations(sql: Sql, key: MapKey, sign: 1 | -1): void {
  const counted = sql.run(`INSERT INTO situation_totals ${SITUATIONS_OF_MAP} ${ADDED_SITUATIONS}`, { ...key, sign });
  if (counted > 0 && sign < 0) sql.run('DELETE FROM situation_totals WHERE situations = 0');
}

/** The same for all maps of a match. */
export function countSituationsOfMatch(sql: Sql, matchId: number, sign: 1 | -1): void {
  const maps = sql.list<{ map_number: number }>('SELECT map_number FROM maps WHERE match_id = ?', [matchId]);
  for (const { map_number } of maps) countSituations(sql, { matchId, mapNumber: map_number }, sign);
}

/** The part of a map in `situation_totals`, times `@sign`. */
export const SITUATIONS_OF_MAP = `WITH
  x AS MATERIALIZED (
    SELECT r.match_id, r.map_number, r.round_number, r.winner_side,
      iif((r.winner_team_id = g.team1_id) = (r.winner_side = 'ct'), 'ct', 't') AS side1,
      max(b.event_number) AS last_event, max(b.event_number) = count(b.type) AS is_whole,
      min(b.event_number) FILTER (WHERE b.type = 'bomb_planted') AS planted_at
    FROM rounds AS r JOIN matches AS g ON g.match_id = r.match_id
    JOIN round_events AS b ON b.match_id = r.match_id AND b.map_number = r.map_number AND b.round_number = r.round_number
    WHERE r.match_id = @matchId AND r.map_number = @mapNumber AND r.winner_side IS NOT NULL
    GROUP BY r.round_number)
  SELECT m.map_name, s.value, iif(s.value = x.side1, e.team1_alive, e.team2_alive),
    iif(s.value = x.side1, e.team2_alive, e.team1_alive), (e.event_number >= x.planted_at) IS TRUE,
    @sign * count(*), @sign * sum(s.value = x.winner_side),
    @sign * sum(CAST(round(10 * iif(s.value = x.side1, e.team1_win_probability, 100 - e.team1_win_probability)) AS INTEGER))
  FROM x
  JOIN round_events AS e ON e.match_id = x.match_id AND e.map_number = x.map_number
    AND e.round_number = x.round_number AND e.event_number < x.last_event
    AND (x.is_whole OR e.event_number >= x.planted_at)
  JOIN maps AS m ON m.match_id = x.match_id AND m.map_number = x.map_number
  JOIN json_each('["ct", "t"]') AS s
  WHERE TRUE
  GROUP BY 1, 2, 3, 4, 5`;

/** Adds rows of `SITUATIONS_OF_MAP` to the totals. */
export const ADDED_SITUATIONS = `ON CONFLICT DO UPDATE SET situations = situations + excluded.situations,
  rounds_won = rounds_won + excluded.rounds_won, probability_tenths = probability_tenths + excluded.probability_tenths`;
