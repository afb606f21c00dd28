import type { PageKind } from '../page-kinds.ts';
import { economyParser } from './economy/economy.ts';
import { mapStatsParser } from './map-stats/map-stats.ts';
import { matchParser } from './match/match.ts';
import type { Page } from './page.ts';
import { pageOf } from './page-parser.ts';
import { performanceParser } from './performance/performance.ts';
import { resultsParser } from './results/results.ts';

/** Every kind of page that the program reads. */
export const PAGES: { [Kind in PageKind]: Page<Kind> } = {
  results: pageOf(resultsParser),
  match: pageOf(matchParser),
  'map-stats': pageOf(mapStatsParser),
  performance: pageOf(performanceParser),
  economy: pageOf(economyParser),
};

export { identifyPage } from './identify.ts';
