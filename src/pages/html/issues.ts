import type { FieldIssue } from '../../page-records.ts';
import { FieldError } from './fields.ts';

/** With more issues the list is cut, and its last entry has their number. */
const MAX_ISSUES = 100;

/** The position of a field in the record: `at` is a list or an object, `index` the position in the list. */
type Position = { at: string; index?: number | null; mapNumber?: number | null };

/**
 * The unreadable fields of a page that do not fail it. A field has one of three ranks, declared where it is read:
 *
 * - identity    read without this list: the `FieldError` fails the page
 * - core        `issues.core(…)`: undefined when anything in it is unreadable; the caller omits that row or map
 * - decoration  `issues.decoration(…)`: null when it is unreadable
 *
 * For core and decoration fields an entry is added, which becomes a soft finding, so that nothing is omitted silently.
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

  /** The same list for fields below a position of the record; its path is prepended to their names. */
  within({ at, index = null, mapNumber = this.#mapNumber }: Position): IssueList {
    const place = index === null ? at : `${at}[${index}]`;
    return new IssueList(this.#found, joined(this.#prefix, place), mapNumber);
  }

  /** The result of `read`, or undefined when it throws a `FieldError`: the row or map is then omitted. */
  core<Value>(read: () => Value): Value | undefined {
    try {
      return read();
    } catch (error) {
      this.#add('core', error);
      return undefined;
    }
  }

  /** The result of `read`, or null when it throws a `FieldError`. */
  decoration<Value>(read: () => Value): Value | null {
    try {
      return read();
    } catch (error) {
      this.#add('decoration', error);
      return null;
    }
  }

  /** Adds an entry without a reader that throws. */
  report(rank: FieldIssue['rank'], error: FieldError): void {
    this.#add(rank, error);
  }

  /**
   * Throws when all rows lack the same field, because then the markup has changed. `rows`: number of rows read in all
   * of these lists. Without rows the first unreadable core field is thrown, else a decoration whose element is missing
   * in every row.
   */
  assertNotEverywhere(lists: readonly string[], rows: number): void {
    const own = this.#inRows(lists);
    const lacking = own.filter(({ rank, seen }) => rank === 'decoration' && seen === 'nothing');
    const everywhere = byName(lacking).find((entries) => entries.length >= rows)?.[0];
    const first = rows === 0 ? own.find(({ rank }) => rank === 'core') : everywhere;
    if (first !== undefined) throw new FieldError(first.field, first.expected, first.seen);
  }

  /** The same for columns of a table: it throws also when a column is unreadable in every row. */
  assertColumns(lists: readonly string[], rows: number): void {
    this.assertNotEverywhere(lists, rows);
    const unreadable = this.#inRows(lists).filter(({ rank }) => rank === 'decoration');
    const first = byName(unreadable).find((entries) => entries.length >= Math.max(rows, 2))?.[0];
    if (first !== undefined) throw new FieldError(first.field, first.expected, first.seen);
  }

  #inRows(lists: readonly string[]): FieldIssue[] {
    return this.#found.filter(({ field }) => lists.some((list) => field.startsWith(`${joined(this.#prefix, list)}[`)));
  }

  /** The rows of a list. Throws the first reason when all of them were omitted. */
  someOf<Row>(rows: Row[], { at, expected }: { at: string; expected: string }): Row[] {
    if (rows.length > 0) return rows;
    const field = joined(this.#prefix, at);
    const ofList = this.#found.filter((issue) => issue.field.startsWith(field));
    const reason = ofList.find(({ rank }) => rank === 'core') ?? ofList[0];
    throw new FieldError(reason?.field ?? field, reason?.expected ?? expected, reason?.seen ?? 'none');
  }

  /** The entries so far: at most 100, then one with the number of the others. */
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
    if (!(error instanceof FieldError)) throw error;
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
