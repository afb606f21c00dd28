import * as cheerio from 'cheerio';
import type { PageKind } from '../../src/page-kinds.ts';
import type { PageRecords } from '../../src/page-records.ts';
import { economyParser } from '../../src/pages/economy/economy.ts';
import { rootOf } from '../../src/pages/html/tree.ts';
import { mapStatsParser } from '../../src/pages/map-stats/map-stats.ts';
import { matchParser } from '../../src/pages/match/match.ts';
import { type PageParser, readTree, verifyPage } from '../../src/pages/page-parser.ts';
import { performanceParser } from '../../src/pages/performance/performance.ts';
import { resultsParser } from '../../src/pages/results/results.ts';

export const PARSERS: { [Kind in PageKind]: PageParser<Kind> } = {
  results: resultsParser,
  match: matchParser,
  'map-stats': mapStatsParser,
  performance: performanceParser,
  economy: economyParser,
};

/** The record of the whole page by a tree built after the rules of browsers. */
export function parseSlowly<Kind extends PageKind>(kind: Kind, html: string, id: number | null): PageRecords[Kind] {
  const parser: PageParser<Kind> = PARSERS[kind];
  return parser.schema.parse(readTree(parser, rootOf(cheerio.load(html)), verifyPage(parser, html, id)));
}

/** The record of the part that is read at first: throws where the reader would go on to the whole page. */
export function parseCut<Kind extends PageKind>(kind: Kind, html: string, id: number | null): PageRecords[Kind] {
  const parser: PageParser<Kind> = PARSERS[kind];
  const part = parser.cut(html);
  const record = parser.schema.parse(readTree(parser, rootOf(cheerio.load(part)), verifyPage(parser, html, id)));
  if (record.issues !== undefined) throw new Error(`${record.issues.length} fields of the part are unreadable`);
  return record;
}

export function cutLength(kind: PageKind, html: string): number {
  return PARSERS[kind].cut(html).length;
}
