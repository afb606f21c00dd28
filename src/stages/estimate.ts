import type { ScrapeSettings, SiteSettings } from '../config.ts';
import type { Estimate } from '../notices.ts';
import type { Gap } from '../store/listing.ts';
import type { Store } from '../store/store.ts';
import type { PendingFilter } from '../store/targets.ts';
import { type DiscoverySettings, wantedGaps } from './listing-memory.ts';
import { PAGE_SIZE } from './listing-part.ts';
import { kindsOf } from './prepare.ts';

/**
 * The one estimate of what is still to be fetched and how long that takes: announced by a run, printed by `--dry-run`
 * and `status`, counted down by the live line. Targets are counted by SQL, never loaded.
 */

/** Time of a response, beside the polite pause. */
const RESPONSE_MS = 600;
/** Maps with statistics per match: three pages each. */
const MAPS_PER_MATCH = 2.4;

/** Mean time of one page at the configured pace. */
export function meanMsPerPage({ minDelayMs, maxDelayMs }: Pick<SiteSettings, 'minDelayMs' | 'maxDelayMs'>): number {
  return (minDelayMs + maxDelayMs) / 2 + RESPONSE_MS;
}

type EstimateSettings = DiscoverySettings &
  Pick<ScrapeSettings, 'matchIds' | 'limit' | 'maxPages' | 'maxDurationMs' | 'stages'>;

/** A run at some moment of it. */
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

/** A run that has not begun. */
export const NOTHING_USED: Situation['used'] = { matchIds: [], pages: 0, elapsedMs: 0 };

/** The listing pages of a run, as far as is known before they are read. */
export type ListingRange = {
  startOffset: number;
  endOffset: number;
  /** All pages of the range. */
  pages: number;
  /** Every page of it is read; otherwise reading ends at the first page with nothing new. */
  isWhole: boolean;
  /** Pages of ranges that earlier crawls have left unread. */
  unreadPages: number;
};

/** Null: the run does not read the listing. */
export function listingRange(store: Store, settings: EstimateSettings): ListingRange | null {
  const { startOffset, endOffset, full, forceRescrape, stages, matchIds } = settings;
  if (!stages.includes('discovery') || matchIds !== null) return null;
  const isWhole = full || forceRescrape;
  const pages = pagesOf(startOffset, endOffset);
  const gaps = isWhole ? [] : wantedGaps(store, settings);
  const endOf = (gap: Gap): number => (gap.stoppedByRange ? endOffset : gap.endOffset);
  const unreadPages = gaps.reduce((sum, gap) => sum + pagesOf(gap.nextOffset, endOf(gap)), 0);
  return { startOffset, endOffset, pages, isWhole, unreadPages };
}

const pagesOf = (startOffset: number, endOffset: number): number =>
  Math.max(0, Math.floor((endOffset - startOffset) / PAGE_SIZE) + 1);

/** The matches that the run has taken and will take; null: all that are pending. */
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

/** What the run has still to do; a run that is over has nothing. */
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

/** The pages that the run has still to fetch once it has read the listing, within its budget. */
export function remainingPages(store: Store, situation: Situation): number {
  const { pages } = workLeft(store, situation);
  return budgetOf(pages, situation)?.pages ?? pages;
}

type WorkLeft = { filter: PendingFilter; ahead: Ahead; knownPages: number; pages: number };

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

type Ahead = { pages: number; matches: number; isMost: boolean };

/** Listing pages still to be read, and how many matches that nobody has seen they may hold. */
function aheadOnListing(store: Store, { settings, isListingAhead }: Situation, filter: PendingFilter): Ahead {
  const range = isListingAhead ? listingRange(store, settings) : null;
  if (range === null) return { pages: 0, matches: 0, isMost: false };
  const isFirst = store.listing.countUpTo(1) === 0;
  const isWholeRead = isFirst || range.isWhole;
  const pages = (isWholeRead ? range.pages : 1) + range.unreadPages;
  const pending = settings.forceRescrape ? store.targets.countPendingMatches(filter) : 0;
  const perForce = settings.forceRescrape ? range.pages * PAGE_SIZE - pending : 0;
  const unseen = (isFirst ? range.pages * PAGE_SIZE : Math.max(0, perForce)) + range.unreadPages * PAGE_SIZE;
  if (settings.limit === null) return { pages, matches: unseen, isMost: unseen > 0 };
  const room = Math.max(0, settings.limit - (filter.matchIds?.length ?? 0));
  const matches = Math.min(unseen, room);
  // The listing is read no further than the limit needs.
  const needed = Math.max(1, Math.ceil(room / PAGE_SIZE));
  return { pages: Math.min(pages, needed), matches, isMost: matches > 0 && unseen <= room };
}

/** Where `--max-pages` or `--max-duration` ends the run before everything is fetched. */
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
