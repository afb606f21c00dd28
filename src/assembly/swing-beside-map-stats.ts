import type { MapStatsPage, PerformancePage } from '../page-records.ts';
import { otherSide, type RoundOutcome, type Side } from '../records.ts';
import { PAGE_IDENTITIES, type SwingFault } from './swing-identities.ts';
import {
  isWhole,
  roundsOf,
  type SwingRound,
  sideOf,
  sidesOfPlayers,
  teamsByMapStats,
  winnerOf,
} from './swing-rounds.ts';

/** Identities between the Round swing section and the rounds of the map stats page. A round that violates one is withheld. */

export type SwingBeside = { page: PerformancePage; mapStats: MapStatsPage };

const MAP_STATS_IDENTITIES: readonly ((subject: SwingBeside) => SwingFault[])[] = [
  winnersOfRounds,
  outcomesOfRounds,
  sidesOfBombs,
];

/** The rounds whose events are withheld. */
export function withheldRounds(page: PerformancePage, mapStats: MapStatsPage | null): Set<number> {
  const own = PAGE_IDENTITIES.flatMap((identity) => identity(page));
  const beside = mapStats === null ? [] : MAP_STATS_IDENTITIES.flatMap((identity) => identity({ page, mapStats }));
  return new Set([...own, ...beside].flatMap(({ rounds }) => rounds));
}

type PlayedRound = { round: SwingRound; played: MapStatsPage['rounds'][number] };

function listRounds({ page, mapStats }: SwingBeside): PlayedRound[] {
  const rounds = new Map(mapStats.rounds.map((played) => [played.roundNumber, played]));
  return roundsOf(page).flatMap((round) => {
    const played = rounds.get(round.roundNumber);
    return played === undefined ? [] : [{ round, played }];
  });
}

export function winnersOfRounds(subject: SwingBeside): SwingFault[] {
  const teams = teamsByMapStats(subject.page, subject.mapStats);
  const known = listRounds(subject).flatMap(({ round, played }) => {
    const winner = winnerOf(round);
    const teamId = winner === null ? null : (teams[winner - 1] ?? null);
    if (teamId === null || teamId === played.winnerTeamId) return [];
    return [faultOf(round, `won by team ${played.winnerTeamId}`, `won by team ${teamId}`)];
  });
  const { team1Rounds, team2Rounds } = subject.mapStats;
  const total = team1Rounds + team2Rounds;
  const beyond = roundsOf(subject.page).filter(({ roundNumber }) => roundNumber > total);
  return [...known, ...beyond.map((round) => faultOf(round, `at most ${total} rounds`, 'one more'))];
}

function faultOf({ roundNumber }: SwingRound, expected: string, seen: string): SwingFault {
  return { rounds: [roundNumber], expected: `round ${roundNumber}: ${expected}`, seen };
}

const OUTCOMES: Partial<Record<string, RoundOutcome>> = {
  bomb_exploded: 'bomb_exploded',
  bomb_defused: 'bomb_defused',
  time_expired: 'time',
};

/** The outcome of a round according to its events; null when one that would show it can be missing. */
function outcomeOf(round: SwingRound): RoundOutcome | null {
  const [outcome = null] = round.events.flatMap(({ type }) => OUTCOMES[type ?? ''] ?? []);
  return outcome ?? (isWhole(round) && winnerOf(round) !== null ? 'elimination' : null);
}

export function outcomesOfRounds(subject: SwingBeside): SwingFault[] {
  return listRounds(subject).flatMap(({ round, played }) => {
    const outcome = outcomeOf(round);
    const isSame = outcome === null || played.outcome === null || outcome === played.outcome;
    return isSame ? [] : [faultOf(round, `${played.outcome}`, outcome)];
  });
}

/** Terrorists plant, counter-terrorists defuse. */
export function sidesOfBombs(subject: SwingBeside): SwingFault[] {
  const teams = teamsByMapStats(subject.page, subject.mapStats);
  const players = sidesOfPlayers(subject.page);
  return listRounds(subject).flatMap(({ round, played }) =>
    round.events.flatMap(({ type, playerId }) => {
      const expected = HANDLERS[type ?? ''];
      const number = sideOf(players, playerId);
      const side = number === null ? null : sideOfTeam(teams[number - 1] ?? null, played);
      if (expected === undefined || side === null || side === expected) return [];
      return [faultOf(round, `${type} by the ${expected} side`, `player ${playerId} on the ${side} side`)];
    }),
  );
}

const HANDLERS: Partial<Record<string, Side>> = { bomb_planted: 't', bomb_defused: 'ct' };

function sideOfTeam(teamId: number | null, { winnerTeamId, winnerSide }: PlayedRound['played']): Side | null {
  if (teamId === null || winnerSide === null) return null;
  return teamId === winnerTeamId ? winnerSide : otherSide(winnerSide);
}
