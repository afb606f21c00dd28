import type { FieldIssue } from '../../page-records.ts';
import { Misread } from './fields.ts';

/** A page with more is one that was made to be long; the last entry says how many there were. */
const MAX_ISSUES = 100;

/** Where a field stands inside the record: `at` is a list or an object, `index` a place in the list. */
type Position = { at: string; index?: number | null; mapNumber?: number | null };

/**
 * What a page says unreadably without failing for it. A field has one of three ranks, declared where it is read:
 *
 * - identity    read without this list: the `Misread` fails the page
 * - core        `issues.core(…)`: undefined when anything in it is unreadable; the caller withholds that row or map
 * - decoration  `issues.decoration(…)`: null when it is unreadable
 *
 * Core and decoration leave an entry that becomes a soft finding, so that nothing is withheld without a word.
 */
export class IssueList {
  readonly #found: FieldIssue[];
  readonly #prefix: string;
  readonly #mapNumber: number | null;

  constructor(found: FieldIssue[] = [], prefix = '', mapNumber: number | null = null) {
    this.#found = found;
    this.#prefix = prefix;
    this.#mapNumber = mapNumber;
  }

  /** The same list for fields below a place of the record; their names get its path in front. */
  within({ at, index = null, mapNumber = this.#mapNumber }: Position): IssueList {
    const place = index === null ? at : `${at}[${index}]`;
    return new IssueList(this.#found, joined(this.#prefix, place), mapNumber);
  }

  /** Undefined when `read` meets something missing or unreadable: the row or map that it makes is withheld. */
  core<Value>(read: () => Value): Value | undefined {
    try {
      return read();
    } catch (error) {
      this.#add('core', error);
      return undefined;
    }
  }

  /** Null when `read` meets something missing or unreadable. */
  decoration<Value>(read: () => Value): Value | null {
    try {
      return read();
    } catch (error) {
      this.#add('decoration', error);
      return null;
    }
  }

  /** Adds an entry for something withheld that no reader threw for. */
  report(rank: FieldIssue['rank'], error: Misread): void {
    this.#add(rank, error);
  }

  /**
   * Fails the page for what its rows lack everywhere: that is a change of the markup, not an odd row. `rows` is how many
   * were read in all of these lists. With none, the first unreadable core field fails the page; else a decoration whose
   * place is missing in every row.
   */
  assertNotEverywhere(lists: readonly string[], rows: number): void {
    const own = this.#inRows(lists);
    const lacking = own.filter(({ rank, seen }) => rank === 'decoration' && seen === 'nothing');
    const everywhere = byName(lacking).find((entries) => entries.length >= rows)?.[0];
    const first = rows === 0 ? own.find(({ rank }) => rank === 'core') : everywhere;
    if (first !== undefined) throw new Misread(first.field, first.expected, first.seen);
  }

  /** As `assertNotEverywhere`, for a column of a table: it fails the page too where its place holds something else. */
  assertColumns(lists: readonly string[], rows: number): void {
    this.assertNotEverywhere(lists, rows);
    const unreadable = this.#inRows(lists).filter(({ rank }) => rank === 'decoration');
    const first = byName(unreadable).find((entries) => entries.length >= Math.max(rows, 2))?.[0];
    if (first !== undefined) throw new Misread(first.field, first.expected, first.seen);
  }

  #inRows(lists: readonly string[]): FieldIssue[] {
    return this.#found.filter(({ field }) => lists.some((list) => field.startsWith(`${joined(this.#prefix, list)}[`)));
  }

  /** The rows of a list, at least one. Where all of them were withheld, the first reason fails the page. */
  someOf<Row>(rows: Row[], { at, expected }: { at: string; expected: string }): Row[] {
    if (rows.length > 0) return rows;
    const field = joined(this.#prefix, at);
    const ofList = this.#found.filter((issue) => issue.field.startsWith(field));
    const reason = ofList.find(({ rank }) => rank === 'core') ?? ofList[0];
    throw new Misread(reason?.field ?? field, reason?.expected ?? expected, reason?.seen ?? 'none');
  }

  /** Every entry so far, the first hundred in full. */
  list(): FieldIssue[] {
    const rest = this.#found.length - MAX_ISSUES;
    if (rest <= 0) return [...this.#found];
    const more: FieldIssue = {
      rank: 'core',
      field: 'document',
      expected: `at most ${MAX_ISSUES} unreadable fields`,
      seen: `${rest} more`,
      mapNumber: null,
    };
    return [...this.#found.slice(0, MAX_ISSUES), more];
  }

  #add(rank: FieldIssue['rank'], error: unknown): void {
    if (!(error instanceof Misread)) throw error;
    const { expected, seen } = error;
    this.#found.push({ rank, field: joined(this.#prefix, error.field), expected, seen, mapNumber: this.#mapNumber });
  }
}

function joined(prefix: string, field: string): string {
  return prefix === '' || field === '' ? `${prefix}${field}` : `${prefix}.${field}`;
}

/** Entries by the last part of their field. */
function byName(issues: FieldIssue[]): FieldIssue[][] {
  return [...Map.groupBy(issues, ({ field }) => field.slice(field.lastIndexOf('.') + 1)).values()];
}
