import type { PageKind } from '../page-kinds.ts';
import { PAGES } from '../pages/pages.ts';
import type { PageEntry } from '../store/page-log.ts';
import type { PageTarget } from './page-handler.ts';
import { pageKey, type ScrapeRun } from './run.ts';

/** A page stored this recently should still be available unchanged. */
const RECENT_MS = 30 * 24 * 3_600_000;
const CANDIDATES = 20;

/** The page of this kind that was fetched from the site and stored last, other than `excluded` (page keys); or null. */
export function findKnownPage(run: ScrapeRun, kind: PageKind, excluded: ReadonlySet<string>): PageTarget | null {
  const { store, clock } = run;
  const untilMs = clock.now();
  const stored = store.pages.recentlyStored({ kind, sinceMs: untilMs - RECENT_MS, untilMs, limit: CANDIDATES });
  const candidates = stored.filter((page) => !excluded.has(pageKey(page)));
  for (const page of candidates) {
    const target = targetOf(run, page);
    if (target !== null) return target;
  }
  return null;
}

/** The target of a stored page; null when it has failed since it was stored. */
function targetOf({ store }: ScrapeRun, { kind, id }: PageEntry): PageTarget | null {
  if (kind === 'results') return { kind, id, matchId: null, path: PAGES.results.path({ id }) };
  const target = store.targets.find(kind, id);
  if (target === null || target.lastError !== null) return null;
  return { kind, id, matchId: target.matchId, path: target.path };
}
