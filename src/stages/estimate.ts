import type { ScrapeSettings, SiteSettings } from '../config.ts';
import type { Estimate } from '../notices.ts';
import type { Gap } from '../store/listing.ts';
import type { Store } from '../store/store.ts';
import type { PendingFilter } from '../store/targets.ts';
import { type DiscoverySettings, gapsToRead } from './listing-gaps.ts';
import { PAGE_SIZE } from './listing-range.ts';
import { kindsOf } from './prepare.ts';

/**
 * Estimates what is still to be fetched and how long that takes. A run announces the estimate, `--dry-run` and `status`
 * print it, and the progress line counts it down. Targets are counted in SQL, not loaded.
 */

/** Time of one response, in addition to the polite pause. */
const RESPONSE_MS = 600;
/** Maps with statistics per match: three pages each. */
const MAPS_PER_MATCH = 2.4;

/** Mean time of one page at the configured pace. */
export function meanMsPerPage({ minDelayMs, maxDelayMs }: Pick<SiteSettings, 'minDelayMs' | 'maxDelayMs'>): number {
  return (minDelayMs + maxDelayMs) / 2 + RESPONSE_MS;
}

type EstimateSettings = DiscoverySettings &
  Pick<ScrapeSettings, 'matchIds' | 'limit' | 'maxPages' | 'maxDurationMs' | 'stages'>;

/** The state of a run at the time of the estimate. */
export type Situation = {
  settings: EstimateSettings;
  runId: number;
  nowMs: number;
  msPerPage: number;
  /** What the run has used of its budget. */
  used: { matchIds: readonly number[]; pages: number; elapsedMs: number };
  /** Whether its listing pages are still to be read. */
  isListingAhead: boolean;
};

/** The budget of a run that has not started. */
export const NOTHING_USED: Situation['used'] = { matchIds: [], pages: 0, elapsedMs: 0 };

/** The listing pages of a run, as far as they are known before they are read. */
export type ListingPlan = {
  startOffset: number;
  endOffset: number;
  /** All pages of the range. */
  pages: number;
  /** Every page is read; otherwise reading ends at the first page without a new match. */
  isWhole: boolean;
  /** Pages of gaps that earlier crawls left unread. */
  unreadPages: number;
};

/** The listing pages of a run; null when it does not read the listing. */
export function planListing(store: Store, settings: EstimateSettings): ListingPlan | null {
  const { startOffset, endOffset, full, forceRescrape, stages, matchIds } = settings;
  if (!stages.includes('discovery') || matchIds !== null) return null;
  const isWhole = full || forceRescrape;
  const pages = pagesOf(startOffset, endOffset);
  const gaps = isWhole ? [] : gapsToRead(store, settings);
  const endOf = (gap: Gap): number => (gap.stoppedByRange ? endOffset : gap.endOffset);
  const unreadPages = gaps.reduce((sum, gap) => sum + pagesOf(gap.nextOffset, endOf(gap)), 0);
  return { startOffset, endOffset, pages, isWhole, unreadPages };
}

function pagesOf(startOffset: number, endOffset: number): number {
  return Math.max(0, Math.floor((endOffset - startOffset) / PAGE_SIZE) + 1);
}

/** The matches that the run has started and will start; null: all pending matches. */
export function matchesToTake(store: Store, { settings, runId, nowMs, used }: Situation): readonly number[] | null {
  const { limit, matchIds, stages } = settings;
  if (limit === null) return matchIds;
  const filter = { kinds: kindsOf(stages), runId, nowMs, matchIds };
  const next = store.targets.nextMatches({
    ...filter,
    limit: Math.max(0, limit - used.matchIds.length),
    except: used.matchIds,
  });
  return [...used.matchIds, ...next.map(({ matchId }) => matchId)];
}

/** Estimates the rest of the run. */
export function estimateRun(store: Store, situation: Situation): Estimate {
  const { msPerPage } = situation;
  const { filter, ahead, knownPages, pages } = workLeft(store, situation);
  const all = pages + ahead.pages;
  const isReadingOverviews = filter.kinds.includes('match');
  return {
    isMost: isReadingOverviews && ahead.isMost,
    matches: store.targets.countPendingMatches(filter) + (isReadingOverviews ? ahead.matches : 0),
    knownPages,
    pages,
    listingPages: ahead.pages,
    knownMatches: knownMatches(store),
    msPerPage,
    ms: Math.round(all * msPerPage),
    budget: budgetOf(all, situation),
  };
}

/** The number of pages that the run will fetch after the listing, within its budget. */
export function remainingPages(store: Store, situation: Situation): number {
  const { pages } = workLeft(store, situation);
  return budgetOf(pages, situation)?.pages ?? pages;
}

type WorkLeft = { filter: PendingFilter; ahead: ListingWork; knownPages: number; pages: number };

function workLeft(store: Store, situation: Situation): WorkLeft {
  const { settings, runId, nowMs } = situation;
  const kinds = kindsOf(settings.stages);
  const filter = { kinds, runId, nowMs, matchIds: matchesToTake(store, situation) };
  const counts = store.targets.countByKind(filter);
  const knownPages = kinds.reduce((sum, kind) => sum + counts[kind].pages, 0);
  const ahead = aheadOnListing(store, situation, filter);
  const unread = counts.match.withoutFollowUps + ahead.matches;
  const followUps = unread * MAPS_PER_MATCH * (kinds.length - 1);
  const isReadingOverviews = kinds.includes('match');
  const pages = Math.round(knownPages + (isReadingOverviews ? ahead.matches + followUps : 0));
  return { filter, ahead, knownPages, pages };
}

function knownMatches(store: Store): number {
  return Object.values(store.targets.counts().match).reduce((sum, count) => sum + count, 0);
}

type ListingWork = { pages: number; matches: number; isMost: boolean };

/**
 * The number of listing pages to read and of unknown matches to expect there. `isMost`: the number is an upper bound.
 */
function aheadOnListing(store: Store, { settings, isListingAhead }: Situation, filter: PendingFilter): ListingWork {
  const range = isListingAhead ? planListing(store, settings) : null;
  if (range === null) return { pages: 0, matches: 0, isMost: false };
  const isFirst = store.listing.countUpTo(1) === 0;
  const isWholeRead = isFirst || range.isWhole;
  const pages = (isWholeRead ? range.pages : 1) + range.unreadPages;
  const pending = settings.forceRescrape ? store.targets.countPendingMatches(filter) : 0;
  const perForce = settings.forceRescrape ? range.pages * PAGE_SIZE - pending : 0;
  const unseen = (isFirst ? range.pages * PAGE_SIZE : Math.max(0, perForce)) + range.unreadPages * PAGE_SIZE;
  if (settings.limit === null) return { pages, matches: unseen, isMost: unseen > 0 };
  const capacity = Math.max(0, settings.limit - (filter.matchIds?.length ?? 0));
  const matches = Math.min(unseen, capacity);
  // The listing is read only as far as the limit requires.
  const needed = Math.max(1, Math.ceil(capacity / PAGE_SIZE));
  return { pages: Math.min(pages, needed), matches, isMost: matches > 0 && unseen <= capacity };
}

/** The budget that ends the run before everything is fetched; null when `--max-pages` and `--max-duration` suffice. */
function budgetOf(all: number, { settings, msPerPage, used }: Situation): Estimate['budget'] {
  const { maxPages, maxDurationMs } = settings;
  const byPages = maxPages === null ? Number.POSITIVE_INFINITY : Math.max(0, maxPages - used.pages);
  const leftMs = maxDurationMs === null ? Number.POSITIVE_INFINITY : Math.max(0, maxDurationMs - used.elapsedMs);
  const byDuration = Math.ceil(leftMs / msPerPage);
  const pages = Math.min(byPages, byDuration);
  if (pages >= all) return null;
  const ms = Math.round(Math.min(pages * msPerPage, leftMs));
  return { endedBy: byPages <= byDuration ? 'pages' : 'duration', pages, ms };
}
