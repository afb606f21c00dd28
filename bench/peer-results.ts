import { type Facts, mapKey, playerFacts, sorted } from './peer-facts.ts';

/** The objects that the packages return, whose types differ by version, as facts. */

type Team = { id?: number; rank?: number };
type Map = {
  name?: string;
  statsId?: number;
  result?: {
    team1TotalRounds: number;
    team2TotalRounds: number;
    halfResults: { team1Rounds: number; team2Rounds: number }[];
  };
};
type PeerMatch = {
  status: string;
  date?: number;
  significance?: string;
  event?: { id?: number };
  format?: { type?: string; location?: string };
  team1?: Team;
  team2?: Team;
  winnerTeam?: Team;
  vetoes: { team?: Team; map?: string; type: string }[];
  players: Record<'team1' | 'team2', { id: number }[]>;
  maps: Map[];
};

const STATUS: Record<string, string> = { Over: 'finished', Live: 'live', Scheduled: 'upcoming' };
const ACTIONS: Record<string, string> = { leftover: 'left_over' };
const LOCATIONS: Record<string, boolean> = { LAN: true, Online: false };

export function factsOfMatch(returned: unknown): Facts {
  const match = returned as PeerMatch;
  const played = match.maps.filter(({ name, result }) => result !== undefined && mapKey(name) !== 'default');
  return {
    status: STATUS[match.status] ?? match.status.toLowerCase(),
    'start time': match.date,
    'event id': match.event?.id,
    stage: match.significance,
    'best of': Number(match.format?.type?.replace('bo', '')),
    LAN: LOCATIONS[match.format?.location ?? ''],
    'team ids': [match.team1?.id, match.team2?.id],
    'team ranks': [match.team1?.rank, match.team2?.rank],
    winner: match.winnerTeam?.id,
    vetoes: match.vetoes.map(({ team, map, type }) => [team?.id ?? null, ACTIONS[type] ?? type, mapKey(map)]),
    'line-ups': [match.players.team1, match.players.team2].map((team) => sorted(team.map(({ id }) => id))),
    'map names': match.maps.map(({ name }) => mapKey(name)),
    'map stats ids': played.map(({ statsId }) => statsId),
    rounds: played.map(({ result }) => [result?.team1TotalRounds, result?.team2TotalRounds]),
    'half scores': played.map(({ result }) =>
      result?.halfResults.slice(0, 2).map(({ team1Rounds, team2Rounds }) => [team1Rounds, team2Rounds]),
    ),
  };
}

type PeerResult = {
  id: number;
  date?: number;
  format?: string;
  map?: string;
  event?: { name: string };
  result: { team1: number; team2: number };
};

/** `hltv` offers no events. A forfeit has neither a format of its own nor a mark. */
export function factsOfResults(returned: unknown): Facts {
  const results = returned as PeerResult[];
  return {
    'match ids': results.map(({ id }) => id),
    'end times': results.map(({ date }) => date),
    scores: results.map(({ result }) => [result.team1, result.team2]),
    ...(results.some(({ event }) => event !== undefined)
      ? { events: results.map(({ event }) => event?.name.trim()) }
      : {}),
    forfeits: results.flatMap(({ id, format }) => (format === 'def' ? [id] : [])),
  };
}

type PeerPlayer = {
  player: { id: number };
  kills?: number;
  hsKills?: number;
  assists?: number;
  flashAssists?: number;
  deaths?: number;
  ADR?: number;
  KAST?: number;
  rating?: number;
  rating1?: number;
  rating2?: number;
  ratingVersion?: number;
};
type PeerMapStats = {
  team1: Team;
  team2: Team;
  result: { team1TotalRounds: number; team2TotalRounds: number };
  playerStats: Record<'team1' | 'team2', PeerPlayer[]>;
};

export function factsOfMapStats(returned: unknown): Facts {
  const { playerStats, team1, team2, result } = returned as PeerMapStats;
  const players = [...playerStats.team1, ...playerStats.team2];
  const rows = players.map((row) => ({
    playerId: row.player.id,
    ...{ kills: row.kills ?? null, headshots: row.hsKills ?? null, assists: row.assists ?? null },
    ...{ flashAssists: row.flashAssists ?? null, deaths: row.deaths ?? null },
    ...{ adr: row.ADR ?? null, kast: row.KAST ?? null, rating: row.rating ?? row.rating1 ?? row.rating2 ?? null },
  }));
  return {
    ...playerFacts(rows),
    'rating version': ratingVersionOf(players[0]),
    'team ids': [team1.id, team2.id],
    rounds: [result.team1TotalRounds, result.team2TotalRounds],
  };
}

function ratingVersionOf(player: PeerPlayer | undefined): string | null {
  if (player?.ratingVersion !== undefined) return player.ratingVersion.toFixed(1);
  if (player?.rating2 !== undefined) return '2.0';
  return player?.rating1 === undefined ? null : '1.0';
}
