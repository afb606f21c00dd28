import type { MapStatsPage, MapStatsPlayer, PerformancePage, PerformancePlayer } from '../page-records.ts';
import { differs, listed, sum } from './comparing.ts';
import { isAwarded } from './halves.ts';
import { isPartial } from './issues-rule.ts';
import { compareFirstKills, compareMapStatsId, compareTeamNames, type WithMapStats } from './map-stats-comparison.ts';
import { cardsOf, cellsOf, columnText, killsByKiller, listColumns } from './performance-page.ts';
import { ROUND_SWING_COMPARISON } from './round-swing-comparison.ts';
import { hard, type Mismatch, mismatchIf, type Rule, soft } from './rule.ts';
import { playerText } from './scoreboard-rules.ts';
import { ratingText, sameMembers, sameNumbers, sameValue } from './shared-values.ts';

type Comparison = WithMapStats<PerformancePage>;

/** Per-round values are shown with two decimals. */
const PER_ROUND_ROUNDING = 0.01;

const totalsOf = ({ playerMapStats }: MapStatsPage): MapStatsPlayer[] =>
  playerMapStats.filter((row) => row.side === 'both');

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

function comparePlayerSets({ page, mapStats }: Comparison): Mismatch[] {
  if (mapStats.scoreboards < 2 || page.playerMapStats.length === 0 || isPartial(page, 'playerMapStats')) return [];
  return sameMembers('the players of map stats', {
    'only map stats': mapStats.playerMapStats.map((row) => row.playerId),
    'only performance': page.playerMapStats.map((player) => player.playerId),
  });
}

function compareColumns(subject: Comparison): Mismatch[] {
  return ([1, 2] as const).flatMap((team) => {
    const players = listPlayers(subject).filter(({ card }) => card.team === team);
    const teams = new Set(players.flatMap(({ row }) => row.teamId ?? []));
    return mismatchIf(teams.size > 1, () => ({
      expected: `players of one team in column ${team}`,
      seen: `teams ${listed(teams)}`,
    }));
  });
}

function compareTotals(subject: Comparison): Mismatch[] {
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
      mismatchIf(differs(total, added), () => ({
        expected: `${columnText(name, team)}: ${added} ${count} (sum of map stats)`,
        seen: String(total),
      })),
    );
  });
}

function compareMatrixKills(subject: Comparison): Mismatch[] {
  if (isPartial(subject.page, 'killMatrix')) return [];
  const all = killsByKiller(cellsOf(subject.page, 'all'));
  const first = killsByKiller(cellsOf(subject.page, 'first_kill'));
  return listPlayers(subject).flatMap(({ card, row }) => {
    const kills = all.get(card.playerId) ?? null;
    const opening = first.get(card.playerId) ?? null;
    return [
      ...mismatchIf(differs(row.kills, kills), () => ({
        expected: `${playerText(row)}: ${row.kills} kills`,
        seen: `${kills} in the kill matrix`,
      })),
      ...mismatchIf(differs(row.openingKills, opening), () => ({
        expected: `${playerText(row)}: ${row.openingKills} opening kills`,
        seen: `${opening} in the first-kill matrix`,
      })),
    ];
  });
}

function comparePerRound(subject: Comparison): Mismatch[] {
  const rounds = subject.mapStats.team1Rounds + subject.mapStats.team2Rounds;
  if (rounds === 0 || isAwarded(subject.mapStats)) return [];
  return listPlayers(subject).flatMap(({ card, row }) => {
    const values = [
      { name: 'KPR', count: 'kills', total: row.kills, shown: card.kpr },
      { name: 'DPR', count: 'deaths', total: row.deaths, shown: card.dpr },
    ];
    return values.flatMap(({ name, count, total, shown }) =>
      mismatchIf(total !== null && differs(total / rounds, shown, PER_ROUND_ROUNDING), () => ({
        expected: `${playerText(card)}: ${name} of ${total} ${count} in ${rounds} rounds`,
        seen: String(shown),
      })),
    );
  });
}

const SHARED_VALUES = [
  ['kast', 'KAST'],
  ['adr', 'ADR'],
  ['roundSwing', 'swing'],
  ['rating', 'rating'],
] as const;

function compareValues(subject: Comparison): Mismatch[] {
  return listPlayers(subject).flatMap(({ card, row }) =>
    sameNumbers(SHARED_VALUES, { subject: playerText(card), expected: row, seen: card }),
  );
}

export const PERFORMANCE_COMPARISON: Rule<Comparison>[] = [
  hard({
    name: 'performance/id-of-map-stats',
    statement: 'The page has the map stats id of the map stats page.',
    compare: compareMapStatsId,
  }),
  hard({
    name: 'performance/per-round-of-map-stats',
    statement: 'KPR and DPR are kills and deaths divided by rounds within 0.01; soft unless it is five against five.',
    compare: comparePerRound,
    downgradeIf: isSubstituted,
  }),
  soft({
    name: 'performance/players-of-map-stats',
    statement: 'The cards are the players of map stats; players known to one page only exist.',
    compare: comparePlayerSets,
  }),
  soft({
    name: 'performance/columns-are-teams',
    statement: 'The players of a column play for one team on the map stats page.',
    compare: compareColumns,
  }),
  soft({
    name: 'performance/names-of-map-stats',
    statement: 'The two team names are those of map stats, in either order.',
    compare: compareTeamNames,
  }),
  soft({
    name: 'performance/totals-of-map-stats',
    statement: 'Kills, deaths and assists of a team are the sums of its players on map stats.',
    compare: compareTotals,
  }),
  soft({
    name: 'performance/matrix-of-map-stats',
    statement: 'A player has as many kills and opening kills in the matrices as on map stats.',
    compare: compareMatrixKills,
  }),
  soft({
    name: 'performance/first-kills-fit-rounds',
    statement: 'The first-kill matrix holds one kill a round; a few rounds may have none.',
    compare: ({ page, mapStats }) => {
      if (isPartial(page, 'killMatrix')) return [];
      const total = sum(cellsOf(page, 'first_kill').map((cell) => cell.kills));
      return compareFirstKills(total, mapStats, String(total));
    },
  }),
  soft({
    name: 'performance/values-of-map-stats',
    statement: 'KAST, ADR, swing and rating of a card are those of map stats; map stats wins.',
    compare: compareValues,
  }),
  soft({
    name: 'performance/rating-version-of-map-stats',
    statement: 'Both pages show the same rating version; pages saved in different years differ.',
    compare: sameValue(({ page, mapStats }) => [mapStats.ratingVersion, page.ratingVersion], ratingText),
  }),
  ...ROUND_SWING_COMPARISON,
];
