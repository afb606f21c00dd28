import type { Finding, PerformancePage, PerformancePlayer } from '../page-records.ts';
import type { KillMatrixCell } from '../records.ts';
import { difference, differs, listed, sum } from './comparing.ts';
import { fieldsAreReadable, isPartial } from './issues-rule.ts';
import { ROUND_SWING_RULES } from './round-swing-rules.ts';
import { hard, type Mismatch, mismatchIf, type Rule, runRules, soft } from './rule.ts';
import { savedInFull } from './saver-rule.ts';
import { playerText } from './scoreboard-rules.ts';
import { distinct, sameMembers } from './shared-values.ts';
import { nothingUnknown } from './unknowns-rule.ts';

type Cell = PerformancePage['killMatrix'][number];

/** Cells of one matrix. */
export function cellsOf(page: PerformancePage, kind: KillMatrixCell['kind']): Cell[] {
  return page.killMatrix.filter((cell) => cell.kind === kind);
}

/** Kills of each killer in the cells. */
export function killsByKiller(cells: readonly Cell[]): Map<number, number> {
  const kills = new Map<number, number>();
  for (const cell of cells) kills.set(cell.killerId, (kills.get(cell.killerId) ?? 0) + cell.kills);
  return kills;
}

export function cardsOf(page: PerformancePage, team: 1 | 2): PerformancePlayer[] {
  return page.playerMapStats.filter((player) => player.team === team);
}

/** Cards, matrices, axes or pairs were withheld: sums of the others are incomplete. */
function hasWithheldRows(page: PerformancePage): boolean {
  return isPartial(page, 'playerMapStats') || isPartial(page, 'killMatrix');
}

function compareAxes(page: PerformancePage): Mismatch[] {
  const cards = page.playerMapStats.map((player) => player.playerId);
  const axes = page.killMatrix.flatMap((cell) => [cell.killerId, cell.victimId]);
  if (cards.length === 0 || axes.length === 0 || hasWithheldRows(page)) return [];
  return sameMembers('the players of the cards on the axes of the kill matrix', {
    'only cards': cards,
    'only matrix': axes,
  });
}

function comparePairs(page: PerformancePage): Mismatch[] {
  const teams = new Map(page.playerMapStats.map((player) => [player.playerId, player.team]));
  const keys = page.killMatrix.map((cell) => `${cell.kind} ${pairText(cell)}`);
  const teammates = page.killMatrix.filter(({ killerId, victimId }) => {
    const team = teams.get(killerId);
    return killerId === victimId || (team != null && team === teams.get(victimId));
  });
  return [
    ...distinct(keys, 'cell'),
    ...teammates.map((cell) => ({ expected: 'opponents in each cell', seen: pairText(cell) })),
  ];
}

function compareParts(page: PerformancePage): Mismatch[] {
  const all = new Map(cellsOf(page, 'all').map((cell) => [pairText(cell), cell.kills]));
  return page.killMatrix.flatMap((cell) => {
    const { kind, kills } = cell;
    const limit = all.get(pairText(cell)) ?? null;
    return mismatchIf(kind !== 'all' && limit !== null && kills > limit, () => ({
      expected: `${pairText(cell)}: at most ${limit} ${kind} kills`,
      seen: String(kills),
    }));
  });
}

/** Each matrix lists the same pairs; a missing matrix is reported by another finding. */
function compareMatrices(page: PerformancePage): Mismatch[] {
  if (hasWithheldRows(page)) return [];
  const matrices = Map.groupBy(page.killMatrix, ({ kind }) => kind);
  const pairs = [...matrices].map(([kind, cells]) => ({ kind, pairs: new Set(cells.map(pairText)) }));
  const all = new Set(pairs.flatMap((matrix) => [...matrix.pairs]));
  return pairs.flatMap((matrix) => {
    const absent = difference(all, matrix.pairs);
    return mismatchIf(absent.length > 0, () => ({
      expected: `${matrix.kind}: the pairs of the other matrices`,
      seen: `none of ${listed(absent)}`,
    }));
  });
}

const pairText = ({ killerId, victimId }: Cell): string => `${killerId} > ${victimId}`;

/** A column in a message. */
export function columnText(name: string | null, team: 1 | 2): string {
  return name ?? `column ${team}`;
}

/** Team totals of the page, by column. */
export function listColumns(page: PerformancePage) {
  const team1 = { kills: page.team1Kills, deaths: page.team1Deaths, assists: page.team1Assists };
  const team2 = { kills: page.team2Kills, deaths: page.team2Deaths, assists: page.team2Assists };
  return [
    { team: 1 as const, name: page.team1Name, ...team1, opponentKills: team2.kills },
    { team: 2 as const, name: page.team2Name, ...team2, opponentKills: team1.kills },
  ];
}

function compareTotalsWithMatrix(page: PerformancePage): Mismatch[] {
  if (hasWithheldRows(page)) return [];
  const all = killsByKiller(cellsOf(page, 'all'));
  return listColumns(page).flatMap(({ team, name, kills }) => {
    const added = sum(cardsOf(page, team).map((player) => all.get(player.playerId) ?? null));
    return mismatchIf(differs(kills, added), () => ({
      expected: `${columnText(name, team)}: ${kills} kills`,
      seen: `${added} in the kill matrix`,
    }));
  });
}

function compareDeathsWithKills(page: PerformancePage): Mismatch[] {
  return listColumns(page).flatMap(({ team, name, deaths, opponentKills }) =>
    mismatchIf(deaths !== null && opponentKills !== null && deaths < opponentKills, () => ({
      expected: `${columnText(name, team)}: at least ${opponentKills} deaths (kills of the opponents)`,
      seen: String(deaths),
    })),
  );
}

function compareKastRange(page: PerformancePage): Mismatch[] {
  return page.playerMapStats
    .filter(({ kast }) => kast !== null && (kast < 0 || kast > 100))
    .map((player) => ({ expected: `${playerText(player)}: KAST 0-100`, seen: String(player.kast) }));
}

export const PERFORMANCE_RULES: Rule<PerformancePage>[] = [
  fieldsAreReadable('performance'),
  savedInFull('performance'),
  nothingUnknown('performance'),
  soft({
    name: 'performance/cards-are-the-matrix',
    statement: 'The players of the cards are those of the kill matrix; substitutes may be on one of the two alone.',
    compare: compareAxes,
  }),
  hard({
    name: 'performance/matrix-has-opponents',
    statement: 'Each pair of opponents has one cell a direction and matrix; team mates have none.',
    compare: comparePairs,
  }),
  soft({
    name: 'performance/matrices-have-the-same-pairs',
    statement: 'All kills, first kills and AWP kills are listed for the same pairs of opponents.',
    compare: compareMatrices,
  }),
  hard({
    name: 'performance/parts-fit-the-matrix',
    statement: 'First kills and AWP kills of a pair are at most all kills of the pair.',
    compare: compareParts,
  }),
  soft({
    name: 'performance/kast-is-a-percentage',
    statement: 'KAST of a card lies between 0 and 100.',
    compare: compareKastRange,
  }),
  soft({
    name: 'performance/team-kills-are-the-matrix',
    statement: 'The kills of a team are the sum of its players in the kill matrix.',
    compare: compareTotalsWithMatrix,
  }),
  soft({
    name: 'performance/deaths-cover-kills',
    statement: 'A team has at least as many deaths as its opponents have kills.',
    compare: compareDeathsWithKills,
  }),
  ...ROUND_SWING_RULES,
];

export function checkPerformancePage(page: PerformancePage): Finding[] {
  return runRules(PERFORMANCE_RULES, page);
}
