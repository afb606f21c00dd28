import { existsSync, statSync } from 'node:fs';
import { listMigrations, schemaVersion } from './migrations.ts';
import type { Context } from './sql.ts';

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

/** Reads the whole file and says what is wrong with it. */
export const diagnose = ({ sql, file }: Context): Diagnosis => {
  const { database } = sql;
  const integrity = (database.pragma('integrity_check') as { integrity_check: string }[]).map(
    (row) => row.integrity_check,
  );
  const orphans = database.pragma('foreign_key_check') as { table: string; parent: string }[];
  const { version } = database.prepare('SELECT sqlite_version() AS version').get() as { version: string };
  return {
    sqliteVersion: version,
    problems: [
      ...integrity.filter((line) => line !== 'ok'),
      ...orphans.map(({ table, parent }) => `a row of ${table} has no parent in ${parent}`),
    ],
    schemaVersion: schemaVersion(database),
    knownSchemaVersion: listMigrations().length,
    fileBytes: sizeOf(file),
    walBytes: sizeOf(`${file}-wal`),
    freeBytes:
      number(database.pragma('freelist_count', { simple: true })) *
      number(database.pragma('page_size', { simple: true })),
  };
};
