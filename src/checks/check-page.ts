import type { PageKind } from '../page-kinds.ts';
import type { Finding, PageRecords } from '../page-records.ts';
import { ECONOMY_RULES } from './economy-page.ts';
import { MAP_STATS_RULES } from './map-stats-page.ts';
import { MATCH_RULES } from './match-page.ts';
import { PERFORMANCE_RULES } from './performance-page.ts';
import { RESULTS_RULES } from './results-page.ts';
import { type Rule, runRules } from './rule.ts';

const PAGE_RULES: { [Kind in PageKind]: readonly Rule<PageRecords[Kind]>[] } = {
  results: RESULTS_RULES,
  match: MATCH_RULES,
  'map-stats': MAP_STATS_RULES,
  performance: PERFORMANCE_RULES,
  economy: ECONOMY_RULES,
};

/** Runs the checks of one page of any kind. Never throws; null values are ignored. */
export function checkPage<Kind extends PageKind>(kind: Kind, record: PageRecords[Kind]): Finding[] {
  return runRules(PAGE_RULES[kind], record);
}
