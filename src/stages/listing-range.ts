import type { Finding, ResultsPage } from '../page-records.ts';
import type { Gap, GapFields } from '../store/listing.ts';

/**
 * How a range of the results listing is read, page by page. Pure: a range and a page give the unread rest of the range.
 */

/** Matches on one page of the listing. */
export const PAGE_SIZE = 100;
/** The `endOffset` of a range without an end: greater than every offset that the listing can have. */
const NO_END = 1_000_000_000;

/**
 * A range of the listing that a run reads, from `offset` down to `endOffset`. It is stored as a gap until it is read.
 */
export type ListingRange = Omit<GapFields, 'nextOffset' | 'stoppedBySince' | 'stoppedByRange'> & {
  /** Null until its first page is stored. */
  gapId: number | null;
  /** Offset of the page to read next. */
  offset: number;
  /**
   * Set while the start of a stored gap is being located: its old offset, and whether a page above it has been read.
   */
  seeking: { offset: number; isPassed: boolean } | null;
  /** The rest of the gap below this range, which stays stored; null: none. */
  tail: Pick<GapFields, 'endOffset' | 'sinceMs'> | null;
  /** End time of the newest match from which this run has read the range without a hole; null before the first page. */
  newestMs: number | null;
  /** Read only to find matches to fetch again: what is unread below known matches is not stored as a gap. */
  isSample: boolean;
  /** A hole between known matches: complete once the known matches below it are reached. */
  isHole: boolean;
};

/**
 * The state of a range after one of its pages.
 *
 * - `seeking`  its start is not located yet
 * - `open`     the next page is to be read
 * - `since`    ended by `--since`; an earlier date continues it
 * - `range`    ended by the offsets of the run, above unknown matches
 * - `read`     complete
 */
export type Advance = {
  state: 'seeking' | 'open' | 'since' | 'range' | 'read';
  range: ListingRange;
  /** The page had only known matches, and earlier crawls have read what is below it. */
  isJoined: boolean;
};

/**
 * The rest of a range after one of its pages. `isNews`: the page has a match unknown to every crawl, or an unreadable
 * row.
 */
export function advance(range: ListingRange, page: ResultsPage, isNews: boolean): Advance {
  const ends = endsOf(page);
  const { upperEndedAtMs: upperMs } = range;
  const above = upperMs === null ? 0 : ends.filter((endedAtMs) => endedAtMs >= upperMs).length;
  if (range.seeking !== null && above === 0 && !range.seeking.isPassed && range.offset > 0) {
    return { state: 'seeking', range: { ...range, offset: range.offset - PAGE_SIZE }, isJoined: false };
  }
  if (page.rowCount === 0) return { state: 'read', range, isJoined: false };
  if (ends.length > 0 && above === ends.length && !isEndOfListing(page)) return skipPageAbove(range);
  const remaining = {
    ...located(range, above),
    offset: range.offset + PAGE_SIZE,
    upperEndedAtMs: ends.at(-1) ?? upperMs,
    newestMs: range.newestMs ?? ends[0] ?? null,
  };
  const isJoined = !isNews && isBelowKnownTop(remaining);
  return { state: stateOf(remaining, page, isJoined), range: remaining, isJoined };
}

/** The readable end times on a page, newest first. */
function endsOf({ entries }: ResultsPage): number[] {
  return entries.flatMap(({ endedAtMs }) => endedAtMs ?? []);
}

/** Whether the last match read is as old as the newest match of the previous crawl, or older. */
function isBelowKnownTop({ previousTopMs, upperEndedAtMs }: ListingRange): boolean {
  return previousTopMs !== null && upperEndedAtMs !== null && upperEndedAtMs <= previousTopMs;
}

function stateOf(remaining: ListingRange, page: ResultsPage, isJoined: boolean): Advance['state'] {
  const { endOffset, sinceMs, upperEndedAtMs: lowestMs, full, tail, fromTop } = remaining;
  if (isEndOfListing(page)) return 'read';
  // With `full`, known matches do not end the range: other crawls may have read them without what is below.
  if (isJoined && !full) return 'read';
  if (remaining.isHole && isBelowKnownTop(remaining)) return 'read';
  const isStoppedBySince = sinceMs !== null && lowestMs !== null && lowestMs < sinceMs;
  if (!isStoppedBySince && remaining.offset <= endOffset) return 'open';
  if (tail !== null) return 'since';
  // What earlier crawls left unread below is already stored as a gap.
  if (isStoppedBySince) return isJoined ? 'read' : 'since';
  return fromTop && !isBelowKnownTop(remaining) ? 'range' : 'read';
}

/** Every match of the page is above the range: new matches have moved the range further down. */
function skipPageAbove(range: ListingRange): Advance {
  const offset = range.offset + PAGE_SIZE;
  const isJoined = false;
  if (range.seeking === null) {
    return { state: 'open', range: { ...range, offset, endOffset: range.endOffset + PAGE_SIZE }, isJoined };
  }
  return { state: 'seeking', range: { ...range, offset, seeking: { ...range.seeking, isPassed: true } }, isJoined };
}

/** The start is located; the end has moved down as far as the start. */
function located(range: ListingRange, above: number): ListingRange {
  if (range.seeking === null) return range;
  return { ...range, seeking: null, endOffset: pushed(range.endOffset, range.offset + above - range.seeking.offset) };
}

function pushed(offset: number, by: number): number {
  return Math.ceil((offset + Math.max(0, by)) / PAGE_SIZE) * PAGE_SIZE;
}

/**
 * Whether this page is the last one. Two signs must agree where a single one could be an error of the page: while the
 * total is greater than the number of matches listed so far, an inactive next button counts only on a short page.
 */
export function isEndOfListing(page: ResultsPage): boolean {
  const { last, total, hasNext, rowCount } = page;
  if (rowCount === 0) return true;
  if (last !== null && total !== null && last === total) return true;
  const isKnownToGoOn = last !== null && total !== null && total > last;
  return hasNext !== true && (isShort(page) || (hasNext === false && !isKnownToGoOn && last !== null));
}

function isShort({ first, last, rowCount }: ResultsPage): boolean {
  const announced = first === null || last === null ? rowCount : last - first + 1;
  return announced < PAGE_SIZE;
}

/** What a crawl knows about the page that it requested. */
export type Expected = {
  offset: number;
  /** Matches in the whole listing according to an earlier page of the run; 0: not known. */
  knownTotal: number;
};

/** A hard finding for a page that would end the crawl but cannot be the last one, so that no older match is missed. */
export function checkEnd(page: ResultsPage, { offset, knownTotal }: Expected): Finding[] {
  const finding = { rule: 'results/end-of-the-listing', severity: 'hard', mapNumber: null } as const;
  const { first, last, total, hasNext, rowCount, entries } = page;
  if (entries.length === 0 && offset === 0) {
    return [{ ...finding, expected: 'matches on the first page', seen: 'none' }];
  }
  if (rowCount === 0) {
    const matches = total ?? knownTotal;
    if (matches <= offset) return [];
    return [{ ...finding, expected: `matches at offset ${offset} of a listing of ${matches}`, seen: 'none' }];
  }
  if (isShort(page) && hasNext !== false && last !== total) {
    const seen = `${first} - ${last} of ${total} and an active next button`;
    return [{ ...finding, expected: `${PAGE_SIZE} entries on every page but the last`, seen }];
  }
  if (last === null && hasNext !== true && !isShort(page)) {
    return [{ ...finding, expected: 'a pagination', seen: `${rowCount} entries without one` }];
  }
  return [];
}

/** Unreadable matches of a page: offset of the first, end time of the match above it, end time at or below the last. */
export type UnreadMatches = { offset: number; upperEndedAtMs: number | null; previousTopMs: number | null };

/** Rows without a match id, or fewer rows than the page announces. Null: every match was read. */
export function findUnread({ offset, upperEndedAtMs }: ListingRange, page: ResultsPage): UnreadMatches | null {
  const { first, last, rowCount, unreadableRows, entries } = page;
  if (rowCount === 0) return null;
  const announced = first === null || last === null ? rowCount : last - first + 1;
  if (rowCount < announced) return { offset, upperEndedAtMs, previousTopMs: endsOf(page).at(-1) ?? null };
  const [row, lastRow] = [unreadableRows[0], unreadableRows.at(-1)];
  if (row === undefined || lastRow === undefined) return null;
  const endAbove = (count: number): number | undefined =>
    entries
      .slice(0, Math.max(0, count))
      .flatMap(({ endedAtMs }) => endedAtMs ?? [])
      .at(-1);
  const repeated = rowCount - unreadableRows.length - entries.length;
  const aboveLast = endAbove(lastRow - unreadableRows.length + 1);
  return {
    offset: offset + row,
    upperEndedAtMs: endAbove(row - repeated) ?? upperEndedAtMs,
    // A crawl that has read past the match above the last of them has passed all of them.
    previousTopMs: aboveLast === undefined ? (endsOf(page)[0] ?? null) : aboveLast - 1,
  };
}

/** The range after a page with an unreadable match: from now on it covers only gaps that start below that match. */
export function belowUnreadMatches(range: ListingRange): ListingRange {
  return {
    ...range,
    newestMs: range.upperEndedAtMs === null ? null : range.upperEndedAtMs - 1,
  };
}

/** The gap that unreadable matches leave for the next run. */
export function holeAt(
  { offset, upperEndedAtMs, previousTopMs }: UnreadMatches,
  { sinceMs, fromTop }: ListingRange,
): GapFields {
  return {
    nextOffset: offset,
    endOffset: NO_END,
    upperEndedAtMs,
    previousTopMs: previousTopMs ?? 0,
    full: false,
    force: false,
    sinceMs,
    stoppedBySince: false,
    stoppedByRange: true,
    fromTop,
  };
}

/** The lower of two bounds; null means no bound. */
export function lower(one: number | null, other: number | null): number | null {
  return one === null || other === null ? null : Math.min(one, other);
}

/** Whether this `--since` is earlier than the one that ended the range of a gap. */
export function reachesBelow(sinceMs: number | null, gap: Gap): boolean {
  return gap.sinceMs !== null && (sinceMs === null || sinceMs < gap.sinceMs);
}

/** Whether a gap is between known matches, as opposed to below all of them. */
export function isHole({ stoppedBySince, stoppedByRange, previousTopMs }: GapFields): boolean {
  return !stoppedBySince && (!stoppedByRange || previousTopMs !== null);
}

/**
 * The range of a stored gap, with the offset at which to look for it: new matches have moved it down, and deleted
 * matches up. `rank`: number of known matches above it.
 */
export function resumed(gap: Gap, rank: number): ListingRange {
  const { nextOffset, stoppedBySince: _, stoppedByRange: __, ...kept } = gap;
  const range = { ...kept, tail: null, newestMs: null, isSample: false, isHole: gap.stoppedByRange };
  if (gap.upperEndedAtMs === null) return { ...range, offset: pageOf(nextOffset), seeking: null };
  const lastAbove = Math.max(rank, nextOffset) - 1;
  return { ...range, offset: pageOf(lastAbove), seeking: { offset: nextOffset, isPassed: false } };
}

function pageOf(position: number): number {
  return Math.max(0, Math.floor(position / PAGE_SIZE) * PAGE_SIZE);
}

/** The gap to store for a range. */
export function toGap(range: ListingRange, stopped: 'since' | 'range' | null): GapFields {
  const stoppedBy = range.isHole ? 'range' : stopped;
  return {
    nextOffset: range.offset,
    endOffset: stoppedBy === 'range' ? NO_END : range.endOffset,
    upperEndedAtMs: range.upperEndedAtMs,
    previousTopMs: range.previousTopMs,
    full: range.full && !range.isSample && stoppedBy !== 'range',
    force: range.force && stoppedBy !== 'range',
    sinceMs: range.sinceMs,
    stoppedBySince: stoppedBy === 'since',
    stoppedByRange: stoppedBy === 'range',
    fromTop: range.fromTop,
  };
}

/**
 * The rest of another gap when the page just read for `range` belongs to both, so that it is not read twice.
 * `not-covered`: the page does not belong to the gap; `read`: nothing of the gap is left.
 */
export function coveredBy(
  other: Gap,
  { range, isEnd, rank }: { range: ListingRange; isEnd: boolean; rank: number },
): Gap | 'not-covered' | 'read' {
  const { newestMs, upperEndedAtMs: lowestMs, offset } = range;
  const upperMs = other.upperEndedAtMs;
  if (newestMs === null || lowestMs === null || upperMs === null) return 'not-covered';
  if (upperMs > newestMs || upperMs < lowestMs || (other.force && !range.force)) return 'not-covered';
  const endOffset = pushed(other.endOffset, rank - other.nextOffset);
  if (isEnd || offset > endOffset || isFilled(other, lowestMs)) return 'read';
  return { ...other, nextOffset: offset, endOffset, upperEndedAtMs: lowestMs };
}

/** A hole is complete when known matches below it are reached. */
function isFilled(other: Gap, lowestMs: number): boolean {
  return other.stoppedByRange && other.previousTopMs !== null && lowestMs <= other.previousTopMs;
}
