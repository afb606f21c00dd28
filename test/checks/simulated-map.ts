import type { MapStatsPage, MapStatsPlayer } from '../../src/page-records.ts';
import type { Side } from '../../src/records.ts';

/** A small map played out by hand-written rules, so that every identity between its pages holds. */

export const TEAM_1 = { teamId: 9001, name: 'Alpha Wolves', players: [101, 102, 103, 104, 105] };
export const TEAM_2 = { teamId: 9002, name: 'Bravo Foxes', players: [201, 202, 203, 204, 205] };

type Kill = { roundNumber: number; killerId: number; victimId: number; isFirst: boolean };
export type PlayedRound = { roundNumber: number; winner: 1 | 2; team1Side: Side };
export type PlayedMap = {
  mapStatsId: number;
  mapName: string;
  startSide: Side;
  half: number;
  rounds: PlayedRound[];
  kills: Kill[];
};

/** `winners` has one digit a round, `1` or `2`. */
export function playMap(plan: {
  mapStatsId: number;
  mapName: string;
  startSide: Side;
  half: number;
  winners: string;
}): PlayedMap {
  const { winners, half, startSide } = plan;
  const rounds = [...winners].map((winner, index) => ({
    roundNumber: index + 1,
    winner: winner === '1' ? (1 as const) : (2 as const),
    team1Side: sideIn(index + 1, half, startSide),
  }));
  return { ...plan, rounds, kills: rounds.flatMap(killsOf) };
}

function sideIn(roundNumber: number, half: number, startSide: Side): Side {
  const other = startSide === 'ct' ? 't' : 'ct';
  if (roundNumber <= half) return startSide;
  if (roundNumber <= 2 * half) return other;
  const block = Math.floor((roundNumber - 2 * half - 1) / 3);
  return block % 2 === 0 ? other : startSide;
}

/** The winners kill all five, the losers none to two of them afterwards. */
function killsOf({ roundNumber, winner }: PlayedRound): Kill[] {
  const [won, lost] = winner === 1 ? [TEAM_1, TEAM_2] : [TEAM_2, TEAM_1];
  const ofWinners = lost.players.map((victimId, index) => ({
    roundNumber,
    killerId: won.players[(roundNumber + index * 2) % 5] as number,
    victimId,
    isFirst: index === 0,
  }));
  const ofLosers = won.players.slice(0, roundNumber % 3).map((victimId, index) => ({
    roundNumber,
    killerId: lost.players[(roundNumber + index) % 5] as number,
    victimId,
    isFirst: false,
  }));
  return [...ofWinners, ...ofLosers];
}

function wins(map: PlayedMap, team: 1 | 2, isWanted: (round: PlayedRound) => boolean): number {
  return map.rounds.filter((round) => round.winner === team && isWanted(round)).length;
}

export function scoreOf(map: PlayedMap) {
  const isRegulation = (round: PlayedRound) => round.roundNumber <= 2 * map.half;
  const team1On = (side: Side) => (round: PlayedRound) => isRegulation(round) && round.team1Side === side;
  const hasOvertime = map.rounds.length > 2 * map.half;
  const overtime = (team: 1 | 2) => (hasOvertime ? wins(map, team, (round) => !isRegulation(round)) : null);
  return {
    team1Rounds: wins(map, 1, () => true),
    team2Rounds: wins(map, 2, () => true),
    team1StartSide: map.startSide,
    team1CtRounds: wins(map, 1, team1On('ct')),
    team1TRounds: wins(map, 1, team1On('t')),
    team1OtRounds: overtime(1),
    team2CtRounds: wins(map, 2, team1On('t')),
    team2TRounds: wins(map, 2, team1On('ct')),
    team2OtRounds: overtime(2),
  };
}

/** Where on the scale a player stands: ratings and swings of the teams are opposite. */
const STANDING = [4, 2, 0, -1, -3];

function shownPercent(part: number, whole: number): number {
  return Math.round((1000 * part) / whole) / 10;
}

function playerRow(map: PlayedMap, playerId: number, side: 'ct' | 't'): MapStatsPlayer {
  const isTeam1 = TEAM_1.players.includes(playerId);
  const team = isTeam1 ? TEAM_1 : TEAM_2;
  const rounds = map.rounds.filter((round) => (round.team1Side === 'ct') === ((side === 'ct') === isTeam1));
  const isIn = (kill: Kill) => rounds.some((round) => round.roundNumber === kill.roundNumber);
  const kills = map.kills.filter((kill) => kill.killerId === playerId && isIn(kill));
  const deaths = map.kills.filter((kill) => kill.victimId === playerId && isIn(kill));
  const good = rounds.filter(({ roundNumber }) => {
    const hasKill = kills.some((kill) => kill.roundNumber === roundNumber);
    return hasKill || !deaths.some((death) => death.roundNumber === roundNumber);
  });
  const standing = (STANDING[team.players.indexOf(playerId)] as number) * (isTeam1 ? 1 : -1);
  return {
    playerId,
    playerName: `player${playerId}`,
    teamId: team.teamId,
    country: 'Denmark',
    side,
    kills: kills.length,
    headshots: Math.floor(kills.length / 2),
    assists: 3,
    flashAssists: 1,
    deaths: deaths.length,
    tradedDeaths: Math.floor(deaths.length / 3),
    adr: 70.5 + standing,
    kast: shownPercent(good.length, rounds.length),
    openingKills: kills.filter((kill) => kill.isFirst).length,
    openingDeaths: deaths.filter((death) => death.isFirst).length,
    multiKillRounds: Math.floor(kills.length / 4),
    clutchesWon: side === 'ct' && playerId % 5 === 1 ? 1 : 0,
    roundSwing: standing,
    rating: 1 + standing / 10,
    ecoKills: kills.length + 1,
    ecoHeadshots: Math.floor(kills.length / 2) + 1,
    ecoDeaths: deaths.length,
    ecoTradedDeaths: Math.floor(deaths.length / 3),
    ecoAdr: 72.1 + standing,
    ecoKast: 104.2,
    ecoOpeningKills: kills.filter((kill) => kill.isFirst).length,
    ecoOpeningDeaths: deaths.filter((death) => death.isFirst).length,
  };
}

const ADDED = [
  'kills',
  'headshots',
  'assists',
  'flashAssists',
  'deaths',
  'tradedDeaths',
  'openingKills',
  'openingDeaths',
  'multiKillRounds',
  'clutchesWon',
] as const;

function playerRows(map: PlayedMap, playerId: number): MapStatsPlayer[] {
  const ct = playerRow(map, playerId, 'ct');
  const t = playerRow(map, playerId, 't');
  const both: MapStatsPlayer = { ...ct, side: 'both', ecoKills: 0 };
  for (const field of ADDED) both[field] = (ct[field] ?? 0) + (t[field] ?? 0);
  both.kast = totalKast(map, playerId);
  // One less than the sum of the sides: eco-adjusted values are rounded and must not be added up.
  both.ecoKills = (ct.ecoKills ?? 0) + (t.ecoKills ?? 0) - 1;
  return [both, ct, t];
}

function totalKast(map: PlayedMap, playerId: number): number {
  const good = map.rounds.filter(({ roundNumber }) => {
    const ofRound = map.kills.filter((kill) => kill.roundNumber === roundNumber);
    return ofRound.some((kill) => kill.killerId === playerId) || !ofRound.some((kill) => kill.victimId === playerId);
  });
  return shownPercent(good.length, map.rounds.length);
}

/** The map stats page of a played map, team 1 left. */
export function mapStatsOf(map: PlayedMap): MapStatsPage {
  const rows = [...TEAM_1.players, ...TEAM_2.players].flatMap((playerId) => playerRows(map, playerId));
  const totals = (teamId: number) => rows.filter((row) => row.side === 'both' && row.teamId === teamId);
  const added = (teamId: number, field: 'openingKills' | 'clutchesWon' | 'rating') =>
    totals(teamId).reduce((total, row) => total + (row[field] ?? 0), 0);
  let team1Score = 0;
  let team2Score = 0;
  return {
    mapStatsId: map.mapStatsId,
    matchId: 2400001,
    eventId: 9100,
    eventName: 'Example Cup 1',
    startedAtMs: 1_771_080_000_000,
    mapName: map.mapName,
    ratingVersion: '3.0',
    team1Id: TEAM_1.teamId,
    team1Name: TEAM_1.name,
    team1Country: 'Denmark',
    team2Id: TEAM_2.teamId,
    team2Name: TEAM_2.name,
    team2Country: 'Spain',
    ...scoreOf(map),
    team1Rating: Number((added(TEAM_1.teamId, 'rating') / 5).toFixed(2)),
    team2Rating: Number((added(TEAM_2.teamId, 'rating') / 5).toFixed(2)),
    team1FirstKills: added(TEAM_1.teamId, 'openingKills'),
    team2FirstKills: added(TEAM_2.teamId, 'openingKills'),
    team1ClutchesWon: added(TEAM_1.teamId, 'clutchesWon'),
    team2ClutchesWon: added(TEAM_2.teamId, 'clutchesWon'),
    scoreboards: 2,
    playerMapStats: rows,
    rounds: map.rounds.map(({ roundNumber, winner, team1Side }) => {
      if (winner === 1) team1Score += 1;
      else team2Score += 1;
      return {
        roundNumber,
        winnerTeamId: winner === 1 ? TEAM_1.teamId : TEAM_2.teamId,
        winnerSide: (winner === 1) === (team1Side === 'ct') ? ('ct' as const) : ('t' as const),
        outcome: 'elimination' as const,
        team1Score,
        team2Score,
      };
    }),
  };
}
