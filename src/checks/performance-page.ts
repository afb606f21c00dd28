import type { PerformancePage, PerformancePlayer } from '../page-records.ts';
import type { KillMatrixCell } from '../records.ts';
import { commonRules, isPartial } from './common-rules.ts';
import { isAtMost, isPercentage, listed, sum } from './comparing.ts';
import { ROUND_SWING_RULES } from './round-swing-rules.ts';
import { hard, type Mismatch, type Rule, soft } from './rule.ts';
import { playerText } from './scoreboard-rules.ts';
import { distinct, sameMembers } from './shared-values.ts';

type Cell = PerformancePage['killMatrix'][number];

/** Cells of one matrix. */
export function cellsOf(page: PerformancePage, kind: KillMatrixCell['kind']): Cell[] {
  return page.killMatrix.filter((cell) => cell.kind === kind);
}

function pairText({ killerId, victimId }: Cell): string {
  return `${killerId} > ${victimId}`;
}

/** Kills of each killer in one matrix. */
export function killsByKiller(page: PerformancePage, kind: KillMatrixCell['kind']): Map<number, number> {
  const kills = new Map<number, number>();
  for (const cell of cellsOf(page, kind)) kills.set(cell.killerId, (kills.get(cell.killerId) ?? 0) + cell.kills);
  return kills;
}

/** The cards of the first or second team of the page. */
export function cardsOf(page: PerformancePage, team: 1 | 2): PerformancePlayer[] {
  return page.playerMapStats.filter((player) => player.team === team);
}

/** Cards, matrices, axes or pairs were withheld: sums of the others are incomplete. */
function hasWithheldRows(page: PerformancePage): boolean {
  return isPartial(page, 'playerMapStats') || isPartial(page, 'killMatrix');
}

/** Team totals of the page, by column. */
export function listColumns(page: PerformancePage) {
  const team1 = { kills: page.team1Kills, deaths: page.team1Deaths, assists: page.team1Assists };
  const team2 = { kills: page.team2Kills, deaths: page.team2Deaths, assists: page.team2Assists };
  return [
    { team: 1 as const, text: page.team1Name ?? 'column 1', ...team1, opponentKills: team2.kills },
    { team: 2 as const, text: page.team2Name ?? 'column 2', ...team2, opponentKills: team1.kills },
  ];
}

/** Each column with the sum of its players in the kill matrix. */
function listMatrixTotals(page: PerformancePage) {
  const kills = killsByKiller(page, 'all');
  return listColumns(page).map((column) => ({
    ...column,
    added: sum(cardsOf(page, column.team).map(({ playerId }) => kills.get(playerId) ?? null)),
  }));
}

function compareAxes({ playerMapStats, killMatrix }: PerformancePage): Mismatch[] {
  const cards = playerMapStats.map((player) => player.playerId);
  const axes = killMatrix.flatMap((cell) => [cell.killerId, cell.victimId]);
  if (cards.length === 0 || axes.length === 0) return [];
  const sets = { 'only cards': cards, 'only matrix': axes };
  return sameMembers('the players of the cards on the axes of the kill matrix', sets);
}

function comparePairs({ playerMapStats, killMatrix }: PerformancePage): Mismatch[] {
  const teams = new Map(playerMapStats.map((player) => [player.playerId, player.team]));
  const keys = killMatrix.map((cell) => `${cell.kind} ${pairText(cell)}`);
  const teammates = killMatrix.filter(({ killerId, victimId }) => {
    const team = teams.get(killerId);
    return killerId === victimId || (team != null && team === teams.get(victimId));
  });
  return [
    ...distinct(keys, 'cell'),
    ...teammates.map((cell) => ({ expected: 'opponents in each cell', seen: pairText(cell) })),
  ];
}

/** The cells of first kills and AWP kills, each with all kills of the pair. */
function listParts(page: PerformancePage) {
  const all = new Map(cellsOf(page, 'all').map((cell) => [pairText(cell), cell.kills]));
  const parts = page.killMatrix.filter(({ kind }) => kind !== 'all');
  return parts.map((cell) => ({ cell, limit: all.get(pairText(cell)) ?? null }));
}

/** Each matrix with the pairs that only others list; a missing matrix is reported by another finding. */
function listMatrices(page: PerformancePage) {
  const byKind = Map.groupBy(page.killMatrix, ({ kind }) => kind);
  const matrices = [...byKind].map(([kind, cells]) => ({ kind, pairs: new Set(cells.map(pairText)) }));
  const all = [...new Set(matrices.flatMap(({ pairs }) => [...pairs]))];
  return matrices.map(({ kind, pairs }) => ({ kind, absent: all.filter((pair) => !pairs.has(pair)) }));
}

export const PERFORMANCE_RULES: Rule<PerformancePage>[] = [
  ...commonRules('performance'),
  soft('performance/cards-are-the-matrix', {
    statement: 'The players of the cards are those of the kill matrix; substitutes may be on one of the two alone.',
    skipIf: hasWithheldRows,
    compare: compareAxes,
  }),
  hard('performance/matrix-has-opponents', {
    statement: 'Each pair of opponents has one cell a direction and matrix; team mates have none.',
    compare: comparePairs,
  }),
  soft('performance/matrices-have-the-same-pairs', {
    statement: 'All kills, first kills and AWP kills are listed for the same pairs of opponents.',
    skipIf: hasWithheldRows,
    each: listMatrices,
    holds: ({ absent }) => absent.length === 0,
    expected: ({ kind }) => `${kind}: the pairs of the other matrices`,
    seen: ({ absent }) => `none of ${listed(absent)}`,
  }),
  hard('performance/parts-fit-the-matrix', {
    statement: 'First kills and AWP kills of a pair are at most all kills of the pair.',
    each: listParts,
    holds: ({ cell, limit }) => isAtMost(cell.kills, limit),
    expected: ({ cell, limit }) => `${pairText(cell)}: at most ${limit} ${cell.kind} kills`,
    seen: ({ cell }) => String(cell.kills),
  }),
  soft('performance/kast-is-a-percentage', {
    statement: 'KAST of a card is between 0 and 100.',
    each: ({ playerMapStats }) => playerMapStats,
    holds: ({ kast }) => isPercentage(kast),
    expected: (player) => `${playerText(player)}: KAST 0-100`,
    seen: ({ kast }) => String(kast),
  }),
  soft('performance/team-kills-are-the-matrix', {
    statement: 'The kills of a team are the sum of its players in the kill matrix.',
    skipIf: hasWithheldRows,
    each: listMatrixTotals,
    same: ({ kills, added }) => [kills, added],
    expected: (kills, { text }) => `${text}: ${kills} kills`,
    seen: (added) => `${added} in the kill matrix`,
  }),
  soft('performance/deaths-cover-kills', {
    statement: 'A team has at least as many deaths as its opponents have kills.',
    each: listColumns,
    holds: ({ deaths, opponentKills }) => isAtMost(opponentKills, deaths),
    expected: ({ text, opponentKills }) => `${text}: at least ${opponentKills} deaths (kills of the opponents)`,
    seen: ({ deaths }) => String(deaths),
  }),
  ...ROUND_SWING_RULES,
];
