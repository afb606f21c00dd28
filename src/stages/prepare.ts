import type { ScrapeSettings } from '../config.ts';
import { PAGES } from '../pages/pages.ts';
import type { Store } from '../store/store.ts';

type Wishes = Pick<ScrapeSettings, 'retryFailed' | 'sinceMs' | 'matchIds' | 'forceRescrape'>;

/** Applies what the flags say about targets that are known, or asked for by name, before the first page. */
export function prepareTargets(store: Store, { retryFailed, sinceMs, matchIds, forceRescrape }: Wishes): void {
  store.transaction(() => {
    if (retryFailed) store.targets.resetFailed();
    store.targets.reviveSkippedBefore(sinceMs);
    for (const id of matchIds ?? []) {
      const isNew = store.targets.find('match', id) === null;
      if (isNew) store.targets.upsert({ kind: 'match', id, matchId: id, path: PAGES.match.path({ id }), sortMs: null });
      store.targets.unskip({ kind: 'match', id });
    }
    if (forceRescrape && matchIds !== null) store.targets.resetForce(matchIds);
  });
}
