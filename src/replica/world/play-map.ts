import { equipmentByRound } from './equipment.ts';
import { type MapPlan, type MatchPlan, type PlayedMap, type PlayedRound, sideOf } from './model.ts';
import { playRound } from './play-round.ts';
import { at, randomFor } from './random.ts';
import type { Rosters } from './rosters.ts';
import { activeIn, squadFor } from './squads.ts';

const MAX_ACCIDENTS = 3;

/** All rounds of a played map, drawn from the seed, the match id and the map's number alone. */
export function playMap(rosters: Rosters, match: MatchPlan, map: MapPlan): PlayedMap {
  const random = randomFor(rosters.seed, 'rounds', match.matchId, map.number);
  // Objectives and swings have a generator of their own: kills do not depend on them.
  const eventRandom = randomFor(rosters.seed, 'events', match.matchId, map.number);
  const squad = squadFor(rosters, match, map);
  const equipment = equipmentByRound(map, random);
  let accidents = 0;
  const rounds = map.winners.map((winner, index): PlayedRound => {
    const number = index + 1;
    const round = playRound({
      number,
      winner,
      sides: [sideOf(map, 0, number), sideOf(map, 1, number)],
      active: activeIn(squad, number),
      equipment: at(equipment, index),
      players: squad.players,
      random,
      eventRandom,
      quirks: map.quirks,
      accidentsLeft: MAX_ACCIDENTS - accidents,
    });
    accidents += round.otherDeaths.length;
    return round;
  });
  return { plan: map, players: squad.players, rounds };
}
