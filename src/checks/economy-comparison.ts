import { type PartTeams, teamsOfColumns, teamsOfSeries } from '../assembly/teams.ts';
import type { EconomyPage, MapStatsPage } from '../page-records.ts';
import { otherSide } from '../records.ts';
import { differs } from './comparing.ts';
import { comparePistolRound, roundNumbersOf, roundText } from './economy-page.ts';
import { firstHalfLength, halvesOf, isAwarded, team1SideIn } from './halves.ts';
import { isPartial } from './issues-rule.ts';
import { compareMapStatsId, compareTeamNames, type WithMapStats } from './map-stats-comparison.ts';
import { hard, type Mismatch, mismatchIf, type Rule, soft } from './rule.ts';

type Comparison = WithMapStats<EconomyPage>;
type TeamNumber = 1 | 2;

type SeriesTeam = { teamNumber: TeamNumber; teamId: number };

/** The parts of the page are its series, as their rounds are stored. */
function storedTeams({ page, mapStats }: Comparison): PartTeams {
  return teamsOfSeries(page, mapStats, mapStats.team1StartSide);
}

/** The teams of the series by name, so that their sides can be compared; as stored where names do not tell. */
function namedTeams(subject: Comparison): PartTeams {
  const parts = teamsOfColumns(subject.page, subject.mapStats);
  return parts[0] === null ? storedTeams(subject) : parts;
}

/** The two teams of map stats by series; null when the page does not tell them apart. */
function teamsOf({ mapStats }: Comparison, [first]: PartTeams): Record<TeamNumber, SeriesTeam> | null {
  const team1: SeriesTeam = { teamNumber: 1, teamId: mapStats.team1Id };
  const team2: SeriesTeam = { teamNumber: 2, teamId: mapStats.team2Id };
  if (first === null) return null;
  return first === team1.teamId ? { 1: team1, 2: team2 } : { 1: team2, 2: team1 };
}

function compareLength({ page, mapStats }: Comparison): Mismatch[] {
  const last = roundNumbersOf(page).at(-1) ?? 0;
  const rounds = mapStats.team1Rounds + mapStats.team2Rounds;
  return mismatchIf(last > rounds && !isAwarded(mapStats), () => ({
    expected: `at most ${rounds} rounds`,
    seen: String(last),
  }));
}

/** Overtime is usually not on the page: then only the rounds of regulation are required. */
function compareCoverage({ page, mapStats }: Comparison): Mismatch[] {
  if (isPartial(page, 'roundEconomy')) return [];
  const seen = roundNumbersOf(page).length;
  const rounds = mapStats.team1Rounds + mapStats.team2Rounds;
  const half = firstHalfLength(mapStats);
  const expected = mapStats.team1OtRounds === null || half === null ? [rounds] : [2 * half, rounds];
  if (mapStats.team1OtRounds !== null && half === null) return [];
  return mismatchIf(seen < rounds && !expected.includes(seen), () => ({
    expected: `${expected.join(' or ')} rounds`,
    seen: String(seen),
  }));
}

/** Each point with its round in the round history. */
function listRounds(subject: Comparison, parts: PartTeams) {
  const rounds = new Map(subject.mapStats.rounds.map((round) => [round.roundNumber, round]));
  const teams = teamsOf(subject, parts);
  if (teams === null) return [];
  return subject.page.roundEconomy.flatMap((point) => {
    const round = rounds.get(point.roundNumber);
    return round ? [{ point, round, ...teams[point.team] }] : [];
  });
}

function compareWinners(subject: Comparison): Mismatch[] {
  return listRounds(subject, storedTeams(subject)).flatMap(({ point, round, teamId }) => {
    const hasWon = round.winnerTeamId === teamId;
    return mismatchIf(differs(point.won, hasWon), () => ({
      expected: `${roundText(subject.page, point)}: ${hasWon ? 'won' : 'lost'}, as in the round history`,
      seen: point.won ? 'won' : 'lost',
    }));
  });
}

function compareSides(subject: Comparison): Mismatch[] {
  return listRounds(subject, namedTeams(subject)).flatMap(({ point, round, teamId, teamNumber }) => {
    const regulation = team1SideIn(point.roundNumber, subject.mapStats);
    const team1Side = regulation ?? winnerSideAsTeam1(subject.mapStats, round);
    if (team1Side === null) return [];
    const side = teamNumber === 1 ? team1Side : otherSide(team1Side);
    return mismatchIf(differs(point.side, side), () => ({
      expected: `${roundText(subject.page, point)}: team ${teamId} as ${side}`,
      seen: String(point.side),
    }));
  });
}

function winnerSideAsTeam1(mapStats: MapStatsPage, round: MapStatsPage['rounds'][number]) {
  if (round.winnerSide === null) return null;
  return round.winnerTeamId === mapStats.team1Id ? round.winnerSide : otherSide(round.winnerSide);
}

function compareWins(subject: Comparison): Mismatch[] {
  const { page, mapStats } = subject;
  const halves = halvesOf(mapStats);
  const half = firstHalfLength(mapStats);
  if (halves === null || half === null) return [];
  const [team1, team2] = ([0, 1] as const).map((index) => halves.first[index] + halves.second[index]);
  const played = (team1 ?? 0) + (team2 ?? 0);
  const teams = teamsOf(subject, storedTeams(subject));
  if (teams === null) return [];
  return ([1, 2] as const).flatMap((series) => {
    const team = teams[series];
    const points = page.roundEconomy.filter((point) => point.team === series && point.roundNumber <= played);
    if (points.length < played || points.some((point) => point.won === null)) return [];
    const expected = team.teamNumber === 1 ? team1 : team2;
    const seen = points.filter((point) => point.won).length;
    return mismatchIf(seen !== expected, () => ({
      expected: `team ${team.teamId}: ${expected} rounds won in regulation`,
      seen: String(seen),
    }));
  });
}

function comparePistols({ page, mapStats }: Comparison): Mismatch[] {
  const half = firstHalfLength(mapStats);
  return half === null ? [] : comparePistolRound(page, half + 1);
}

export const ECONOMY_COMPARISON: Rule<Comparison>[] = [
  hard({
    name: 'economy/id-of-map-stats',
    statement: 'The page has the map stats id of the map stats page.',
    compare: compareMapStatsId,
  }),
  soft({
    name: 'economy/teams-can-be-told-apart',
    statement: 'Names or sides say which team each series is, never its position; else its rounds belong to no team.',
    compare: (subject) =>
      mismatchIf(subject.page.roundEconomy.length > 0 && storedTeams(subject)[0] === null, () => ({
        expected: `${subject.mapStats.team1Name} and ${subject.mapStats.team2Name}, by name or by sides`,
        seen: `${subject.page.team1Name} and ${subject.page.team2Name}`,
      })),
  }),
  soft({
    name: 'economy/names-of-map-stats',
    statement: 'The two team names are those of map stats, in either order; then sides tell the teams apart.',
    compare: compareTeamNames,
  }),
  hard({
    name: 'economy/rounds-were-played',
    statement: 'The page has no more rounds than the map.',
    compare: compareLength,
  }),
  soft({
    name: 'economy/rounds-are-covered',
    statement: 'All rounds of the map are on the page; with overtime those of regulation are enough.',
    compare: compareCoverage,
  }),
  hard({
    name: 'economy/winners-of-the-history',
    statement: 'The winner of a round is that of the round history.',
    compare: compareWinners,
  }),
  hard({
    name: 'economy/sides-of-the-history',
    statement: 'The side of a team in a round is that of the half, in overtime that of the round history.',
    compare: compareSides,
  }),
  hard({
    name: 'economy/wins-of-the-halves',
    statement: 'A team won as many rounds of regulation as its half scores say.',
    compare: compareWins,
  }),
  soft({
    name: 'economy/second-half-begins-with-pistols',
    statement: 'In the first round of the second half no team has more than 5000 in equipment.',
    compare: comparePistols,
  }),
];
