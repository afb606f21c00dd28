import type { MapStatsPage, MapStatsPlayer, PerformancePage, PerformancePlayer } from '../page-records.ts';
import { isApart, isOther, listed, missingFrom, sum } from './comparing.ts';
import { isAwarded } from './halves.ts';
import { isPartial } from './issues-rule.ts';
import { compareFirstKills, compareMapStatsId, compareTeamNames } from './map-stats-comparison.ts';
import { cardsOf, cellsOf, columnText, killsByKiller, listColumns } from './performance-page.ts';
import { type Mismatch, mismatchIf, type Rule, rule } from './rule.ts';
import { playerText } from './scoreboard-rules.ts';

type Subject = { page: PerformancePage; mapStats: MapStatsPage };

/** Per-round values are shown with two decimals. */
const PER_ROUND_ROUNDING = 0.01;

const totalsOf = ({ playerMapStats }: MapStatsPage): MapStatsPlayer[] =>
  playerMapStats.filter((row) => row.side === 'both');

/** Each card with the player's totals on the map stats page; players known to one page only are left out. */
function listPlayers({ page, mapStats }: Subject): { card: PerformancePlayer; row: MapStatsPlayer }[] {
  const rows = new Map(totalsOf(mapStats).map((row) => [row.playerId, row]));
  return page.playerMapStats.flatMap((card) => {
    const row = rows.get(card.playerId);
    return row ? [{ card, row }] : [];
  });
}

/** A team with more or fewer than five: who played how many rounds is not known. */
function isSubstituted({ page, mapStats }: Subject): boolean {
  const teams = Map.groupBy(totalsOf(mapStats), ({ teamId }) => teamId);
  const isFive = [...teams.values()].every((rows) => rows.length === 5);
  return !isFive || cardsOf(page, 1).length !== 5 || cardsOf(page, 2).length !== 5;
}

function comparePlayerSets({ page, mapStats }: Subject): Mismatch[] {
  if (mapStats.scoreboards < 2 || page.playerMapStats.length === 0 || isPartial(page, 'playerMapStats')) return [];
  const wanted = mapStats.playerMapStats.map((row) => row.playerId);
  const present = page.playerMapStats.map((player) => player.playerId);
  const absent = missingFrom(wanted, present);
  const extra = missingFrom(present, wanted);
  return mismatchIf(absent.length > 0 || extra.length > 0, () => ({
    expected: 'the players of map stats',
    seen: `only map stats: ${listed(absent)}; only performance: ${listed(extra)}`,
  }));
}

function compareColumns(subject: Subject): Mismatch[] {
  return ([1, 2] as const).flatMap((team) => {
    const players = listPlayers(subject).filter(({ card }) => card.team === team);
    const teams = new Set(players.flatMap(({ row }) => row.teamId ?? []));
    return mismatchIf(teams.size > 1, () => ({
      expected: `players of one team in column ${team}`,
      seen: `teams ${listed(teams)}`,
    }));
  });
}

function compareTotals(subject: Subject): Mismatch[] {
  const { page, mapStats } = subject;
  if (mapStats.scoreboards < 2) return [];
  return listColumns(page).flatMap(({ team, name, kills, deaths, assists }) => {
    const teams = new Set(
      listPlayers(subject)
        .filter(({ card }) => card.team === team)
        .map(({ row }) => row.teamId),
    );
    const rows = totalsOf(mapStats).filter((row) => teams.has(row.teamId));
    const pairs = [
      { count: 'kills', total: kills, added: sum(rows.map((row) => row.kills)) },
      { count: 'deaths', total: deaths, added: sum(rows.map((row) => row.deaths)) },
      { count: 'assists', total: assists, added: sum(rows.map((row) => row.assists)) },
    ];
    if (teams.size !== 1 || teams.has(null)) return [];
    return pairs.flatMap(({ count, total, added }) =>
      mismatchIf(isApart(total, added), () => ({
        expected: `${columnText(name, team)}: ${added} ${count} (sum of map stats)`,
        seen: String(total),
      })),
    );
  });
}

function compareMatrixKills(subject: Subject): Mismatch[] {
  if (isPartial(subject.page, 'killMatrix')) return [];
  const all = killsByKiller(cellsOf(subject.page, 'all'));
  const first = killsByKiller(cellsOf(subject.page, 'first_kill'));
  return listPlayers(subject).flatMap(({ card, row }) => {
    const kills = all.get(card.playerId) ?? null;
    const opening = first.get(card.playerId) ?? null;
    return [
      ...mismatchIf(isApart(row.kills, kills), () => ({
        expected: `${playerText(row)}: ${row.kills} kills`,
        seen: `${kills} in the kill matrix`,
      })),
      ...mismatchIf(isApart(row.openingKills, opening), () => ({
        expected: `${playerText(row)}: ${row.openingKills} opening kills`,
        seen: `${opening} in the first-kill matrix`,
      })),
    ];
  });
}

function comparePerRound(subject: Subject): Mismatch[] {
  const rounds = subject.mapStats.team1Rounds + subject.mapStats.team2Rounds;
  if (rounds === 0 || isAwarded(subject.mapStats)) return [];
  return listPlayers(subject).flatMap(({ card, row }) => {
    const values = [
      { name: 'KPR', count: 'kills', total: row.kills, shown: card.kpr },
      { name: 'DPR', count: 'deaths', total: row.deaths, shown: card.dpr },
    ];
    return values.flatMap(({ name, count, total, shown }) =>
      mismatchIf(total !== null && isApart(total / rounds, shown, PER_ROUND_ROUNDING), () => ({
        expected: `${playerText(card)}: ${name} of ${total} ${count} in ${rounds} rounds`,
        seen: String(shown),
      })),
    );
  });
}

const SHARED_VALUES = { kast: 'KAST', adr: 'ADR', roundSwing: 'swing', rating: 'rating' } as const;

function compareValues(subject: Subject): Mismatch[] {
  const fields = Object.entries(SHARED_VALUES) as [keyof typeof SHARED_VALUES, string][];
  return listPlayers(subject).flatMap(({ card, row }) => {
    const differing = fields.filter(([field]) => isApart(card[field], row[field]));
    const words = (from: typeof card | typeof row) =>
      listed(differing.map(([field, text]) => `${text} ${from[field]}`));
    return mismatchIf(differing.length > 0, () => ({
      expected: `${playerText(card)}: ${words(row)}`,
      seen: words(card),
    }));
  });
}

const PAGE = 'performance' as const;

export const PERFORMANCE_COMPARISON: Rule<Subject>[] = [
  rule({
    name: 'performance/id-of-map-stats',
    severity: 'hard',
    page: PAGE,
    statement: 'The page has the map stats id of the map stats page.',
    compare: compareMapStatsId,
  }),
  rule({
    name: 'performance/per-round-of-map-stats',
    severity: 'hard',
    page: PAGE,
    statement: 'KPR and DPR are kills and deaths divided by rounds within 0.01; soft unless it is five against five.',
    compare: comparePerRound,
    excuse: isSubstituted,
  }),
  rule({
    name: 'performance/players-of-map-stats',
    severity: 'soft',
    page: PAGE,
    statement: 'The cards are the players of map stats; players known to one page only exist.',
    compare: comparePlayerSets,
  }),
  rule({
    name: 'performance/columns-are-teams',
    severity: 'soft',
    page: PAGE,
    statement: 'The players of a column play for one team on the map stats page.',
    compare: compareColumns,
  }),
  rule({
    name: 'performance/names-of-map-stats',
    severity: 'soft',
    page: PAGE,
    statement: 'The two team names are those of map stats, in either order.',
    compare: compareTeamNames,
  }),
  rule({
    name: 'performance/totals-of-map-stats',
    severity: 'soft',
    page: PAGE,
    statement: 'Kills, deaths and assists of a team are the sums of its players on map stats.',
    compare: compareTotals,
  }),
  rule({
    name: 'performance/matrix-of-map-stats',
    severity: 'soft',
    page: PAGE,
    statement: 'A player has as many kills and opening kills in the matrices as on map stats.',
    compare: compareMatrixKills,
  }),
  rule({
    name: 'performance/first-kills-fit-rounds',
    severity: 'soft',
    page: PAGE,
    statement: 'The first-kill matrix holds one kill a round; a few rounds may have none.',
    compare: ({ page, mapStats }) => {
      if (isPartial(page, 'killMatrix')) return [];
      const total = sum(cellsOf(page, 'first_kill').map((cell) => cell.kills));
      return compareFirstKills(total, mapStats, String(total));
    },
  }),
  rule({
    name: 'performance/values-of-map-stats',
    severity: 'soft',
    page: PAGE,
    statement: 'KAST, ADR, swing and rating of a card are those of map stats; map stats wins.',
    compare: compareValues,
  }),
  rule({
    name: 'performance/rating-version-of-map-stats',
    severity: 'soft',
    page: PAGE,
    statement: 'Both pages show the same rating version; pages saved in different years differ.',
    compare: ({ page, mapStats }) =>
      mismatchIf(isOther(mapStats.ratingVersion, page.ratingVersion), () => ({
        expected: `rating ${mapStats.ratingVersion}`,
        seen: `rating ${page.ratingVersion}`,
      })),
  }),
];
