import type { ScrapeSettings, SiteSettings, StageName } from '../config.ts';
import type { Estimate } from '../notices.ts';
import type { TargetKind } from '../records.ts';
import type { Store } from '../store/store.ts';

/** What a run would fetch, as far as it is known before the first request. */
export type Plan = {
  listing: { startOffset: number; endOffset: number; pages: number } | null;
  pending: { kind: TargetKind; id: number; matchId: number | null; path: string }[];
  estimate: Estimate;
};

/** Maps with statistics per match: three pages each. */
const MAPS_PER_MATCH = 2.4;
/** Time of an answer beside the polite pause. */
const ANSWER_MS = 600;
const PAGE_SIZE = 100;
/** No run holds more targets than this: all matches of the site with all their maps. */
const EVERYTHING = 1_000_000;

const KINDS: Record<StageName, TargetKind[]> = {
  discovery: [],
  overview: ['match'],
  'map-stats': ['map-stats'],
  'performance-economy': ['performance', 'economy'],
};

export function planOf(
  store: Store,
  { settings, site, nowMs }: { settings: ScrapeSettings; site: SiteSettings; nowMs: number },
): Plan {
  const { startOffset, endOffset, matchIds, limit, stages } = settings;
  const readsListing = stages.includes('discovery') && matchIds === null;
  const listing = readsListing ? { startOffset, endOffset, pages: (endOffset - startOffset) / PAGE_SIZE + 1 } : null;
  const kinds = stages.flatMap((stage) => KINDS[stage]);
  const found = store.targets.pending({ kinds, limit: EVERYTHING, runId: 0, nowMs, matchIds });
  const begun = new Set<number | null>();
  const pending = found.filter(({ matchId }) => {
    if (limit === null || begun.has(matchId) || begun.size < limit) return begun.add(matchId);
    return false;
  });
  const overviews = pending.filter((target) => target.kind === 'match').length;
  // The first run knows nothing yet: what the range may hold is the most there is to do.
  const unseen = listing !== null && store.listing.count() === 0 ? listing.pages * PAGE_SIZE : 0;
  const unseenMatches = Math.min(unseen, limit ?? unseen);
  const overviewsToCome = kinds.includes('match') ? unseenMatches : 0;
  const pagesAMatch = kinds.filter((kind) => kind !== 'match').length * MAPS_PER_MATCH;
  return {
    listing,
    pending: pending.map(({ kind, id, matchId, path }) => ({ kind, id, matchId, path })),
    estimate: {
      isMost: unseenMatches > 0,
      matches: begun.size + overviewsToCome,
      pages: Math.round(pending.length + overviewsToCome + (overviews + overviewsToCome) * pagesAMatch),
      listingPages: listing === null ? 0 : unseen > 0 ? listing.pages : 1,
      msPerPage: (site.minDelayMs + site.maxDelayMs) / 2 + ANSWER_MS,
    },
  };
}
