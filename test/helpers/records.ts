import type {
  EconomyPage,
  ListingEntry,
  MapStatsPage,
  MapStatsPlayer,
  MatchPage,
  OverviewMap,
  OverviewPlayerStats,
  PerformancePage,
  PerformancePlayer,
} from '../../src/page-records.ts';
import type { BuyType, Side } from '../../src/records.ts';

/** Hand-made page records: one best of three, two maps played, everything on it consistent. */

export const MATCH_ID = 2400001;
export const MAP1 = 300001;
export const MAP2 = 300002;
export const TEAM1 = 9001;
export const TEAM2 = 9002;
export const TEAM1_PLAYERS = [50001, 50002, 50003, 50004, 50005];
export const TEAM2_PLAYERS = [50011, 50012, 50013, 50014, 50015];
const STARTED_AT_MS = Date.UTC(2026, 1, 14, 15, 40);
export const ENDED_AT_MS = Date.UTC(2026, 1, 14, 18, 29, 7);

const SIDES = ['both', 'ct', 't'] as const;
const FULL = { kills: 16, deaths: 14, adr: 80.5, kast: 72.7, roundSwing: 1.5, rating: 1.12 };
const ECO = { ecoKills: 17, ecoDeaths: 13, ecoAdr: 82.1, ecoKast: 74.5 };

const teamOf = (playerId: number) => (TEAM2_PLAYERS.includes(playerId) ? TEAM2 : TEAM1);

export const overviewPlayer = (playerId: number, over: Partial<OverviewPlayerStats> = {}): OverviewPlayerStats => ({
  mapNumber: 1,
  playerId,
  side: 'both',
  playerName: `player${playerId}`,
  teamId: teamOf(playerId),
  country: 'Denmark',
  ...FULL,
  ...ECO,
  ...over,
});

const half = (value: number, side: (typeof SIDES)[number]) => (side === 'both' ? value : value / 2);

const overviewRows = (mapNumber: number) =>
  [...TEAM1_PLAYERS, ...TEAM2_PLAYERS].flatMap((playerId) =>
    SIDES.map((side) =>
      overviewPlayer(playerId, { mapNumber, side, kills: half(FULL.kills, side), deaths: half(FULL.deaths, side) }),
    ),
  );

export const overviewMap = (mapNumber: number, over: Partial<OverviewMap> = {}): OverviewMap => ({
  mapNumber,
  mapStatsId: null,
  mapStatsPath: null,
  mapName: 'Nuke',
  state: 'unplayed',
  team1Rounds: null,
  team2Rounds: null,
  winnerTeamId: null,
  pickedByTeamId: null,
  pickMarkerTeamId: null,
  team1StartSide: null,
  team1CtRounds: null,
  team1TRounds: null,
  team1OtRounds: null,
  team2CtRounds: null,
  team2TRounds: null,
  team2OtRounds: null,
  ratingVersion: null,
  ...over,
});

const SCORE = {
  team1Rounds: 13,
  team2Rounds: 9,
  team1StartSide: 'ct',
  team1CtRounds: 8,
  team1TRounds: 5,
  team1OtRounds: null,
  team2CtRounds: 5,
  team2TRounds: 4,
  team2OtRounds: null,
  ratingVersion: '3.0',
} as const;

const playedMap = (mapNumber: number, mapStatsId: number, over: Partial<OverviewMap>) =>
  overviewMap(mapNumber, {
    mapStatsId,
    mapStatsPath: `/stats/matches/mapstatsid/${mapStatsId}/x`,
    state: 'played',
    winnerTeamId: TEAM1,
    ...SCORE,
    ...over,
  });

export const matchPage = (over: Partial<MatchPage> = {}): MatchPage => ({
  matchId: MATCH_ID,
  url: `https://www.hltv.org/matches/${MATCH_ID}/alpha-wolves-vs-bravo-foxes-example-cup-1`,
  title: 'Alpha Wolves vs. Bravo Foxes at Example Cup 1 | HLTV.org',
  status: 'finished',
  startedAtMs: STARTED_AT_MS,
  eventId: 9100,
  eventName: 'Example Cup 1',
  stage: 'Grand final',
  bestOf: 3,
  isLan: true,
  team1Id: TEAM1,
  team1Name: 'Alpha Wolves',
  team1Country: 'Denmark',
  team1Rank: 12,
  team1MapsWon: 2,
  team1HeaderScore: 2,
  team2Id: TEAM2,
  team2Name: 'Bravo Foxes',
  team2Country: 'Spain',
  team2Rank: null,
  team2MapsWon: 0,
  team2HeaderScore: 0,
  winnerTeamId: TEAM1,
  isForfeit: false,
  note: null,
  playerOfMatchId: TEAM1_PLAYERS[0] ?? null,
  demoId: 109000,
  team1VrsPoints: 1410,
  team1VrsRank: 27,
  team1VrsPointsChange: 25,
  team1VrsRankAfter: 26,
  team2VrsPoints: 1296,
  team2VrsRank: 37,
  team2VrsPointsChange: -10,
  team2VrsRankAfter: 37,
  vetoes: [
    { step: 1, teamId: TEAM1, action: 'removed', mapName: 'Dust2' },
    { step: 2, teamId: TEAM2, action: 'removed', mapName: 'Train' },
    { step: 3, teamId: TEAM1, action: 'picked', mapName: 'Ancient' },
    { step: 4, teamId: TEAM2, action: 'picked', mapName: 'Mirage' },
    { step: 5, teamId: TEAM1, action: 'removed', mapName: 'Inferno' },
    { step: 6, teamId: TEAM2, action: 'removed', mapName: 'Overpass' },
    { step: 7, teamId: null, action: 'left_over', mapName: 'Nuke' },
  ],
  lineups: [...TEAM1_PLAYERS, ...TEAM2_PLAYERS].map((playerId) => ({
    playerId,
    teamId: teamOf(playerId),
    playerName: `player${playerId}`,
    fullName: `First 'player${playerId}' Last`,
    country: 'Denmark',
  })),
  maps: [
    playedMap(1, MAP1, { mapName: 'Ancient', pickedByTeamId: TEAM1, pickMarkerTeamId: TEAM1 }),
    playedMap(2, MAP2, { mapName: 'Mirage', pickedByTeamId: TEAM2, pickMarkerTeamId: TEAM2 }),
    overviewMap(3),
  ],
  playerMapStats: [...overviewRows(1), ...overviewRows(2)],
  seriesPlayerStats: [],
  ...over,
});

export const mapStatsPlayer = (playerId: number, over: Partial<MapStatsPlayer> = {}): MapStatsPlayer => ({
  playerId,
  side: 'both',
  teamId: teamOf(playerId),
  playerName: `player${playerId}`,
  country: 'Denmark',
  headshots: 8,
  assists: 4,
  flashAssists: 2,
  tradedDeaths: 2,
  openingKills: 2,
  openingDeaths: 2,
  multiKillRounds: 4,
  clutchesWon: 0,
  ecoHeadshots: 9,
  ecoTradedDeaths: 2,
  ecoOpeningKills: 3,
  ecoOpeningDeaths: 1,
  ...FULL,
  ...ECO,
  ...over,
});

/** Team 1 wins the first eight of twelve rounds as CT, then five of ten as T. */
const winnerOf = (roundNumber: number) => {
  const inHalf = roundNumber <= 12 ? roundNumber <= 8 : roundNumber <= 17;
  const teamId = inHalf ? TEAM1 : TEAM2;
  const isFirstHalf = roundNumber <= 12;
  const side: Side = (teamId === TEAM1) === isFirstHalf ? 'ct' : 't';
  return { teamId, side };
};

const ROUND_NUMBERS = Array.from({ length: 22 }, (_, index) => index + 1);

const mapStatsRounds = () => {
  const score = { team1Score: 0, team2Score: 0 };
  return ROUND_NUMBERS.map((roundNumber) => {
    const { teamId, side } = winnerOf(roundNumber);
    if (teamId === TEAM1) score.team1Score += 1;
    else score.team2Score += 1;
    return { roundNumber, winnerTeamId: teamId, winnerSide: side, outcome: 'elimination' as const, ...score };
  });
};

export const mapStatsPage = (over: Partial<MapStatsPage> = {}): MapStatsPage => ({
  mapStatsId: MAP1,
  matchId: MATCH_ID,
  eventId: 9100,
  eventName: 'Example Cup 1',
  startedAtMs: STARTED_AT_MS,
  mapName: 'Ancient',
  ...SCORE,
  team1Id: TEAM1,
  team1Name: 'Alpha Wolves',
  team1Country: 'Denmark',
  team1Rating: 1.16,
  team1FirstKills: 13,
  team1ClutchesWon: 2,
  team2Id: TEAM2,
  team2Name: 'Bravo Foxes',
  team2Country: 'Spain',
  team2Rating: 0.94,
  team2FirstKills: 9,
  team2ClutchesWon: 1,
  scoreboards: 2,
  playerMapStats: [...TEAM1_PLAYERS, ...TEAM2_PLAYERS].flatMap((playerId) =>
    SIDES.map((side) => mapStatsPlayer(playerId, { side, kills: half(FULL.kills, side) })),
  ),
  rounds: mapStatsRounds(),
  ...over,
});

/** The same page with its two teams in the other order. */
export const swappedMapStatsPage = (page: MapStatsPage = mapStatsPage()): MapStatsPage => ({
  ...page,
  team1Id: page.team2Id,
  team1Name: page.team2Name,
  team1Country: page.team2Country,
  team1Rounds: page.team2Rounds,
  team1StartSide: page.team1StartSide === null ? null : page.team1StartSide === 'ct' ? 't' : 'ct',
  team1CtRounds: page.team2CtRounds,
  team1TRounds: page.team2TRounds,
  team1OtRounds: page.team2OtRounds,
  team1Rating: page.team2Rating,
  team1FirstKills: page.team2FirstKills,
  team1ClutchesWon: page.team2ClutchesWon,
  team2Id: page.team1Id,
  team2Name: page.team1Name,
  team2Country: page.team1Country,
  team2Rounds: page.team1Rounds,
  team2CtRounds: page.team1CtRounds,
  team2TRounds: page.team1TRounds,
  team2OtRounds: page.team1OtRounds,
  team2Rating: page.team1Rating,
  team2FirstKills: page.team1FirstKills,
  team2ClutchesWon: page.team1ClutchesWon,
});

export const performancePlayer = (playerId: number, over: Partial<PerformancePlayer> = {}): PerformancePlayer => ({
  playerId,
  playerName: `player${playerId}`,
  team: TEAM2_PLAYERS.includes(playerId) ? 2 : 1,
  country: 'Denmark',
  kpr: 0.73,
  dpr: 0.64,
  impact: null,
  mkRating: 1.18,
  kast: 72.7,
  adr: 80.5,
  roundSwing: 1.5,
  rating: 1.12,
  ...over,
});

const killMatrix = (): PerformancePage['killMatrix'] =>
  (['all', 'first_kill', 'awp'] as const).flatMap((kind) =>
    TEAM1_PLAYERS.flatMap((one) =>
      TEAM2_PLAYERS.flatMap((other) => [
        { kind, killerId: one, victimId: other, kills: kind === 'all' ? 3 : 0 },
        { kind, killerId: other, victimId: one, kills: kind === 'all' ? 2 : 0 },
      ]),
    ),
  );

export const performancePage = (over: Partial<PerformancePage> = {}): PerformancePage => ({
  mapStatsId: MAP1,
  eventName: 'Example Cup 1',
  ratingVersion: '3.0',
  team1Name: 'Alpha Wolves',
  team1Kills: 80,
  team1Deaths: 70,
  team1Assists: 20,
  team2Name: 'Bravo Foxes',
  team2Kills: 70,
  team2Deaths: 80,
  team2Assists: 20,
  playerMapStats: [...TEAM1_PLAYERS, ...TEAM2_PLAYERS].map((playerId) => performancePlayer(playerId)),
  killMatrix: killMatrix(),
  ...over,
});

const BUYS: { equipmentValue: number; buyType: BuyType }[] = [
  { equipmentValue: 4200, buyType: 'full_eco' },
  { equipmentValue: 9100, buyType: 'semi_eco' },
  { equipmentValue: 14_500, buyType: 'semi_buy' },
  { equipmentValue: 26_300, buyType: 'full_buy' },
];

const economyRounds = (): EconomyPage['roundEconomy'] =>
  ROUND_NUMBERS.flatMap((roundNumber) => {
    const { teamId, side } = winnerOf(roundNumber);
    const lost: Side = side === 'ct' ? 't' : 'ct';
    const buy = BUYS[roundNumber === 1 || roundNumber === 13 ? 0 : roundNumber % 4] ?? BUYS[0]!;
    return ([1, 2] as const).map((team) => {
      const won = (team === 1) === (teamId === TEAM1);
      return { roundNumber, team, side: won ? side : lost, won, ...buy };
    });
  });

export const economyPage = (over: Partial<EconomyPage> = {}): EconomyPage => ({
  mapStatsId: MAP1,
  eventName: 'Example Cup 1',
  team1Name: 'Alpha Wolves',
  team2Name: 'Bravo Foxes',
  roundEconomy: economyRounds(),
  cells: [],
  breakdown: [],
  ...over,
});

/** The same chart with its two series in the other order. */
export const swappedEconomyPage = (page: EconomyPage = economyPage()): EconomyPage => ({
  ...page,
  team1Name: page.team2Name,
  team2Name: page.team1Name,
  roundEconomy: page.roundEconomy.map((round) => ({ ...round, team: round.team === 1 ? (2 as const) : (1 as const) })),
});

export const listingEntry = (over: Partial<ListingEntry> = {}): ListingEntry => ({
  matchId: MATCH_ID,
  path: `/matches/${over.matchId ?? MATCH_ID}/alpha-wolves-vs-bravo-foxes-example-cup-1`,
  endedAtMs: ENDED_AT_MS,
  team1Name: 'Alpha Wolves',
  team2Name: 'Bravo Foxes',
  team1Score: 2,
  team2Score: 0,
  format: 'bo3',
  stars: 1,
  eventName: 'Example Cup 1',
  isForfeit: false,
  ...over,
});
