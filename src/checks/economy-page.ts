import type { EconomyPage, EconomyRound } from '../page-records.ts';
import type { BuyType } from '../records.ts';
import { commonRules, isPartial } from './common-rules.ts';
import { differs, listed, sum } from './comparing.ts';
import { hard, type Mismatch, type Rule, soft } from './rule.ts';

type TeamNumber = EconomyRound['team'];

/** Maximum equipment value of five players at the start of a pistol round. */
const MAX_PISTOL_VALUE = 5000;
/** Maximum of the axis of the chart. */
const MAX_VALUE = 40_000;

/** A round in a message: `round 3 of Alpha Wolves`. */
export function roundText(page: EconomyPage, round: { roundNumber: number; team: TeamNumber }): string {
  return `round ${round.roundNumber} of ${seriesText(page, round.team)}`;
}

function seriesText({ team1Name, team2Name }: EconomyPage, team: TeamNumber): string {
  return team === 1 ? (team1Name ?? 'the first series') : (team2Name ?? 'the second series');
}

function hasWithheldRounds(page: EconomyPage): boolean {
  return isPartial(page, 'roundEconomy');
}

/** Numbers of the rounds on the page, each once, in order. */
export function roundNumbersOf(page: EconomyPage): number[] {
  return [...new Set(page.roundEconomy.map((round) => round.roundNumber))].sort((left, right) => left - right);
}

/** The points of each round and the first one of each team, in the order of the rounds. */
function listRounds(page: EconomyPage) {
  const byRound = Map.groupBy(page.roundEconomy, ({ roundNumber }) => roundNumber);
  return [...byRound]
    .sort(([left], [right]) => left - right)
    .map(([roundNumber, points]) => {
      const [team1, team2] = ([1, 2] as const).map((number) => points.find(({ team }) => team === number));
      return { roundNumber, points, team1, team2 };
    });
}

/** The values of each team in each round. */
function listValues(page: EconomyPage) {
  return listRounds(page).flatMap(({ roundNumber, points }) =>
    ([1, 2] as const).map((team) => {
      const values = points.filter((point) => point.team === team).map(({ equipmentValue }) => equipmentValue);
      return { roundNumber, team, values };
    }),
  );
}

/** Two different values, or one of them is unknown. */
function areOpposite<Value>(one: Value | null | undefined, other: Value | null | undefined): boolean {
  return one == null || other == null || one !== other;
}

/** Each table cell beside the chart point it repeats. */
function listCells(page: EconomyPage) {
  const points = new Map(page.roundEconomy.map((round) => [`${round.roundNumber} ${round.team}`, round]));
  return page.cells.map((cell) => ({ cell, point: points.get(`${cell.roundNumber} ${cell.team}`) }));
}

export function wonText(won: boolean | null): string {
  return won ? 'won' : 'lost';
}

/** What a cell shows in another way than its point. */
function cellDifferences({ cell, point }: ReturnType<typeof listCells>[number]): string[] {
  if (point === undefined) return [];
  return [
    differs(point.equipmentValue, cell.equipmentValue) && `${point.equipmentValue} / ${cell.equipmentValue}`,
    differs(point.side, cell.side) && `${point.side} / ${cell.side}`,
    differs(point.won, cell.won) && `${wonText(point.won)} / ${wonText(cell.won)}`,
  ].filter((text) => text !== false);
}

const BUY_TYPES: { buyType: BuyType; from: number; to: number }[] = [
  { buyType: 'full_eco', from: 0, to: 5000 },
  { buyType: 'semi_eco', from: 5000, to: 10_000 },
  { buyType: 'semi_buy', from: 10_000, to: 20_000 },
  { buyType: 'full_buy', from: 20_000, to: Number.POSITIVE_INFINITY },
];

/** The possible buy types of a value: two for a value exactly on a limit, because the site's rule for it is unknown. */
function buyTypesOf({ equipmentValue }: EconomyRound): BuyType[] {
  return BUY_TYPES.filter(({ from, to }) => equipmentValue >= from && equipmentValue <= to).map(
    ({ buyType }) => buyType,
  );
}

/** Rounds and wins, with round 1 and without it; wins are null where a round's winner is unknown. */
function talliesOf(all: EconomyRound[]): { played: number; won: number | null }[] {
  return [all, all.filter(({ roundNumber }) => roundNumber > 1)].map((rounds) => ({
    played: rounds.length,
    won: sum([0, ...rounds.map(({ won }) => (won === null ? null : Number(won)))]),
  }));
}

/** Each breakdown box with the possible tallies of its rounds: round 1 may be left out of the boxes. */
function listBreakdown(page: EconomyPage) {
  const rounds = Map.groupBy(page.roundEconomy, ({ team, buyType }) => `${team} ${buyType}`);
  const tallies = new Map([...rounds].map(([key, all]) => [key, talliesOf(all)]));
  return page.breakdown.map((box) => {
    const possible = tallies.get(`${box.team} ${box.buyType}`) ?? talliesOf([]);
    return { box, tallies: possible.map(({ played, won }) => ({ played, won: won ?? box.won })) };
  });
}

function tallyText({ played, won }: { played: number; won: number | null }): string {
  return `${played} (${won})`;
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

export const ECONOMY_RULES: Rule<EconomyPage>[] = [
  ...commonRules('economy'),
  soft('economy/rounds-are-numbered', {
    statement: 'Rounds are numbered 1, 2, 3 and so on without a gap; an unreadable round is left out.',
    skipIf: hasWithheldRounds,
    each: (page) => [roundNumbersOf(page)],
    holds: (numbers) => numbers.every((roundNumber, index) => roundNumber === index + 1),
    expected: (numbers) => `rounds 1 to ${numbers.length}`,
    seen: (numbers) => listed(numbers),
  }),
  hard('economy/one-point-a-round', {
    statement: 'No team has two points in one round.',
    each: listValues,
    holds: ({ values }) => values.length < 2,
    expected: (round, page) => `${roundText(page, round)}: one point`,
    seen: ({ values }) => listed(values),
  }),
  soft('economy/both-teams-in-each-round', {
    statement: 'Each round has one point of each team; an unreadable one is left out.',
    skipIf: hasWithheldRounds,
    each: listRounds,
    holds: ({ points, team1, team2 }) => points.length === 2 && team1 !== undefined && team2 !== undefined,
    expected: ({ roundNumber }) => `round ${roundNumber}: a point of each team`,
    seen: ({ points }) => `series ${listed(points.map(({ team }) => team))}`,
  }),
  hard('economy/one-winner-a-round', {
    statement: 'Each round is won by one of the two teams.',
    each: listRounds,
    holds: ({ team1, team2 }) => areOpposite(team1?.won, team2?.won),
    expected: ({ roundNumber }) => `round ${roundNumber}: one winner`,
    seen: ({ team1 }) => (team1?.won ? 'both teams' : 'no team'),
  }),
  soft('economy/rounds-have-winners', {
    statement: 'Each round has a winner, in the chart or in the tables; not checked on a page without any winner.',
    skipIf: ({ roundEconomy }) => roundEconomy.every(({ won }) => won === null),
    each: listRounds,
    holds: ({ points }) => points.some(({ won }) => won !== null),
    expected: ({ roundNumber }) => `a winner of round ${roundNumber}`,
    seen: () => 'none',
  }),
  hard('economy/sides-are-opposite', {
    statement: 'The two teams play opposite sides in each round.',
    each: listRounds,
    holds: ({ team1, team2 }) => areOpposite(team1?.side, team2?.side),
    expected: ({ roundNumber }) => `round ${roundNumber}: opposite sides`,
    seen: ({ team1 }) => `both ${team1?.side}`,
  }),
  hard('economy/chart-is-the-table', {
    statement: 'Chart and table say the same value, side and result of a round.',
    each: listCells,
    holds: (pair) => cellDifferences(pair).length === 0,
    expected: ({ cell }, page) => `${roundText(page, cell)}: the same in chart and table`,
    seen: (pair) => listed(cellDifferences(pair)),
  }),
  soft('economy/cells-are-complete', {
    statement: 'Where there are tables they have one cell for each point of the chart.',
    skipIf: (page) => page.cells.length === 0 || isPartial(page, 'cells') || hasWithheldRounds(page),
    each: (page) => [listCells(page).filter(({ point }) => point === undefined)],
    holds: (lacking, { cells, roundEconomy }) => lacking.length === 0 && cells.length === roundEconomy.length,
    expected: (_, { roundEconomy }) => `a table cell for each of ${roundEconomy.length} chart points`,
    seen: (lacking, { cells }) => `${cells.length} cells, ${lacking.length} without a point`,
  }),
  soft('economy/buy-type-of-the-value', {
    statement:
      'Buy types as shown follow the limits 5000, 10000 and 20000; a value exactly on a limit may have either type.',
    each: ({ roundEconomy }) => roundEconomy,
    holds: (point) => point.buyType === null || buyTypesOf(point).includes(point.buyType),
    expected: (point, page) =>
      `${roundText(page, point)}: ${buyTypesOf(point).join(' or ')} with ${point.equipmentValue}`,
    seen: ({ buyType }) => String(buyType),
  }),
  soft('economy/breakdown-counts-rounds', {
    statement: 'The breakdown boxes count the rounds of each buy type, with or without round 1.',
    skipIf: hasWithheldRounds,
    each: listBreakdown,
    holds: ({ box, tallies }) => tallies.some(({ played, won }) => played === box.played && won === box.won),
    expected: ({ box, tallies }, page) =>
      `${seriesText(page, box.team)}: ${tallies.map(tallyText).join(' or ')} ${box.buyType} rounds`,
    seen: ({ box }) => tallyText(box),
  }),
  soft('economy/first-round-is-a-pistol-round', {
    statement: 'In round 1 no team has more than 5000 in equipment.',
    compare: (page) => comparePistolRound(page, 1),
  }),
  soft('economy/values-are-plausible', {
    statement: 'Equipment values are multiples of 50 up to 40000.',
    each: ({ roundEconomy }) => roundEconomy,
    holds: ({ equipmentValue }) => equipmentValue % 50 === 0 && equipmentValue <= MAX_VALUE,
    expected: (point, page) => `${roundText(page, point)}: a multiple of 50 up to ${MAX_VALUE}`,
    seen: ({ equipmentValue }) => String(equipmentValue),
  }),
  soft('economy/values-are-shown', {
    statement: 'Some equipment value is more than 0; zeros alone are a page without data.',
    holds: ({ roundEconomy }) => roundEconomy.some(({ equipmentValue }) => equipmentValue > 0),
    expected: () => 'a value above 0',
    seen: ({ roundEconomy }) => `${roundEconomy.length} zeros`,
  }),
];
