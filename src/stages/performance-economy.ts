import { checkEconomyBeside, checkPerformanceBeside, type MapPages } from '../checks/cross-page.ts';
import { checkEconomyPage } from '../checks/economy-page.ts';
import { checkPerformancePage } from '../checks/performance-page.ts';
import { PAGES } from '../pages/pages.ts';
import type { Store } from '../store/store.ts';
import { type PageHandler, pageHandler } from './page-handler.ts';

/** Map performance: kills and deaths per round, impact or multi-kill rating, the kill matrices. */
export function performanceHandler(store: Store): PageHandler {
  return pageHandler(store, {
    page: PAGES.performance,
    related: (mapStatsId) => pagesOfMap(store, mapStatsId),
    check: (record, beside) => [...checkPerformancePage(record), ...checkPerformanceBeside(record, beside)],
    save: (record, source) => store.pageRecords.save({ kind: 'performance', record, ...source }),
    leadsTo: () => [],
    awaiting: () => null,
  });
}

/** Map economy: equipment value and buy type of each team in each round. */
export function economyHandler(store: Store): PageHandler {
  return pageHandler(store, {
    page: PAGES.economy,
    related: (mapStatsId) => pagesOfMap(store, mapStatsId),
    check: (record, beside) => [...checkEconomyPage(record), ...checkEconomyBeside(record, beside)],
    save: (record, source) => store.pageRecords.save({ kind: 'economy', record, ...source }),
    leadsTo: () => [],
    awaiting: () => null,
  });
}

function pagesOfMap(store: Store, mapStatsId: number): MapPages {
  return {
    mapStats: store.pageRecords.find('map-stats', mapStatsId),
    overview: store.pageRecords.overviewOfMap(mapStatsId),
  };
}
