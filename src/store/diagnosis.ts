import { existsSync, statSync } from 'node:fs';
import { listMigrations, schemaVersion } from './migrations.ts';
import type { Sql, StoreContext } from './sql.ts';

export type Diagnosis = {
  sqliteVersion: string;
  /** Problems found by SQLite's integrity and foreign key checks. */
  problems: string[];
  schemaVersion: number;
  /** The schema version of this program. */
  knownSchemaVersion: number;
  fileBytes: number;
  walBytes: number;
  /** Unused bytes in the file. */
  freeBytes: number;
};

function sizeOf(file: string) {
  return existsSync(file) ? statSync(file).size : 0;
}

function number(value: unknown) {
  return typeof value === 'number' ? value : 0;
}

/** The check itself fails on a badly damaged file. */
function attempt(check: () => string[]) {
  try {
    return check();
  } catch (error) {
    return [error instanceof Error ? error.message : String(error)];
  }
}

function integrityProblems(sql: Sql) {
  const rows = sql.list<{ integrity_check: string }>('PRAGMA integrity_check');
  return rows.map((row) => row.integrity_check).filter((line) => line !== 'ok');
}

function orphanProblems(sql: Sql) {
  const orphans = sql.list<{ table: string; parent: string }>('PRAGMA foreign_key_check');
  return orphans.map(({ table, parent }) => `a row of ${table} has no parent in ${parent}`);
}

/** Reads the whole file and reports damage. */
export function diagnose({ sql, file }: StoreContext): Diagnosis {
  const { database } = sql;
  return {
    sqliteVersion: sql.find<{ version: string }>('SELECT sqlite_version() AS version')?.version ?? 'unknown',
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
