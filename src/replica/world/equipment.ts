import { isPistolRound, type MapPlan, type Pair, type TeamIndex } from './model.ts';
import { at, type Random } from './random.ts';

const START_MONEY = 4000;
const OVERTIME_MONEY = 60_000;
const MAX_MONEY = 75_000;
const HIGHEST_VALUE = 38_000;

type Purse = { money: number; lossStreak: number; kept: number };

/** Equipment values of both teams at the start of each round: dollars, whole team, multiples of 50. */
export function equipmentByRound(map: MapPlan, random: Random): Pair[] {
  let purses: [Purse, Purse] = [freshPurse(START_MONEY), freshPurse(START_MONEY)];
  return map.winners.map((winner, index): Pair => {
    const roundNumber = index + 1;
    const pistol = isPistolRound(map, roundNumber);
    if (pistol) purses = [freshPurse(START_MONEY), freshPurse(START_MONEY)];
    if (isOvertimeHalf(map, roundNumber)) purses = [freshPurse(OVERTIME_MONEY), freshPurse(OVERTIME_MONEY)];
    const values: Pair = pistol
      ? [pistolValue(random), pistolValue(random)]
      : [buy(purses[0], random), buy(purses[1], random)];
    for (const team of [0, 1] as const) settle(purses[team], { won: team === winner, value: at(values, team), random });
    return thresholdsAt(map, roundNumber) ?? values;
  });
}

function freshPurse(money: number): Purse {
  return { money, lossStreak: 0, kept: 0 };
}

function isOvertimeHalf(map: MapPlan, roundNumber: number): boolean {
  const beyond = roundNumber - 2 * map.halfLength;
  return beyond > 0 && (beyond - 1) % 3 === 0;
}

function pistolValue(random: Random): number {
  return 3800 + random.int(0, 20) * 50;
}

function buy(purse: Purse, random: Random): number {
  const ambition = purse.money >= 22_000 ? 24_000 : purse.money >= 14_000 ? 12_000 : purse.money >= 7000 ? 5000 : 600;
  const spent = Math.min(purse.money, Math.round((ambition * (0.85 + random.next() * 0.4)) / 50) * 50);
  purse.money -= spent;
  return Math.min(HIGHEST_VALUE, 1000 + purse.kept + spent);
}

function settle(purse: Purse, { won, value, random }: { won: boolean; value: number; random: Random }): void {
  purse.lossStreak = won ? 0 : Math.min(purse.lossStreak + 1, 5);
  const income = won ? 18_500 : 8500 + 2500 * (purse.lossStreak - 1);
  purse.money = Math.min(MAX_MONEY, purse.money + income + random.int(0, 30) * 50);
  purse.kept = won ? Math.round((value * random.next() * 0.6) / 50) * 50 : 0;
}

/** Values exactly on and just under the limits of the buy types. */
function thresholdsAt(map: MapPlan, roundNumber: number): Pair | null {
  if (!map.quirks.has('economy-thresholds')) return null;
  const limits: Record<number, Pair> = { 3: [5000, 4950], 4: [10_000, 9950], 5: [20_000, 19_950], 6: [0, 40_000] };
  return limits[roundNumber] ?? null;
}

/** Lower limits of the buy types, cheapest first. */
const BUY_LIMITS = [0, 5000, 10_000, 20_000] as const;

/**
 * Index of the buy type that the site shows for a value. The type of a value exactly on a limit is not known: it is the
 * higher one, on maps with the quirk `economy-thresholds` the lower one.
 */
export function shownBuyType(map: MapPlan, value: number): number {
  const isBelow = map.quirks.has('economy-thresholds');
  return BUY_LIMITS.findLastIndex((limit) => (isBelow && limit > 0 ? value > limit : value >= limit));
}

/** Whether a team's equipment includes sniper rifles. */
export function hasSnipers(equipment: Pair, team: TeamIndex): boolean {
  return equipment[team] >= 15_000;
}

/** Buy type that the Round swing section shows. */
export function buyLabel(map: MapPlan, { number, value }: { number: number; value: number }): string {
  if (isPistolRound(map, number)) return 'PISTOL';
  return value < 5000 ? 'ECO' : value < 15_000 ? 'HALF' : 'FULL';
}
