import type { PageKind } from '../records.ts';
import { economyForm } from './economy.ts';
import { pageOf } from './form.ts';
import { mapStatsForm } from './map-stats.ts';
import { matchForm } from './match.ts';
import type { Page } from './page.ts';
import { performanceForm } from './performance.ts';
import { resultsForm } from './results.ts';

/** Every kind of page the program reads. */
export const PAGES: { [Kind in PageKind]: Page<Kind> } = {
  results: pageOf(resultsForm),
  match: pageOf(matchForm),
  'map-stats': pageOf(mapStatsForm),
  performance: pageOf(performanceForm),
  economy: pageOf(economyForm),
};

export { identifyPage, recogniseSavedPage } from './identify.ts';
