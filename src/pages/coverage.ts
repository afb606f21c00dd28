import type { PageKind } from '../page-kinds.ts';
import type {
  EconomyPage,
  MapStatsPage,
  MatchPage,
  PageRecords,
  PerformancePage,
  ResultsPage,
} from '../page-records.ts';
import { hasClassToken, tagsOfClass } from './html/markup.ts';

/**
 * Optional blocks of each kind of page. A page without an optional block is valid, but if many pages in a row lack it,
 * its class was probably renamed. `store/coverage.ts` counts, and `checks/coverage-alarm.ts` decides about alarms.
 */

/** An optional block of one kind of page. */
type Block<Kind extends PageKind> = {
  name: string;
  /** Its classes, which an alarm names. Without `isRead` the block is missing when one of them is. */
  classes: readonly string[];
  /**
   * Assumed share (0 to 1) of pages without the block among those that should have it, until enough pages are stored.
   */
  absence: number;
  /** Whether a page of this age and type usually has it. */
  isExpected(record: PageRecords[Kind], html: string): boolean;
  /** Whether the record has values of it; absent when only its class is known. */
  isRead?(record: PageRecords[Kind]): boolean;
  /** Number of independent places that should show it and all lack it; absent: 1. */
  places?(html: string): number;
};

/** Whether one page that should have a block has it. */
export type BlockObservation = {
  block: string;
  /** Position in the list of blocks of its kind. */
  index: number;
  classes: readonly string[];
  isPresent: boolean;
  /** Assumed share (0 to 1) of pages without it. */
  absence: number;
  places: number;
};

/** Older layouts lack half of the blocks, and few such pages exist. */
const MODERN_LAYOUT_MS = Date.UTC(2021, 0, 1);
/** Matches have the VRS box since 2026; the month is not known. */
const FIRST_STANDINGS_MS = Date.UTC(2026, 6, 1);
/** A shorter listing may have no match with stars. */
const LONG_LISTING = 50;

function isPlayed(page: MatchPage): boolean {
  return (
    page.status === 'finished' &&
    page.startedAtMs >= MODERN_LAYOUT_MS &&
    page.maps.some(({ state, team1Rounds }) => state === 'played' && team1Rounds !== null)
  );
}
function hasTables(page: MatchPage): boolean {
  return isPlayed(page) && page.playerMapStats.length > 0;
}
function isSeries(page: MatchPage): boolean {
  return isPlayed(page) && page.maps.filter(({ state }) => state === 'played').length > 1;
}
function isRating3(version: string | null): boolean {
  return version === '3.0';
}
function areRowsOfRating3(page: MatchPage): boolean {
  return (
    hasTables(page) && page.maps.every(({ state, ratingVersion }) => state !== 'played' || isRating3(ratingVersion))
  );
}
function some<Row>(rows: readonly Row[], field: keyof Row): boolean {
  return rows.some((row) => row[field] !== null);
}

const RESULTS: Block<'results'>[] = [
  {
    name: 'stars',
    classes: ['stars'],
    absence: 0.02,
    isExpected: (_, html) => hasClassToken(html, 'map-and-stars'),
    places: (html) => [...tagsOfClass(html, 'map-and-stars')].length,
  },
  {
    name: 'stars of a long listing',
    classes: ['stars'],
    absence: 0.2,
    isExpected: ({ entries, total }: ResultsPage) => total !== null && entries.length >= LONG_LISTING,
  },
  {
    name: 'event names',
    classes: ['event-name'],
    absence: 0.02,
    isExpected: ({ entries, total }: ResultsPage) => total !== null && entries.length > 0,
    isRead: ({ entries }: ResultsPage) => some(entries, 'eventName'),
  },
];

const MATCH: Block<'match'>[] = [
  {
    name: 'vetoes',
    classes: ['veto-box'],
    absence: 0.2,
    isExpected: isPlayed,
    isRead: ({ vetoes }) => vetoes.length > 0,
  },
  {
    name: 'pick marks',
    classes: ['pick'],
    absence: 0.2,
    isExpected: isSeries,
    isRead: ({ maps }) => some(maps, 'pickMarkerTeamId'),
  },
  {
    name: 'line-ups',
    classes: ['lineups'],
    absence: 0.2,
    isExpected: isPlayed,
    isRead: ({ lineups }) => lineups.length > 0,
  },
  { name: 'ranks', classes: ['teamRanking'], absence: 0.2, isExpected: isPlayed },
  { name: 'streams', classes: ['streams'], absence: 0.2, isExpected: isPlayed },
  {
    name: 'player of the match',
    classes: ['potm-container'],
    absence: 0.2,
    isExpected: hasTables,
    isRead: ({ playerOfMatchId }) => playerOfMatchId !== null,
  },
  { name: 'demo', classes: [], absence: 0.4, isExpected: hasTables, isRead: ({ demoId }) => demoId !== null },
  {
    name: 'half scores',
    classes: ['results-center-half-score'],
    absence: 0.1,
    isExpected: isPlayed,
    isRead: ({ maps }) => some(maps, 'team1CtRounds'),
  },
  {
    name: 'stats links',
    classes: ['results-stats'],
    absence: 0.2,
    isExpected: isPlayed,
    isRead: ({ maps }) => some(maps, 'mapStatsId'),
  },
  {
    name: 'player tables',
    classes: ['stats-content'],
    absence: 0.2,
    isExpected: isPlayed,
    isRead: ({ playerMapStats }) => playerMapStats.length > 0,
  },
  {
    name: 'CT and T tables',
    classes: ['ctstats', 'tstats'],
    absence: 0.1,
    isExpected: hasTables,
    isRead: ({ playerMapStats }) => playerMapStats.some(({ side }) => side !== 'both'),
  },
  {
    name: 'eco-adjusted columns',
    classes: ['eco-adjusted-data'],
    absence: 0.1,
    isExpected: areRowsOfRating3,
    isRead: ({ playerMapStats }) => some(playerMapStats, 'ecoKills'),
  },
  {
    name: 'round swing',
    classes: ['roundSwing'],
    absence: 0.1,
    isExpected: areRowsOfRating3,
    isRead: ({ playerMapStats }) => some(playerMapStats, 'roundSwing'),
  },
  {
    name: 'rating version',
    classes: [],
    absence: 0.2,
    isExpected: hasTables,
    isRead: ({ maps }) => some(maps, 'ratingVersion'),
  },
  {
    name: 'Valve Regional Standings',
    classes: ['vrs-forecast-container'],
    absence: 0.7,
    isExpected: (page) => isPlayed(page) && page.startedAtMs >= FIRST_STANDINGS_MS,
  },
];

function hasPlayers({ playerMapStats }: MapStatsPage): boolean {
  return playerMapStats.length > 0;
}
function hasRating3(page: MapStatsPage): boolean {
  return hasPlayers(page) && isRating3(page.ratingVersion);
}

const MAP_STATS: Block<'map-stats'>[] = [
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

const PERFORMANCE: Block<'performance'>[] = [
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
];

function hasRounds({ roundEconomy }: EconomyPage): boolean {
  return roundEconomy.length > 0;
}

const ECONOMY: Block<'economy'>[] = [
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

/** Every optional block. New blocks are added at the end of a list, because the position of a block is stored. */
const BLOCKS: { readonly [Kind in PageKind]: readonly Block<Kind>[] } = {
  results: RESULTS,
  match: MATCH,
  'map-stats': MAP_STATS,
  performance: PERFORMANCE,
  economy: ECONOMY,
};

/** Whether a parsed page has each of the blocks that it should have. Not for a page whose saving program omits parts. */
export function observeBlocks<Kind extends PageKind>(
  kind: Kind,
  html: string,
  record: PageRecords[Kind],
): BlockObservation[] {
  return BLOCKS[kind].flatMap(({ name, classes, absence, isExpected, isRead, places }, index) => {
    if (!isExpected(record, html)) return [];
    const isPresent = isRead?.(record) ?? classes.every((token) => holdsClass(html, token));
    return [{ block: name, index, classes, isPresent, absence, places: isPresent ? 1 : (places?.(html) ?? 1) }];
  });
}

/** Also finds a class attribute without quotes, which has a single class. */
function holdsClass(html: string, token: string): boolean {
  return (
    hasClassToken(html, token) || new RegExp(`<[a-z][^<>]{0,2000}\\sclass\\s*=\\s*${token}[\\s/>]`, 'i').test(html)
  );
}
