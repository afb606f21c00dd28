import type { FieldIssue } from '../../page-records.ts';
import { quoted } from './fields.ts';

/** Replaces bytes that could not be decoded. */
const REPLACEMENT_CHARACTER = '\u{FFFD}';
/** Cloudflare writes this in place of a text that looks like an e-mail address; a script restores the text. */
const HIDDEN = '[email protected]';
const MAX_FOUND = 20;

/** False for the JSON of a record in which `undecodedIn` finds nothing; quick, since it is asked of every record. */
export function mayBeUndecoded(json: string): boolean {
  const isLost = json.includes(REPLACEMENT_CHARACTER) || json.includes(HIDDEN);
  return isLost || PROOF.test(json) || (json.includes('&') && REFERENCE.test(json));
}

/**
 * An issue for each of the first 20 texts of a record that were decoded wrongly, too often or too rarely: with U+FFFD, in
 * UTF-8 that was read as Windows-1252, with character references left, or hidden by Cloudflare. They are stored unchanged.
 */
export function undecodedIn(record: object): FieldIssue[] {
  const found: FieldIssue[] = [];
  collect(record, '', found);
  return found;
}

function collect(value: unknown, field: string, found: FieldIssue[]): void {
  if (found.length >= MAX_FOUND) return;
  if (typeof value === 'string') {
    const expected = expectedIn(value);
    if (expected !== null) found.push(issueOf(field, value, expected));
    return;
  }
  if (typeof value !== 'object' || value === null) return;
  for (const [key, inner] of Object.entries(value)) {
    if (field === '' && (key === 'issues' || key === 'unknowns')) continue;
    const place = Array.isArray(value) ? `${field}[${key}]` : `${field}.${key}`;
    collect(inner, place.replace(/^\./, ''), found);
  }
}

/** What was expected in place of a text; null for a text without a fault. */
function expectedIn(text: string): string | null {
  if (text.includes(REPLACEMENT_CHARACTER)) return 'text in the encoding of the page';
  if (text.includes(HIDDEN)) return 'text that is not hidden from programs';
  if (isDoublyEncoded(text)) return 'text that is encoded once';
  return REFERENCE.test(text) ? 'text without character references' : null;
}

/** Between letters: a nickname can consist of a reference. */
const REFERENCE = /[\p{L}\d]\s?&(?:amp|lt|gt|quot|apos|nbsp|#\d{2,6}|#x[\da-f]{2,5});\s?[\p{L}\d]/iu;

/** The following bytes of a character in UTF-8 as Latin-1 and as Windows-1252 show them. */
const LATIN = '\\u0080-\\u00BF';
const TYPOGRAPHIC =
  '\\u20AC\\u201A\\u0192\\u201E\\u2026\\u2020\\u2021\\u02C6\\u2030\\u0160\\u2039\\u0152\\u017D\\u2018\\u2019\\u201C\\u201D\\u2022\\u2013\\u2014\\u02DC\\u2122\\u0161\\u203A\\u0153\\u017E\\u0178';
const NEXT = `[${LATIN}${TYPOGRAPHIC}]`;
const ONLY_BYTES = new RegExp(
  `^(?:[\\u0001-\\u007F]|[\\u00C2-\\u00DF]${NEXT}|[\\u00E0-\\u00EF]${NEXT}{2}|[\\u00F0-\\u00F4]${NEXT}{3})+$`,
);
/** A capital letter before a quotation mark or a dash occurs in names, so that pair alone proves nothing. */
const PROOF = new RegExp(`[\\u00C2-\\u00F4][${LATIN}]|[\\u00E0-\\u00F4]${NEXT}{2}`);

/** Whether all letters outside of ASCII are the bytes of characters in UTF-8: `FamalicÃ£o`. */
function isDoublyEncoded(text: string): boolean {
  return PROOF.test(text) && ONLY_BYTES.test(text);
}

function issueOf(field: string, value: string, expected: string): FieldIssue {
  return { rank: 'decoration', field, expected, seen: quoted(value), mapNumber: null };
}
