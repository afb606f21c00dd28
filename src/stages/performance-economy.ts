import { checkEconomyBeside, checkPerformanceBeside } from '../checks/cross-page.ts';
import { PAGES } from '../pages/pages.ts';
import type { Store } from '../store/store.ts';
import { type PageHandler, pageHandler } from './page-handler.ts';

/** Map performance: kills and deaths per round, impact or multi-kill rating, and the kill matrices. */
export function performanceHandler(store: Store): PageHandler<'performance'> {
  return pageHandler(store, {
    page: PAGES.performance,
    related: (mapStatsId) => ({
      ...pagesOfMap(store, mapStatsId),
      economy: store.pageRecords.find('economy', mapStatsId),
    }),
    check: checkPerformanceBeside,
    save: (record, source) => store.pageRecords.save({ kind: 'performance', record, ...source }),
  });
}

/** Map economy: equipment value and buy type of each team in each round. */
export function economyHandler(store: Store): PageHandler<'economy'> {
  return pageHandler(store, {
    page: PAGES.economy,
    related: (mapStatsId) => ({
      ...pagesOfMap(store, mapStatsId),
      performance: store.pageRecords.find('performance', mapStatsId),
    }),
    check: checkEconomyBeside,
    save: (record, source) => store.pageRecords.save({ kind: 'economy', record, ...source }),
  });
}

function pagesOfMap(store: Store, mapStatsId: number) {
  return {
    mapStats: store.pageRecords.find('map-stats', mapStatsId),
    overview: store.pageRecords.overviewOfMap(mapStatsId),
  };
}
