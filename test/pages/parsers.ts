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
  const tree = cheerio.load(html);
  const separated = parser.separate?.(tree.html()) ?? null;
  const record = readTree(parser, rootOf(tree), verifyPage(parser, html, id));
  return parser.schema.parse(separated?.complete(record) ?? record);
}

/** The record of the part that is read at first: throws where the reader would go on to the whole page. */
export function parseCut<Kind extends PageKind>(kind: Kind, html: string, id: number | null): PageRecords[Kind] {
  const parser: PageParser<Kind> = PARSERS[kind];
  const separated = parser.separate?.(html) ?? null;
  const part = parser.cut(separated?.html ?? html);
  const record = parser.schema.parse(readTree(parser, rootOf(cheerio.load(part)), verifyPage(parser, html, id)));
  if (record.issues !== undefined) throw new Error(`${record.issues.length} fields of the part are unreadable`);
  return separated?.complete(record) ?? record;
}

export function cutLength(kind: PageKind, html: string): number {
  const separated = PARSERS[kind].separate?.(html) ?? null;
  return PARSERS[kind].cut(separated?.html ?? html).length;
}
