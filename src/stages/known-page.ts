import type { PageKind } from '../page-kinds.ts';
import { PAGES } from '../pages/pages.ts';
import type { PageEntry } from '../store/ledger.ts';
import type { Wanted } from './page-handler.ts';
import { nameOf, type Run } from './run.ts';

/** A page stored this recently is expected to come again as it was. */
const RECENT_MS = 30 * 24 * 3_600_000;
const CANDIDATES = 20;

/** The page of this kind that the site served last and that was stored; null when there is none but the excluded. */
export function findKnownPage(run: Run, kind: PageKind, excluded: ReadonlySet<string>): Wanted | null {
  const { store, clock } = run;
  const untilMs = clock.now();
  const stored = store.pages.recentlyStored({ kind, sinceMs: untilMs - RECENT_MS, untilMs, limit: CANDIDATES });
  const candidates = stored.filter((page) => !excluded.has(nameOf(page)));
  for (const page of candidates) {
    const wanted = wantedOf(run, page);
    if (wanted !== null) return wanted;
  }
  return null;
}

/** How to ask for it; null when it has failed since it was stored. */
function wantedOf({ store }: Run, { kind, id }: PageEntry): Wanted | null {
  if (kind === 'results') return { kind, id, matchId: null, path: PAGES.results.path({ id }) };
  const target = store.targets.find(kind, id);
  if (target === null || target.lastError !== null) return null;
  return { kind, id, matchId: target.matchId, path: target.path };
}
