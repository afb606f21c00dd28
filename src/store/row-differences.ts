import type { Sql } from './sql.ts';

/** Compares rows as they are with rows as they should be, cell by cell. */

/** A cell, or with `column` null a whole row, that is not as it should be. Values are written as SQL literals. */
export type Difference = {
  table: string;
  /** Columns and values of the primary key: `map_number 1, player_id 7`. */
  key: string;
  column: string | null;
  matchId: number | null;
  mapNumber: number | null;
  expected: string;
  seen: string;
};

/** A table, its columns, and those of its primary key. */
export type Table = { name: string; columns: readonly string[]; key: readonly string[] };

/** Tables with a column `match_id` that are not assembled from page records. */
const BOOKKEEPING = ['page_records', 'listing_entries', 'targets', 'waiting_matches'];
/** Totals of targets, which triggers update. */
const TOTALS_OF_TARGETS = ['target_totals', 'waiting_match_totals'];

/** The tables whose rows belong to one match and are assembled from its page records. */
export function tablesOfMatches(sql: Sql): Table[] {
  return tablesWhere(sql, (name, columns) => columns.includes('match_id') && !BOOKKEEPING.includes(name));
}

/** The tables of totals over all matches. */
export function totalsOfMatches(sql: Sql): Table[] {
  return tablesWhere(sql, (name) => name.endsWith('_totals') && !TOTALS_OF_TARGETS.includes(name));
}

function tablesWhere(sql: Sql, isWanted: (name: string, columns: readonly string[]) => boolean): Table[] {
  const names = sql.list<{ name: string }>(`SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name`);
  return names.flatMap(({ name }) => {
    const columns = sql.list<{ name: string; pk: number }>('SELECT name, pk FROM pragma_table_info(?)', [name]);
    const columnNames = columns.map((column) => column.name);
    const key = columns.filter(({ pk }) => pk > 0).sort((one, other) => one.pk - other.pk);
    return isWanted(name, columnNames) ? [{ name, columns: columnNames, key: key.map((column) => column.name) }] : [];
  });
}

type Row = Record<string, unknown>;

/** What differs between two sets of rows, row by row. */
export function compareRows(
  table: Table,
  { expected, seen }: { expected: readonly Row[]; seen: readonly Row[] },
): Difference[] {
  const left = new Map(seen.map((row) => [keyOf(table, row), row]));
  const differences = expected.flatMap((row) => {
    const key = keyOf(table, row);
    const stored = left.get(key);
    left.delete(key);
    if (stored === undefined) return [rowDifference(table, row, { expected: rowText(row), seen: 'no row' })];
    return cellDifferences(table, row, stored);
  });
  const extra = [...left.values()];
  return [...differences, ...extra.map((row) => rowDifference(table, row, { expected: 'no row', seen: rowText(row) }))];
}

function cellDifferences(table: Table, expected: Row, seen: Row): Difference[] {
  return Object.keys(expected)
    .filter((column) => expected[column] !== seen[column])
    .map((column) => ({
      ...rowDifference(table, expected, { expected: valueText(expected[column]), seen: valueText(seen[column]) }),
      column,
    }));
}

function rowDifference(table: Table, row: Row, values: Pick<Difference, 'expected' | 'seen'>): Difference {
  const number = (value: unknown): number | null => (typeof value === 'number' ? value : null);
  const place = { matchId: number(row.match_id), mapNumber: number(row.map_number) };
  return { table: table.name, key: keyOf(table, row), column: null, ...place, ...values };
}

function keyOf({ key }: Table, row: Row): string {
  return key.map((column) => `${column} ${valueText(row[column])}`).join(', ');
}

function rowText(row: Row): string {
  return Object.entries(row)
    .map(([column, value]) => `${column} ${valueText(value)}`)
    .join(', ');
}

/** A value as an SQL literal: `NULL`, `1.5`, `'Mirage'`. */
export function valueText(value: unknown): string {
  if (value === null || value === undefined) return 'NULL';
  if (typeof value === 'number') return String(value);
  return typeof value === 'string' ? `'${value.replaceAll("'", "''")}'` : JSON.stringify(value);
}
