import type { MapPlan, MapPlayer, MatchPlan, Person, TeamIndex } from './model.ts';
import { at, randomFor } from './random.ts';
import { personAt, type Rosters } from './rosters.ts';

/** The players of a map and its substitution. */
export type Squad = {
  players: MapPlayer[];
  /** Indexes of the player replaced and of the reserve, and the first round of the reserve. */
  substitution: { out: number; in: number; fromRound: number } | null;
};

/** The announced line-ups; a stand-in replaces a player for the map, a reserve comes during the map. */
export function squadFor(rosters: Rosters, match: MatchPlan, map: MapPlan): Squad {
  const random = randomFor(rosters.seed, 'squad', match.matchId);
  const persons: { person: Person; team: TeamIndex }[] = [];
  for (const team of [0, 1] as const) {
    for (const person of match.teams[team].lineup) persons.push({ person, team });
  }
  const bench = benchOf(rosters, match);
  if (map.quirks.has('stand-in')) persons[3] = { person: at(bench, 0), team: 0 };
  const extra = map.quirks.has('substitution') || map.quirks.has('only-on-performance');
  if (extra) persons.push({ person: at(bench, 1), team: 0 });
  const players = persons.map(({ person, team }, index): MapPlayer => {
    const talent = randomFor(rosters.seed, 'talent', person.playerId);
    return {
      person,
      team,
      index,
      skill: 0.7 + talent.next() * 0.6 + random.next() * 0.2,
      awper: person.playerId % 10 === 2,
    };
  });
  const substitution = map.quirks.has('substitution')
    ? { out: 4, in: 10, fromRound: Math.max(2, map.winners.length - 4) }
    : null;
  return { players, substitution };
}

function benchOf(rosters: Rosters, match: MatchPlan): Person[] {
  const teamId = match.teams[0].teamId;
  const club = [...rosters.clubs, ...rosters.hostile].find((candidate) => candidate.teamId === teamId);
  return (club?.players ?? []).slice(5).map((player) => personAt(rosters, player, match.startedAtMs));
}

/** Player indexes on the server in a round. */
export function activeIn(squad: Squad, roundNumber: number): [number[], number[]] {
  const active: [number[], number[]] = [[], []];
  const { substitution } = squad;
  for (const player of squad.players.slice(0, 10)) {
    const replaced =
      substitution !== null && player.index === substitution.out && roundNumber >= substitution.fromRound;
    active[player.team].push(replaced ? substitution.in : player.index);
  }
  return active;
}
