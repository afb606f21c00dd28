import type { EconomyPage, Finding, ListingEntry, MapStatsPage, MatchPage, PerformancePage } from '../page-records.ts';
import { ECONOMY_COMPARISON } from './economy-comparison.ts';
import { LISTING_COMPARISON } from './listing-comparison.ts';
import { OVERVIEW_COMPARISON, type OverviewContext } from './overview-comparison.ts';
import { PERFORMANCE_COMPARISON } from './performance-comparison.ts';
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

/** @internal */
export function checkPerformanceAgainstMapStats(page: PerformancePage, mapStats: MapStatsPage): Finding[] {
  return runRules(PERFORMANCE_COMPARISON, { page, mapStats });
}

/** @internal */
export function checkEconomyAgainstMapStats(page: EconomyPage, mapStats: MapStatsPage): Finding[] {
  return runRules(ECONOMY_COMPARISON, { page, mapStats });
}

/** Other stored pages of the same map. */
export type MapPages = { mapStats: MapStatsPage | null; overview: OverviewContext | null };

/** Compares with the map stats page, or without one with the overview, which tells the teams. */
export function checkPerformanceBeside(page: PerformancePage, { mapStats, overview }: MapPages): Finding[] {
  if (mapStats !== null) return checkPerformanceAgainstMapStats(page, mapStats);
  return overview === null ? [] : runRules(PERFORMANCE_WITH_OVERVIEW, { page, overview });
}

/** As for performance pages. */
export function checkEconomyBeside(page: EconomyPage, { mapStats, overview }: MapPages): Finding[] {
  if (mapStats !== null) return checkEconomyAgainstMapStats(page, mapStats);
  return overview === null ? [] : runRules(ECONOMY_WITH_OVERVIEW, { page, overview });
}
