import { checkPage } from '../src/checks/check-page.ts';
import { NoDataError, ParseError } from '../src/errors.ts';
import type { PageKind } from '../src/page-kinds.ts';
import { compareFields, type Reading } from '../src/pages/diff/field-states.ts';
import { withoutIndexes } from '../src/pages/field-source.ts';
import type { Page } from '../src/pages/page.ts';
import { parseAndCheck } from '../src/pages/page-parser.ts';
import { identifyPage, PAGES } from '../src/pages/pages.ts';
import { anonymise } from './anonymise.ts';

/** Thrown for a page that would be read differently without its names. */
export class AnonymiseError extends Error {}

/** How a page is read, without its names and numbers. */
type ReadResult = { kind: PageKind | null; error: string | null; reading: Reading; rules: string[] };

/**
 * The page without its names, ids and texts, and its new id. Throws `AnonymiseError` unless both pages are read in the
 * same way: the same kind, the same error or NULL fields, and findings of the same checks.
 */
export function anonymisedPage(saved: string, vocabulary: ReadonlySet<string>): { html: string; id: number | null } {
  const html = anonymise(saved, vocabulary);
  const [before, after] = [readResultOf(saved), readResultOf(html)];
  const differences = differencesOf(before, after);
  if (differences.length > 0) {
    throw new AnonymiseError(
      `Without its names the page is read differently: ${differences.join('; ')}. ` +
        'Add the words of the page that the parser needs as further arguments.',
    );
  }
  return { html, id: identifyPage(html).id };
}

function differencesOf(before: ReadResult, after: ReadResult): string[] {
  const change = (what: string, from: string | null, to: string | null): string[] =>
    from === to ? [] : [`${what} ${from ?? 'none'} becomes ${to ?? 'none'}`];
  return [
    ...change('kind', before.kind, after.kind),
    ...change('error at', before.error, after.error),
    ...compareFields(before.reading, after.reading).map(({ field }) => `field ${field} differs`),
    ...change('findings of', before.rules.join(', '), after.rules.join(', ')),
  ];
}

function readResultOf(html: string): ReadResult {
  const { kind } = identifyPage(html);
  const nothing = { kind, error: null, reading: { failedField: null }, rules: [] };
  if (kind === null) return nothing;
  try {
    const { record, findings } = readPage(kind, html);
    const { issues = [] } = record;
    const rules = [...new Set(findings.map(({ rule }) => rule))].sort();
    return { kind, error: null, reading: { record, issues }, rules };
  } catch (error) {
    if (error instanceof NoDataError) return { ...nothing, error: 'no data' };
    if (error instanceof ParseError) return { ...nothing, error: withoutIndexes(error.field) };
    throw error;
  }
}

function readPage<Kind extends PageKind>(kind: Kind, html: string) {
  const page: Page<Kind> = PAGES[kind];
  return parseAndCheck(page, { html, target: { id: null }, check: (record) => checkPage(kind, record) });
}
