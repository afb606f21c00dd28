import type { PageKind } from '../page-kinds.ts';
import type { PageRecords } from '../page-records.ts';

/** An optional block of one kind of page. `coverage.ts` observes whether pages have it. */
export type Block<Kind extends PageKind> = {
  name: string;
  /** Its classes, which an alarm names. Without `isRead` the block is missing when one of them is. */
  classes: readonly string[];
  /**
   * Assumed share (0 to 1) of pages without the block among those that should have it, until enough pages are stored.
   */
  absence: number;
  /** Whether a page of this age and type usually has it. */
  isExpected(record: PageRecords[Kind], html: string): boolean;
  /** Whether the record has values of it; absent when only its class is known. */
  isRead?(record: PageRecords[Kind]): boolean;
  /** Number of independent places that should show it and all lack it; absent: 1. */
  places?(html: string): number;
};

export function isRating3(version: string | null): boolean {
  return version === '3.0';
}

export function some<Row>(rows: readonly Row[], field: keyof Row): boolean {
  return rows.some((row) => row[field] !== null);
}

type PageWithRows = 'match' | 'map-stats' | 'performance';
type RowBlock<Kind extends PageWithRows> = {
  field: keyof PageRecords[Kind]['playerMapStats'][number];
  isExpected(record: PageRecords[Kind]): boolean;
  classes?: readonly string[];
};

/** A column of the player tables. One that was renamed has findings; one that was removed leaves no trace. */
export function rowBlock<Kind extends PageWithRows>(
  name: string,
  { field, isExpected, classes = [] }: RowBlock<Kind>,
): Block<Kind> {
  const isRead = ({ playerMapStats }: PageRecords[Kind]) =>
    some<PageRecords[Kind]['playerMapStats'][number]>(playerMapStats, field);
  return { name, classes, absence: 0.1, isExpected, isRead };
}

type FieldBlock<Kind extends PageKind> = {
  field: keyof PageRecords[Kind];
  isExpected(record: PageRecords[Kind]): boolean;
  classes?: readonly string[];
  absence?: number;
};

/** A value of the page itself. */
export function fieldBlock<Kind extends PageKind>(
  name: string,
  { field, isExpected, classes = [], absence = 0.1 }: FieldBlock<Kind>,
): Block<Kind> {
  return { name, classes, absence, isExpected, isRead: (record) => record[field] !== null };
}
