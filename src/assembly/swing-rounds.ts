import type { MapStatsPage, PerformancePage, RoundSwing } from '../page-records.ts';
import { orderByName, type PartTeams } from './teams.ts';

/** The Round swing section by round, with the team of each player. Team 1 is the first team of the section. */

export type SwingEvent = RoundSwing['events'][number];
export type SwingSide = 1 | 2;
export type SwingRound = { roundNumber: number; events: SwingEvent[] };

/** Rounds in order, each with its events in order; empty without a section. */
export function roundsOf({ roundSwing }: PerformancePage): SwingRound[] {
  const rounds = Map.groupBy(roundSwing?.events ?? [], ({ roundNumber }) => roundNumber);
  return [...rounds].map(([roundNumber, events]) => ({ roundNumber, events })).sort(byNumber);
}

function byNumber(one: SwingRound, other: SwingRound): number {
  return one.roundNumber - other.roundNumber;
}

export function aliveOf(event: SwingEvent, side: SwingSide): number {
  return side === 1 ? event.team1Alive : event.team2Alive;
}

/** Each event with the previous one; null for the first. */
export function stepsOf({ events }: SwingRound): { event: SwingEvent; before: SwingEvent | null }[] {
  return events.map((event, index) => ({ event, before: events[index - 1] ?? null }));
}

/** The winner according to the last event; null when neither chance is 100. */
export function winnerOf({ events }: SwingRound): SwingSide | null {
  const last = events.at(-1);
  if (last?.team1WinProbability === 100 && last.team2WinProbability === 0) return 1;
  return last?.team2WinProbability === 100 && last.team1WinProbability === 0 ? 2 : null;
}

/** Whether no event of a round is missing or of unknown type, as far as their numbers show it. */
export function isWhole({ events }: SwingRound): boolean {
  return events.every(({ type, eventNumber }, index) => type !== null && eventNumber === index + 1);
}

/** The side of each player whose block names one of the two teams. */
export function sidesOfPlayers({ roundSwing }: PerformancePage): Map<number, SwingSide> {
  if (roundSwing === undefined) return new Map();
  const { team1Name, team2Name, players } = roundSwing;
  const sides = players.flatMap(({ playerId, teamName }): [number, SwingSide][] => {
    if (teamName === null || team1Name === team2Name) return [];
    return teamName === team1Name ? [[playerId, 1]] : teamName === team2Name ? [[playerId, 2]] : [];
  });
  return new Map(sides);
}

export function sideOf(sides: ReadonlyMap<number, SwingSide>, playerId: number | null): SwingSide | null {
  return playerId === null ? null : (sides.get(playerId) ?? null);
}

type KnownTeams = Parameters<typeof orderByName>[1];
type PlayerOfTeam = { playerId: number; teamId: number | null };

/**
 * The ids of the first and second team of the section: by name, or if the names differ, by players, provided that all
 * players of a side have the same team.
 */
export function teamsOfSection(page: PerformancePage, teams: KnownTeams, players: readonly PlayerOfTeam[]): PartTeams {
  const { team1Id, team2Id } = teams;
  if (page.roundSwing === undefined || team1Id === null || team2Id === null) return [null, null];
  const order = orderByName(page.roundSwing, teams);
  if (order !== 0) return order > 0 ? [team1Id, team2Id] : [team2Id, team1Id];
  const sides = sidesOfPlayers(page);
  const teamOf = (side: SwingSide): number | null => {
    const own = new Set(players.filter(({ playerId }) => sides.get(playerId) === side).map(({ teamId }) => teamId));
    return own.size === 1 ? ([...own][0] ?? null) : null;
  };
  const [first, second] = [teamOf(1), teamOf(2)];
  const isPair = first !== second && [team1Id, team2Id].every((id) => id === first || id === second);
  return isPair ? [first, second] : [null, null];
}

/** The teams of the section according to the map stats page of the same map. */
export function teamsByMapStats(page: PerformancePage, mapStats: MapStatsPage): PartTeams {
  return teamsOfSection(page, mapStats, mapStats.playerMapStats);
}
