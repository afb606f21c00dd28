import type { MapStatsPage, OverviewPlayerStats } from '../page-records.ts';
import { type MatchMap, type MatchStatus, otherSide } from '../records.ts';
import { differs, isPlaceholder, namesDiffer } from './comparing.ts';
import { isAwarded, type MapScore } from './halves.ts';
import { isPartial } from './issues-rule.ts';
import { hard, type Mismatch, mismatchIf, type Rule, soft } from './rule.ts';
import { playerText } from './scoreboard-rules.ts';
import { ratingText, sameMembers, sameNumbers, sameValue } from './shared-values.ts';

/** The data of the match overview for one of its maps, in the team order of the overview. */
export type OverviewContext = {
  matchId: number;
  mapNumber: number;
  status: MatchStatus;
  /** Lines of officials; null without one. */
  note: string | null;
  team1Id: number | null;
  team1Name: string | null;
  team2Id: number | null;
  team2Name: string | null;
  /** The values of the overview, not those that replaced them from a map stats page. */
  map: MatchMap;
  /** The player rows of the overview; rows of other maps are ignored. */
  playerMapStats: readonly OverviewPlayerStats[];
};

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
  const { page } = subject;
  if (!hasSameTeams(subject)) return null;
  if (!isSwapped(subject)) return page;
  return {
    team1Rounds: page.team2Rounds,
    team2Rounds: page.team1Rounds,
    team1StartSide: page.team1StartSide === null ? null : otherSide(page.team1StartSide),
    team1CtRounds: page.team2CtRounds,
    team1TRounds: page.team2TRounds,
    team1OtRounds: page.team2OtRounds,
    team2CtRounds: page.team1CtRounds,
    team2TRounds: page.team1TRounds,
    team2OtRounds: page.team1OtRounds,
  };
}

function compareTeams(subject: Comparison): Mismatch[] {
  const { page, overview } = subject;
  if (overview.team1Id === null || overview.team2Id === null) return [];
  return mismatchIf(!hasSameTeams(subject), () => ({
    expected: `teams ${overview.team1Id} and ${overview.team2Id}`,
    seen: `${page.team1Id} and ${page.team2Id}`,
  }));
}

const SAME_IDS = [
  sameValue(
    ({ page, overview }: Comparison) => [overview.matchId, page.matchId],
    (matchId) => `match ${matchId}`,
  ),
  sameValue(
    ({ page, overview }: Comparison) => [overview.map.mapStatsId, page.mapStatsId],
    (mapStatsId) => `map stats ${mapStatsId}`,
  ),
];

function compareMapName({ page, overview }: Comparison): Mismatch[] {
  const { mapName } = overview.map;
  if (isPlaceholder(mapName)) return [];
  return mismatchIf(namesDiffer(mapName, page.mapName), () => ({ expected: mapName, seen: String(page.mapName) }));
}

function compareScore(subject: Comparison): Mismatch[] {
  const score = orientedScore(subject);
  const { team1Rounds, team2Rounds, state } = subject.overview.map;
  if (score === null || state === 'forfeit' || isAwarded(subject.overview.map)) return [];
  const isWrong = differs(team1Rounds, score.team1Rounds) || differs(team2Rounds, score.team2Rounds);
  return mismatchIf(isWrong, () => ({
    expected: `${team1Rounds}:${team2Rounds}`,
    seen: `${score.team1Rounds}:${score.team2Rounds}`,
  }));
}

const HALF_FIELDS = {
  team1StartSide: 'start side of team 1',
  team1CtRounds: 'CT rounds of team 1',
  team1TRounds: 'T rounds of team 1',
  team1OtRounds: 'overtime rounds of team 1',
  team2CtRounds: 'CT rounds of team 2',
  team2TRounds: 'T rounds of team 2',
  team2OtRounds: 'overtime rounds of team 2',
} as const;

function compareHalves(subject: Comparison): Mismatch[] {
  const score = orientedScore(subject);
  if (score === null) return [];
  const fields = Object.entries(HALF_FIELDS) as [keyof typeof HALF_FIELDS, string][];
  return fields.flatMap(([field, text]) => {
    const [expected, seen] = [subject.overview.map[field], score[field]];
    return mismatchIf(differs<string | number>(expected, seen), () => ({
      expected: `${expected} ${text}`,
      seen: String(seen),
    }));
  });
}

function compareTeamNames(subject: Comparison): Mismatch[] {
  const { page, overview } = subject;
  if (!hasSameTeams(subject)) return [];
  const names = isSwapped(subject) ? [page.team2Name, page.team1Name] : [page.team1Name, page.team2Name];
  return [overview.team1Name, overview.team2Name].flatMap((expected, index) => {
    const seen = names[index] ?? null;
    return mismatchIf(namesDiffer(expected, seen), () => ({ expected: String(expected), seen: String(seen) }));
  });
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
  if (isPartial(subject.page, 'playerMapStats')) return [];
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
  hard({
    name: 'map-stats/ids-of-the-overview',
    statement: 'The page belongs to the match and the map stats id the overview links; the match link may be absent.',
    compare: (subject) => SAME_IDS.flatMap((compare) => compare(subject)),
  }),
  hard({
    name: 'map-stats/teams-of-the-overview',
    statement: 'The two team ids are those of the match, in either order.',
    compare: compareTeams,
  }),
  // The ids prove which map the page is about; a name may have two spellings or be corrected on one page only.
  soft({
    name: 'map-stats/map-of-the-overview',
    statement: 'The map name is that of the overview; TBA and Default say nothing.',
    compare: compareMapName,
  }),
  hard({
    name: 'map-stats/score-of-the-overview',
    statement:
      'Both pages show the same final score; soft with a note or a live overview; not asked of forfeit and 1:0.',
    compare: compareScore,
    downgradeIf: ({ overview }) => overview.note !== null || overview.status === 'live',
  }),
  soft({
    name: 'map-stats/left-is-team-1',
    statement: 'The left team of the page is the left team of the match; other orders are read by team id.',
    compare: (subject) =>
      mismatchIf(isSwapped(subject), () => ({
        expected: `team ${subject.overview.team1Id} on the left`,
        seen: `team ${subject.page.team1Id}`,
      })),
  }),
  soft({
    name: 'map-stats/names-of-the-overview',
    statement: 'Teams have the same name on both pages; teams rename themselves.',
    compare: compareTeamNames,
  }),
  soft({
    name: 'map-stats/halves-of-the-overview',
    statement: 'Start side, halves and overtime are those of the overview; map stats wins.',
    compare: compareHalves,
  }),
  soft({
    name: 'map-stats/rating-version-of-the-overview',
    statement: 'Both pages show the same rating version; pages saved in different years differ.',
    compare: sameValue(({ page, overview }) => [overview.map.ratingVersion, page.ratingVersion], ratingText),
  }),
  soft({
    name: 'map-stats/players-of-the-overview',
    statement: 'Both pages list the same players of the map; a missing scoreboard is left aside.',
    compare: comparePlayerSets,
  }),
  soft({
    name: 'map-stats/player-values-of-the-overview',
    statement: 'Player values both pages show are equal, on each side; map stats wins.',
    compare: comparePlayers,
  }),
];
