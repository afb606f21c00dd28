import type { ListingEntry, ResultsPage } from '../page-records.ts';
import { PAGES } from '../pages/pages.ts';
import type { Store } from '../store/store.ts';
import type { FilterReason } from '../store/target-states.ts';
import { forcedMatchesNeeded, isForceBounded, resetForced } from './force.ts';
import { gapsToRead, newCrawl, resumeGap, saveProgress } from './listing-gaps.ts';
import {
  advance,
  belowUnreadMatches,
  checkEnd,
  findUnread,
  holeAt,
  isEndOfListing,
  isHole,
  type ListingRange,
} from './listing-range.ts';
import { type FilterSettings, matchFilter } from './match-filter.ts';
import { type PageHandler, type PageTarget, pageHandler } from './page-handler.ts';
import { kindsOrAll } from './prepare.ts';
import type { ScrapeRun } from './run.ts';

/** Reads the results listing from the newest match down, then the gaps that earlier crawls left unread. */
export type Discovery = {
  handler: PageHandler;
  /** The next listing page; null: everything is read. */
  next(): PageTarget | null;
  /** Ends discovery after a page that could not be fetched; the rest stays stored for the next run. */
  abandon(): void;
};

/** The progress of discovery in one run. */
type Progress = {
  run: ScrapeRun;
  /** The range being read; null: none, or the next gap is still to be resumed. */
  current: ListingRange | null;
  /** Ids of gaps to be read after the current range. */
  gapIds: number[];
  pagesRead: number;
  /** Matches in the whole listing according to the last page. */
  knownTotal: number;
  /** The matches to choose from in a `--force-rescrape` run with a limit of matches or pages; else null. */
  sample: number[] | null;
};

/** Starts discovery. Its progress is stored after each page, and each page is announced. */
export function discover(run: ScrapeRun): Discovery {
  const { store, settings } = run;
  const isSample = isForceBounded(settings);
  const progress: Progress = {
    run,
    current: newCrawl(store, settings, isSample),
    gapIds: gapsToRead(store, settings).map((gap) => gap.gapId),
    pagesRead: 0,
    knownTotal: 0,
    sample: isSample ? [] : null,
  };
  return {
    handler: pageHandler(store, {
      page: PAGES.results,
      related: (offset) => ({ offset, knownTotal: progress.knownTotal }),
      check: checkEnd,
      save: (page, { fetchedAtMs }) => savePage(progress, page, fetchedAtMs),
    }),
    next: () => nextPage(progress),
    abandon: () => Object.assign(progress, { gapIds: [], current: null }),
  };
}

function savePage(progress: Progress, page: ResultsPage, fetchedAtMs: number): void {
  const range = progress.current;
  if (range === null) return;
  const { store, settings } = progress.run;
  const { force, offset } = range;
  const reasonToSkip = listingFilter({ ...settings, sinceMs: range.sinceMs });
  const forcedKinds = kindsOrAll(settings.stages);
  const { entries, unreadableRows, total } = page;
  const save = { entries, reasonToSkip, force, forcedKinds, crawled: true, isTop: offset === 0, fetchedAtMs };
  const newMatches = store.listing.savePage(save).length;
  if (range.isSample) progress.sample?.push(...entries.filter((entry) => reasonToSkip(entry) === null).map(idOf));
  const isNews = newMatches > 0 || unreadableRows.length > 0;
  progress.current = saveProgress(store, advance(range, page, isNews), isEndOfListing(page));
  const unread = findUnread(range, page);
  if (unread !== null) {
    store.listing.openGap(holeAt(unread, range));
    progress.current = progress.current && belowUnreadMatches(progress.current);
  }
  if (progress.current === null) queueHole(progress, range);
  progress.pagesRead += 1;
  progress.knownTotal = total ?? progress.knownTotal;
  announcePage(progress, { page, offset, newMatches });
}

/** A range that ended above a hole within the offsets of this run is continued. */
function queueHole({ run, gapIds }: Progress, { gapId }: ListingRange): void {
  const isWanted = gapsToRead(run.store, run.settings).some((gap) => gap.gapId === gapId && gap.stoppedByRange);
  if (gapId !== null && isWanted) gapIds.push(gapId);
}

function announcePage(
  { run, current }: Progress,
  { page, offset, newMatches }: { page: ResultsPage; offset: number; newMatches: number },
): void {
  const { total, entries, rowCount } = page;
  run.notify({ type: 'listing-read', offset, entries: entries.length, newMatches, total });
  if (rowCount === 0) run.notify({ type: 'listing-beyond-end', offset, total });
  else if (current === null && newMatches === 0) announceUnread(run, page, offset);
}

/** A run normally ends at known matches. A notice is sent when its range is deeper than that of every earlier run. */
function announceUnread({ store, settings, notify }: ScrapeRun, { total }: ResultsPage, offset: number): void {
  const { full, endOffset } = settings;
  const known = store.listing.countUpTo(endOffset + 1);
  const isRemembered = store.listing.gaps().some((gap) => gap.stoppedBySince || isHole(gap));
  const isCovered = full || offset >= endOffset || known > endOffset || isRemembered;
  if (!isCovered && total !== null && total > known) notify({ type: 'listing-below-unread', known, endOffset });
}

function nextPage(progress: Progress): PageTarget | null {
  if (isEnough(progress)) Object.assign(progress, { gapIds: [], current: null });
  while (progress.current === null) {
    const [gapId, ...others] = progress.gapIds;
    if (gapId === undefined) return finish(progress);
    progress.gapIds = others;
    resumeRange(progress, gapId);
  }
  const id = progress.current.offset;
  return { kind: 'results', id, matchId: null, path: PAGES.results.path({ id }) };
}

function resumeRange(progress: Progress, gapId: number): void {
  const { store, settings, notify } = progress.run;
  progress.current = resumeGap(store, gapId, settings);
  if (progress.current === null) return;
  const { offset, endOffset } = progress.current;
  notify({ type: 'listing-place-remembered', offset, endOffset });
}

/** With `--limit` the listing is read only until it has that many matches; the rest stays stored as a gap. */
function isEnough({ run, pagesRead, sample }: Progress): boolean {
  if (pagesRead === 0) return false;
  if (sample !== null) return sample.length >= forcedMatchesNeeded(run.settings);
  const { limit, stages } = run.settings;
  if (limit === null) return false;
  const kinds = kindsOrAll(stages);
  return run.store.targets.hasUntriedMatches({ kinds, runId: run.runId, nowMs: run.clock.now(), limit });
}

/** Called when this run reads no more of the listing: makes the pages pending that it fetches again. */
function finish({ run, sample }: Progress): null {
  const { store, settings, usage, runId, clock } = run;
  const { limit, maxPages, stages } = settings;
  const candidates = sample?.splice(0) ?? [];
  if (candidates.length === 0) return null;
  const pages = maxPages === null ? null : maxPages - usage.pages;
  const forced = { candidates, kinds: kindsOrAll(stages), limit, pages, run: { runId, nowMs: clock.now() } };
  store.transaction(() => resetForced(store, forced));
  return null;
}

function idOf({ matchId }: ListingEntry): number {
  return matchId;
}

const NO_FILTER = { untilMs: null, events: [], teams: [], minStars: null };

function listingFilter(settings: FilterSettings): (entry: ListingEntry) => FilterReason | null {
  const filter = matchFilter(settings);
  return (entry) => filter({ ...entry, isListed: true });
}

/** The handler of listing pages from files: their entries are stored, but do not count as crawled. */
export function savedListingHandler(
  store: Store,
  sinceMs: number,
  select: (entries: readonly ListingEntry[], fetchedAtMs: number) => readonly ListingEntry[] = (entries) => entries,
): PageHandler<'results'> {
  const reasonToSkip = listingFilter({ ...NO_FILTER, sinceMs });
  return pageHandler(store, {
    page: PAGES.results,
    related: () => null,
    save: (page, { fetchedAtMs }) => {
      const entries = select(page.entries, fetchedAtMs);
      store.listing.savePage({ entries, reasonToSkip, force: false, crawled: false, fetchedAtMs });
    },
  });
}
