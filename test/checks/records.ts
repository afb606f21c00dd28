import type { OverviewContext } from '../../src/checks/overview-comparison.ts';
import type {
  EconomyPage,
  ListingEntry,
  MapStatsPage,
  MatchPage,
  OverviewPlayerStats,
  PerformancePage,
  ResultsPage,
} from '../../src/page-records.ts';
import type { BuyType } from '../../src/records.ts';
import { mapStatsOf, type PlayedMap, playMap, scoreOf, TEAM_1, TEAM_2 } from './simulated-map.ts';

/** Consistent records of one invented match, best of three, 2-1, the last map with an overtime. */

const ANCIENT = playMap({
  mapStatsId: 300001,
  mapName: 'Ancient',
  startSide: 'ct',
  half: 12,
  winners: '1121112112122121212121',
});
const NUKE = playMap({
  mapStatsId: 300002,
  mapName: 'Nuke',
  startSide: 't',
  half: 12,
  winners: '221221222122212122',
});
const MIRAGE = playMap({
  mapStatsId: 300003,
  mapName: 'Mirage',
  startSide: 'ct',
  half: 12,
  winners: '121212121212212121212121112121',
});
const MAPS = [ANCIENT, NUKE, MIRAGE];

function overviewRows(map: PlayedMap, mapNumber: number): OverviewPlayerStats[] {
  return mapStatsOf(map).playerMapStats.map((row) => ({
    mapNumber,
    playerId: row.playerId,
    playerName: row.playerName,
    teamId: row.teamId ?? 0,
    country: row.country,
    side: row.side,
    kills: row.kills,
    deaths: row.deaths,
    adr: row.adr,
    kast: row.kast,
    roundSwing: row.roundSwing,
    rating: row.rating,
    ecoKills: row.ecoKills,
    ecoDeaths: row.ecoDeaths,
    ecoAdr: row.ecoAdr,
    ecoKast: row.ecoKast,
  }));
}

/** The all-maps tables: counts added up, the rest taken from the first map. */
export function seriesRows(rows: OverviewPlayerStats[]): MatchPage['seriesPlayerStats'] {
  return rows
    .filter((row) => row.mapNumber === 1)
    .map(({ mapNumber: _, ...first }) => {
      const same = rows.filter((row) => row.playerId === first.playerId && row.side === first.side);
      const kills = same.reduce((total, row) => total + (row.kills ?? 0), 0);
      const deaths = same.reduce((total, row) => total + (row.deaths ?? 0), 0);
      return { ...first, kills, deaths };
    });
}

function overviewMap(map: PlayedMap, mapNumber: number): MatchPage['maps'][number] {
  const score = scoreOf(map);
  const picker = [TEAM_2.teamId, TEAM_1.teamId, null][mapNumber - 1] ?? null;
  const order = map.startSide === 'ct' ? 'alpha-wolves-vs-bravo-foxes' : 'bravo-foxes-vs-alpha-wolves';
  return {
    mapNumber,
    mapStatsId: map.mapStatsId,
    mapStatsPath: `/stats/matches/mapstatsid/${map.mapStatsId}/${order}`,
    mapName: map.mapName,
    state: 'played',
    winnerTeamId: score.team1Rounds > score.team2Rounds ? TEAM_1.teamId : TEAM_2.teamId,
    pickedByTeamId: picker,
    pickMarkerTeamId: picker,
    ...score,
    ratingVersion: '3.0',
  };
}

function vetoes(): MatchPage['vetoes'] {
  const steps = [
    [TEAM_2.teamId, 'removed', 'Dust2'],
    [TEAM_1.teamId, 'removed', 'Inferno'],
    [TEAM_2.teamId, 'picked', 'Ancient'],
    [TEAM_1.teamId, 'picked', 'Nuke'],
    [TEAM_1.teamId, 'removed', 'Anubis'],
    [TEAM_2.teamId, 'removed', 'Overpass'],
    [null, 'left_over', 'Mirage'],
  ] as const;
  return steps.map(([teamId, action, mapName], index) => ({ step: index + 1, teamId, action, mapName }));
}

export function matchPage(): MatchPage {
  const rows = MAPS.flatMap((map, index) => overviewRows(map, index + 1));
  return {
    matchId: 2400001,
    url: 'https://www.hltv.org/matches/2400001/alpha-wolves-vs-bravo-foxes-example-cup-1',
    status: 'finished',
    startedAtMs: 1_771_080_000_000,
    eventId: 9100,
    eventName: 'Example Cup 1',
    stage: 'Grand final',
    bestOf: 3,
    isLan: true,
    team1Id: TEAM_1.teamId,
    team1Name: TEAM_1.name,
    team1Rank: 27,
    team1MapsWon: 2,
    team1Country: 'Denmark',
    team1HeaderScore: 2,
    team2Id: TEAM_2.teamId,
    team2Name: TEAM_2.name,
    team2Rank: null,
    team2MapsWon: 1,
    team2Country: 'Spain',
    team2HeaderScore: 1,
    winnerTeamId: TEAM_1.teamId,
    isForfeit: false,
    note: null,
    playerOfMatchId: 101,
    demoId: 109000,
    team1VrsPoints: 1410,
    team1VrsRank: 27,
    team1VrsPointsChange: 25,
    team1VrsRankAfter: 26,
    team2VrsPoints: 1296,
    team2VrsRank: 37,
    team2VrsPointsChange: -10,
    team2VrsRankAfter: 37,
    title: 'Alpha Wolves vs. Bravo Foxes at Example Cup 1 | HLTV.org',
    vetoes: vetoes(),
    lineups: [TEAM_1, TEAM_2].flatMap((team) =>
      team.players.map((playerId) => ({
        playerId,
        teamId: team.teamId,
        playerName: `player${playerId}`,
        fullName: null,
        country: 'Denmark',
      })),
    ),
    maps: MAPS.map((map, index) => overviewMap(map, index + 1)),
    playerMapStats: rows,
    seriesPlayerStats: seriesRows(rows),
  };
}

/** The first map, 13-9 without overtime. */
export function mapStatsPage(): MapStatsPage {
  return mapStatsOf(ANCIENT);
}

/** The last map, 16-14 after one overtime. */
export function overtimePage(): MapStatsPage {
  return mapStatsOf(MIRAGE);
}

/** What the overview says of the first map. */
export function overviewContext(): OverviewContext {
  const page = matchPage();
  const { mapStatsPath: _path, pickMarkerTeamId: _mark, ...map } = overviewMap(ANCIENT, 1);
  return {
    matchId: page.matchId,
    mapNumber: 1,
    status: page.status,
    note: page.note,
    team1Id: page.team1Id,
    team1Name: page.team1Name,
    team2Id: page.team2Id,
    team2Name: page.team2Name,
    map: {
      ...map,
      matchId: page.matchId,
      startedAtMs: null,
      team1Rating: null,
      team2Rating: null,
      team1FirstKills: null,
      team2FirstKills: null,
      team1ClutchesWon: null,
      team2ClutchesWon: null,
    },
    playerMapStats: page.playerMapStats,
  };
}

function matrix(map: PlayedMap): PerformancePage['killMatrix'] {
  const pairs = TEAM_1.players.flatMap((one) =>
    TEAM_2.players.flatMap((two) => [[one, two] as const, [two, one] as const]),
  );
  const kinds = [
    { kind: 'all' as const, isIn: () => true },
    { kind: 'first_kill' as const, isIn: (kill: { isFirst: boolean }) => kill.isFirst },
    { kind: 'awp' as const, isIn: (kill: { roundNumber: number }) => kill.roundNumber % 4 === 0 },
  ];
  return kinds.flatMap(({ kind, isIn }) =>
    pairs.map(([killerId, victimId]) => ({
      kind,
      killerId,
      victimId,
      kills: map.kills.filter((kill) => kill.killerId === killerId && kill.victimId === victimId && isIn(kill)).length,
    })),
  );
}

type Section = NonNullable<PerformancePage['roundSwing']>;

/** The winners kill first, then the losers, then the winners again; the swings of a round are in its first kill. */
function roundSwing(map: PlayedMap, totals: MapStatsPage['playerMapStats']): Section {
  const events = map.rounds.flatMap(({ roundNumber, winner }): Section['events'] => {
    const ofRound = map.kills.filter((kill) => kill.roundNumber === roundNumber);
    const winners: number[] = winner === 1 ? TEAM_1.players : TEAM_2.players;
    const byWinners = ofRound.filter(({ killerId }) => winners.includes(killerId));
    const byLosers = ofRound.filter(({ killerId }) => !winners.includes(killerId));
    const kills = [...byWinners.slice(0, 1), ...byLosers, ...byWinners.slice(1)];
    const alive = [5, 5];
    const start = { roundNumber, eventNumber: 1, type: 'round_started' as const, playerId: null, victimId: null };
    const rest = kills.map(({ killerId, victimId }, index): Section['events'][number] => {
      const side = TEAM_1.players.includes(victimId) ? 0 : 1;
      alive[side] = (alive[side] ?? 0) - 1;
      const isLast = index === kills.length - 1;
      const chance = isLast ? (winner === 1 ? 100 : 0) : 52;
      return {
        ...{ roundNumber, eventNumber: index + 2, type: 'kill', playerId: killerId, victimId },
        ...{ team1Alive: alive[0] ?? 0, team2Alive: alive[1] ?? 0 },
        ...{ team1WinProbability: chance, team2WinProbability: 100 - chance },
      };
    });
    return [{ ...start, team1Alive: 5, team2Alive: 5, team1WinProbability: 50, team2WinProbability: 50 }, ...rest];
  });
  const score = [0, 0];
  return {
    team1Name: TEAM_1.name,
    team2Name: TEAM_2.name,
    players: totals.map(({ playerId, playerName, teamId, roundSwing: total }) => ({
      ...{ playerId, playerName, roundSwing: total },
      teamName: teamId === TEAM_1.teamId ? TEAM_1.name : TEAM_2.name,
    })),
    scores: map.rounds.map(({ roundNumber, winner }) => {
      score[winner - 1] = (score[winner - 1] ?? 0) + 1;
      return { roundNumber, team1Rounds: score[0] ?? 0, team2Rounds: score[1] ?? 0 };
    }),
    events,
    swings: map.rounds.flatMap(({ roundNumber }) =>
      totals.map(({ playerId, roundSwing: swing }) => ({ roundNumber, eventNumber: 2, playerId, swing: swing ?? 0 })),
    ),
    equipment: economyRounds(map).map(({ roundNumber, team, equipmentValue }) => ({
      ...{ roundNumber, equipmentValue, buyType: 'FULL' },
      teamName: team === 1 ? 'Alpha' : 'BF',
    })),
  };
}

/** The performance page of the first map. */
export function performancePage(): PerformancePage {
  const { playerMapStats, mapStatsId } = mapStatsPage();
  const totals = playerMapStats.filter((row) => row.side === 'both');
  const added = (teamId: number, field: 'kills' | 'deaths' | 'assists') =>
    totals.filter((row) => row.teamId === teamId).reduce((total, row) => total + (row[field] ?? 0), 0);
  const rounds = ANCIENT.rounds.length;
  return {
    mapStatsId,
    eventName: 'Example Cup 1',
    ratingVersion: '3.0',
    team1Name: TEAM_1.name,
    team1Kills: added(TEAM_1.teamId, 'kills'),
    team1Deaths: added(TEAM_1.teamId, 'deaths'),
    team1Assists: added(TEAM_1.teamId, 'assists'),
    team2Name: TEAM_2.name,
    team2Kills: added(TEAM_2.teamId, 'kills'),
    team2Deaths: added(TEAM_2.teamId, 'deaths'),
    team2Assists: added(TEAM_2.teamId, 'assists'),
    playerMapStats: totals.map((row) => ({
      playerId: row.playerId,
      playerName: row.playerName,
      team: row.teamId === TEAM_1.teamId ? (1 as const) : (2 as const),
      country: row.country,
      kpr: Number(((row.kills ?? 0) / rounds).toFixed(2)),
      dpr: Number(((row.deaths ?? 0) / rounds).toFixed(2)),
      impact: null,
      mkRating: 1.1,
      kast: row.kast,
      adr: row.adr,
      roundSwing: row.roundSwing,
      rating: row.rating,
    })),
    killMatrix: matrix(ANCIENT),
    roundSwing: roundSwing(ANCIENT, totals),
  };
}

const BUYS: { value: number; buyType: BuyType }[] = [
  { value: 22_300, buyType: 'full_buy' },
  { value: 9100, buyType: 'semi_eco' },
  { value: 12_050, buyType: 'semi_buy' },
  { value: 2400, buyType: 'full_eco' },
];

function economyRounds(map: PlayedMap): EconomyPage['roundEconomy'] {
  return map.rounds
    .filter(({ roundNumber }) => roundNumber <= 2 * map.half)
    .flatMap(({ roundNumber, winner, team1Side }) =>
      ([1, 2] as const).map((team) => {
        const isPistol = roundNumber === 1 || roundNumber === map.half + 1;
        const buy = BUYS[isPistol ? 3 : (roundNumber + team) % 3] as (typeof BUYS)[number];
        const side = (team === 1) === (team1Side === 'ct') ? ('ct' as const) : ('t' as const);
        return { roundNumber, team, side, equipmentValue: buy.value, buyType: buy.buyType, won: winner === team };
      }),
    );
}

function breakdown(rounds: EconomyPage['roundEconomy']): EconomyPage['breakdown'] {
  return ([1, 2] as const).flatMap((team) =>
    BUYS.map(({ buyType }) => {
      const counted = rounds.filter(
        (round) => round.team === team && round.buyType === buyType && round.roundNumber > 1,
      );
      return { team, buyType, played: counted.length, won: counted.filter((round) => round.won).length };
    }),
  );
}

function economyOf(map: PlayedMap): EconomyPage {
  const roundEconomy = economyRounds(map);
  return {
    mapStatsId: map.mapStatsId,
    eventName: 'Example Cup 1',
    team1Name: TEAM_1.name,
    team2Name: TEAM_2.name,
    roundEconomy,
    cells: roundEconomy.map((round) => ({ ...round, icon: null })),
    breakdown: breakdown(roundEconomy),
  };
}

/** The economy page of the first map. */
export function economyPage(): EconomyPage {
  return economyOf(ANCIENT);
}

/** The economy page of the last map: regulation only, as the site shows it. */
export function overtimeEconomyPage(): EconomyPage {
  return economyOf(MIRAGE);
}

export function listingEntry(): ListingEntry {
  return {
    matchId: 2400001,
    path: '/matches/2400001/alpha-wolves-vs-bravo-foxes-example-cup-1',
    endedAtMs: 1_771_092_947_000,
    team1Name: TEAM_1.name,
    team2Name: TEAM_2.name,
    team1Score: 2,
    team2Score: 1,
    format: 'bo3',
    stars: 2,
    eventName: 'Example Cup 1',
    isForfeit: false,
  };
}

export function resultsPage(): ResultsPage {
  const older = { ...listingEntry(), matchId: 2400000, path: '/matches/2400000/x', endedAtMs: 1_771_080_000_000 };
  const forfeit = { ...older, matchId: 2399999, path: '/matches/2399999/y', format: 'def', isForfeit: true };
  return {
    offset: 100,
    first: 101,
    last: 103,
    total: 103,
    hasNext: false,
    rowCount: 3,
    unreadableRows: [],
    entries: [listingEntry(), older, { ...forfeit, team1Score: 0, team2Score: 1 }],
    featuredMatchIds: [],
  };
}
