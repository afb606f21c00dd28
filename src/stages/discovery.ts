import type { ListingEntry, ResultsPage } from '../page-records.ts';
import { PAGES } from '../pages/pages.ts';
import type { Store } from '../store/store.ts';
import type { FilterReason } from '../store/target-states.ts';
import { forcedMatchesNeeded, isForceBounded, putBack } from './force.ts';
import { freshPart, keepPart, takeUp, wantedGaps } from './listing-memory.ts';
import {
  advance,
  belowUnread,
  checkEnd,
  holeAt,
  isEndOfListing,
  isHole,
  type Part,
  unreadPlace,
} from './listing-part.ts';
import { type FilterSettings, matchFilter } from './match-filter.ts';
import { type PageHandler, pageHandler, type Wanted } from './page-handler.ts';
import { forcedKindsOf, kindsOf } from './prepare.ts';
import type { Run } from './run.ts';

/** Walks the results listing from the newest match down; afterwards whatever an interrupted crawl left unread. */
export type Discovery = {
  handler: PageHandler;
  /** The next listing page, or null: all is read. */
  next(): Wanted | null;
  /** A page could not be had: leave the rest, remembered, to the next run. */
  giveUp(): void;
};

/** How far the walk of one run has come. */
type Walk = {
  run: Run;
  /** What is being read; null: nothing more, or the next part has still to be taken up. */
  current: Part | null;
  /** Parts that earlier runs left unread. */
  remembered: number[];
  pagesRead: number;
  /** Matches in the listing, as the last page said. */
  knownTotal: number;
  /** For a run that fetches again no more than a number of matches or pages: the matches to choose from. Else null. */
  sample: number[] | null;
};

/** Begins a walk; the store remembers how far it came. Announces each page that is read. */
export function discover(run: Run): Discovery {
  const { store, settings } = run;
  const isSample = isForceBounded(settings);
  const walk: Walk = {
    run,
    current: freshPart(store, settings, isSample),
    remembered: wantedGaps(store, settings).map((gap) => gap.gapId),
    pagesRead: 0,
    knownTotal: 0,
    sample: isSample ? [] : null,
  };
  return {
    handler: pageHandler(store, {
      page: PAGES.results,
      related: (offset) => ({ offset, knownTotal: walk.knownTotal }),
      check: checkEnd,
      save: (page) => savePage(walk, page),
    }),
    next: () => nextPage(walk),
    giveUp: () => Object.assign(walk, { remembered: [], current: null }),
  };
}

function savePage(walk: Walk, page: ResultsPage): void {
  const part = walk.current;
  if (part === null) return;
  const { store, settings } = walk.run;
  const { force, offset } = part;
  const reasonToSkip = listingFilter({ ...settings, sinceMs: part.sinceMs });
  const forcedKinds = forcedKindsOf(settings.stages);
  const { entries, unreadableRows, total } = page;
  const save = { entries, reasonToSkip, force, forcedKinds, crawled: true, isTop: offset === 0 };
  const newMatches = store.listing.savePage(save).length;
  if (part.isSample) walk.sample?.push(...entries.filter((entry) => reasonToSkip(entry) === null).map(idOf));
  const isNews = newMatches > 0 || unreadableRows.length > 0;
  walk.current = keepPart(store, advance(part, page, isNews), isEndOfListing(page));
  const unread = unreadPlace(part, page);
  if (unread !== null) {
    store.listing.openGap(holeAt(unread, part));
    walk.current = walk.current && belowUnread(walk.current);
  }
  if (walk.current === null) rememberHole(walk, part);
  walk.pagesRead += 1;
  walk.knownTotal = total ?? walk.knownTotal;
  announcePage(walk, { page, offset, newMatches });
}

/** The range of an earlier run may end above a hole that this run reaches: it is read on. */
function rememberHole({ run, remembered }: Walk, { gapId }: Part): void {
  const isWanted = wantedGaps(run.store, run.settings).some((gap) => gap.gapId === gapId && gap.stoppedByRange);
  if (gapId !== null && isWanted) remembered.push(gapId);
}

function announcePage(
  { run, current }: Walk,
  { page, offset, newMatches }: { page: ResultsPage; offset: number; newMatches: number },
): void {
  const { total, entries, rowCount } = page;
  run.notify({ type: 'listing-read', offset, entries: entries.length, newMatches, total });
  if (rowCount === 0) run.notify({ type: 'listing-beyond-end', offset, total });
  else if (current === null && newMatches === 0) announceUnread(run, page, offset);
}

/** Ending at known matches is right hour by hour; a run that asks for a deeper range than ever before is told. */
function announceUnread({ store, settings, notify }: Run, { total }: ResultsPage, offset: number): void {
  const { full, endOffset } = settings;
  const known = store.listing.countUpTo(endOffset + 1);
  const isRemembered = store.listing.gaps().some((gap) => gap.stoppedBySince || isHole(gap));
  const isCovered = full || offset >= endOffset || known > endOffset || isRemembered;
  if (!isCovered && total !== null && total > known) notify({ type: 'listing-below-unread', known, endOffset });
}

function nextPage(walk: Walk): Wanted | null {
  if (isEnough(walk)) Object.assign(walk, { remembered: [], current: null });
  while (walk.current === null) {
    const [gapId, ...others] = walk.remembered;
    if (gapId === undefined) return endWalk(walk);
    walk.remembered = others;
    takeUpPart(walk, gapId);
  }
  const id = walk.current.offset;
  return { kind: 'results', id, matchId: null, path: PAGES.results.path({ id }) };
}

function takeUpPart(walk: Walk, gapId: number): void {
  const { store, settings, notify } = walk.run;
  walk.current = takeUp(store, gapId, settings);
  if (walk.current === null) return;
  const { offset, endOffset } = walk.current;
  notify({ type: 'listing-place-remembered', offset, endOffset });
}

/** With `--limit` the listing is read no further than for that many matches; what is below stays remembered. */
function isEnough({ run, pagesRead, sample }: Walk): boolean {
  if (pagesRead === 0) return false;
  if (sample !== null) return sample.length >= forcedMatchesNeeded(run.settings);
  const { limit, stages } = run.settings;
  const kinds = kindsOf(stages);
  if (limit === null || kinds.length === 0) return false;
  return run.store.targets.hasUntriedMatches({ kinds, runId: run.runId, nowMs: run.clock.now(), limit });
}

/** The listing is read as far as this run reads it: what it fetches again is put back to pending. */
function endWalk({ run, sample }: Walk): null {
  const { store, settings, spent, runId, clock } = run;
  const { limit, maxPages, stages } = settings;
  const candidates = sample?.splice(0) ?? [];
  if (candidates.length === 0) return null;
  const pages = maxPages === null ? null : maxPages - spent.pages;
  const forced = { candidates, kinds: forcedKindsOf(stages), limit, pages, run: { runId, nowMs: clock.now() } };
  store.transaction(() => putBack(store, forced));
  return null;
}

const idOf = ({ matchId }: ListingEntry): number => matchId;

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
    save: ({ entries }, { fetchedAtMs }) => {
      store.listing.savePage({ entries, reasonToSkip, force: false, crawled: false, fetchedAtMs });
    },
  });
}
