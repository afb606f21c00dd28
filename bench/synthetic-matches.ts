import type { ListingEntry } from '../src/page-records.ts';
import type { Match, MatchMap, PlayerMapStats, PublicRows } from '../src/records.ts';
import { playRounds, type RoundRows } from './synthetic-rounds.ts';

/** Generated matches: rows of the public tables with the sizes and distributions of a real database. */

/** Generated matches per day. */
export const MATCHES_A_DAY = 25;
const MATCHES_AN_EVENT = 60;
const TEAMS = 400;
const FIRST_START_MS = Date.UTC(2014, 0, 1);
/** Id of the oldest match. */
export const FIRST_MATCH_ID = 2_300_001;
const DAY_MS = 86_400_000;
const MAP_POOL = ['Ancient', 'Anubis', 'Dust2', 'Inferno', 'Mirage', 'Nuke', 'Overpass', 'Train', 'Vertigo'];
const ACTIONS = ['removed', 'removed', 'picked', 'picked', 'removed', 'removed', 'left_over'] as const;

/** Returns the next number from 0 (inclusive) to 1 (exclusive). */
export type Random = () => number;

/** The number of matches, and the source of random numbers. */
export type World = { matches: number; random: Random };

/** The generator of this many matches. */
export function createWorld(matches: number): World {
  return { matches, random: seeded(1) };
}

/** Mulberry32: the same sequence on every machine. */
function seeded(seed: number): Random {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Ids, and start times in Unix ms, by index. */
export const teamIdOf = (index: number): number => 4001 + 3 * index;
export const playerIdOf = (teamIndex: number, place: number): number => 7001 + 7 * (5 * teamIndex + place);
export const eventIdOf = (matchIndex: number): number => 1001 + Math.floor(matchIndex / MATCHES_AN_EVENT);
export const startOf = (matchIndex: number): number =>
  FIRST_START_MS + Math.round((matchIndex * DAY_MS) / MATCHES_A_DAY);

/** The names of all teams, players and events. */
export function namesOf({ matches }: World): Pick<PublicRows, 'teams' | 'players' | 'events'> {
  const indexes = Array.from({ length: TEAMS }, (_, index) => index);
  const events = Array.from({ length: Math.ceil(matches / MATCHES_AN_EVENT) }, (_, index) => index * MATCHES_AN_EVENT);
  return {
    teams: indexes.map((index) => ({ teamId: teamIdOf(index), name: teamName(index), country: 'Denmark' })),
    players: indexes.flatMap((index) =>
      PLACES.map((place) => ({
        ...{ playerId: playerIdOf(index, place), name: playerName(index, place) },
        ...{ fullName: `First ${index} Last ${place}`, country: 'Denmark' },
      })),
    ),
    events: events.map((index) => ({ eventId: eventIdOf(index), name: eventName(index) })),
  };
}

const PLACES = [0, 1, 2, 3, 4];
const teamName = (index: number): string => `Example Team ${index}`;
const playerName = (index: number, place: number): string => `player${5 * index + place}`;
const eventName = (matchIndex: number): string => `Example Cup ${eventIdOf(matchIndex)}`;

/** The rows of one match. */
export type MatchRows = Omit<
  PublicRows,
  'teams' | 'players' | 'events' | 'kill_matrix' | 'round_events' | 'round_event_swings'
> & { listing: ListingEntry };

type Teams = readonly [number, number];

/** One best of three; team 0 has the most matches. */
export function matchRows(world: World, index: number): MatchRows {
  const teams = pickTeams(world);
  const head = matchHead(index, teams);
  const names = MAP_POOL.toSorted(() => world.random() - 0.5);
  const maps = playMaps(world, { head, teams, names });
  const played = maps.filter(({ map }) => map.state === 'played');
  const won = (teamId: number | null) => played.filter(({ map }) => map.winnerTeamId === teamId).length;
  const [team1MapsWon, team2MapsWon] = [won(head.team1Id), won(head.team2Id)];
  const winnerTeamId = team1MapsWon > team2MapsWon ? head.team1Id : head.team2Id;
  return {
    matches: [{ ...head, team1MapsWon, team2MapsWon, winnerTeamId }],
    vetoes: ACTIONS.map((action, step) => ({
      ...{ matchId: head.matchId, step: step + 1, action, mapName: names[step] ?? '' },
      teamId: action === 'left_over' ? null : teamIdOf(teams[step % 2 === 0 ? 0 : 1]),
    })),
    lineups: teams.flatMap((team) =>
      PLACES.map((place) => ({
        ...{ matchId: head.matchId, playerId: playerIdOf(team, place) },
        ...{ teamId: teamIdOf(team), playerName: playerName(team, place) },
      })),
    ),
    maps: maps.map(({ map }) => map),
    player_map_stats: played.flatMap(({ map }) => playerRows(world, map, teams)),
    rounds: played.flatMap(({ rounds }) => rounds),
    round_economy: played.flatMap(({ economy }) => economy),
    listing: listingOf(head, team1MapsWon, team2MapsWon),
  };
}

/** Few teams have many matches: the first one plays in one match of seventy. */
function pickTeams({ random }: World): Teams {
  const pick = (): number => Math.floor(TEAMS * random() ** 1.2);
  const one = pick();
  const other = pick();
  return [one, one === other ? (one + 1) % TEAMS : other];
}

function matchHead(index: number, [one, other]: Teams): Match {
  const matchId = FIRST_MATCH_ID + index;
  const startedAtMs = startOf(index);
  return {
    ...{
      matchId,
      url: `https://www.hltv.org/matches/${matchId}/example-${one}-vs-example-${other}`,
      status: 'finished',
    },
    ...{ startedAtMs, endedAtMs: startedAtMs + DAY_MS / 8, eventId: eventIdOf(index), eventName: eventName(index) },
    ...{ stage: 'Group stage', bestOf: 3, isLan: index % 3 === 0, isForfeit: false, stars: index % 6, note: null },
    ...{ team1Id: teamIdOf(one), team1Name: teamName(one), team1Rank: one + 1, team1MapsWon: null },
    ...{ team2Id: teamIdOf(other), team2Name: teamName(other), team2Rank: other + 1, team2MapsWon: null },
    ...{ winnerTeamId: null, playerOfMatchId: playerIdOf(one, 0), demoId: 100_000 + index },
    ...{ team1VrsPoints: 2000 - one, team1VrsRank: one + 1, team1VrsPointsChange: 12, team1VrsRankAfter: one + 1 },
    ...{
      team2VrsPoints: 2000 - other,
      team2VrsRank: other + 1,
      team2VrsPointsChange: -9,
      team2VrsRankAfter: other + 1,
    },
  };
}

type PlayedMap = RoundRows & { map: MatchMap };

function playMaps(world: World, { head, teams, names }: { head: Match; teams: Teams; names: string[] }): PlayedMap[] {
  const maps: PlayedMap[] = [];
  const won = { 1: 0, 2: 0 };
  for (const mapNumber of [1, 2, 3]) {
    const isPlayed = Math.max(won[1], won[2]) < 2;
    const base = { matchId: head.matchId, mapNumber, mapName: names[mapNumber + 1] ?? '' };
    if (!isPlayed) {
      maps.push({ map: { ...base, ...UNPLAYED, state: 'unplayed' }, rounds: [], economy: [] });
      continue;
    }
    const rows = playRounds({ ...base, teamIds: [teamIdOf(teams[0]), teamIdOf(teams[1])], random: world.random });
    const map = { ...UNPLAYED, ...base, ...rows.scores, state: 'played' as const };
    won[map.winnerTeamId === head.team1Id ? 1 : 2] += 1;
    maps.push({ ...rows, map: { ...map, mapStatsId: head.matchId * 3 + mapNumber, startedAtMs: head.startedAtMs } });
  }
  return maps;
}

const UNPLAYED = {
  ...{ mapStatsId: null, startedAtMs: null, team1Rounds: null, team2Rounds: null, winnerTeamId: null },
  ...{ pickedByTeamId: null, team1StartSide: null, team1CtRounds: null, team1TRounds: null, team1OtRounds: null },
  ...{ team2CtRounds: null, team2TRounds: null, team2OtRounds: null, ratingVersion: null, team1Rating: null },
  ...{
    team2Rating: null,
    team1FirstKills: null,
    team2FirstKills: null,
    team1ClutchesWon: null,
    team2ClutchesWon: null,
  },
};

function playerRows({ random }: World, { matchId, mapNumber }: MatchMap, teams: Teams): PlayerMapStats[] {
  const whole = (most: number): number => Math.floor(random() * most);
  const decimal = (most: number): number => Math.round(random() * most * 10) / 10;
  return teams.flatMap((team) =>
    PLACES.flatMap((place) =>
      (['both', 'ct', 't'] as const).map((side) => ({
        ...{ matchId, mapNumber, playerId: playerIdOf(team, place), side, teamId: teamIdOf(team) },
        ...{ playerName: playerName(team, place), kills: whole(30), headshots: whole(15), assists: whole(8) },
        ...{ flashAssists: whole(4), deaths: whole(25), tradedDeaths: whole(6), adr: decimal(120), kast: decimal(100) },
        ...{ openingKills: whole(5), openingDeaths: whole(5), multiKillRounds: whole(8), clutchesWon: whole(2) },
        ...{ roundSwing: decimal(9), rating: decimal(2), ecoKills: whole(30), ecoHeadshots: whole(15) },
        ...{ ecoDeaths: whole(25), ecoTradedDeaths: whole(6), ecoAdr: decimal(120), ecoKast: decimal(100) },
        ...{ ecoOpeningKills: whole(5), ecoOpeningDeaths: whole(5), impact: null },
        ...(side === 'both' ? { kpr: 0.71, dpr: 0.64, mkRating: 1.2 } : { kpr: null, dpr: null, mkRating: null }),
      })),
    ),
  );
}

function listingOf(match: Match, team1Score: number, team2Score: number): ListingEntry {
  const { matchId, endedAtMs, team1Name, team2Name, stars, eventName: event, isForfeit } = match;
  const path = new URL(match.url).pathname;
  return {
    matchId,
    path,
    endedAtMs,
    team1Name,
    team2Name,
    team1Score,
    team2Score,
    format: 'bo3',
    stars,
    eventName: event,
    isForfeit,
  };
}
