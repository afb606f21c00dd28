import type { PerformancePage, RoundSwing } from '../page-records.ts';

/** The swings of a map add up to what its cards and the blocks of the section show, or none of them is believed. */

type SwingSum = { playerId: number; sum: number; shown: number | null; isRight: boolean };

const SHOWN_ROUNDING = 0.005;
/** Values with two decimals: six times the standard deviation of the error of one. */
const SWING_ROUNDING = 6 * Math.sqrt(0.01 ** 2 / 12);

/** Swing of the map by the events, beside that of block and card, for each player that has one of the three. */
export function swingSums(page: PerformancePage): SwingSum[] {
  const { roundSwing } = page;
  if (roundSwing === undefined || roundSwing.swings.length === 0) return [];
  const rounds = roundCount(roundSwing);
  const swings = Map.groupBy(roundSwing.swings, ({ playerId }) => playerId);
  const unclear = sharedNicks(roundSwing);
  const cards = new Map(page.playerMapStats.map((card) => [card.playerId, card.roundSwing]));
  const totals = new Map(roundSwing.players.map(({ playerId, roundSwing: total }) => [playerId, total]));
  const ids = new Set([...totals.keys(), ...cards.keys(), ...swings.keys()].filter((id) => id !== null));
  return [...ids].flatMap((playerId) => {
    if (unclear.has(playerId)) return [];
    const own = swings.get(playerId) ?? [];
    const sum = own.reduce((total, { swing }) => total + swing, 0) / rounds;
    const tolerance = SHOWN_ROUNDING + (SWING_ROUNDING * Math.sqrt(own.length)) / rounds + 1e-6;
    const shown = [totals.get(playerId) ?? null, cards.get(playerId) ?? null].filter((value) => value !== null);
    if (shown.length === 0 && own.length === 0) return [];
    const isRight = shown.length > 0 && shown.every((value) => Math.abs(value - sum) <= tolerance);
    return [
      { playerId, sum, shown: shown.find((value) => Math.abs(value - sum) > tolerance) ?? shown[0] ?? null, isRight },
    ];
  });
}

/** Whether the swings of the map are stored. */
export function areSwingsBelieved(page: PerformancePage): boolean {
  return swingSums(page).every(({ isRight }) => isRight);
}

/** Rounds played: the last that is shown. */
function roundCount({ events, scores }: RoundSwing): number {
  return Math.max(1, ...[...events, ...scores].map(({ roundNumber }) => roundNumber));
}

/** Players whose nick another one has: events cannot tell them apart. */
function sharedNicks({ players }: RoundSwing): Set<number> {
  const groups = Map.groupBy(players, ({ playerName }) => playerName);
  return new Set(
    [...groups.values()].filter((group) => group.length > 1).flatMap((group) => group.map(({ playerId }) => playerId)),
  );
}
