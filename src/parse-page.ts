import { checkPage } from './checks/check-page.ts';
import { UnrecognisedPageError } from './errors.ts';
import type { PageKind } from './page-kinds.ts';
import type { Finding, PageRecords } from './page-records.ts';
import type { Page } from './pages/page.ts';
import { parseAndCheck } from './pages/page-parser.ts';
import { identifyPage, PAGES } from './pages/pages.ts';

/** Parses saved pages. The entry point `hltv-scraper/parse` of the package, which loads only parsers and checks. */

export { NoDataError, ParseError, ScraperError, UnrecognisedPageError } from './errors.ts';
export type { Finding, PageKind, PageRecords };

/** The content of a page; `kind` tells the type of `record`. */
export type ParsedPage = {
  [Kind in PageKind]: {
    kind: Kind;
    /** Match id, map stats id, or offset of the listing; null: unknown. */
    id: number | null;
    record: PageRecords[Kind];
    /** Results of the checks; a page with a `hard` one contradicts itself, and a run does not store it. */
    findings: Finding[];
  };
}[PageKind];

/**
 * Recognises and parses a page of the site, and checks its numbers. `id`: the id that the page must have. Throws
 * `UnrecognisedPageError` for any other document, `ParseError` for a page without a required field (cut off, another id,
 * changed markup), and `NoDataError` for a genuine page without data.
 */
export function parsePage(html: string, { id = null }: { id?: number | null } = {}): ParsedPage {
  const identity = identifyPage(html);
  if (identity.kind === null) throw new UnrecognisedPageError(html.length, identity.unexamined ?? null);
  const parsedId = id ?? identity.id;
  // The compiler cannot infer that `kind` and `record` belong to the same kind.
  return { kind: identity.kind, id: parsedId, ...parseKind(identity.kind, html, parsedId) } as ParsedPage;
}

/** Parses and checks a page of a known kind. Throws `ParseError` and `NoDataError`. */
export function parseKind<Kind extends PageKind>(
  kind: Kind,
  html: string,
  id: number | null,
): { record: PageRecords[Kind]; findings: Finding[] } {
  const page: Page<Kind> = PAGES[kind];
  const { record, findings } = parseAndCheck(page, { html, target: { id }, check: (each) => checkPage(kind, each) });
  return { record, findings };
}
