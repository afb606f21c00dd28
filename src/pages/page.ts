import type { PageIdentity } from '../fetcher.ts';
import type { PageKind } from '../page-kinds.ts';
import type { PageRecords } from '../page-records.ts';
import type { PageSources } from './field-source.ts';

/** Teams and score of a map according to the match overview, for a map stats page without an info box. */
export type KnownMap = {
  matchId: number;
  mapName: string;
  /** In any order. */
  teams: readonly [KnownTeam, KnownTeam];
};

type KnownTeam = { teamId: number; teamName: string; rounds: number };

/** The record of a page. `saver`: the program that saved the page, if it may have omitted parts; else null. */
export type ParsedDocument<Kind extends PageKind> = { record: PageRecords[Kind]; saver: string | null };

/** One kind of page: its path, how it is identified, and how its HTML becomes a record. Pure. */
export type Page<Kind extends PageKind = PageKind> = {
  kind: Kind;
  /** Raised when the parser gives a different record for the same page; stored with every record. */
  parserVersion: number;
  /** Path on the site. Only the path of the listing has a query. */
  path(target: { id: number; slug?: string }): string;
  identify(html: string): PageIdentity;
  /** The selectors of the fields, and the source files that read them. */
  sources: PageSources;
  /** Throws `ParseError` for a missing or malformed required field, `NoDataError` for a genuine page without data. */
  parse(html: string, target: { id: number | null; known?: KnownMap | null }): PageRecords[Kind];
  /** As `parse`, with the program that saved the page if it may have omitted parts. */
  read(html: string, target: { id: number | null; known?: KnownMap | null }): ParsedDocument<Kind>;
};
