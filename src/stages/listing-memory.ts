import type { ScrapeSettings } from '../config.ts';
import type { Gap, GapFields } from '../store/listing.ts';
import type { Store } from '../store/store.ts';
import {
  type Advance,
  gapOf,
  isHole,
  lower,
  PAGE_SIZE,
  type Part,
  reachesBelow,
  served,
  takenUp,
} from './listing-part.ts';
import type { FilterSettings } from './match-filter.ts';

/** Which parts of the listing have still to be read, from one run to the next. */

/** What of a run decides how far the listing is read. */
export type DiscoverySettings = FilterSettings &
  Pick<ScrapeSettings, 'startOffset' | 'endOffset' | 'full' | 'forceRescrape' | 'stages'>;

/**
 * The range that a run was asked for. A sample is read on through known matches to find some to be fetched again; what
 * lies below them is not remembered.
 */
export function freshPart(store: Store, settings: DiscoverySettings, isSample: boolean): Part {
  const { startOffset, endOffset, full, forceRescrape, sinceMs } = settings;
  return {
    gapId: null,
    offset: startOffset,
    endOffset,
    upperEndedAtMs: null,
    knownBelowMs: store.listing.topEndMs(),
    full: full || forceRescrape,
    force: forceRescrape && !isSample,
    sinceMs,
    fromTop: startOffset === 0,
    sought: null,
    below: null,
    topMs: null,
    isSample,
    isHole: false,
  };
}

/**
 * What earlier crawls left unread, from the top: always where they were cut off, what a lower `--since` opens, and holes
 * above known matches that the range of this run reaches.
 */
export function wantedGaps(store: Store, { sinceMs, endOffset }: DiscoverySettings): Gap[] {
  const isWanted = (gap: Gap): boolean => {
    if (gap.stoppedBySince) return reachesBelow(sinceMs, gap) && endOffset > gap.nextOffset;
    return isHole(gap) && (!gap.stoppedByRange || placeOf(store, gap) <= endOffset);
  };
  return store.listing
    .gaps()
    .filter(isWanted)
    .sort((a, b) => (b.upperEndedAtMs ?? 0) - (a.upperEndedAtMs ?? 0));
}

/**
 * A remembered part to be read now; null when it was read on the way. One that a lower `--since` opens, or that has no
 * end of its own, is read no further down than this run goes; the rest of it stays remembered.
 */
export function takeUp(store: Store, gapId: number, { sinceMs, endOffset }: DiscoverySettings): Part | null {
  const gap = store.listing.gaps().find((candidate) => candidate.gapId === gapId);
  if (gap === undefined) return null;
  const part = takenUp(gap, rankOf(store, gap));
  if (gap.stoppedByRange) {
    // The range of this run ends at its own offset, however far the place has moved.
    const sought = { offset: placeOf(store, gap), isBehind: false };
    return { ...part, endOffset, sinceMs: lower(gap.sinceMs, sinceMs), sought };
  }
  if (!gap.stoppedBySince) return { ...part, sinceMs: lower(gap.sinceMs, sinceMs) };
  if (endOffset >= gap.endOffset) return { ...part, sinceMs };
  return { ...part, sinceMs, endOffset, below: { endOffset: gap.endOffset, sinceMs: gap.sinceMs } };
}

const rankOf = (store: Store, { upperEndedAtMs }: Pick<GapFields, 'upperEndedAtMs'>): number =>
  upperEndedAtMs === null ? 0 : store.listing.rankOf(upperEndedAtMs);

/** Where the first unread match of a remembered part stands now, as far as is known. */
const placeOf = (store: Store, gap: Gap): number => Math.max(rankOf(store, gap), gap.nextOffset);

/** Writes down what a page has changed; answers what this run reads on, null when it is done with the part. */
export function keepPart(store: Store, { state, part, isJoined }: Advance, isEnd: boolean): Part | null {
  if (state === 'sought') return part;
  serveOthers(store, part, isEnd);
  if (state === 'read' || (part.isSample && isJoined)) {
    if (part.gapId !== null) store.listing.closeGap(part.gapId);
    return state === 'open' ? { ...part, gapId: null } : null;
  }
  const rest = remember(store, part, state === 'open' ? null : state);
  return state === 'open' ? rest : null;
}

/** Other remembered parts that the page lies in as well are read as far as it reaches. */
function serveOthers(store: Store, part: Part, isEnd: boolean): void {
  for (const other of store.listing.gaps().filter(({ gapId }) => gapId !== part.gapId)) {
    const rest = served(other, { part, isEnd, rank: rankOf(store, other) });
    if (rest === 'read') store.listing.closeGap(other.gapId);
    else if (rest !== 'unserved') store.listing.updateGap(other.gapId, rest);
  }
}

/** Writes a part down; another one that would begin with the same page becomes one with it. */
function remember(store: Store, part: Part, stoppedBy: 'since' | 'range' | null): Part {
  let gap = part.below === null ? gapOf(part, stoppedBy) : gapOf({ ...part, ...part.below }, 'since');
  for (const other of store.listing.gaps()) {
    if (other.gapId === part.gapId || !isSameBeginning(store, gap, other)) continue;
    const endOffset = Math.max(gap.endOffset, other.endOffset);
    gap = { ...gap, endOffset, knownBelowMs: lower(gap.knownBelowMs, other.knownBelowMs) };
    store.listing.closeGap(other.gapId);
  }
  if (part.gapId !== null) store.listing.updateGap(part.gapId, gap);
  const gapId = part.gapId ?? store.listing.openGap(gap);
  if (part.below !== null) return { ...part, gapId };
  // A hole is written down without an end of its own.
  return { ...part, gapId, endOffset: part.isHole ? part.endOffset : gap.endOffset, knownBelowMs: gap.knownBelowMs };
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
    (!gap.stoppedByRange || (other.knownBelowMs === null) === (gap.knownBelowMs === null));
  return isAlike && (other.upperEndedAtMs ?? 0) <= (gap.upperEndedAtMs ?? 0) && pageOf(other) === pageOf(gap);
}
