import type { Finding, PageRecords } from '../page-records.ts';
import type { PageKind } from '../records.ts';
import { ECONOMY_COMPARISON } from './economy-comparison.ts';
import { checkEconomyPage, ECONOMY_RULES } from './economy-page.ts';
import { LISTING_COMPARISON } from './listing-comparison.ts';
import { checkMapStatsPage, MAP_STATS_RULES } from './map-stats-page.ts';
import { checkMatchPage, MATCH_RULES } from './match-page.ts';
import { OVERVIEW_COMPARISON } from './overview-comparison.ts';
import { PERFORMANCE_COMPARISON } from './performance-comparison.ts';
import { checkPerformancePage, PERFORMANCE_RULES } from './performance-page.ts';
import { checkResultsPage, RESULTS_RULES } from './results-page.ts';
import type { RuleInfo } from './rule.ts';

const CHECKS: { [Kind in PageKind]: (record: PageRecords[Kind]) => Finding[] } = {
  results: checkResultsPage,
  match: checkMatchPage,
  'map-stats': checkMapStatsPage,
  performance: checkPerformancePage,
  economy: checkEconomyPage,
};

/** The checks of one page of any kind. Never throws; null values take part in no identity. */
export function checkPage<Kind extends PageKind>(kind: Kind, record: PageRecords[Kind]): Finding[] {
  return CHECKS[kind](record);
}

/** All rules with severity and statement, for documentation. */
export const RULES: readonly RuleInfo[] = [
  RESULTS_RULES,
  MATCH_RULES,
  LISTING_COMPARISON,
  MAP_STATS_RULES,
  OVERVIEW_COMPARISON,
  PERFORMANCE_RULES,
  PERFORMANCE_COMPARISON,
  ECONOMY_RULES,
  ECONOMY_COMPARISON,
]
  .flat()
  .map(({ name, severity, page, statement }) => ({ name, severity, page, statement }));
