import type { EconomyPage, MapStatsPage, PerformancePage } from '../page-records.ts';
import { type Block, fieldBlock, isRating3, rowBlock, some } from './coverage-block.ts';

/** The optional blocks of the pages of one map. */

function hasPlayers({ playerMapStats }: MapStatsPage): boolean {
  return playerMapStats.length > 0;
}
function hasRating3(page: MapStatsPage): boolean {
  return hasPlayers(page) && isRating3(page.ratingVersion);
}

export const MAP_STATS_BLOCKS: Block<'map-stats'>[] = [
  {
    name: 'rounds',
    classes: ['round-history-con'],
    absence: 0.1,
    isExpected: hasPlayers,
    isRead: ({ rounds }) => rounds.length > 0,
  },
  {
    name: 'round outcomes',
    classes: [],
    absence: 0.02,
    isExpected: ({ rounds }) => rounds.length > 0,
    isRead: ({ rounds }) => some(rounds, 'outcome'),
  },
  fieldBlock('team ratings', { field: 'team1Rating', isExpected: hasPlayers, classes: ['match-info-row'] }),
  fieldBlock('first kills', { field: 'team1FirstKills', isExpected: hasPlayers, classes: ['match-info-row'] }),
  fieldBlock('clutches', { field: 'team1ClutchesWon', isExpected: hasPlayers, classes: ['match-info-row'] }),
  fieldBlock('half scores', { field: 'team1CtRounds', isExpected: hasPlayers }),
  {
    name: 'CT and T tables',
    classes: ['ctstats', 'tstats'],
    absence: 0.2,
    isExpected: hasPlayers,
    isRead: ({ playerMapStats }) => playerMapStats.some(({ side }) => side !== 'both'),
  },
  rowBlock('eco-adjusted columns', { field: 'ecoKills', isExpected: hasRating3 }),
  rowBlock('opening duels', { field: 'openingKills', isExpected: hasRating3 }),
  {
    name: 'multi-kill rounds and clutches of players',
    classes: [],
    absence: 0.1,
    isExpected: hasRating3,
    isRead: ({ playerMapStats }) => some(playerMapStats, 'multiKillRounds') && some(playerMapStats, 'clutchesWon'),
  },
  fieldBlock('match link', { field: 'matchId', isExpected: hasPlayers, classes: ['match-page-link'], absence: 0.2 }),
  fieldBlock('date', { field: 'startedAtMs', isExpected: hasPlayers }),
  {
    name: 'countries of the teams',
    classes: ['match-info-flag-left', 'match-info-flag-right'],
    absence: 0.1,
    isExpected: hasPlayers,
    isRead: ({ team1Country, team2Country }) => team1Country !== null && team2Country !== null,
  },
  rowBlock('countries of the players', { field: 'country', isExpected: hasPlayers, classes: ['flag'] }),
  rowBlock('kills', { field: 'kills', isExpected: hasRating3 }),
  rowBlock('headshots', { field: 'headshots', isExpected: hasRating3 }),
  rowBlock('assists', { field: 'assists', isExpected: hasRating3 }),
  rowBlock('deaths', { field: 'deaths', isExpected: hasRating3 }),
  rowBlock('damage', { field: 'adr', isExpected: hasRating3 }),
  rowBlock('KAST', { field: 'kast', isExpected: hasRating3 }),
  rowBlock('ratings', { field: 'rating', isExpected: hasRating3 }),
  rowBlock('round swing', { field: 'roundSwing', isExpected: hasRating3 }),
];

function hasCards({ playerMapStats }: PerformancePage): boolean {
  return playerMapStats.length > 0;
}
function matrixBlock(name: string, kind: 'all' | 'first_kill' | 'awp'): Block<'performance'> {
  return {
    name,
    classes: ['killmatrix-content'],
    absence: 0.1,
    isExpected: hasCards,
    isRead: ({ killMatrix }) => killMatrix.some((cell) => cell.kind === kind),
  };
}

export const PERFORMANCE_BLOCKS: Block<'performance'>[] = [
  matrixBlock('kill matrix', 'all'),
  matrixBlock('first-kill matrix', 'first_kill'),
  matrixBlock('AWP matrix', 'awp'),
  rowBlock('kills per round', { field: 'kpr', isExpected: hasCards }),
  rowBlock('deaths per round', { field: 'dpr', isExpected: hasCards }),
  rowBlock('ratings', { field: 'rating', isExpected: hasCards }),
  rowBlock('damage per round', { field: 'adr', isExpected: hasCards }),
  rowBlock('KAST', { field: 'kast', isExpected: hasCards }),
  fieldBlock('team totals', { field: 'team1Kills', isExpected: hasCards, absence: 0.2 }),
  {
    name: 'events of the rounds',
    classes: ['round-swing-player'],
    absence: 0.02,
    isExpected: ({ roundSwing }: PerformancePage) => roundSwing !== undefined && roundSwing.players.length > 0,
    isRead: ({ roundSwing }: PerformancePage) => roundSwing !== undefined && roundSwing.events.length > 0,
  },
  rowBlock('countries of the players', { field: 'country', isExpected: hasCards }),
];

function hasRounds({ roundEconomy }: EconomyPage): boolean {
  return roundEconomy.length > 0;
}

export const ECONOMY_BLOCKS: Block<'economy'>[] = [
  {
    name: 'equipment tables',
    classes: ['equipment-categories'],
    absence: 0.2,
    isExpected: hasRounds,
    isRead: ({ cells }) => cells.length > 0,
  },
  {
    name: 'rounds by buy type',
    classes: ['stats-rows'],
    absence: 0.2,
    isExpected: hasRounds,
    isRead: ({ breakdown }) => breakdown.length > 0,
  },
  {
    name: 'sides of rounds',
    classes: [],
    absence: 0.1,
    isExpected: hasRounds,
    isRead: ({ roundEconomy }) => some(roundEconomy, 'side'),
  },
  {
    name: 'winners of rounds',
    classes: [],
    absence: 0.1,
    isExpected: hasRounds,
    isRead: ({ roundEconomy }) => some(roundEconomy, 'won'),
  },
];
