import { NoDataError, ParseError } from '../../errors.ts';
import type { PageKind } from '../../page-kinds.ts';
import type { FieldIssue } from '../../page-records.ts';
import { findSource } from '../field-source.ts';
import { PAGES } from '../pages.ts';
import { withTimeout } from '../timeout.ts';
import { compareFields, type FieldChange, type Reading } from './field-states.ts';
import { inventoryOf } from './inventory.ts';
import { compareStructure, type StructureDiff } from './structure.ts';

/** A field that differs, with its selector and the source file that reads it. */
type LocatedChange = FieldChange & { selector: string | null; file: string | null };

/** How two pages of one kind differ. `goodError`, `badError`: why the page has no record, or null. */
export type PageDiff = StructureDiff & {
  kind: PageKind;
  goodError: string | null;
  badError: string | null;
  fields: LocatedChange[];
};

/**
 * Compares the markup and the records of two pages of one kind. Throws `FieldError` when no tree can be built of a
 * page, or the comparison exceeds the time limit.
 */
export function comparePages(kind: PageKind, goodHtml: string, badHtml: string): PageDiff {
  const { sources } = PAGES[kind];
  const structure = withTimeout(() => compareStructure(inventoryOf(goodHtml), inventoryOf(badHtml), sources.fields));
  const [good, bad] = [read(kind, goodHtml), read(kind, badHtml)];
  const fields = compareFields(good.reading, bad.reading).map((change) => {
    const { selector = null, file = null } = findSource(sources, change.field) ?? {};
    return { ...change, selector, file };
  });
  return { kind, goodError: good.error, badError: bad.error, ...structure, fields };
}

function read(kind: PageKind, html: string): { reading: Reading; error: string | null } {
  try {
    const record: { issues?: FieldIssue[] | undefined } = PAGES[kind].parse(html, { id: null });
    return { reading: { record, issues: record.issues ?? [] }, error: null };
  } catch (error) {
    if (error instanceof ParseError) return { reading: { failedField: error.field }, error: error.message };
    if (error instanceof NoDataError) return { reading: { failedField: null }, error: error.message };
    throw error;
  }
}
