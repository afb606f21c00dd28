import { ECONOMY_COMPARISON } from '../../src/checks/economy-comparison.ts';
import { ECONOMY_RULES } from '../../src/checks/economy-page.ts';
import { LISTING_COMPARISON } from '../../src/checks/listing-comparison.ts';
import { MAP_STATS_RULES } from '../../src/checks/map-stats-page.ts';
import { MATCH_RULES } from '../../src/checks/match-page.ts';
import { OVERVIEW_COMPARISON } from '../../src/checks/overview-comparison.ts';
import { PERFORMANCE_COMPARISON } from '../../src/checks/performance-comparison.ts';
import { PERFORMANCE_RULES } from '../../src/checks/performance-page.ts';
import { RESULTS_RULES } from '../../src/checks/results-page.ts';
import { ROUND_SWING_WITH_ECONOMY } from '../../src/checks/round-swing-comparison.ts';
import type { RuleInfo } from '../../src/checks/rule.ts';
import { ECONOMY_WITH_OVERVIEW, PERFORMANCE_WITH_OVERVIEW } from '../../src/checks/teams-of-overview.ts';

/** All rules with severity and statement, for documentation. */
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
