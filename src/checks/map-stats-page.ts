import type { Finding, MapStatsPage, MapStatsPlayer } from '../page-records.ts';
import { difference, differs, listed, sum } from './comparing.ts';
import { isAwarded, roundsPlayed } from './halves.ts';
import { fieldsAreReadable, isPartial } from './issues-rule.ts';
import { mapScoreRules } from './map-score-rules.ts';
import { compareFirstKills } from './map-stats-comparison.ts';
import { ROUND_RULES } from './round-rules.ts';
import { hard, type Mismatch, mismatchIf, type Rule, runRules, soft } from './rule.ts';
import { savedInFull } from './saver-rule.ts';
import { compareSideSums, playerText, rowsOf, type Scoreboard, scoreboardRules } from './scoreboard-rules.ts';
import { nothingUnknown } from './unknowns-rule.ts';

const hasWithheldRows = (page: MapStatsPage) => isPartial(page, 'playerMapStats') || isPartial(page, 'scoreboards');

function boardOf(page: MapStatsPage): Scoreboard<MapStatsPlayer> {
  const { team1Id, team2Id, playerMapStats } = page;
  const rounds = isAwarded(page) ? null : roundsPlayed(page);
  return { mapNumber: null, rounds, team1Id, team2Id, rows: playerMapStats, isPartial: hasWithheldRows(page) };
}

/** The two teams with their values in the info box; none on a page without all scoreboards and rows. */
function listTeams(page: MapStatsPage) {
  if (page.scoreboards < 2 || hasWithheldRows(page)) return [];
  const board = boardOf(page);
  return [
    {
      teamId: page.team1Id,
      rows: rowsOf(board, page.team1Id, 'both'),
      rating: page.team1Rating,
      firstKills: page.team1FirstKills,
      clutchesWon: page.team1ClutchesWon,
      opponents: rowsOf(board, page.team2Id, 'both'),
    },
    {
      teamId: page.team2Id,
      rows: rowsOf(board, page.team2Id, 'both'),
      rating: page.team2Rating,
      firstKills: page.team2FirstKills,
      clutchesWon: page.team2ClutchesWon,
      opponents: rowsOf(board, page.team1Id, 'both'),
    },
  ];
}

function compareOpeningKills(page: MapStatsPage): Mismatch[] {
  return listTeams(page).flatMap(({ teamId, rows, firstKills }) => {
    const added = sum(rows.map((row) => row.openingKills));
    return mismatchIf(differs(added, firstKills), () => ({
      expected: `team ${teamId}: ${firstKills} first kills`,
      seen: `${added} opening kills of its players`,
    }));
  });
}

function compareOpeningDuels(page: MapStatsPage): Mismatch[] {
  return listTeams(page).flatMap(({ teamId, rows, opponents }) => {
    const kills = sum(rows.map((row) => row.openingKills));
    const deaths = sum(opponents.map((row) => row.openingDeaths));
    return mismatchIf(differs(kills, deaths), () => ({
      expected: `team ${teamId}: as many opening kills as its opponents have opening deaths, ${deaths}`,
      seen: String(kills),
    }));
  });
}

function compareClutches(page: MapStatsPage): Mismatch[] {
  return listTeams(page).flatMap(({ teamId, rows, clutchesWon }) => {
    const added = sum(rows.map((row) => row.clutchesWon));
    return mismatchIf(differs(added, clutchesWon), () => ({
      expected: `team ${teamId}: ${clutchesWon} clutches won`,
      seen: `${added} 1vX of its players`,
    }));
  });
}

/** Only for teams of five players: how the site weights substitutes is not known. */
function compareTeamRating(page: MapStatsPage): Mismatch[] {
  return listTeams(page).flatMap(({ teamId, rows, rating }) => {
    const total = sum(rows.map((row) => row.rating));
    const mean = total === null || rows.length !== 5 ? null : total / 5;
    return mismatchIf(differs(mean, rating, 0.011), () => ({
      expected: `team ${teamId}: rating ${rating}`,
      seen: `mean ${mean?.toFixed(3)} of its players`,
    }));
  });
}

const PARTS: { part: string; whole: string; read(row: MapStatsPlayer): [number | null, number | null] }[] = [
  { part: 'headshots', whole: 'kills', read: (row) => [row.headshots, row.kills] },
  { part: 'traded deaths', whole: 'deaths', read: (row) => [row.tradedDeaths, row.deaths] },
  { part: 'flash assists', whole: 'assists', read: (row) => [row.flashAssists, row.assists] },
];

function compareParts(page: MapStatsPage): Mismatch[] {
  const rounds = isAwarded(page) ? null : page.team1Rounds + page.team2Rounds;
  const parts = [
    ...PARTS,
    {
      part: 'multi-kill rounds',
      whole: 'rounds',
      read: (row: MapStatsPlayer): [number | null, number | null] => [row.multiKillRounds, rounds],
    },
  ];
  return page.playerMapStats.flatMap((row) =>
    parts.flatMap(({ part, whole, read }) => {
      const [seen, limit] = read(row);
      return mismatchIf(seen !== null && limit !== null && seen > limit, () => ({
        expected: `${playerText(row)} ${row.side}: at most ${limit} ${part} (${whole})`,
        seen: String(seen),
      }));
    }),
  );
}

/** A player is in the tables of all sides that the page has for the team. */
function compareSides(page: MapStatsPage): Mismatch[] {
  if (hasWithheldRows(page)) return [];
  const keyOf = ({ teamId, side }: Pick<MapStatsPlayer, 'teamId' | 'side'>) => `${teamId} ${side}`;
  const tables = new Set(page.playerMapStats.map(keyOf));
  return [...Map.groupBy(page.playerMapStats, ({ playerId }) => playerId).values()].flatMap((rows) => {
    const [first] = rows;
    if (first === undefined) return [];
    const sides = rows.map(({ side }) => side);
    const expected = SIDES.filter((side) => tables.has(keyOf({ teamId: first.teamId, side })));
    const absent = difference(expected, sides);
    return mismatchIf(absent.length > 0, () => ({
      expected: `${playerText(first)}: a row in each table of the team`,
      seen: `none in ${listed(absent)}`,
    }));
  });
}

const SIDES = ['both', 'ct', 't'] as const;

export const MAP_STATS_RULES: Rule<MapStatsPage>[] = [
  fieldsAreReadable('map-stats'),
  savedInFull('map-stats'),
  nothingUnknown('map-stats'),
  ...mapScoreRules<MapStatsPage>(
    'map-stats',
    (page) => [{ mapNumber: null, score: page }],
    () => false,
  ),
  ...ROUND_RULES,
  ...scoreboardRules<MapStatsPage>('map-stats', (page) => [boardOf(page)], {
    hasNote: () => false,
    lacksRows: (page) => page.issues !== undefined,
  }),
  hard({
    name: 'map-stats/parts-fit-the-whole',
    statement: 'Headshots <= kills, traded deaths <= deaths, flash assists <= assists, multi-kill rounds <= rounds.',
    compare: compareParts,
  }),
  hard({
    name: 'map-stats/sides-add-up',
    statement:
      'CT and T add up to the total for kills, headshots, assists, deaths and opening duels; never eco values.',
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
  soft({
    name: 'map-stats/players-on-all-sides',
    statement: 'A player of one table of a team is in its tables of the other sides too.',
    compare: compareSides,
  }),
  soft({
    name: 'map-stats/newer-columns-add-up',
    statement:
      'CT and T add up to the total for traded deaths, multi-kill rounds and clutches; not measured on real pages.',
    compare: (page) =>
      compareSideSums(page.playerMapStats, {
        'traded deaths': (row) => row.tradedDeaths,
        'multi-kill rounds': (row) => row.multiKillRounds,
        'clutches won': (row) => row.clutchesWon,
      }),
  }),
  soft({
    name: 'map-stats/first-kills-fit-rounds',
    statement: 'There is one first kill a round; a few rounds may have none.',
    compare: (page) => {
      const { team1FirstKills, team2FirstKills } = page;
      return compareFirstKills(
        sum([team1FirstKills, team2FirstKills]),
        page,
        `${team1FirstKills} + ${team2FirstKills}`,
      );
    },
  }),
  soft({
    name: 'map-stats/opening-kills-are-first-kills',
    statement: "The opening kills of a team's players are its first kills.",
    compare: compareOpeningKills,
  }),
  soft({
    name: 'map-stats/opening-duels-mirror',
    statement: 'The opening kills of a team are the opening deaths of the other.',
    compare: compareOpeningDuels,
  }),
  soft({
    name: 'map-stats/clutches-are-the-players',
    statement: "The 1vX won by a team's players are its clutches won.",
    compare: compareClutches,
  }),
  soft({
    name: 'map-stats/team-rating-is-the-mean',
    statement: 'The team rating is the mean of its five players within 0.01; not asked after a substitution.',
    compare: compareTeamRating,
  }),
];

export function checkMapStatsPage(page: MapStatsPage): Finding[] {
  return runRules(MAP_STATS_RULES, page);
}
