import type { Finding, ResultsPage } from '../page-records.ts';
import type { Gap, GapFields } from '../store/listing.ts';

/** How a part of the results listing is read, page by page. Pure: a part and a page give what is left of the part. */

/** Matches on one page of the listing. */
export const PAGE_SIZE = 100;

/** A part of the listing that a run reads, from `offset` down to `endOffset`; remembered until it is read. */
export type Part = Omit<GapFields, 'nextOffset' | 'stoppedBySince'> & {
  /** Null until the first page of it is stored. */
  gapId: number | null;
  /** The page to be read next. */
  offset: number;
  /** Set while the place of a remembered part is sought: where it was, and whether a page above it has been read. */
  sought: { offset: number; isBehind: boolean } | null;
  /** What stays remembered below this part; null: nothing. */
  below: Pick<GapFields, 'endOffset' | 'sinceMs'> | null;
  /** End time of the first match that this run has read of it; null before that. */
  topMs: number | null;
};

/** `sought`: not there yet · `open`: goes on below · `since`: goes on when `--since` is lowered · `read`: all of it. */
export type Advance = { state: 'sought' | 'open' | 'since' | 'read'; part: Part };

/** What is left of a part after a page of it. */
export function advance(part: Part, page: ResultsPage, isNews: boolean): Advance {
  const { entries } = page;
  const { upperEndedAtMs: upperMs } = part;
  const above = upperMs === null ? 0 : entries.filter((entry) => entry.endedAtMs >= upperMs).length;
  if (part.sought !== null && above === 0 && !part.sought.isBehind && part.offset > 0) {
    return { state: 'sought', part: { ...part, offset: part.offset - PAGE_SIZE } };
  }
  const [first, last] = [entries[0], entries.at(-1)];
  if (first === undefined || last === undefined) return { state: 'read', part };
  if (above === entries.length && !isEndOfListing(page)) return wholePageAbove(part);
  const rest = {
    ...found(part, above),
    offset: part.offset + PAGE_SIZE,
    upperEndedAtMs: last.endedAtMs,
    topMs: part.topMs ?? first.endedAtMs,
  };
  return { state: stateOf(rest, page, isNews), part: rest };
}

function stateOf(rest: Part, page: ResultsPage, isNews: boolean): Advance['state'] {
  const { endOffset, sinceMs, knownBelowMs, full, below } = rest;
  const lowestMs = rest.upperEndedAtMs ?? 0;
  if (isEndOfListing(page)) return 'read';
  // Known matches above that were read by other crawls in the meantime, which say nothing about what is below them.
  const isJoined = !isNews && knownBelowMs !== null && lowestMs <= knownBelowMs;
  if (isJoined && !full) return 'read';
  if (sinceMs !== null && lowestMs < sinceMs) return 'since';
  if (rest.offset <= endOffset) return 'open';
  return below === null ? 'read' : 'since';
}

/** Every match of the page was read before: the place lies further down, or new matches have pushed it there. */
function wholePageAbove(part: Part): Advance {
  const offset = part.offset + PAGE_SIZE;
  if (part.sought === null) return { state: 'open', part: { ...part, offset, endOffset: part.endOffset + PAGE_SIZE } };
  return { state: 'sought', part: { ...part, offset, sought: { ...part.sought, isBehind: true } } };
}

/** The place is found; the end has been pushed down as far as the beginning. */
function found(part: Part, above: number): Part {
  if (part.sought === null) return part;
  return { ...part, sought: null, endOffset: pushed(part.endOffset, part.offset + above - part.sought.offset) };
}

const pushed = (offset: number, by: number): number => Math.ceil((offset + Math.max(0, by)) / PAGE_SIZE) * PAGE_SIZE;

/** Whether nothing comes after this page: inactive next button, short page, or the last of the total. */
export function isEndOfListing(page: ResultsPage): boolean {
  return !page.hasNext || isShort(page) || (page.total ?? Number.POSITIVE_INFINITY) <= (page.last ?? 0);
}

function isShort({ first, last, entries }: ResultsPage): boolean {
  const announced = first === null || last === null ? entries.length : last - first + 1;
  return announced < PAGE_SIZE;
}

/** A page that would end the crawl and cannot be the end: believed, it would hide everything below for ever. */
export function checkEnd(page: ResultsPage): Finding[] {
  const finding = { rule: 'results/end-of-the-listing', severity: 'hard', mapNumber: null } as const;
  if (page.entries.length === 0 && (page.offset ?? 0) === 0) {
    return [{ ...finding, expected: 'matches on the first page', seen: 'none' }];
  }
  if (isShort(page) && page.hasNext && (page.total ?? 0) > (page.last ?? 0)) {
    const seen = `${page.first} - ${page.last} of ${page.total} and an active next button`;
    return [{ ...finding, expected: `${PAGE_SIZE} entries on every page but the last`, seen }];
  }
  return [];
}

/** The lower of two bounds; null is no bound. */
export const lower = (one: number | null, other: number | null): number | null =>
  one === null || other === null ? null : Math.min(one, other);

/** Whether `--since` reaches below the one that ended a part. */
export const reachesBelow = (sinceMs: number | null, gap: Gap): boolean =>
  gap.sinceMs !== null && (sinceMs === null || sinceMs < gap.sinceMs);

/**
 * A remembered part, where it is to be looked for now: new matches have pushed it down, and deleted ones up.
 * `rank` is how many known matches stand above it.
 */
export function takenUp(gap: Gap, rank: number): Part {
  const { nextOffset, stoppedBySince: _, ...kept } = gap;
  const part = { ...kept, below: null, topMs: null };
  if (gap.upperEndedAtMs === null) return { ...part, offset: nextOffset, sought: null };
  const lastAbove = Math.max(rank, nextOffset) - 1;
  const offset = Math.max(0, Math.floor(lastAbove / PAGE_SIZE) * PAGE_SIZE);
  return { ...part, offset, sought: { offset: nextOffset, isBehind: false } };
}

/** The part as it is written down. */
export const gapOf = (part: Part, stoppedBySince: boolean): GapFields => ({
  nextOffset: part.offset,
  endOffset: part.endOffset,
  upperEndedAtMs: part.upperEndedAtMs,
  knownBelowMs: part.knownBelowMs,
  full: part.full,
  force: part.force,
  sinceMs: part.sinceMs,
  stoppedBySince,
});

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
  if (isEnd || offset > endOffset) return 'read';
  return { ...other, nextOffset: offset, endOffset, upperEndedAtMs: lowestMs };
}
