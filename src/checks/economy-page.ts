import type { EconomyPage, EconomyRound, Finding } from '../page-records.ts';
import type { BuyType } from '../records.ts';
import { differs, listed, sum } from './comparing.ts';
import { fieldsAreReadable, isPartial } from './issues-rule.ts';
import { hard, type Mismatch, mismatchIf, type Rule, runRules, soft } from './rule.ts';
import { savedInFull } from './saver-rule.ts';
import { nothingUnknown } from './unknowns-rule.ts';

/** Maximum equipment value of five players at the start of a pistol round. */
const MAX_PISTOL_VALUE = 5000;
/** Maximum of the axis of the chart. */
const MAX_VALUE = 40_000;

/** A round in a message: `round 3 of Alpha Wolves`. */
export function roundText(page: EconomyPage, round: { roundNumber: number; team: 1 | 2 }): string {
  return `round ${round.roundNumber} of ${seriesText(page, round.team)}`;
}

function seriesText({ team1Name, team2Name }: EconomyPage, team: 1 | 2): string {
  return team === 1 ? (team1Name ?? 'the first series') : (team2Name ?? 'the second series');
}

/** Numbers of the rounds on the page, each once, in order. */
export function roundNumbersOf(page: EconomyPage): number[] {
  return [...new Set(page.roundEconomy.map((round) => round.roundNumber))].sort((left, right) => left - right);
}

const BUY_TYPES: { buyType: BuyType; from: number; to: number }[] = [
  { buyType: 'full_eco', from: 0, to: 5000 },
  { buyType: 'semi_eco', from: 5000, to: 10_000 },
  { buyType: 'semi_buy', from: 10_000, to: 20_000 },
  { buyType: 'full_buy', from: 20_000, to: Number.POSITIVE_INFINITY },
];

/** The possible buy types of a value: two for a value exactly on a limit, because the site's rule for it is unknown. */
function buyTypesOf(equipmentValue: number): BuyType[] {
  return BUY_TYPES.filter(({ from, to }) => equipmentValue >= from && equipmentValue <= to).map(
    ({ buyType }) => buyType,
  );
}

function compareNumbers(page: EconomyPage): Mismatch[] {
  if (isPartial(page, 'roundEconomy')) return [];
  const numbers = roundNumbersOf(page);
  return mismatchIf(
    numbers.some((roundNumber, index) => roundNumber !== index + 1),
    () => ({ expected: `rounds 1 to ${numbers.length}`, seen: listed(numbers) }),
  );
}

/** The points of each round, in the order of the rounds. */
function pointsByRound(page: EconomyPage): [roundNumber: number, points: EconomyRound[]][] {
  const byRound = Map.groupBy(page.roundEconomy, ({ roundNumber }) => roundNumber);
  return [...byRound].sort(([left], [right]) => left - right);
}

function comparePoints(page: EconomyPage): Mismatch[] {
  if (isPartial(page, 'roundEconomy')) return [];
  return pointsByRound(page).flatMap(([roundNumber, points]) => {
    const teams = points.map(({ team }) => team);
    const isPair = teams.length === 2 && teams.includes(1) && teams.includes(2);
    const seen = `series ${listed(teams)}`;
    return mismatchIf(!isPair, () => ({ expected: `round ${roundNumber}: a point of each team`, seen }));
  });
}

function compareDoubled(page: EconomyPage): Mismatch[] {
  return pointsByRound(page).flatMap(([roundNumber, points]) =>
    ([1, 2] as const).flatMap((team) => {
      const values = points.filter((point) => point.team === team).map(({ equipmentValue }) => equipmentValue);
      const expected = `${roundText(page, { roundNumber, team })}: one point`;
      return mismatchIf(values.length > 1, () => ({ expected, seen: listed(values) }));
    }),
  );
}

/** Both teams of each round that has both. */
function listRounds(page: EconomyPage) {
  return pointsByRound(page).flatMap(([roundNumber, points]) => {
    const team1 = points.find(({ team }) => team === 1);
    const team2 = points.find(({ team }) => team === 2);
    return team1 && team2 ? [{ roundNumber, team1, team2 }] : [];
  });
}

function compareWinners(page: EconomyPage): Mismatch[] {
  return listRounds(page).flatMap(({ roundNumber, team1, team2 }) => {
    if (team1.won === null || team2.won === null) return [];
    const seen = team1.won ? 'both teams' : 'no team';
    return mismatchIf(team1.won === team2.won, () => ({ expected: `round ${roundNumber}: one winner`, seen }));
  });
}

function compareSides(page: EconomyPage): Mismatch[] {
  return listRounds(page).flatMap(({ roundNumber, team1, team2 }) => {
    if (team1.side === null || team2.side === null) return [];
    const seen = `both ${team1.side}`;
    return mismatchIf(team1.side === team2.side, () => ({ expected: `round ${roundNumber}: opposite sides`, seen }));
  });
}

/** Each table cell beside the chart point it repeats. */
function listCells(page: EconomyPage) {
  const points = new Map(page.roundEconomy.map((round) => [`${round.roundNumber} ${round.team}`, round]));
  return page.cells.map((cell) => ({ cell, point: points.get(`${cell.roundNumber} ${cell.team}`) }));
}

function compareCells(page: EconomyPage): Mismatch[] {
  return listCells(page).flatMap(({ cell, point }) => {
    if (point === undefined) return [];
    const differences = [
      differs(point.equipmentValue, cell.equipmentValue) && `${point.equipmentValue} / ${cell.equipmentValue}`,
      differs(point.side, cell.side) && `${point.side} / ${cell.side}`,
      differs(point.won, cell.won) && `${point.won ? 'won' : 'lost'} / ${cell.won ? 'won' : 'lost'}`,
    ].filter((text) => text !== false);
    return mismatchIf(differences.length > 0, () => ({
      expected: `${roundText(page, cell)}: the same in chart and table`,
      seen: listed(differences),
    }));
  });
}

function compareCellCount(page: EconomyPage): Mismatch[] {
  if (page.cells.length === 0 || isPartial(page, 'cells') || isPartial(page, 'roundEconomy')) return [];
  const lacking = listCells(page).filter(({ point }) => point === undefined).length;
  return mismatchIf(lacking > 0 || page.cells.length !== page.roundEconomy.length, () => ({
    expected: `a table cell for each of ${page.roundEconomy.length} chart points`,
    seen: `${page.cells.length} cells, ${lacking} without a point`,
  }));
}

function compareBuyTypes(page: EconomyPage): Mismatch[] {
  return page.roundEconomy.flatMap((round) => {
    const { equipmentValue, buyType } = round;
    const possible = buyTypesOf(equipmentValue);
    return mismatchIf(buyType !== null && !possible.includes(buyType), () => ({
      expected: `${roundText(page, round)}: ${possible.join(' or ')} with ${equipmentValue}`,
      seen: String(buyType),
    }));
  });
}

/** Rounds and wins, with round 1 and without it; wins are null where a round's winner is unknown. */
function talliesOf(all: EconomyRound[]): { played: number; won: number | null }[] {
  return [all, all.filter(({ roundNumber }) => roundNumber > 1)].map((rounds) => ({
    played: rounds.length,
    won: sum([0, ...rounds.map(({ won }) => (won === null ? null : Number(won)))]),
  }));
}

/** Round 1 may be left out of the boxes. */
function compareBreakdown(page: EconomyPage): Mismatch[] {
  if (isPartial(page, 'roundEconomy')) return [];
  const rounds = Map.groupBy(page.roundEconomy, ({ team, buyType }) => `${team} ${buyType}`);
  const tallies = new Map([...rounds].map(([key, all]) => [key, talliesOf(all)]));
  return page.breakdown.flatMap(({ team, buyType, played, won }) => {
    const counts = (tallies.get(`${team} ${buyType}`) ?? talliesOf([])).map((tally) => ({
      ...tally,
      won: tally.won ?? won,
    }));
    const isRight = counts.some((count) => count.played === played && count.won === won);
    const name = seriesText(page, team);
    return mismatchIf(!isRight, () => ({
      expected: `${name}: ${counts.map((count) => `${count.played} (${count.won})`).join(' or ')} ${buyType} rounds`,
      seen: `${played} (${won})`,
    }));
  });
}

/** The values of a pistol round: the first round of the map or of its second half. */
export function comparePistolRound(page: EconomyPage, roundNumber: number): Mismatch[] {
  return page.roundEconomy
    .filter((round) => round.roundNumber === roundNumber && round.equipmentValue > MAX_PISTOL_VALUE)
    .map((round) => ({
      expected: `${roundText(page, round)}: at most ${MAX_PISTOL_VALUE} in a pistol round`,
      seen: String(round.equipmentValue),
    }));
}

function compareValues(page: EconomyPage): Mismatch[] {
  return page.roundEconomy
    .filter(({ equipmentValue }) => equipmentValue % 50 !== 0 || equipmentValue > MAX_VALUE)
    .map((round) => ({
      expected: `${roundText(page, round)}: a multiple of 50 up to ${MAX_VALUE}`,
      seen: String(round.equipmentValue),
    }));
}

export const ECONOMY_RULES: Rule<EconomyPage>[] = [
  fieldsAreReadable('economy'),
  savedInFull('economy'),
  nothingUnknown('economy'),
  soft({
    name: 'economy/rounds-are-numbered',
    statement: 'Rounds are numbered 1, 2, 3 and so on without a gap; an unreadable round is left out.',
    compare: compareNumbers,
  }),
  hard({
    name: 'economy/one-point-a-round',
    statement: 'No team has two points in one round.',
    compare: compareDoubled,
  }),
  soft({
    name: 'economy/both-teams-in-each-round',
    statement: 'Each round has one point of each team; an unreadable one is left out.',
    compare: comparePoints,
  }),
  hard({
    name: 'economy/one-winner-a-round',
    statement: 'Each round is won by one of the two teams.',
    compare: compareWinners,
  }),
  hard({
    name: 'economy/sides-are-opposite',
    statement: 'The two teams play opposite sides in each round.',
    compare: compareSides,
  }),
  hard({
    name: 'economy/chart-is-the-table',
    statement: 'Chart and table say the same value, side and result of a round.',
    compare: compareCells,
  }),
  soft({
    name: 'economy/cells-are-complete',
    statement: 'Where there are tables they have one cell for each point of the chart.',
    compare: compareCellCount,
  }),
  soft({
    name: 'economy/buy-type-of-the-value',
    statement:
      'Buy types as shown follow the limits 5000, 10000 and 20000; a value exactly on a limit may have either type.',
    compare: compareBuyTypes,
  }),
  soft({
    name: 'economy/breakdown-counts-rounds',
    statement: 'The breakdown boxes count the rounds of each buy type, with or without round 1.',
    compare: compareBreakdown,
  }),
  soft({
    name: 'economy/first-round-is-a-pistol-round',
    statement: 'In round 1 no team has more than 5000 in equipment.',
    compare: (page) => comparePistolRound(page, 1),
  }),
  soft({
    name: 'economy/values-are-plausible',
    statement: 'Equipment values are multiples of 50 up to 40000.',
    compare: compareValues,
  }),
];

export function checkEconomyPage(page: EconomyPage): Finding[] {
  return runRules(ECONOMY_RULES, page);
}
