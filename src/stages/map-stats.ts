import { checkMapStatsAgainstOverview } from '../checks/cross-page.ts';
import { checkMapStatsPage } from '../checks/map-stats-page.ts';
import type { MapStatsPage } from '../page-records.ts';
import { PAGES } from '../pages/pages.ts';
import type { Store } from '../store/store.ts';
import { type Form, form, SETTLED_AFTER_MS } from './form.ts';

/** Map stats: score, halves, rounds and the full player tables by side. */
export function mapStatsForm(store: Store): Form {
  return form(store, {
    page: PAGES['map-stats'],
    check(record) {
      const overview = store.facts.overviewOfMap(record.mapStatsId);
      return [...checkMapStatsPage(record), ...(overview ? checkMapStatsAgainstOverview(record, overview) : [])];
    },
    save: (record) => store.facts.saveMapStatsPage(record),
    leadsTo: () => [],
    awaiting,
  });
}

function awaiting(page: MapStatsPage, nowMs: number): string | null {
  const isFresh = page.startedAtMs !== null && nowMs - page.startedAtMs <= SETTLED_AFTER_MS;
  return isFresh && page.scoreboards < 2 ? 'one scoreboard of two is published' : null;
}
