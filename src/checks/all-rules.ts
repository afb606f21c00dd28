import { ECONOMY_COMPARISON } from './economy-comparison.ts';
import { ECONOMY_RULES } from './economy-page.ts';
import { LISTING_COMPARISON } from './listing-comparison.ts';
import { MAP_STATS_RULES } from './map-stats-page.ts';
import { MATCH_RULES } from './match-page.ts';
import { OVERVIEW_COMPARISON } from './overview-comparison.ts';
import { PERFORMANCE_COMPARISON } from './performance-comparison.ts';
import { PERFORMANCE_RULES } from './performance-page.ts';
import { RESULTS_RULES } from './results-page.ts';
import { ROUND_SWING_WITH_ECONOMY } from './round-swing-comparison.ts';
import type { RuleInfo } from './rule.ts';
import { ECONOMY_WITH_OVERVIEW, PERFORMANCE_WITH_OVERVIEW } from './teams-of-overview.ts';

/** All rules with severity and statement. */
export const RULES: readonly RuleInfo[] = [
  RESULTS_RULES,
  MATCH_RULES,
  LISTING_COMPARISON,
  MAP_STATS_RULES,
  OVERVIEW_COMPARISON,
  PERFORMANCE_RULES,
  PERFORMANCE_COMPARISON,
  PERFORMANCE_WITH_OVERVIEW,
  ROUND_SWING_WITH_ECONOMY,
  ECONOMY_RULES,
  ECONOMY_COMPARISON,
  ECONOMY_WITH_OVERVIEW,
]
  .flat()
  .map(({ name, severity, statement }) => ({ name, severity, statement }));
