import { resolve } from 'node:path';
import type { PublicRows, PublicTable } from '../records.ts';
import { databaseFile } from './database-file.ts';
import { openStore } from './store.ts';

/** A row of any statement, by the names of its columns. */
export type QueryRow = Record<string, number | string | Uint8Array | null>;

type Row<Table extends PublicTable> = PublicRows[Table][number];

/** The database of a data folder, opened for reading. It never changes the file; a run may go on meanwhile. */
export type DatabaseReader = Disposable & {
  /** The rows of a table as validated records in the order of its key; `matchIds`: those of these matches. */
  rows<Table extends PublicTable>(table: Table, where?: { matchIds?: readonly number[] }): Row<Table>[];
  /** The same one at a time; nothing else may be read until the iteration has ended. */
  iterate<Table extends PublicTable>(table: Table): Generator<Row<Table>>;
  /** The rows of an SQL statement that reads, as SQLite has them: tables and views are in the data dictionary. */
  query(sql: string, parameters?: readonly unknown[] | Readonly<Record<string, unknown>>): QueryRow[];
  close(): void;
};

/**
 * Opens the database of a data folder for reading. `snapshot`: also in a folder that cannot be written; a file of up to
 * 256 MB is read into memory then, and stays as it was. Throws `EnvironmentError` when there is no database, or it cannot
 * be used.
 */
export function openDatabase(dataDir = 'data', { snapshot = false }: { snapshot?: boolean } = {}): DatabaseReader {
  const store = openStore({ file: databaseFile(resolve(dataDir)), readOnly: true, snapshot, clock: Date.now });
  const close = (): void => store.close();
  return {
    rows: (table, where) => store.tables.rows(table, where),
    iterate: (table) => store.tables.iterate(table),
    query: (sql, parameters) => store.query(sql, parameters),
    close,
    [Symbol.dispose]: close,
  };
}
