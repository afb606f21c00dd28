import type { MapScore } from '../assembly/halves.ts';
import { withTeamsSwapped } from '../assembly/map.ts';
import type { MapOverview } from '../assembly/map-overview.ts';
import type { MapStatsPage, OverviewPlayerStats } from '../page-records.ts';
import { isPartial } from './common-rules.ts';
import { anyOf, differs, isPlaceholder, namesDiffer, scoreText } from './comparing.ts';
import { isAwarded } from './halves.ts';
import { hard, type Mismatch, type Rule, soft } from './rule.ts';
import { playerText } from './scoreboard-rules.ts';
import { ratingText, sameMembers, sameNumbers } from './shared-values.ts';

/** What the checks use of the overview of a map; player rows of other maps are ignored. */
export type OverviewContext = Omit<MapOverview, 'url' | 'startedAtMs' | 'bestOf'>;

/** A page of a map, and its map in the overview. */
export type WithOverview<Page> = { page: Page; overview: OverviewContext };
type Comparison = WithOverview<MapStatsPage>;

function isSwapped({ page, overview }: Comparison): boolean {
  return page.team1Id === overview.team2Id && page.team2Id === overview.team1Id;
}

function hasSameTeams({ page, overview }: Comparison): boolean {
  return isSwapped({ page, overview }) || (page.team1Id === overview.team1Id && page.team2Id === overview.team2Id);
}

/** The score of the page in the team order of the overview; null when its teams are not those of the match. */
function orientedScore(subject: Comparison): MapScore | null {
  if (!hasSameTeams(subject)) return null;
  return isSwapped(subject) ? withTeamsSwapped(subject.page) : subject.page;
}

/** Values of the overview beside those of the page, in the team order of the overview. */
type Pair<Value> = { expected: Value; seen: Value };

function listScores(subject: Comparison): Pair<(number | null)[]>[] {
  const score = orientedScore(subject);
  const { map } = subject.overview;
  if (score === null || map.state === 'forfeit' || isAwarded(map)) return [];
  return [{ expected: [map.team1Rounds, map.team2Rounds], seen: [score.team1Rounds, score.team2Rounds] }];
}

const HALF_FIELDS = [
  ['team1StartSide', 'start side of team 1'],
  ['team1CtRounds', 'CT rounds of team 1'],
  ['team1TRounds', 'T rounds of team 1'],
  ['team1OtRounds', 'overtime rounds of team 1'],
  ['team2CtRounds', 'CT rounds of team 2'],
  ['team2TRounds', 'T rounds of team 2'],
  ['team2OtRounds', 'overtime rounds of team 2'],
] as const;

function listHalves(subject: Comparison): (Pair<string | number | null> & { text: string })[] {
  const score = orientedScore(subject);
  if (score === null) return [];
  return HALF_FIELDS.map(([field, text]) => ({ text, expected: subject.overview.map[field], seen: score[field] }));
}

function listNames(subject: Comparison): Pair<string | null>[] {
  const { page, overview } = subject;
  if (!hasSameTeams(subject)) return [];
  const [first, second] = isSwapped(subject) ? [page.team2Name, page.team1Name] : [page.team1Name, page.team2Name];
  return [
    { expected: overview.team1Name, seen: first },
    { expected: overview.team2Name, seen: second },
  ];
}

const PLAYER_VALUES = [
  ['teamId', 'team'],
  ['kills', 'kills'],
  ['deaths', 'deaths'],
  ['adr', 'ADR'],
  ['kast', 'KAST'],
  ['roundSwing', 'swing'],
  ['rating', 'rating'],
  ['ecoKills', 'eK'],
  ['ecoDeaths', 'eD'],
  ['ecoAdr', 'eADR'],
  ['ecoKast', 'eKAST'],
] as const;

/** Player rows of the overview for this map. */
function listOverviewRows({ overview }: Comparison): OverviewPlayerStats[] {
  return overview.playerMapStats.filter((row) => row.mapNumber === overview.mapNumber);
}

function comparePlayers(subject: Comparison): Mismatch[] {
  const rows = new Map(subject.page.playerMapStats.map((row) => [`${row.playerId} ${row.side}`, row]));
  return listOverviewRows(subject).flatMap((expected) => {
    const seen = rows.get(`${expected.playerId} ${expected.side}`);
    const detail = { subject: `${playerText(expected)} ${expected.side}`, expected };
    return seen === undefined ? [] : sameNumbers(PLAYER_VALUES, { ...detail, seen });
  });
}

/** With only one scoreboard, the players of that team are compared. */
function comparePlayerSets(subject: Comparison): Mismatch[] {
  const ofPage = subject.page.playerMapStats.filter((row) => row.side === 'both');
  const teams = new Set(ofPage.map((row) => row.teamId));
  const ofOverview = listOverviewRows(subject).filter((row) => row.side === 'both' && teams.has(row.teamId));
  if (ofPage.length === 0 || ofOverview.length === 0) return [];
  return sameMembers('the players of the overview tables', {
    'only overview': ofOverview.map((row) => row.playerId),
    'only map stats': ofPage.map((row) => row.playerId),
  });
}

export const OVERVIEW_COMPARISON: Rule<Comparison>[] = [
  hard('map-stats/ids-of-the-overview', {
    statement: 'The page belongs to the match and the map stats id the overview links; the match link may be absent.',
    each: ({ page, overview }) => [
      { what: 'match', expected: overview.matchId, seen: page.matchId },
      { what: 'map stats', expected: overview.map.mapStatsId, seen: page.mapStatsId },
    ],
    same: ({ expected, seen }) => [expected, seen],
    text: (id, { what }) => `${what} ${id}`,
  }),
  hard('map-stats/teams-of-the-overview', {
    statement: 'The two team ids are those of the match, in either order.',
    skipIf: ({ overview }) => overview.team1Id === null || overview.team2Id === null,
    holds: hasSameTeams,
    expected: ({ overview }) => `teams ${overview.team1Id} and ${overview.team2Id}`,
    seen: ({ page }) => `${page.team1Id} and ${page.team2Id}`,
  }),
  // The ids prove which map the page is about; a name may have two spellings or be corrected on one page only.
  soft('map-stats/map-of-the-overview', {
    statement: 'The map name is that of the overview; TBA and Default are not compared.',
    skipIf: ({ overview }) => isPlaceholder(overview.map.mapName),
    same: ({ page, overview }) => [overview.map.mapName, page.mapName],
    differ: namesDiffer,
  }),
  hard('map-stats/score-of-the-overview', {
    statement:
      'Both pages show the same final score; soft with a note or a live overview; not compared for a forfeit and 1:0.',
    downgradeIf: ({ overview }) => overview.note !== null || overview.status === 'live',
    each: listScores,
    same: ({ expected, seen }) => [expected, seen],
    differ: anyOf(differs),
    text: scoreText,
  }),
  soft('map-stats/left-is-team-1', {
    statement: 'The left team of the page is the left team of the match; other orders are read by team id.',
    holds: (subject) => !isSwapped(subject),
    expected: ({ overview }) => `team ${overview.team1Id} on the left`,
    seen: ({ page }) => `team ${page.team1Id}`,
  }),
  soft('map-stats/names-of-the-overview', {
    statement: 'Teams have the same name on both pages; teams rename themselves.',
    each: listNames,
    same: ({ expected, seen }) => [expected, seen],
    differ: namesDiffer,
  }),
  soft('map-stats/halves-of-the-overview', {
    statement: 'Start side, halves and overtime are those of the overview; map stats has precedence.',
    each: listHalves,
    same: ({ expected, seen }) => [expected, seen],
    expected: (value, { text }) => `${value} ${text}`,
  }),
  soft('map-stats/rating-version-of-the-overview', {
    statement: 'Both pages show the same rating version; pages saved in different years differ.',
    same: ({ page, overview }) => [overview.map.ratingVersion, page.ratingVersion],
    text: ratingText,
  }),
  soft('map-stats/players-of-the-overview', {
    statement: 'Both pages list the same players of the map; not compared when a scoreboard is missing.',
    skipIf: ({ page }) => isPartial(page, 'playerMapStats'),
    compare: comparePlayerSets,
  }),
  soft('map-stats/player-values-of-the-overview', {
    statement: 'Player values both pages show are equal, on each side; map stats has precedence.',
    compare: comparePlayers,
  }),
];
