import type { PageKind } from '../page-kinds.ts';
import type { MatchPage, PageRecords, ResultsPage } from '../page-records.ts';
import { type Block, isRating3, rowBlock, some } from './coverage-block.ts';
import { ECONOMY_BLOCKS, MAP_STATS_BLOCKS, PERFORMANCE_BLOCKS } from './coverage-map-pages.ts';
import { hasClassToken, tagsOfClass } from './html/markup.ts';

/**
 * Optional blocks of each kind of page. A page without an optional block is valid, but if many pages in a row lack it,
 * its class was probably renamed. `store/coverage.ts` counts, and `checks/coverage-alarm.ts` decides about alarms.
 */

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
function hasStandings(page: MatchPage, html: string): boolean {
  return isPlayed(page) && hasClassToken(html, 'vrs-forecast-container');
}
function areRowsOfRating3(page: MatchPage): boolean {
  return (
    hasTables(page) && page.maps.every(({ state, ratingVersion }) => state !== 'played' || isRating3(ratingVersion))
  );
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
  {
    name: 'countries of the teams',
    classes: ['team1', 'team2'],
    absence: 0.1,
    isExpected: isPlayed,
    isRead: ({ team1Country, team2Country }) => team1Country !== null && team2Country !== null,
  },
  {
    name: 'full names',
    classes: ['player-photo'],
    absence: 0.2,
    isExpected: (page) => isPlayed(page) && page.lineups.length > 0,
    isRead: ({ lineups }) => some(lineups, 'fullName'),
  },
  rowBlock('countries of the players', { field: 'country', isExpected: hasTables, classes: ['flag'] }),
  rowBlock('kills', { field: 'kills', isExpected: areRowsOfRating3 }),
  rowBlock('damage', { field: 'adr', isExpected: areRowsOfRating3 }),
  rowBlock('KAST', { field: 'kast', isExpected: areRowsOfRating3 }),
  rowBlock('ratings', { field: 'rating', isExpected: areRowsOfRating3 }),
  {
    name: 'points of the standings',
    classes: ['vrs-forecast-points'],
    absence: 0.05,
    isExpected: hasStandings,
    isRead: ({ team1VrsPoints }) => team1VrsPoints !== null,
  },
  {
    name: 'ranks of the standings',
    classes: ['vrs-forecast-ranking'],
    absence: 0.2,
    isExpected: hasStandings,
    isRead: ({ team1VrsRank, team2VrsRank }) => team1VrsRank !== null || team2VrsRank !== null,
  },
  {
    name: 'result in the standings',
    classes: ['vrs-forecast-middle'],
    absence: 0.1,
    // With a third column the box still shows what a win and a loss would change.
    isExpected: (page, html) => hasStandings(page, html) && !hasClassToken(html, 'vrs-forecast-right'),
    isRead: ({ team1VrsPointsChange }) => team1VrsPointsChange !== null,
  },
];

/** Every optional block. New blocks are added at the end of a list, because the position of a block is stored. */
const BLOCKS: { readonly [Kind in PageKind]: readonly Block<Kind>[] } = {
  results: RESULTS,
  match: MATCH,
  'map-stats': MAP_STATS_BLOCKS,
  performance: PERFORMANCE_BLOCKS,
  economy: ECONOMY_BLOCKS,
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
