import { checkResultsPage } from '../checks/results-page.ts';
import type { ScrapeSettings } from '../config.ts';
import type { Notify } from '../notices.ts';
import type { ListingEntry, ResultsPage } from '../page-records.ts';
import { PAGES } from '../pages/pages.ts';
import type { Gap } from '../store/listing.ts';
import type { Store } from '../store/store.ts';
import { type Form, form, type Wanted } from './form.ts';

const PAGE_SIZE = 100;

/** A part of the listing that this run reads, from `nextOffset` down to `endOffset`; remembered until it is read. */
type Segment = Omit<Gap, 'gapId'> & {
  /** Null until the first page of it is stored. */
  gapId: number | null;
  /** End time above which everything was known when a remembered part was taken up again; null for a fresh one. */
  knownAboveMs: number | null;
};

/** Walks the results listing from the newest match down; afterwards whatever an interrupted crawl left unread. */
export type Discovery = {
  form: Form;
  /** The next listing page, or null: all is read. */
  next(): Wanted | null;
  /** A page could not be had: leave the rest, remembered, to the next run. */
  giveUp(): void;
  newMatches(): number;
};

type DiscoverySettings = Pick<ScrapeSettings, 'startOffset' | 'endOffset' | 'full' | 'forceRescrape' | 'sinceMs'>;

export function discover({ store, notify }: { store: Store; notify: Notify }, settings: DiscoverySettings): Discovery {
  const remembered = store.listing
    .gaps()
    .map((gap) => ({ ...gap, knownAboveMs: null }))
    .sort((a, b) => (b.upperEndedAtMs ?? 0) - (a.upperEndedAtMs ?? 0));
  const segments: Segment[] = [freshSegment(settings), ...remembered];
  let current: Segment | undefined;
  let newMatches = 0;

  function save(page: ResultsPage): void {
    if (current === undefined) return;
    const { force, nextOffset: offset } = current;
    const decide = decideBy(settings.sinceMs);
    const saved = store.listing.savePage({ entries: page.entries, decide, force, crawled: true, gap: null });
    newMatches += saved.newMatchIds.length;
    const end = endOfSegment(current, page, { isNews: saved.newMatchIds.length > 0, sinceMs: settings.sinceMs });
    if (end === 'read') {
      if (current.gapId !== null) store.listing.closeGap(current.gapId);
      current = undefined;
    } else {
      const rest = remember(store, current, { page, sinceMs: settings.sinceMs, stoppedBySince: end === 'since' });
      current = end === null ? rest : undefined;
    }
    notify({
      type: 'listing-read',
      offset,
      entries: page.entries.length,
      newMatches: saved.newMatchIds.length,
      total: page.total,
    });
  }

  return {
    form: form(store, {
      page: PAGES.results,
      check: checkResultsPage,
      save,
      leadsTo: () => [],
      awaiting: () => null,
    }),
    next() {
      while (current === undefined) {
        const segment = segments.shift();
        if (segment === undefined) return null;
        current = takeUp(store, segment, settings.sinceMs);
        if (current && segment.upperEndedAtMs !== null) {
          notify({ type: 'listing-place-remembered', offset: current.nextOffset, endOffset: current.endOffset });
        }
      }
      const id = current.nextOffset;
      return { kind: 'results', id, matchId: null, path: PAGES.results.path({ id }) };
    },
    giveUp() {
      segments.length = 0;
      current = undefined;
    },
    newMatches: () => newMatches,
  };
}

function freshSegment(settings: DiscoverySettings): Segment {
  return {
    gapId: null,
    nextOffset: settings.startOffset,
    endOffset: settings.endOffset,
    upperEndedAtMs: null,
    full: settings.full || settings.forceRescrape,
    force: settings.forceRescrape,
    sinceMs: settings.sinceMs,
    stoppedBySince: false,
    knownAboveMs: null,
  };
}

/** Writes down what of a segment is still unread after a page of it was stored. */
function remember(
  store: Store,
  segment: Segment,
  { page, sinceMs, stoppedBySince }: { page: ResultsPage; sinceMs: number | null; stoppedBySince: boolean },
): Segment {
  const { gapId, knownAboveMs, ...gap } = {
    ...segment,
    nextOffset: segment.nextOffset + PAGE_SIZE,
    upperEndedAtMs: page.entries.at(-1)?.endedAtMs ?? segment.upperEndedAtMs,
    sinceMs,
    stoppedBySince,
  };
  if (gapId !== null) {
    store.listing.updateGap(gapId, gap);
    return { ...gap, gapId, knownAboveMs };
  }
  const isSuperseded = (other: Gap): boolean =>
    stoppedBySince && other.stoppedBySince && (other.upperEndedAtMs ?? 0) >= (gap.upperEndedAtMs ?? 0);
  for (const other of store.listing.gaps().filter(isSuperseded)) store.listing.closeGap(other.gapId);
  return { ...gap, gapId: store.listing.openGap(gap), knownAboveMs };
}

/**
 * Finds the place of a remembered segment again: new matches have pushed it down since. Undefined when this run's
 * `--since` does not reach below the one that ended it.
 */
function takeUp(store: Store, segment: Segment, sinceMs: number | null): Segment | undefined {
  if (segment.stoppedBySince && sinceMs !== null && segment.sinceMs !== null && sinceMs >= segment.sinceMs) {
    return undefined;
  }
  if (segment.upperEndedAtMs === null) return segment;
  const place = Math.max(segment.nextOffset, store.listing.rankOf(segment.upperEndedAtMs));
  const pushedDown = place - segment.nextOffset;
  return {
    ...segment,
    nextOffset: Math.floor(place / PAGE_SIZE) * PAGE_SIZE,
    endOffset: Math.ceil((segment.endOffset + pushedDown) / PAGE_SIZE) * PAGE_SIZE,
    knownAboveMs: segment.upperEndedAtMs,
  };
}

function endOfSegment(
  segment: Segment,
  page: ResultsPage,
  { isNews, sinceMs }: { isNews: boolean; sinceMs: number | null },
): 'read' | 'since' | null {
  const lowestMs = page.entries.at(-1)?.endedAtMs;
  const isLastPage = !page.hasNext || page.entries.length < PAGE_SIZE || (page.total ?? Infinity) <= (page.last ?? 0);
  if (isLastPage || lowestMs === undefined) return 'read';
  // A place found again may begin with a page that was read before: only below it does "all known" mean joined.
  const isBelowKnown = segment.knownAboveMs === null || lowestMs < segment.knownAboveMs;
  if (!segment.full && !isNews && isBelowKnown) return 'read';
  if (segment.nextOffset + PAGE_SIZE > segment.endOffset) return 'read';
  return sinceMs !== null && lowestMs < sinceMs ? 'since' : null;
}

function decideBy(sinceMs: number | null) {
  return (entry: ListingEntry): { state: 'pending' | 'skipped'; reason: string | null } => {
    if (entry.isForfeit) return { state: 'skipped', reason: 'forfeit' };
    const isTooOld = sinceMs !== null && entry.endedAtMs < sinceMs;
    return isTooOld ? { state: 'skipped', reason: 'before-since' } : { state: 'pending', reason: null };
  };
}

/** A listing page from elsewhere, a saved one: its entries become known, nothing is said about what was crawled. */
export function listingForm(store: Store, sinceMs: number | null): Form {
  return form(store, {
    page: PAGES.results,
    check: checkResultsPage,
    save: ({ entries }) => {
      store.listing.savePage({ entries, decide: decideBy(sinceMs), force: false, crawled: false, gap: null });
    },
    leadsTo: () => [],
    awaiting: () => null,
  });
}
