import type { PageKind } from '../page-kinds.ts';
import type { Finding, PageRecords } from '../page-records.ts';
import { checkEconomyPage } from './economy-page.ts';
import { checkMapStatsPage } from './map-stats-page.ts';
import { checkMatchPage } from './match-page.ts';
import { checkPerformancePage } from './performance-page.ts';
import { checkResultsPage } from './results-page.ts';

const CHECKS: { [Kind in PageKind]: (record: PageRecords[Kind]) => Finding[] } = {
  results: checkResultsPage,
  match: checkMatchPage,
  'map-stats': checkMapStatsPage,
  performance: checkPerformancePage,
  economy: checkEconomyPage,
};

/** Runs the checks of one page of any kind. Never throws; null values are ignored. */
export function checkPage<Kind extends PageKind>(kind: Kind, record: PageRecords[Kind]): Finding[] {
  return CHECKS[kind](record);
}
