import type { FieldIssue } from '../../page-records.ts';
import { quoted } from './fields.ts';

/** Replaces bytes that could not be decoded. */
export const REPLACEMENT_CHARACTER = '\u{FFFD}';
const MAX_FOUND = 20;

/** An issue for each of the first 20 texts of a record with U+FFFD. The texts are stored unchanged. */
export function undecodedIn(record: object): FieldIssue[] {
  const found: FieldIssue[] = [];
  collect(record, '', found);
  return found;
}

function collect(value: unknown, field: string, found: FieldIssue[]): void {
  if (found.length >= MAX_FOUND) return;
  if (typeof value === 'string') {
    if (value.includes(REPLACEMENT_CHARACTER)) found.push(issueOf(field, value));
    return;
  }
  if (typeof value !== 'object' || value === null) return;
  for (const [key, inner] of Object.entries(value)) {
    if (field === '' && (key === 'issues' || key === 'unknowns')) continue;
    const place = Array.isArray(value) ? `${field}[${key}]` : `${field}.${key}`;
    collect(inner, place.replace(/^\./, ''), found);
  }
}

function issueOf(field: string, value: string): FieldIssue {
  const expected = 'text in the encoding of the page';
  return { rank: 'decoration', field, expected, seen: quoted(value), mapNumber: null };
}
