import { overviewOfMap } from '../assembly/map-overview.ts';
import type {
  EconomyPage,
  Finding,
  ListingEntry,
  MapStatsPage,
  MatchPage,
  OverviewMap,
  PerformancePage,
} from '../page-records.ts';
import { ECONOMY_COMPARISON } from './economy-comparison.ts';
import { LISTING_COMPARISON } from './listing-comparison.ts';
import { OVERVIEW_COMPARISON, type OverviewContext } from './overview-comparison.ts';
import { PERFORMANCE_COMPARISON } from './performance-comparison.ts';
import { ROUND_SWING_WITH_ECONOMY } from './round-swing-comparison.ts';
import { runRules } from './rule.ts';
import { ECONOMY_WITH_OVERVIEW, PERFORMANCE_WITH_OVERVIEW } from './teams-of-overview.ts';

/** Compares a listing entry with the overview of its match. */
export function checkListingAgainstOverview(entry: ListingEntry, page: MatchPage): Finding[] {
  return runRules(LISTING_COMPARISON, { entry, page });
}

/** A finding contains both values: the expected one is the overview's, the one seen is the map stats page's. */
export function checkMapStatsAgainstOverview(page: MapStatsPage, overview: OverviewContext): Finding[] {
  const { mapNumber } = overview;
  return runRules(OVERVIEW_COMPARISON, { page, overview }).map((finding) => ({ ...finding, mapNumber }));
}

/** Other stored pages of the same map. */
type MapPages = { mapStats: MapStatsPage | null; overview: OverviewContext | null };
type BesidePerformance = MapPages & { economy?: EconomyPage | null };
type BesideEconomy = MapPages & { performance?: PerformancePage | null };

/** Compares with the map stats page, or without one with the overview, which tells the teams. */
export function checkPerformanceBeside(page: PerformancePage, related: BesidePerformance): Finding[] {
  const { mapStats, overview, economy = null } = related;
  return [
    ...(mapStats === null ? [] : runRules(PERFORMANCE_COMPARISON, { page, mapStats })),
    ...(mapStats !== null || overview === null ? [] : runRules(PERFORMANCE_WITH_OVERVIEW, { page, overview })),
    ...(economy === null ? [] : runRules(ROUND_SWING_WITH_ECONOMY, { page, economy })),
  ];
}

/** As for performance pages. The two are compared with the one that is stored later. */
export function checkEconomyBeside(page: EconomyPage, related: BesideEconomy): Finding[] {
  const { mapStats, overview, performance = null } = related;
  return [
    ...(mapStats === null ? [] : runRules(ECONOMY_COMPARISON, { page, mapStats })),
    ...(mapStats !== null || overview === null ? [] : runRules(ECONOMY_WITH_OVERVIEW, { page, overview })),
    ...(performance === null ? [] : runRules(ROUND_SWING_WITH_ECONOMY, { page: performance, economy: page })),
  ];
}

type LaterPages = { performance: PerformancePage | null; economy: EconomyPage | null };

/** Compares the other pages of a map with a map stats page that is stored after them. */
export function checkPagesBeside(mapStats: MapStatsPage, { performance, economy }: LaterPages): Finding[] {
  return [
    ...(performance === null ? [] : checkPerformanceBeside(performance, { mapStats, overview: null })),
    ...(economy === null ? [] : checkEconomyBeside(economy, { mapStats, overview: null })),
  ];
}

type StoredMapPages = Pick<MapPages, 'mapStats'> & LaterPages;

/** Compares the stored pages of a map with an overview that is stored later, and with each other. */
export function checkMapBeside(match: MatchPage, map: OverviewMap, pages: StoredMapPages): Finding[] {
  const { mapStats, performance, economy } = pages;
  const overview = overviewOfMap(match, map);
  return [
    ...(mapStats === null ? [] : checkMapStatsAgainstOverview(mapStats, overview)),
    ...(performance === null ? [] : checkPerformanceBeside(performance, { mapStats, overview, economy })),
    ...(economy === null ? [] : checkEconomyBeside(economy, { mapStats, overview })),
  ];
}
