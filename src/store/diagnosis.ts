import { existsSync, statSync } from 'node:fs';
import { listMigrations, schemaVersion } from './migrations.ts';
import type { Sql, StoreContext } from './sql.ts';

export type Diagnosis = {
  sqliteVersion: string;
  /** What SQLite's integrity check found; empty when all is well. */
  problems: string[];
  schemaVersion: number;
  /** The newest schema this program knows. */
  knownSchemaVersion: number;
  fileBytes: number;
  walBytes: number;
  /** Bytes inside the file that hold nothing. */
  freeBytes: number;
};

const sizeOf = (file: string) => (existsSync(file) ? statSync(file).size : 0);

const number = (value: unknown) => (typeof value === 'number' ? value : 0);

/** A file can be too damaged even for the check. */
function attempt(check: () => string[]) {
  try {
    return check();
  } catch (error) {
    return [error instanceof Error ? error.message : String(error)];
  }
}

function integrityProblems({ database }: Sql) {
  const rows = database.pragma('integrity_check') as { integrity_check: string }[];
  return rows.map((row) => row.integrity_check).filter((line) => line !== 'ok');
}

function orphanProblems({ database }: Sql) {
  const orphans = database.pragma('foreign_key_check') as { table: string; parent: string }[];
  return orphans.map(({ table, parent }) => `a row of ${table} has no parent in ${parent}`);
}

/** Reads the whole file and says what is wrong with it. */
export function diagnose({ sql, file }: StoreContext): Diagnosis {
  const { database } = sql;
  const { version } = database.prepare('SELECT sqlite_version() AS version').get() as { version: string };
  return {
    sqliteVersion: version,
    problems: [...attempt(() => integrityProblems(sql)), ...attempt(() => orphanProblems(sql))],
    schemaVersion: schemaVersion(database),
    knownSchemaVersion: listMigrations().length,
    fileBytes: sizeOf(file),
    walBytes: sizeOf(`${file}-wal`),
    freeBytes:
      number(database.pragma('freelist_count', { simple: true })) *
      number(database.pragma('page_size', { simple: true })),
  };
}
