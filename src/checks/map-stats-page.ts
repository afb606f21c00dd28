import type { MapStatsPage, MapStatsPlayer } from '../page-records.ts';
import { TableSide } from '../records.ts';
import { commonRules, isPartial } from './common-rules.ts';
import { difference, differs, isAtMost, listed, sum, sumOf } from './comparing.ts';
import { isAwarded, roundsPlayed } from './halves.ts';
import { MAP_SCORE_RULES, type ScoredMap } from './map-score-rules.ts';
import { compareFirstKills } from './map-stats-comparison.ts';
import { ROUND_RULES } from './round-rules.ts';
import { hard, type Rule, rulesOfParts, soft } from './rule.ts';
import {
  compareSideSums,
  isShort,
  listTeamRows,
  playerText,
  SCOREBOARD_RULES,
  type Scoreboard,
} from './scoreboard-rules.ts';

function hasWithheldRows(page: MapStatsPage) {
  return isPartial(page, 'playerMapStats') || isPartial(page, 'scoreboards');
}

function listScores(page: MapStatsPage): ScoredMap[] {
  return [{ mapNumber: null, score: page, hasNote: false }];
}

function boardOf(page: MapStatsPage): Scoreboard<MapStatsPlayer> {
  const board: Scoreboard<MapStatsPlayer> = {
    mapNumber: null,
    rounds: isAwarded(page) ? null : roundsPlayed(page),
    team1Id: page.team1Id,
    team2Id: page.team2Id,
    rows: page.playerMapStats,
    hasNote: false,
    isPartial: hasWithheldRows(page),
    hasGaps: () => page.issues !== undefined || isShort(board),
  };
  return board;
}

/** The two teams with their values in the info box; none on a page without all scoreboards and rows. */
function listTeams(page: MapStatsPage) {
  if (page.scoreboards < 2 || hasWithheldRows(page)) return [];
  const [team1, team2] = listTeamRows(boardOf(page));
  const { team1Rating, team1FirstKills, team1ClutchesWon, team2Rating, team2FirstKills, team2ClutchesWon } = page;
  return [
    { ...team1, rating: team1Rating, firstKills: team1FirstKills, clutchesWon: team1ClutchesWon },
    { ...team2, rating: team2Rating, firstKills: team2FirstKills, clutchesWon: team2ClutchesWon },
  ];
}

/** The mean rating of a team of five: how the site weights substitutes is not known. */
function meanRating(rows: readonly MapStatsPlayer[]): number | null {
  const total = sumOf(rows, 'rating');
  return total === null || rows.length !== 5 ? null : total / 5;
}

/** Counts of each row that are part of another count. */
function listParts(page: MapStatsPage) {
  const rounds = isAwarded(page) ? null : roundsPlayed(page);
  return page.playerMapStats.flatMap((row) => [
    { row, part: 'headshots', count: row.headshots, whole: 'kills', limit: row.kills },
    { row, part: 'traded deaths', count: row.tradedDeaths, whole: 'deaths', limit: row.deaths },
    { row, part: 'flash assists', count: row.flashAssists, whole: 'assists', limit: row.assists },
    { row, part: 'multi-kill rounds', count: row.multiKillRounds, whole: 'rounds', limit: rounds },
  ]);
}

/** Each player with the sides whose table of the team does not list the player. */
function listPlayers(page: MapStatsPage) {
  const keyOf = (teamId: number | null, side: TableSide) => `${teamId} ${side}`;
  const tables = new Set(page.playerMapStats.map(({ teamId, side }) => keyOf(teamId, side)));
  const byPlayer = Map.groupBy(page.playerMapStats, ({ playerId }) => playerId);
  return [...byPlayer.values()].flatMap((rows) => {
    const [player] = rows;
    if (player === undefined) return [];
    const sides = new Set(rows.map(({ side }) => side));
    const ofTeam = TableSide.options.filter((side) => tables.has(keyOf(player.teamId, side)));
    return [{ player, absent: difference(ofTeam, sides) }];
  });
}

export const MAP_STATS_RULES: Rule<MapStatsPage>[] = [
  ...commonRules('map-stats'),
  ...rulesOfParts('map-stats', MAP_SCORE_RULES, listScores),
  ...ROUND_RULES,
  ...rulesOfParts('map-stats', SCOREBOARD_RULES, (page: MapStatsPage) => [boardOf(page)]),
  hard('map-stats/parts-fit-the-whole', {
    statement: 'Headshots <= kills, traded deaths <= deaths, flash assists <= assists, multi-kill rounds <= rounds.',
    each: listParts,
    holds: ({ count, limit }) => isAtMost(count, limit),
    expected: ({ row, part, whole, limit }) => `${playerText(row)} ${row.side}: at most ${limit} ${part} (${whole})`,
    seen: ({ count }) => String(count),
  }),
  hard('map-stats/sides-add-up', {
    statement:
      'CT and T add up to the total for kills, headshots, assists, deaths and opening duels; not for eco values.',
    compare: (page) =>
      compareSideSums(page.playerMapStats, {
        kills: (row) => row.kills,
        headshots: (row) => row.headshots,
        assists: (row) => row.assists,
        'flash assists': (row) => row.flashAssists,
        deaths: (row) => row.deaths,
        'opening kills': (row) => row.openingKills,
        'opening deaths': (row) => row.openingDeaths,
      }),
  }),
  soft('map-stats/players-on-all-sides', {
    statement: 'A player of one table of a team is in its tables of the other sides too.',
    skipIf: hasWithheldRows,
    each: listPlayers,
    holds: ({ absent }) => absent.length === 0,
    expected: ({ player }) => `${playerText(player)}: a row in each table of the team`,
    seen: ({ absent }) => `none in ${listed(absent)}`,
  }),
  soft('map-stats/newer-columns-add-up', {
    statement:
      'CT and T add up to the total for traded deaths, multi-kill rounds and clutches; not measured on real pages.',
    compare: (page) =>
      compareSideSums(page.playerMapStats, {
        'traded deaths': (row) => row.tradedDeaths,
        'multi-kill rounds': (row) => row.multiKillRounds,
        'clutches won': (row) => row.clutchesWon,
      }),
  }),
  soft('map-stats/first-kills-fit-rounds', {
    statement: 'There is one first kill a round; a few rounds may have none.',
    compare(page) {
      const { team1FirstKills, team2FirstKills } = page;
      return compareFirstKills(
        sum([team1FirstKills, team2FirstKills]),
        page,
        `${team1FirstKills} + ${team2FirstKills}`,
      );
    },
  }),
  soft('map-stats/opening-kills-are-first-kills', {
    statement: "The opening kills of a team's players are its first kills.",
    each: listTeams,
    same: ({ firstKills, rows }) => [firstKills, sumOf(rows, 'openingKills')],
    expected: (kills, { teamId }) => `team ${teamId}: ${kills} first kills`,
    seen: (kills) => `${kills} opening kills of its players`,
  }),
  soft('map-stats/opening-duels-mirror', {
    statement: 'The opening kills of a team are the opening deaths of the other.',
    each: listTeams,
    same: ({ rows, opponents }) => [sumOf(opponents, 'openingDeaths'), sumOf(rows, 'openingKills')],
    expected: (deaths, { teamId }) =>
      `team ${teamId}: as many opening kills as its opponents have opening deaths, ${deaths}`,
  }),
  soft('map-stats/clutches-are-the-players', {
    statement: "The 1vX won by a team's players are its clutches won.",
    each: listTeams,
    same: ({ clutchesWon, rows }) => [clutchesWon, sumOf(rows, 'clutchesWon')],
    expected: (clutches, { teamId }) => `team ${teamId}: ${clutches} clutches won`,
    seen: (clutches) => `${clutches} 1vX of its players`,
  }),
  soft('map-stats/team-rating-is-the-mean', {
    statement: 'The team rating is the mean of its five players within 0.01; not checked after a substitution.',
    each: listTeams,
    same: ({ rating, rows }) => [rating, meanRating(rows)],
    differ: (rating, mean) => differs(rating, mean, 0.011),
    expected: (rating, { teamId }) => `team ${teamId}: rating ${rating}`,
    seen: (mean) => `mean ${mean?.toFixed(3)} of its players`,
  }),
];
