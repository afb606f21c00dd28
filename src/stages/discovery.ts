import { checkResultsPage } from '../checks/results-page.ts';
import type { Notify } from '../notices.ts';
import type { ListingEntry, ResultsPage } from '../page-records.ts';
import { PAGES } from '../pages/pages.ts';
import type { Store } from '../store/store.ts';
import type { FilterReason } from '../store/target-states.ts';
import { type DiscoverySettings, freshPart, keepPart, takeUp, wantedGaps } from './listing-memory.ts';
import { advance, checkEnd, isEndOfListing, type Part } from './listing-part.ts';
import { type FilterSettings, matchFilter } from './match-filter.ts';
import { type PageHandler, pageHandler, type Wanted } from './page-handler.ts';
import { forcedKindsOf } from './prepare.ts';

/** Walks the results listing from the newest match down; afterwards whatever an interrupted crawl left unread. */
export type Discovery = {
  handler: PageHandler;
  /** The next listing page, or null: all is read. */
  next(): Wanted | null;
  /** A page could not be had: leave the rest, remembered, to the next run. */
  giveUp(): void;
};

/** Begins a walk; the store remembers how far it came. Announces each page that is read. */
export function discover({ store, notify }: { store: Store; notify: Notify }, settings: DiscoverySettings): Discovery {
  let remembered = wantedGaps(store, settings).map((gap) => gap.gapId);
  let current: Part | null = freshPart(store, settings);
  const forcedKinds = forcedKindsOf(settings.stages);

  function save(page: ResultsPage): void {
    if (current === null) return;
    const { force, offset, sinceMs } = current;
    const reasonToSkip = listingFilter({ ...settings, sinceMs });
    const isTop = offset === 0;
    const { entries } = page;
    const newMatches = store.listing.savePage({
      entries,
      reasonToSkip,
      force,
      forcedKinds,
      crawled: true,
      isTop,
    }).length;
    current = keepPart(store, advance(current, page, newMatches > 0), isEndOfListing(page));
    notify({ type: 'listing-read', offset, entries: entries.length, newMatches, total: page.total });
    if (current === null && newMatches === 0) tellUnread(page, offset);
  }

  /** Ending at known matches is right hour by hour; whoever asks for a deeper range than ever before is told. */
  function tellUnread({ total }: ResultsPage, offset: number): void {
    const { full, endOffset } = settings;
    const known = store.listing.count();
    const isCovered = full || offset >= endOffset || known > endOffset || store.listing.gaps().length > 0;
    if (!isCovered && total !== null && total > known) notify({ type: 'listing-below-unread', known, endOffset });
  }

  return {
    handler: pageHandler(store, {
      page: PAGES.results,
      related: () => null,
      check: (page) => [...checkResultsPage(page), ...checkEnd(page)],
      save,
      leadsTo: () => [],
      awaiting: () => null,
    }),
    next() {
      while (current === null) {
        const [gapId, ...others] = remembered;
        if (gapId === undefined) return null;
        remembered = others;
        current = takeUp(store, gapId, settings);
        if (current === null) continue;
        notify({ type: 'listing-place-remembered', offset: current.offset, endOffset: current.endOffset });
      }
      const id = current.offset;
      return { kind: 'results', id, matchId: null, path: PAGES.results.path({ id }) };
    },
    giveUp() {
      remembered = [];
      current = null;
    },
  };
}

const NO_FILTER = { untilMs: null, events: [], teams: [], minStars: null };

function listingFilter(settings: FilterSettings): (entry: ListingEntry) => FilterReason | null {
  const filter = matchFilter(settings);
  return (entry) => filter({ ...entry, isListed: true });
}

/** A listing page from elsewhere, a saved one: its entries become known, nothing is said about what was crawled. */
export function savedListingHandler(store: Store, sinceMs: number): PageHandler {
  const reasonToSkip = listingFilter({ ...NO_FILTER, sinceMs });
  return pageHandler(store, {
    page: PAGES.results,
    related: () => null,
    check: checkResultsPage,
    save: ({ entries }) => {
      store.listing.savePage({ entries, reasonToSkip, force: false, crawled: false });
    },
    leadsTo: () => [],
    awaiting: () => null,
  });
}
