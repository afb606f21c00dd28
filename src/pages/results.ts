import { type ListingEntry, ResultsPage } from '../page-records.ts';
import { cutPage } from './cut.ts';
import { integer, Misread, matchLink, name, quoted, required, unixMs, within } from './fields.ts';
import { scoreTokens } from './half-scores.ts';
import type { PageParser } from './page-parser.ts';
import { matchPath } from './paths.ts';
import {
  attributeOf,
  type Blocks,
  blocksOf,
  childrenOf,
  type Element,
  firstOfClass,
  hasClass,
  textOf,
} from './tree.ts';

const LISTING_BLOCKS = ['result-con', 'pagination-component', 'pagination-data', 'pagination-next'] as const;
type ListingBlocks = Blocks<(typeof LISTING_BLOCKS)[number]>;

/** The results listing, newest first, a hundred entries a page. */
export const resultsParser: PageParser<'results'> = {
  kind: 'results',
  parserVersion: 1,
  schema: ResultsPage,
  path: ({ id }) => `/results?offset=${id}`,
  cut: (html) => cutPage(html, { block: 'contentCol', without: [], wanted: ['result-con', 'pagination-data'] }),
  read: (tree) => {
    const blocks = blocksOf(tree, LISTING_BLOCKS);
    const range = readRange(blocks);
    const rows = blocks['result-con'].filter((row) => !isFeatured(row));
    if (range !== null && range.last > 0 && rows.length !== range.last - range.first + 1 && range.last >= range.first) {
      throw new Misread('entries', `entries ${range.first} to ${range.last}`, `${rows.length} entries`);
    }
    const entries = rows.map((row, index) => within('entries', index, () => readEntry(row)));
    return {
      offset: range === null ? null : Math.max(0, range.first - 1),
      first: range?.first ?? null,
      last: range?.last ?? null,
      total: range?.total ?? null,
      hasNext: readHasNext(blocks),
      entries: uniqueEntries(entries),
      featuredMatchIds: readFeatured(blocks),
    };
  },
};

/** `1 - 100 of 116506`; null on a listing without pagination (filtered by event: complete in one page). */
function readRange(blocks: ListingBlocks): { first: number; last: number; total: number } | null {
  const text = textOf(blocks['pagination-data'][0]);
  if (text === undefined) {
    if (blocks['pagination-component'].length > 0) {
      throw new Misread('first', 'a pagination text', 'nothing');
    }
    return null;
  }
  const [, first, last, total] = /^(\d+)\s*-\s*(\d+) of (\d+)$/.exec(text) ?? [];
  if (first === undefined) {
    throw new Misread('first', 'a pagination text', quoted(text));
  }
  return {
    first: required('first', first, integer),
    last: required('last', last, integer),
    total: required('total', total, integer),
  };
}

function readHasNext(blocks: ListingBlocks): boolean {
  const [next] = blocks['pagination-next'];
  if (next === undefined) {
    if (blocks['pagination-component'].length > 0) {
      throw new Misread('hasNext', 'a next button', 'nothing');
    }
    return false;
  }
  return !hasClass(next, 'inactive');
}

/** The featured block stands before the listing and repeats matches of a running event. */
function isFeatured(row: Element): boolean {
  for (let node = row.parent; node !== null && node.type === 'tag'; node = node.parent) {
    if (hasClass(node, 'big-results')) {
      return true;
    }
  }
  return false;
}

function readFeatured(blocks: ListingBlocks): number[] {
  const rows = blocks['result-con'].filter(isFeatured);
  const ids = rows.map((row, index) => within('featuredMatchIds', index, () => required('', linkIn(row), matchLink)));
  return [...new Set(ids)];
}

function linkIn(row: Element): string | undefined {
  return attributeOf(firstOfClass(row, 'a-reset'), 'href');
}

function readEntry(row: Element): ListingEntry {
  const href = linkIn(row);
  const [score1, score2] = readScores(row);
  const format = required('format', textOf(firstOfClass(row, 'map-text')), name);
  const stars = firstOfClass(row, 'stars');
  return {
    matchId: required('matchId', href, matchLink),
    path: matchPath(href),
    endedAtMs: required('endedAtMs', attributeOf(row, 'data-zonedgrouping-entry-unix'), unixMs),
    team1Name: required('team1Name', teamIn(row, 'team1'), name),
    team2Name: required('team2Name', teamIn(row, 'team2'), name),
    team1Score: score1,
    team2Score: score2,
    format,
    stars: stars === undefined ? 0 : childrenOf(stars).filter((child) => child.name === 'i').length,
    eventName: readEventName(row),
    isForfeit: format === 'def',
  };
}

/** Both scores in order; the classes of their elements say the outcome, not the team. */
function readScores(row: Element): [number, number] {
  const cell = firstOfClass(row, 'result-score');
  const [left, right, ...more] = cell === undefined ? [] : scoreTokens(cell);
  if (left === undefined || right === undefined || more.length > 0) {
    throw new Misread('team1Score', 'two scores', quoted(textOf(cell)));
  }
  return [required('team1Score', left.text, integer), required('team2Score', right.text, integer)];
}

function teamIn(row: Element, side: 'team1' | 'team2'): string | undefined {
  return textOf(firstOfClass(firstOfClass(row, side), 'team'));
}

/** Listings filtered by event have no event cell at all. */
function readEventName(row: Element): string | null {
  const cell = firstOfClass(row, 'event');
  return cell === undefined ? null : required('eventName', textOf(firstOfClass(cell, 'event-name')), name);
}

function uniqueEntries(entries: ListingEntry[]): ListingEntry[] {
  const seen = new Set<number>();
  return entries.filter(({ matchId }) => !seen.has(matchId) && seen.add(matchId));
}
