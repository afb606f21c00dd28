import { KINDS } from '../../page-kinds.ts';
import { type ListingEntry, ResultsPage } from '../../page-records.ts';
import { cutPage } from '../html/cut.ts';
import {
  FieldError,
  integer,
  matchLink,
  name,
  pair,
  quoted,
  type Reader,
  required,
  unixMs,
  within,
} from '../html/fields.ts';
import type { IssueList } from '../html/issues.ts';
import {
  allIn,
  attributeOf,
  type Blocks,
  blocksOf,
  type Element,
  firstOfClass,
  hasClass,
  textOf,
} from '../html/tree.ts';
import type { PageParser } from '../page-parser.ts';
import { matchPath } from '../paths.ts';
import { RESULTS_SOURCES } from './sources.ts';

const LISTING_BLOCKS = ['result-con', 'pagination-component', 'pagination-data', 'pagination-next'] as const;
type ListingBlocks = Blocks<(typeof LISTING_BLOCKS)[number]>;

/** The parser of the results listing: newest first, 100 entries per page. */
export const resultsParser: PageParser<'results'> = {
  kind: 'results',
  parserVersion: 2,
  schema: ResultsPage,
  sources: RESULTS_SOURCES,
  path: ({ id }) => `${KINDS.results.path}?offset=${id}`,
  cut: (html) => cutPage(html, { block: 'contentCol', without: [], wanted: ['result-con', 'pagination-data'] }),
  read: (tree, { issues }) => {
    const blocks = blocksOf(tree, LISTING_BLOCKS);
    const range = issues.decoration(() => readRange(blocks));
    const rows = blocks['result-con'].filter((row) => !isFeatured(row));
    const hasEvents = rows.some((row) => firstOfClass(row, 'event') !== undefined);
    const entries = rows.map((row, index) =>
      readEntry(row, { hasEvents, issues: issues.within({ at: 'entries', index }) }),
    );
    assertRows(rows, range);
    assertUsable(rows, entries);
    return {
      offset: range === null ? null : Math.max(0, range.first - 1),
      first: range?.first ?? null,
      last: range?.last ?? null,
      total: range?.total ?? null,
      hasNext: issues.decoration(() => readHasNext(blocks)),
      rowCount: rows.length,
      unreadableRows: entries.flatMap((entry, index) => (entry === null ? [index] : [])),
      entries: uniqueEntries(entries.filter((entry) => entry !== null)),
      featuredMatchIds: readFeatured(blocks, issues),
    };
  },
};

type Range = { first: number; last: number; total: number };

/** Throws `FieldError` when a page announces entries and has none. A page after the last match announces none. */
function assertRows(rows: readonly Element[], range: Range | null): void {
  if (range === null || rows.length > 0) return;
  const { first, last, total } = range;
  if (first > 0 && first <= last && first <= total)
    throw new FieldError('entries', `entries ${first} to ${last}`, '0 entries');
}

/** Throws `FieldError` when none of several rows has an id, or none has an end time: then the markup has changed. */
function assertUsable(rows: readonly Element[], entries: readonly (ListingEntry | null)[]): void {
  const [row] = rows;
  if (row === undefined || rows.length === 1) return;
  if (entries.every((entry) => entry === null)) within('entries', 0, () => readLink(row));
  if (entries.every((entry) => entry === null || entry.endedAtMs === null)) within('entries', 0, () => readEnd(row));
}

/** `1 - 100 of 116506`; null for a listing without pagination (filtered by event, complete on one page). */
function readRange(blocks: ListingBlocks): Range | null {
  const text = textOf(blocks['pagination-data'][0]);
  if (text === undefined) {
    if (blocks['pagination-component'].length > 0) throw new FieldError('first', 'a pagination text', 'nothing');
    return null;
  }
  const [, first, last, total] = /^(\d+)\s*-\s*(\d+) of (\d+)$/.exec(text) ?? [];
  if (first === undefined) throw new FieldError('first', 'a pagination text', quoted(text));
  return {
    first: required('first', first, integer),
    last: required('last', last, integer),
    total: required('total', total, integer),
  };
}

function readHasNext(blocks: ListingBlocks): boolean {
  const [next] = blocks['pagination-next'];
  if (next === undefined) {
    if (blocks['pagination-component'].length > 0) throw new FieldError('hasNext', 'a next button', 'nothing');
    return false;
  }
  return !hasClass(next, 'inactive');
}

/** Whether a row is in the featured block before the listing, which repeats matches of a running event. */
function isFeatured(row: Element): boolean {
  for (let node = row.parent; node !== null && node.type === 'tag'; node = node.parent) {
    if (hasClass(node, 'big-results')) return true;
  }
  return false;
}

function readFeatured(blocks: ListingBlocks, issues: IssueList): number[] {
  const ids = blocks['result-con']
    .filter(isFeatured)
    .map((row, index) => issues.within({ at: 'featuredMatchIds', index }).decoration(() => readLink(row).matchId));
  return [...new Set(ids.filter((id) => id !== null))];
}

/** The link of a row: the one with the usual class, else the only match that the links of the row point to. */
function readLink(row: Element): { matchId: number; path: string } {
  const links = [attributeOf(firstOfClass(row, 'a-reset'), 'href'), ...hrefsIn(row)];
  const [usual] = links;
  const matches = links.filter((href) => matchLink.read(href ?? '') !== undefined);
  const isClear = new Set(matches.map((href) => matchLink.read(href ?? ''))).size === 1;
  const href = isClear || matches[0] === usual ? matches[0] : undefined;
  if (href === undefined)
    throw new FieldError('matchId', matchLink.expected, `${quoted(usual)} in ${quoted(textOf(row))}`);
  return { matchId: required('matchId', href, matchLink), path: matchPath(href) };
}

function hrefsIn(row: Element): (string | undefined)[] {
  return allIn(row, ({ name: tag }) => tag === 'a').map((link) => attributeOf(link, 'href'));
}

type EntryContext = { hasEvents: boolean; issues: IssueList };

/** Null when the match of the row cannot be read; other unreadable fields are null in the entry. */
function readEntry(row: Element, { hasEvents, issues }: EntryContext): ListingEntry | null {
  const link = issues.core(() => readLink(row));
  if (link === undefined) return null;
  const [team1Score, team2Score] = issues.decoration(() => readScores(row)) ?? [null, null];
  const format = issues.decoration(() => required('format', textOf(firstOfClass(row, 'map-text')), FORMAT));
  return {
    ...link,
    endedAtMs: issues.decoration(() => readEnd(row)),
    team1Name: issues.decoration(() => required('team1Name', teamIn(row, 'team1'), name)),
    team2Name: issues.decoration(() => required('team2Name', teamIn(row, 'team2'), name)),
    team1Score,
    team2Score,
    format,
    stars: issues.decoration(() => readStars(row)),
    eventName: hasEvents ? issues.decoration(() => readEventName(row)) : null,
    isForfeit: format === null ? null : format.toLowerCase() === 'def',
  };
}

function readEnd(row: Element): number {
  return required('endedAtMs', attributeOf(row, 'data-zonedgrouping-entry-unix'), unixMs);
}

/** Both scores from left to right; the classes of their elements name the outcome, not the team. */
function readScores(row: Element): [number, number] {
  return required('team1Score', textOf(firstOfClass(row, 'result-score')), SCORES);
}

const SCORES: Reader<[number, number]> = { ...pair, expected: 'two scores' };

/** `bo3`, `def` for a forfeit, or the short name of the map of a best of one. */
const FORMAT: Reader<string> = {
  expected: 'bo1, bo3 and so on, def, or the short name of a map',
  isBlank: name.isBlank,
  read: (text) => (/^(?:bo[1-9]|[a-z][a-z\d_]{1,11})$/i.test(text) ? text : undefined),
};

function teamIn(row: Element, side: 'team1' | 'team2'): string | undefined {
  return textOf(firstOfClass(firstOfClass(row, side), 'team'));
}

const MAX_STARS = 5;

/** The number of stars that are filled; 0 when the row has no block of stars. */
function readStars(row: Element): number {
  const block = firstOfClass(row, 'stars');
  const stars = block === undefined ? [] : allIn(block, ({ name: tag }) => tag === 'i');
  const count = stars.filter((star) => !hasClass(star, 'faded')).length;
  if (block !== undefined && (stars.length === 0 || count > MAX_STARS)) {
    throw new FieldError('stars', `1 to ${MAX_STARS} stars`, `${count} stars`);
  }
  return count;
}

/** The event of a row. Only listings filtered by event have no event cells. */
function readEventName(row: Element): string {
  return required('eventName', textOf(firstOfClass(firstOfClass(row, 'event'), 'event-name')), name);
}

/** Each match once, in the order of the page; a row with an end time is preferred. */
function uniqueEntries(entries: readonly ListingEntry[]): ListingEntry[] {
  const dated = new Set(entries.filter(({ endedAtMs }) => endedAtMs !== null).map(({ matchId }) => matchId));
  const seen = new Set<number>();
  return entries.filter(({ matchId, endedAtMs }) => {
    const isBest = endedAtMs !== null || !dated.has(matchId);
    return isBest && !seen.has(matchId) && seen.add(matchId);
  });
}
