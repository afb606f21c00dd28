import type { PerformancePage, RoundSwing } from '../page-records.ts';

/**
 * Compares the sums of the swings of a map with its cards and with the blocks of the section. If one differs, all swings
 * are withheld.
 */

type SwingSum = { playerId: number; sum: number; shown: number | null; isRight: boolean };

const SHOWN_ROUNDING = 0.005;
/** Six times the standard deviation of the rounding error of a value with two decimals. */
const SWING_ROUNDING = 6 * Math.sqrt(0.01 ** 2 / 12);

/** For each player, the swing of the map by the events and the one shown in block and card. */
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
export function areSwingsConsistent(page: PerformancePage): boolean {
  return swingSums(page).every(({ isRight }) => isRight);
}

/** Number of rounds: that of the last event or score. */
function roundCount({ events, scores }: RoundSwing): number {
  return Math.max(1, ...[...events, ...scores].map(({ roundNumber }) => roundNumber));
}

/** Players who share a nick: events do not distinguish them. */
function sharedNicks({ players }: RoundSwing): Set<number> {
  const groups = Map.groupBy(players, ({ playerName }) => playerName);
  return new Set(
    [...groups.values()].filter((group) => group.length > 1).flatMap((group) => group.map(({ playerId }) => playerId)),
  );
}
