import type { EconomyPage, MapStatsPage, PerformancePage } from '../page-records.ts';
import { type Block, isRating3, rowBlock, some } from './coverage-block.ts';

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
  {
    name: 'team ratings',
    classes: ['match-info-row'],
    absence: 0.1,
    isExpected: hasPlayers,
    isRead: ({ team1Rating }) => team1Rating !== null,
  },
  {
    name: 'first kills',
    classes: ['match-info-row'],
    absence: 0.1,
    isExpected: hasPlayers,
    isRead: ({ team1FirstKills }) => team1FirstKills !== null,
  },
  {
    name: 'clutches',
    classes: ['match-info-row'],
    absence: 0.1,
    isExpected: hasPlayers,
    isRead: ({ team1ClutchesWon }) => team1ClutchesWon !== null,
  },
  {
    name: 'half scores',
    classes: [],
    absence: 0.1,
    isExpected: hasPlayers,
    isRead: ({ team1CtRounds }) => team1CtRounds !== null,
  },
  {
    name: 'CT and T tables',
    classes: ['ctstats', 'tstats'],
    absence: 0.2,
    isExpected: hasPlayers,
    isRead: ({ playerMapStats }) => playerMapStats.some(({ side }) => side !== 'both'),
  },
  {
    name: 'eco-adjusted columns',
    classes: [],
    absence: 0.1,
    isExpected: hasRating3,
    isRead: ({ playerMapStats }) => some(playerMapStats, 'ecoKills'),
  },
  {
    name: 'opening duels',
    classes: [],
    absence: 0.1,
    isExpected: hasRating3,
    isRead: ({ playerMapStats }) => some(playerMapStats, 'openingKills'),
  },
  {
    name: 'multi-kill rounds and clutches of players',
    classes: [],
    absence: 0.1,
    isExpected: hasRating3,
    isRead: ({ playerMapStats }) => some(playerMapStats, 'multiKillRounds') && some(playerMapStats, 'clutchesWon'),
  },
  {
    name: 'match link',
    classes: ['match-page-link'],
    absence: 0.2,
    isExpected: hasPlayers,
    isRead: ({ matchId }) => matchId !== null,
  },
  {
    name: 'date',
    classes: [],
    absence: 0.1,
    isExpected: hasPlayers,
    isRead: ({ startedAtMs }) => startedAtMs !== null,
  },
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
function cardBlock(name: string, field: keyof PerformancePage['playerMapStats'][number]): Block<'performance'> {
  return {
    name,
    classes: [],
    absence: 0.1,
    isExpected: hasCards,
    isRead: ({ playerMapStats }) => some(playerMapStats, field),
  };
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
  cardBlock('kills per round', 'kpr'),
  cardBlock('deaths per round', 'dpr'),
  cardBlock('ratings', 'rating'),
  cardBlock('damage per round', 'adr'),
  cardBlock('KAST', 'kast'),
  {
    name: 'team totals',
    classes: [],
    absence: 0.2,
    isExpected: hasCards,
    isRead: ({ team1Kills }) => team1Kills !== null,
  },
  {
    name: 'events of the rounds',
    classes: ['round-swing-player'],
    absence: 0.02,
    isExpected: ({ roundSwing }: PerformancePage) => roundSwing !== undefined && roundSwing.players.length > 0,
    isRead: ({ roundSwing }: PerformancePage) => roundSwing !== undefined && roundSwing.events.length > 0,
  },
  cardBlock('countries of the players', 'country'),
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
