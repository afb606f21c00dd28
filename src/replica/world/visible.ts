import type { MapPlan, MapPlayer, MatchPlan, Person, PlayedMap } from './model.ts';
import { at, randomFor } from './random.ts';

/** Columns that a layout and a rating version have. */
export type Columns = { swing: boolean; eco: boolean; duels: boolean };

/** Rating 3.0 added swing and eco values; the layout of 2026 traded deaths, multi-kills and clutches. */
export function columnsOf(match: MatchPlan, layout: 'E26' | 'E22' | 'E18'): Columns {
  const modern = layout === 'E26' && match.ratingVersion !== '2.0';
  return { swing: modern, eco: modern, duels: layout === 'E26' };
}

/** Index of the player whose ADR every page shows as `-`. */
const MISSING_ADR_PLAYER = 7;
/** Index of the player who is not on the performance page. */
const ABSENT_PLAYER = 8;
/** Index of the eleventh player. */
const EXTRA_PLAYER = 10;

export function hasAdr(map: MapPlan, player: MapPlayer): boolean {
  return !(map.quirks.has('missing-adr') && player.index === MISSING_ADR_PLAYER);
}

/** Players of the tables on the overview and the map stats page. */
export function tablePlayers(played: PlayedMap): MapPlayer[] {
  const hidden = played.plan.quirks.has('only-on-performance') ? EXTRA_PLAYER : -1;
  return played.players.filter((player) => player.index !== hidden);
}

/** Players of the performance page. */
export function performancePlayers(played: PlayedMap): MapPlayer[] {
  const hidden = played.plan.quirks.has('missing-from-performance') ? ABSENT_PLAYER : -1;
  return played.players.filter((player) => player.index !== hidden);
}

const ROUND_SWING_SINCE_MS = Date.UTC(2026, 0, 1);

/** Whether the performance page has the Round swing section: maps of 2026 and later with swing values. */
export function hasRoundSwing(match: MatchPlan, map: MapPlan): boolean {
  const isLacking = (['no-performance', 'no-round-swing', 'missing-from-performance'] as const).some((quirk) =>
    map.quirks.has(quirk),
  );
  return !isLacking && match.startedAtMs >= ROUND_SWING_SINCE_MS && columnsOf(match, match.layout).swing;
}

/** Teams of the Round swing section, first and second: on some maps the order is not that of the match. */
export function roundSwingOrder(map: MapPlan): readonly [0 | 1, 0 | 1] {
  return randomFor(13, 'round-swing-order', map.mapStatsId ?? 0).chance(0.4) ? [1, 0] : [0, 1];
}

/** Rounds the economy page lists: regulation only. */
export function economyRounds(played: PlayedMap): PlayedMap['rounds'] {
  return played.rounds.slice(0, 2 * played.plan.halfLength);
}

/** Teams of the stats pages from left to right: the match's order, or the other one. */
export function pageOrder(match: MatchPlan): readonly [0 | 1, 0 | 1] {
  return match.quirks.has('swapped-teams') ? [1, 0] : [0, 1];
}

/** The winner's first player; null when the page names none. */
export function playerOfMatch(match: MatchPlan): Person | null {
  if (match.status !== 'finished' || match.winner === null || match.quirks.has('no-player-of-match')) return null;
  return at(match.teams[match.winner].lineup, 0);
}

/** Whether the icon of a round is an unknown one: one round in each half. */
export function hasUnknownIcon(map: MapPlan, roundNumber: number): boolean {
  return map.quirks.has('unknown-icon') && (roundNumber === 2 || roundNumber === map.halfLength + 3);
}
