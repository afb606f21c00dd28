import type { Finding, ResultsPage } from '../page-records.ts';
import type { Gap, GapFields } from '../store/listing.ts';

/** How a part of the results listing is read, page by page. Pure: a part and a page give what is left of the part. */

/** Matches on one page of the listing. */
export const PAGE_SIZE = 100;
/** The end of a part that has none: below every offset that the listing can have. */
const NO_END = 1_000_000_000;

/** A part of the listing that a run reads, from `offset` down to `endOffset`; remembered until it is read. */
export type Part = Omit<GapFields, 'nextOffset' | 'stoppedBySince' | 'stoppedByRange'> & {
  /** Null until the first page of it is stored. */
  gapId: number | null;
  /** The page to be read next. */
  offset: number;
  /** Set while the place of a remembered part is sought: where it was, and whether a page above it has been read. */
  sought: { offset: number; isBehind: boolean } | null;
  /** What stays remembered below this part; null: nothing. */
  below: Pick<GapFields, 'endOffset' | 'sinceMs'> | null;
  /** End time of the first match from which on this run has read it without a hole; null before that. */
  topMs: number | null;
  /** Read on to find matches alone: what lies below known matches is not remembered. */
  isSample: boolean;
  /** A hole between known matches: read as soon as those below it are reached. */
  isHole: boolean;
};

/**
 * `sought`: not there yet · `open`: goes on below · `since`: goes on when `--since` is lowered · `range`: the range has
 * ended above what is unknown · `read`: all of it.
 */
export type Advance = {
  state: 'sought' | 'open' | 'since' | 'range' | 'read';
  part: Part;
  /** The page held known matches alone, and earlier crawls have found what is below it. */
  isJoined: boolean;
};

/** What is left of a part after a page of it. `isNews`: no crawl had seen some match of it, or a row cannot be read. */
export function advance(part: Part, page: ResultsPage, isNews: boolean): Advance {
  const ends = endsOf(page);
  const { upperEndedAtMs: upperMs } = part;
  const above = upperMs === null ? 0 : ends.filter((endedAtMs) => endedAtMs >= upperMs).length;
  if (part.sought !== null && above === 0 && !part.sought.isBehind && part.offset > 0) {
    return { state: 'sought', part: { ...part, offset: part.offset - PAGE_SIZE }, isJoined: false };
  }
  if (page.rowCount === 0) return { state: 'read', part, isJoined: false };
  if (ends.length > 0 && above === ends.length && !isEndOfListing(page)) return wholePageAbove(part);
  const rest = {
    ...found(part, above),
    offset: part.offset + PAGE_SIZE,
    upperEndedAtMs: ends.at(-1) ?? upperMs,
    topMs: part.topMs ?? ends[0] ?? null,
  };
  const isJoined = !isNews && isBelowKnownTop(rest);
  return { state: stateOf(rest, page, isJoined), part: rest, isJoined };
}

/** End times on a page, newest first; those that cannot be read left out. */
const endsOf = ({ entries }: ResultsPage): number[] => entries.flatMap(({ endedAtMs }) => endedAtMs ?? []);

/** Whether the last match read was known to the crawl before, or is older than its newest one. */
function isBelowKnownTop({ knownBelowMs, upperEndedAtMs }: Part): boolean {
  return knownBelowMs !== null && upperEndedAtMs !== null && upperEndedAtMs <= knownBelowMs;
}

function stateOf(rest: Part, page: ResultsPage, isJoined: boolean): Advance['state'] {
  const { endOffset, sinceMs, upperEndedAtMs: lowestMs, full, below, fromTop } = rest;
  if (isEndOfListing(page)) return 'read';
  // Known matches above that were read by other crawls in the meantime say nothing about what is below them.
  if (isJoined && !full) return 'read';
  if (rest.isHole && isBelowKnownTop(rest)) return 'read';
  const isStoppedBySince = sinceMs !== null && lowestMs !== null && lowestMs < sinceMs;
  if (!isStoppedBySince && rest.offset <= endOffset) return 'open';
  if (below !== null) return 'since';
  // What earlier crawls left unread below is remembered already.
  if (isStoppedBySince) return isJoined ? 'read' : 'since';
  return fromTop && !isBelowKnownTop(rest) ? 'range' : 'read';
}

/** Every match of the page was read before: the place lies further down, or new matches have pushed it there. */
function wholePageAbove(part: Part): Advance {
  const offset = part.offset + PAGE_SIZE;
  const isJoined = false;
  if (part.sought === null) {
    return { state: 'open', part: { ...part, offset, endOffset: part.endOffset + PAGE_SIZE }, isJoined };
  }
  return { state: 'sought', part: { ...part, offset, sought: { ...part.sought, isBehind: true } }, isJoined };
}

/** The place is found; the end has been pushed down as far as the beginning. */
function found(part: Part, above: number): Part {
  if (part.sought === null) return part;
  return { ...part, sought: null, endOffset: pushed(part.endOffset, part.offset + above - part.sought.offset) };
}

const pushed = (offset: number, by: number): number => Math.ceil((offset + Math.max(0, by)) / PAGE_SIZE) * PAGE_SIZE;

/**
 * Whether nothing comes after this page. Two signs must agree where one alone could be a mistake of the page: with more
 * matches in the total than were listed so far, an inactive next button ends the listing on a short page only.
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

/** What a crawl knows of the page that it asked for. */
export type Expected = {
  offset: number;
  /** Matches in the whole listing, as an earlier page of the run said; 0: none did. */
  knownTotal: number;
};

/** A page that would end the crawl and cannot be the end: taken for it, it would hide everything below. */
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

/** Matches of a page that could not be read: the place of the first, the end above it, and one at or below the last. */
export type UnreadPlace = { offset: number; upperEndedAtMs: number | null; knownBelowMs: number | null };

/** Rows without a match id, or fewer rows than are announced, on a page of the part. Null: all were read. */
export function unreadPlace({ offset, upperEndedAtMs }: Part, page: ResultsPage): UnreadPlace | null {
  const { first, last, rowCount, unreadableRows, entries } = page;
  if (rowCount === 0) return null;
  const announced = first === null || last === null ? rowCount : last - first + 1;
  if (rowCount < announced) return { offset, upperEndedAtMs, knownBelowMs: endsOf(page).at(-1) ?? null };
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
    // What is read past the match above the last of them has passed all of them.
    knownBelowMs: aboveLast === undefined ? (endsOf(page)[0] ?? null) : aboveLast - 1,
  };
}

/** A part of which a match could not be read: from here on it covers other parts that begin below that match alone. */
export const belowUnread = (part: Part): Part => ({
  ...part,
  topMs: part.upperEndedAtMs === null ? null : part.upperEndedAtMs - 1,
});

/** The hole that matches which could not be read make, for the next run. */
export function holeAt({ offset, upperEndedAtMs, knownBelowMs }: UnreadPlace, { sinceMs, fromTop }: Part): GapFields {
  return {
    nextOffset: offset,
    endOffset: NO_END,
    upperEndedAtMs,
    knownBelowMs: knownBelowMs ?? 0,
    full: false,
    force: false,
    sinceMs,
    stoppedBySince: false,
    stoppedByRange: true,
    fromTop,
  };
}

/** The lower of two bounds; null is no bound. */
export const lower = (one: number | null, other: number | null): number | null =>
  one === null || other === null ? null : Math.min(one, other);

/** Whether `--since` reaches below the one that ended a part. */
export const reachesBelow = (sinceMs: number | null, gap: Gap): boolean =>
  gap.sinceMs !== null && (sinceMs === null || sinceMs < gap.sinceMs);

/** Unknown matches between two known ones, as opposed to what lies below everything known. */
export const isHole = ({ stoppedBySince, stoppedByRange, knownBelowMs }: GapFields): boolean =>
  !stoppedBySince && (!stoppedByRange || knownBelowMs !== null);

/**
 * A remembered part, where it is to be looked for now: new matches have pushed it down, and deleted ones up.
 * `rank` is how many known matches stand above it.
 */
export function takenUp(gap: Gap, rank: number): Part {
  const { nextOffset, stoppedBySince: _, stoppedByRange: __, ...kept } = gap;
  const part = { ...kept, below: null, topMs: null, isSample: false, isHole: gap.stoppedByRange };
  if (gap.upperEndedAtMs === null) return { ...part, offset: pageOf(nextOffset), sought: null };
  const lastAbove = Math.max(rank, nextOffset) - 1;
  return { ...part, offset: pageOf(lastAbove), sought: { offset: nextOffset, isBehind: false } };
}

const pageOf = (place: number): number => Math.max(0, Math.floor(place / PAGE_SIZE) * PAGE_SIZE);

/** The part as it is written down. */
export function gapOf(part: Part, stopped: 'since' | 'range' | null): GapFields {
  const stoppedBy = part.isHole ? 'range' : stopped;
  return {
    nextOffset: part.offset,
    endOffset: stoppedBy === 'range' ? NO_END : part.endOffset,
    upperEndedAtMs: part.upperEndedAtMs,
    knownBelowMs: part.knownBelowMs,
    full: part.full && !part.isSample && stoppedBy !== 'range',
    force: part.force && stoppedBy !== 'range',
    sinceMs: part.sinceMs,
    stoppedBySince: stoppedBy === 'since',
    stoppedByRange: stoppedBy === 'range',
    fromTop: part.fromTop,
  };
}

/**
 * What another remembered part has of a page that was just read for `part`: the page lies on its way as well, so it
 * need not be read again. `unserved` when it does not, `read` when nothing of it is left.
 */
export function served(
  other: Gap,
  { part, isEnd, rank }: { part: Part; isEnd: boolean; rank: number },
): Gap | 'unserved' | 'read' {
  const { topMs, upperEndedAtMs: lowestMs, offset } = part;
  const upperMs = other.upperEndedAtMs;
  if (topMs === null || lowestMs === null || upperMs === null) return 'unserved';
  if (upperMs > topMs || upperMs < lowestMs || (other.force && !part.force)) return 'unserved';
  const endOffset = pushed(other.endOffset, rank - other.nextOffset);
  if (isEnd || offset > endOffset || isFilled(other, lowestMs)) return 'read';
  return { ...other, nextOffset: offset, endOffset, upperEndedAtMs: lowestMs };
}

/** A hole below the range of a crawl is closed when known matches are reached. */
const isFilled = (other: Gap, lowestMs: number): boolean =>
  other.stoppedByRange && other.knownBelowMs !== null && lowestMs <= other.knownBelowMs;
