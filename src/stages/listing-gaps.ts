import type { ScrapeSettings } from '../config.ts';
import type { Gap, GapFields } from '../store/listing.ts';
import type { Store } from '../store/store.ts';
import {
  type Advance,
  coveredBy,
  isHole,
  type ListingRange,
  lower,
  PAGE_SIZE,
  reachesBelow,
  resumed,
  toGap,
} from './listing-range.ts';
import type { FilterSettings } from './match-filter.ts';

/** Which ranges of the listing are still unread. They are stored as gaps from one run to the next. */

/** The settings that decide how far the listing is read. */
export type DiscoverySettings = FilterSettings &
  Pick<ScrapeSettings, 'startOffset' | 'endOffset' | 'full' | 'forceRescrape' | 'stages'>;

/**
 * The range that the settings of a run give. A sample is read past known matches, to find matches to fetch again; what
 * is below them is not stored as a gap.
 */
export function newCrawl(store: Store, settings: DiscoverySettings, isSample: boolean): ListingRange {
  const { startOffset, endOffset, full, forceRescrape, sinceMs } = settings;
  return {
    gapId: null,
    offset: startOffset,
    endOffset,
    upperEndedAtMs: null,
    previousTopMs: store.listing.topEndMs(),
    full: full || forceRescrape,
    force: forceRescrape && !isSample,
    sinceMs,
    fromTop: startOffset === 0,
    seeking: null,
    tail: null,
    newestMs: null,
    isSample,
    isHole: false,
  };
}

/**
 * The gaps that this run reads, the newest first: those of interrupted crawls, those that an earlier `--since`
 * continues, and holes above known matches that are within the offsets of this run.
 */
export function gapsToRead(store: Store, { sinceMs, endOffset }: DiscoverySettings): Gap[] {
  const isWanted = (gap: Gap): boolean => {
    if (gap.stoppedBySince) return reachesBelow(sinceMs, gap) && endOffset > gap.nextOffset;
    return isHole(gap) && (!gap.stoppedByRange || positionOf(store, gap) <= endOffset);
  };
  return store.listing
    .gaps()
    .filter(isWanted)
    .sort((a, b) => (b.upperEndedAtMs ?? 0) - (a.upperEndedAtMs ?? 0));
}

/**
 * The range of a stored gap, to be read now; null when it was read together with another range. A gap that an earlier
 * `--since` continues, or that has no end of its own, is read only down to the end offset of this run; the rest stays.
 */
export function resumeGap(store: Store, gapId: number, { sinceMs, endOffset }: DiscoverySettings): ListingRange | null {
  const gap = store.listing.gaps().find((candidate) => candidate.gapId === gapId);
  if (gap === undefined) return null;
  const range = resumed(gap, rankOf(store, gap));
  if (gap.stoppedByRange) {
    // The end offset of this run applies, however far the gap has moved.
    const seeking = { offset: positionOf(store, gap), isPassed: false };
    return { ...range, endOffset, sinceMs: lower(gap.sinceMs, sinceMs), seeking };
  }
  if (!gap.stoppedBySince) return { ...range, sinceMs: lower(gap.sinceMs, sinceMs) };
  if (endOffset >= gap.endOffset) return { ...range, sinceMs };
  return { ...range, sinceMs, endOffset, tail: { endOffset: gap.endOffset, sinceMs: gap.sinceMs } };
}

function rankOf(store: Store, { upperEndedAtMs }: Pick<GapFields, 'upperEndedAtMs'>): number {
  return upperEndedAtMs === null ? 0 : store.listing.rankOf(upperEndedAtMs);
}

/** The offset of the first unread match of a gap, as far as it is known. */
function positionOf(store: Store, gap: Gap): number {
  return Math.max(rankOf(store, gap), gap.nextOffset);
}

/** Stores the progress after a page. Returns the rest that this run continues with; null when the range is done. */
export function saveProgress(store: Store, { state, range, isJoined }: Advance, isEnd: boolean): ListingRange | null {
  if (state === 'seeking') return range;
  mergeGaps(store, range, isEnd);
  if (state === 'read' || (range.isSample && isJoined)) {
    if (range.gapId !== null) store.listing.closeGap(range.gapId);
    return state === 'open' ? { ...range, gapId: null } : null;
  }
  const remaining = storeGap(store, range, state === 'open' ? null : state);
  return state === 'open' ? remaining : null;
}

/** Shortens or closes other gaps that the page belongs to as well. */
function mergeGaps(store: Store, range: ListingRange, isEnd: boolean): void {
  for (const other of store.listing.gaps().filter(({ gapId }) => gapId !== range.gapId)) {
    const remaining = coveredBy(other, { range, isEnd, rank: rankOf(store, other) });
    if (remaining === 'read') store.listing.closeGap(other.gapId);
    else if (remaining !== 'not-covered') store.listing.updateGap(other.gapId, remaining);
  }
}

/** Stores a range as a gap and merges it with other gaps that start on the same page. */
function storeGap(store: Store, range: ListingRange, stoppedBy: 'since' | 'range' | null): ListingRange {
  let gap = range.tail === null ? toGap(range, stoppedBy) : toGap({ ...range, ...range.tail }, 'since');
  for (const other of store.listing.gaps()) {
    if (other.gapId === range.gapId || !isSameBeginning(store, gap, other)) continue;
    const endOffset = Math.max(gap.endOffset, other.endOffset);
    gap = { ...gap, endOffset, previousTopMs: lower(gap.previousTopMs, other.previousTopMs) };
    store.listing.closeGap(other.gapId);
  }
  if (range.gapId !== null) store.listing.updateGap(range.gapId, gap);
  const gapId = range.gapId ?? store.listing.openGap(gap);
  if (range.tail !== null) return { ...range, gapId };
  // A hole is stored without an end offset.
  return {
    ...range,
    gapId,
    endOffset: range.isHole ? range.endOffset : gap.endOffset,
    previousTopMs: gap.previousTopMs,
  };
}

function isSameBeginning(store: Store, gap: GapFields, other: Gap): boolean {
  const pageOf = (one: GapFields): number => Math.floor(rankOf(store, one) / PAGE_SIZE);
  const isAlike =
    other.full === gap.full &&
    other.force === gap.force &&
    other.sinceMs === gap.sinceMs &&
    other.fromTop === gap.fromTop &&
    other.stoppedBySince === gap.stoppedBySince &&
    other.stoppedByRange === gap.stoppedByRange &&
    (!gap.stoppedByRange || (other.previousTopMs === null) === (gap.previousTopMs === null));
  return isAlike && (other.upperEndedAtMs ?? 0) <= (gap.upperEndedAtMs ?? 0) && pageOf(other) === pageOf(gap);
}
