import { expect, it } from 'vitest';
import { ECONOMY_COMPARISON } from '../../src/checks/economy-comparison.ts';
import { ECONOMY_RULES } from '../../src/checks/economy-page.ts';
import { MAP_STATS_RULES } from '../../src/checks/map-stats-page.ts';
import { OVERVIEW_COMPARISON } from '../../src/checks/overview-comparison.ts';
import { PERFORMANCE_COMPARISON } from '../../src/checks/performance-comparison.ts';
import { PERFORMANCE_RULES } from '../../src/checks/performance-page.ts';
import { EconomyPage, MAX_ROWS } from '../../src/page-records.ts';
import { economyPage, mapStatsPage, overviewContext, performancePage } from './records.ts';

/** Checks of hostile pages: work is counted in fields read, not in time. */

type Counter = { reads: number };

/** The same rows; every field that is read of them is counted. */
function counted<Row extends object>(rows: Row[], counter: Counter): Row[] {
  const get = (row: Row, field: PropertyKey) => {
    counter.reads += 1;
    return Reflect.get(row, field);
  };
  return rows.map((row) => new Proxy(row, { get }));
}

/** As many copies of the rows as fill a list; the fields named are numbered on from copy to copy. */
function repeated<Row extends object>(rows: Row[], length: number, fields: (keyof Row)[]): Row[] {
  return Array.from({ length }, (_, index) => {
    const row = { ...rows[index % rows.length] } as Row;
    const shift = 1_000 * Math.floor(index / rows.length);
    for (const field of fields) Object.assign(row, { [field]: Number(row[field]) + shift });
    return row;
  });
}

function mapStats(length: number, counter: Counter) {
  const page = mapStatsPage();
  const playerMapStats = counted(repeated(page.playerMapStats, length, ['playerId']), counter);
  return { ...page, playerMapStats, rounds: counted(repeated(page.rounds, length, ['roundNumber']), counter) };
}

function performance(length: number, counter: Counter) {
  const page = performancePage();
  const playerMapStats = counted(repeated(page.playerMapStats, length, ['playerId']), counter);
  const killMatrix = counted(repeated(page.killMatrix, length, ['killerId', 'victimId']), counter);
  return { ...page, playerMapStats, killMatrix };
}

function economy(length: number, counter: Counter) {
  const page = economyPage();
  const roundEconomy = counted(repeated(page.roundEconomy, length, ['roundNumber']), counter);
  const cells = counted(repeated(page.cells, length, ['roundNumber']), counter);
  return { ...page, roundEconomy, cells, breakdown: counted(repeated(page.breakdown, length, []), counter) };
}

function overview(length: number, counter: Counter) {
  const context = overviewContext();
  const playerMapStats = counted(repeated([...context.playerMapStats], length, ['playerId']), counter);
  return { ...context, playerMapStats };
}

type Subject = (length: number, counter: Counter) => unknown;
type RunnableRule = { name: string; run(subject: never): unknown };

const SUBJECTS: [readonly RunnableRule[], Subject][] = [
  [MAP_STATS_RULES, mapStats],
  [
    OVERVIEW_COMPARISON,
    (length, counter) => ({ page: mapStats(length, counter), overview: overview(length, counter) }),
  ],
  [PERFORMANCE_RULES, performance],
  [
    PERFORMANCE_COMPARISON,
    (length, counter) => ({ page: performance(length, counter), mapStats: mapStats(length, counter) }),
  ],
  [ECONOMY_RULES, economy],
  [ECONOMY_COMPARISON, (length, counter) => ({ page: economy(length, counter), mapStats: mapStats(length, counter) })],
];

const CASES = SUBJECTS.flatMap(([rules, subject]) => rules.map((each) => ({ name: each.name, each, subject })));

it.each(CASES)('$name reads twice as much of twice as many rows, not four times', ({ each, subject }) => {
  const reads = [MAX_ROWS / 4, MAX_ROWS / 2].map((length) => {
    const counter = { reads: 0 };
    each.run(subject(length, counter) as never);
    return counter.reads;
  });
  expect(reads[1] ?? 0).toBeLessThanOrEqual(2.5 * (reads[0] ?? 0));
});

it('takes no more rows in a list than several times what real pages have', () => {
  const page = economyPage();
  const withRows = (length: number) => ({
    ...page,
    roundEconomy: repeated(page.roundEconomy, length, ['roundNumber']),
  });
  expect(EconomyPage.safeParse(withRows(MAX_ROWS)).success).toBe(true);
  expect(EconomyPage.safeParse(withRows(MAX_ROWS + 1)).success).toBe(false);
});
