import { halvesOf, roundsIn } from '../assembly/halves.ts';
import { type PartTeams, teamsOfColumns, teamsOfSeries } from '../assembly/teams.ts';
import type { EconomyPage, MapStatsPage } from '../page-records.ts';
import type { Side } from '../records.ts';
import { isPartial } from './common-rules.ts';
import { comparePistolRound, roundNumbersOf, roundText, wonText } from './economy-page.ts';
import { firstHalfLength, isAwarded, sideFor, team1SideIn } from './halves.ts';
import { idOfMapStats, namesOfMapStats, type WithMapStats } from './map-stats-comparison.ts';
import { hard, type Rule, soft } from './rule.ts';

type Comparison = WithMapStats<EconomyPage>;
type PlayedRound = MapStatsPage['rounds'][number];

/** The parts of the page are its series, as their rounds are stored. */
function storedTeams({ page, mapStats }: Comparison): PartTeams {
  return teamsOfSeries(page, mapStats, mapStats.team1StartSide);
}

/** The teams of the series by name, so that their sides can be compared; as stored where names do not tell. */
function namedTeams(subject: Comparison): PartTeams {
  const parts = teamsOfColumns(subject.page, subject.mapStats);
  return parts[0] === null ? storedTeams(subject) : parts;
}

/** The team of each series; none when the page does not tell them apart. */
function listSeries([team1Id, team2Id]: PartTeams, mapStats: MapStatsPage) {
  if (team1Id === null || team2Id === null) return [];
  return [
    { series: 1, teamId: team1Id, isTeam1: team1Id === mapStats.team1Id },
    { series: 2, teamId: team2Id, isTeam1: team1Id !== mapStats.team1Id },
  ];
}

/** Each point with its team and its round in the round history. */
function listRounds({ page, mapStats }: Comparison, parts: PartTeams) {
  const rounds = new Map(mapStats.rounds.map((round) => [round.roundNumber, round]));
  const teams = new Map(listSeries(parts, mapStats).map((team) => [team.series, team]));
  return page.roundEconomy.flatMap((point) => {
    const round = rounds.get(point.roundNumber);
    const team = teams.get(point.team);
    return round && team ? [{ point, round, ...team }] : [];
  });
}

/** The side of team 1 in a round: that of the half, in overtime that of the round history. */
function team1SideOf(round: PlayedRound, mapStats: MapStatsPage): Side | null {
  const { roundNumber, winnerSide, winnerTeamId } = round;
  return team1SideIn(roundNumber, mapStats) ?? sideFor(winnerTeamId === mapStats.team1Id, winnerSide);
}

/** Rounds that each team won in regulation, by its half scores and on the page, if all of them are on the page. */
function listWins(subject: Comparison) {
  const { page, mapStats } = subject;
  const regulation = halvesOf(mapStats)?.regulation;
  if (regulation === undefined) return [];
  const played = roundsIn(regulation);
  return listSeries(storedTeams(subject), mapStats).flatMap(({ series, teamId, isTeam1 }) => {
    const points = page.roundEconomy.filter((point) => point.team === series && point.roundNumber <= played);
    if (points.length < played || points.some((point) => point.won === null)) return [];
    const [expected, seen] = [regulation[isTeam1 ? 0 : 1], points.filter((point) => point.won).length];
    return [{ teamId, expected, seen }];
  });
}

function roundsOf({ team1Rounds, team2Rounds }: MapStatsPage): number {
  return team1Rounds + team2Rounds;
}
function lastRound(page: EconomyPage): number {
  return roundNumbersOf(page).at(-1) ?? 0;
}

/** How many rounds the page may have: overtime is usually not on it, then those of regulation are enough. */
function coveredRounds(mapStats: MapStatsPage): number[] {
  if (mapStats.team1OtRounds === null) return [roundsOf(mapStats)];
  const half = firstHalfLength(mapStats);
  return half === null ? [] : [2 * half, roundsOf(mapStats)];
}

export const ECONOMY_COMPARISON: Rule<Comparison>[] = [
  idOfMapStats('economy'),
  soft('economy/teams-can-be-told-apart', {
    statement: 'Names or sides say which team each series is, never its position; else its rounds belong to no team.',
    skipIf: ({ page }) => page.roundEconomy.length === 0,
    holds: (subject) => storedTeams(subject)[0] !== null,
    expected: ({ mapStats }) => `${mapStats.team1Name} and ${mapStats.team2Name}, by name or by sides`,
    seen: ({ page }) => `${page.team1Name} and ${page.team2Name}`,
  }),
  namesOfMapStats(
    'economy',
    'The two team names are those of map stats, in either order; then sides tell the teams apart.',
  ),
  hard('economy/rounds-were-played', {
    statement: 'The page has no more rounds than the map.',
    skipIf: ({ mapStats }) => isAwarded(mapStats),
    holds: ({ page, mapStats }) => lastRound(page) <= roundsOf(mapStats),
    expected: ({ mapStats }) => `at most ${roundsOf(mapStats)} rounds`,
    seen: ({ page }) => String(lastRound(page)),
  }),
  soft('economy/rounds-are-covered', {
    statement: 'All rounds of the map are on the page; with overtime those of regulation are enough.',
    skipIf: ({ page, mapStats }) => isPartial(page, 'roundEconomy') || coveredRounds(mapStats).length === 0,
    each: ({ page }) => [roundNumbersOf(page).length],
    holds: (rounds, { mapStats }) => rounds >= roundsOf(mapStats) || coveredRounds(mapStats).includes(rounds),
    expected: (_, { mapStats }) => `${coveredRounds(mapStats).join(' or ')} rounds`,
    seen: String,
  }),
  hard('economy/winners-of-the-history', {
    statement: 'The winner of a round is that of the round history.',
    each: (subject) => listRounds(subject, storedTeams(subject)),
    same: ({ point, round, teamId }) => [round.winnerTeamId === teamId, point.won],
    text: wonText,
    expected: (won, { point }, { page }) => `${roundText(page, point)}: ${wonText(won)}, as in the round history`,
  }),
  hard('economy/sides-of-the-history', {
    statement: 'The side of a team in a round is that of the half, in overtime that of the round history.',
    each: (subject) => listRounds(subject, namedTeams(subject)),
    same: ({ point, round, isTeam1 }, { mapStats }) => [sideFor(isTeam1, team1SideOf(round, mapStats)), point.side],
    expected: (side, { point, teamId }, { page }) => `${roundText(page, point)}: team ${teamId} as ${side}`,
  }),
  hard('economy/wins-of-the-halves', {
    statement: 'A team won as many rounds of regulation as its half scores say.',
    each: listWins,
    same: ({ expected, seen }) => [expected, seen],
    expected: (wins, { teamId }) => `team ${teamId}: ${wins} rounds won in regulation`,
  }),
  soft('economy/second-half-begins-with-pistols', {
    statement: 'In the first round of the second half no team has more than 5000 in equipment.',
    compare({ page, mapStats }) {
      const half = firstHalfLength(mapStats);
      return half === null ? [] : comparePistolRound(page, half + 1);
    },
  }),
];
