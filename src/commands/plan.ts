import type { ScrapeSettings, SiteSettings } from '../config.ts';
import type { Plan } from '../output/documents/plan.ts';
import { PAGE_SIZE } from '../stages/listing-part.ts';
import { pagesBehind } from '../stages/outlook.ts';
import { kindsOf, prepareTargets } from '../stages/prepare.ts';
import type { Store } from '../store/store.ts';

/** Time of an answer beside the polite pause. */
const ANSWER_MS = 600;
/** No run holds more targets than this: all matches of the site with all their maps. */
const EVERYTHING = 1_000_000;

type Planning = { settings: ScrapeSettings; site: SiteSettings; nowMs: number };

/** What the run that begins now would do; the store stays as it is. */
export function planOf(store: Store, planning: Planning): Plan {
  return store.rehearse(() => {
    prepareTargets(store, planning.settings);
    return planOfPrepared(store, planning);
  });
}

function planOfPrepared(store: Store, { settings, site, nowMs }: Planning): Plan {
  const { matchIds, limit, stages } = settings;
  const listing = listingOf(settings);
  const kinds = kindsOf(stages);
  const found = store.targets.pending({ kinds, limit: EVERYTHING, runId: 0, nowMs, matchIds });
  const begun = new Set<number | null>();
  const pending = found.filter(({ matchId }) => {
    const isWithin = limit === null || begun.has(matchId) || begun.size < limit;
    if (isWithin) begun.add(matchId);
    return isWithin;
  });
  const overviews = pending.filter((target) => target.kind === 'match').length;
  // The first run knows nothing yet, and one by force wants all: what the range may hold is the most there is to do.
  const isFirst = store.listing.count() === 0;
  const unseen = listing !== null && (isFirst || settings.forceRescrape) ? listing.pages * PAGE_SIZE : 0;
  const unseenMatches = Math.min(unseen, limit === null ? unseen : limit - begun.size);
  const overviewsToCome = kinds.includes('match') ? unseenMatches : 0;
  const behind = pagesBehind(overviews + overviewsToCome, kinds);
  return {
    listing,
    pending: pending.map(({ kind, id, matchId, path }) => ({ kind, id, matchId, path })),
    estimate: {
      isMost: unseenMatches > 0,
      matches: begun.size + overviewsToCome,
      pages: Math.round(pending.length + overviewsToCome + behind),
      listingPages: listing === null ? 0 : isFirst || listing.isWhole ? listing.pages : 1,
      msPerPage: (site.minDelayMs + site.maxDelayMs) / 2 + ANSWER_MS,
    },
  };
}

function listingOf({ startOffset, endOffset, full, stages, matchIds }: ScrapeSettings): Plan['listing'] {
  if (!stages.includes('discovery') || matchIds !== null) return null;
  return { startOffset, endOffset, pages: (endOffset - startOffset) / PAGE_SIZE + 1, isWhole: full };
}
