import type { MapStatsPage, PerformancePage } from '../page-records.ts';
import type { RoundEvent, RoundEventSwing } from '../records.ts';
import type { MapKey } from './map.ts';
import { withheldRounds } from './swing-beside-map-stats.ts';
import { teamsOfSection } from './swing-rounds.ts';
import { areSwingsConsistent } from './swing-sums.ts';

/** The rows of the Round swing section of a map that are not withheld. */
export type RoundEventRows = { round_events: RoundEvent[]; round_event_swings: RoundEventSwing[] };

type Teams = Parameters<typeof teamsOfSection>[1];
type Sources = {
  performance: PerformancePage;
  mapStats: MapStatsPage | null;
  match: Teams;
  players: Parameters<typeof teamsOfSection>[2];
};

const NONE: RoundEventRows = { round_events: [], round_event_swings: [] };

/** Converts counts and chances to team 1 and 2 of the match. No rows when the teams of the section are unknown. */
export function assembleRoundEvents(key: MapKey, { performance, mapStats, match, players }: Sources): RoundEventRows {
  const { roundSwing } = performance;
  const [first] = teamsOfSection(performance, match, players);
  if (roundSwing === undefined || first === null) return NONE;
  const withheld = withheldRounds(performance, mapStats);
  const isSwapped = first !== match.team1Id;
  const round_events = roundSwing.events
    .filter(({ roundNumber }) => !withheld.has(roundNumber))
    .map(({ team1Alive, team2Alive, team1WinProbability, team2WinProbability, ...event }) => ({
      ...key,
      ...event,
      team1Alive: isSwapped ? team2Alive : team1Alive,
      team2Alive: isSwapped ? team1Alive : team2Alive,
      team1WinProbability: isSwapped ? team2WinProbability : team1WinProbability,
    }));
  const stored = new Set(round_events.map(({ roundNumber, eventNumber }) => `${roundNumber} ${eventNumber}`));
  const swings = areSwingsConsistent(performance) ? roundSwing.swings : [];
  const round_event_swings = swings.flatMap(({ playerId, roundNumber, eventNumber, swing }) => {
    const isStored = playerId !== null && stored.has(`${roundNumber} ${eventNumber}`);
    return isStored ? [{ ...key, roundNumber, eventNumber, playerId, swing }] : [];
  });
  return { round_events, round_event_swings };
}
