import type { RoundEvent as EventRow, RoundEventSwing } from '../../records.ts';
import type { RoundEvent } from '../world/model.ts';
import { at } from '../world/random.ts';
import { hasRoundSwing, performancePlayers } from '../world/visible.ts';
import type { MapStory } from '../world/world.ts';

/** The events of the Round swing section, team 1 being the match's own. */
export function roundEventRows(story: MapStory): EventRow[] {
  const idOf = idsByPlayer(story);
  return eventsOf(story).map(({ key, event }) => ({
    ...key,
    type: event.type === 'unknown' ? null : event.type,
    playerId: event.player === null || event.type === 'unknown' ? null : idOf(event.player),
    victimId: event.victim === null ? null : idOf(event.victim),
    team1Alive: event.alive[0],
    team2Alive: event.alive[1],
    team1WinProbability: Math.round(event.chance / 10) / 10,
  }));
}

/** What each player is credited with. A nick of two players names neither. */
export function roundEventSwingRows(story: MapStory): RoundEventSwing[] {
  const idOf = idsByPlayer(story);
  return eventsOf(story).flatMap(({ key, event }) =>
    event.swings.flatMap(({ player, swing }) => {
      const playerId = idOf(player);
      return playerId === null ? [] : [{ ...key, playerId, swing: swing / 100 }];
    }),
  );
}

type Key = Pick<EventRow, 'matchId' | 'mapNumber' | 'roundNumber' | 'eventNumber'>;

function eventsOf({ match, map, played }: MapStory): { key: Key; event: RoundEvent }[] {
  if (!hasRoundSwing(match, map)) return [];
  return played.rounds.flatMap(({ number, events }) =>
    events.map((event, index) => ({
      key: { matchId: match.matchId, mapNumber: map.number, roundNumber: number, eventNumber: index + 1 },
      event,
    })),
  );
}

/** Id by player index; null for a nick that two players have. */
function idsByPlayer({ played }: MapStory): (player: number) => number | null {
  const players = performancePlayers(played);
  return (player) => {
    const { person } = at(played.players, player);
    return players.filter((other) => other.person.nick === person.nick).length === 1 ? person.playerId : null;
  };
}
