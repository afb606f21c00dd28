import type { MapStatsPage, MapStatsPlayer, PerformancePage, PerformancePlayer } from '../page-records.ts';
import { isPartial } from './common-rules.ts';
import { difference, differs, sumOf } from './comparing.ts';
import { isAwarded } from './halves.ts';
import { compareFirstKills, idOfMapStats, namesOfMapStats, type WithMapStats } from './map-stats-comparison.ts';
import { cardsOf, cellsOf, killsByKiller, listColumns } from './performance-page.ts';
import { ROUND_SWING_COMPARISON } from './round-swing-comparison.ts';
import { hard, type Rule, soft } from './rule.ts';
import { playerText } from './scoreboard-rules.ts';
import { ratingText, sameMembers, sameNumbers } from './shared-values.ts';

type Comparison = WithMapStats<PerformancePage>;

/** Per-round values are shown with two decimals. */
const PER_ROUND_ROUNDING = 0.01;

function totalsOf({ playerMapStats }: MapStatsPage): MapStatsPlayer[] {
  return playerMapStats.filter((row) => row.side === 'both');
}

/** Each card with the player's totals on the map stats page; players on one page only are omitted. */
function listPlayers({ page, mapStats }: Comparison): { card: PerformancePlayer; row: MapStatsPlayer }[] {
  const rows = new Map(totalsOf(mapStats).map((row) => [row.playerId, row]));
  return page.playerMapStats.flatMap((card) => {
    const row = rows.get(card.playerId);
    return row ? [{ card, row }] : [];
  });
}

/** A team has more or fewer than five players: how many rounds each played is not known. */
function isSubstituted({ page, mapStats }: Comparison): boolean {
  const teams = Map.groupBy(totalsOf(mapStats), ({ teamId }) => teamId);
  const isFive = [...teams.values()].every((rows) => rows.length === 5);
  return !isFive || cardsOf(page, 1).length !== 5 || cardsOf(page, 2).length !== 5;
}

/** KPR and DPR of each player with the count that they are made of. */
function listPerRound(subject: Comparison) {
  const rounds = subject.mapStats.team1Rounds + subject.mapStats.team2Rounds;
  if (rounds === 0 || isAwarded(subject.mapStats)) return [];
  return listPlayers(subject).flatMap(({ card, row }) => [
    { card, rounds, name: 'KPR', shown: card.kpr, count: 'kills', total: row.kills },
    { card, rounds, name: 'DPR', shown: card.dpr, count: 'deaths', total: row.deaths },
  ]);
}

/** Each column with the teams that its players play for on the map stats page. */
function listTeams(subject: Comparison) {
  const players = listPlayers(subject);
  return listColumns(subject.page).map((column) => {
    const ofColumn = players.filter(({ card }) => card.team === column.team);
    return { ...column, teams: new Set(ofColumn.map(({ row }) => row.teamId)) };
  });
}

/** The totals of each column whose players are of one team, with the sums of the team on the map stats page. */
function listTotals(subject: Comparison) {
  const all = totalsOf(subject.mapStats);
  return listTeams(subject).flatMap(({ text, teams, ...column }) => {
    if (teams.size !== 1 || teams.has(null)) return [];
    const rows = all.filter((row) => teams.has(row.teamId));
    const counts = ['kills', 'deaths', 'assists'] as const;
    return counts.map((count) => ({ text, count, total: column[count], added: sumOf(rows, count) }));
  });
}

/** Kills and opening kills of each player, with those in the matrices. */
function listMatrixKills(subject: Comparison) {
  const all = killsByKiller(subject.page, 'all');
  const first = killsByKiller(subject.page, 'first_kill');
  return listPlayers(subject).flatMap(({ row }) => [
    { row, count: 'kills', kills: row.kills, matrix: 'kill', inMatrix: all.get(row.playerId) },
    { row, count: 'opening kills', kills: row.openingKills, matrix: 'first-kill', inMatrix: first.get(row.playerId) },
  ]);
}

const SHARED_VALUES = [
  ['kast', 'KAST'],
  ['adr', 'ADR'],
  ['roundSwing', 'swing'],
  ['rating', 'rating'],
] as const;

export const PERFORMANCE_COMPARISON: Rule<Comparison>[] = [
  idOfMapStats('performance'),
  hard('performance/per-round-of-map-stats', {
    statement: 'KPR and DPR are kills and deaths divided by rounds within 0.01; soft unless it is five against five.',
    downgradeIf: isSubstituted,
    each: listPerRound,
    holds: ({ total, rounds, shown }) => total === null || !differs(total / rounds, shown, PER_ROUND_ROUNDING),
    expected: ({ card, name, total, count, rounds }) =>
      `${playerText(card)}: ${name} of ${total} ${count} in ${rounds} rounds`,
    seen: ({ shown }) => String(shown),
  }),
  soft('performance/players-of-map-stats', {
    statement: 'The cards are the players of map stats; a player may be on one page only.',
    skipIf: ({ page, mapStats }) =>
      mapStats.scoreboards < 2 || page.playerMapStats.length === 0 || isPartial(page, 'playerMapStats'),
    compare: ({ page, mapStats }) =>
      sameMembers('the players of map stats', {
        'only map stats': mapStats.playerMapStats.map((row) => row.playerId),
        'only performance': page.playerMapStats.map((player) => player.playerId),
      }),
  }),
  soft('performance/columns-are-teams', {
    statement: 'The players of a column play for one team on the map stats page.',
    each: (subject) => listTeams(subject).map(({ team, teams }) => ({ team, teams: difference(teams, [null]) })),
    holds: ({ teams }) => teams.length < 2,
    expected: ({ team }) => `players of one team in column ${team}`,
    seen: ({ teams }) => `teams ${teams.join(', ')}`,
  }),
  namesOfMapStats('performance', 'The two team names are those of map stats, in either order.'),
  soft('performance/totals-of-map-stats', {
    statement: 'Kills, deaths and assists of a team are the sums of its players on map stats.',
    skipIf: ({ mapStats }) => mapStats.scoreboards < 2,
    each: listTotals,
    same: ({ added, total }) => [added, total],
    expected: (added, { text, count }) => `${text}: ${added} ${count} (sum of map stats)`,
  }),
  soft('performance/matrix-of-map-stats', {
    statement: 'A player has as many kills and opening kills in the matrices as on map stats.',
    skipIf: ({ page }) => isPartial(page, 'killMatrix'),
    each: listMatrixKills,
    same: ({ kills, inMatrix = null }) => [kills, inMatrix],
    expected: (kills, { row, count }) => `${playerText(row)}: ${kills} ${count}`,
    seen: (kills, { matrix }) => `${kills} in the ${matrix} matrix`,
  }),
  soft('performance/first-kills-fit-rounds', {
    statement: 'The first-kill matrix holds one kill a round; a few rounds may have none.',
    skipIf: ({ page }) => isPartial(page, 'killMatrix'),
    compare({ page, mapStats }) {
      const total = sumOf(cellsOf(page, 'first_kill'), 'kills');
      return compareFirstKills(total, mapStats, String(total));
    },
  }),
  soft('performance/values-of-map-stats', {
    statement: 'KAST, ADR, swing and rating of a card are those of map stats; map stats has precedence.',
    compare: (subject) =>
      listPlayers(subject).flatMap(({ card, row }) =>
        sameNumbers(SHARED_VALUES, { subject: playerText(card), expected: row, seen: card }),
      ),
  }),
  soft('performance/rating-version-of-map-stats', {
    statement: 'Both pages show the same rating version; pages saved in different years differ.',
    same: ({ page, mapStats }) => [mapStats.ratingVersion, page.ratingVersion],
    text: ratingText,
  }),
  ...ROUND_SWING_COMPARISON,
];
