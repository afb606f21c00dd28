import type { PageIdentity } from '../fetcher.ts';
import type { PageKind } from '../page-kinds.ts';
import type { PageRecords } from '../page-records.ts';
import type { PageSources } from './field-source.ts';

/** What the match overview says of a map. It stands in where a map stats page lacks its info box. */
export type KnownMap = {
  matchId: number;
  mapName: string;
  /** In whatever order. */
  teams: readonly [KnownTeam, KnownTeam];
};

type KnownTeam = { teamId: number; teamName: string; rounds: number };

/** One kind of page: where it is, how it is identified, what it says. Pure: HTML in, record out. */
export type Page<Kind extends PageKind = PageKind> = {
  kind: Kind;
  /** Raised when the record would come out differently; stored beside every row. */
  parserVersion: number;
  /** Path on the site without query (the listing alone has one). */
  path(target: { id: number; slug?: string }): string;
  identify(html: string): PageIdentity;
  /** Where the fields of the record stand in the markup, and which files read them. */
  sources: PageSources;
  /** Throws `ParseError` for a missing or ill-formed required field, `NoDataError` for a genuine page without data. */
  parse(html: string, target: { id: number | null; known?: KnownMap | null }): PageRecords[Kind];
};
