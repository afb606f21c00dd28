import { readdirSync, readFileSync } from 'node:fs';
import type Database from 'better-sqlite3';
import { EnvironmentError } from '../errors.ts';
import { createDecodedRecords } from './decoded-records.ts';
import { convertPageTables } from './page-table-conversion.ts';
import { createSql } from './sql.ts';

/** One migration: `0001-pages.sql` is version 1 with the name `pages`. */
export type Migration = { version: number; name: string; sql: string };

// Next to this module, in the sources and in the package.
const FOLDER = new URL('./migrations/', import.meta.url);

/** The migrations of this program, in order. */
export function listMigrations(folder: URL = FOLDER): Migration[] {
  const files = readdirSync(folder)
    .filter((file) => file.endsWith('.sql'))
    .sort();
  return files.map((file, index) => {
    const [, digits, name] = /^(\d{4})-([a-z0-9-]+)\.sql$/.exec(file) ?? [];
    if (name === undefined || Number(digits) !== index + 1) {
      throw new Error(`Expected migration ${index + 1} to be named like 0001-name.sql, got "${file}".`);
    }
    return { version: index + 1, name, sql: readFileSync(new URL(file, folder), 'utf8') };
  });
}

/** The schema version of a database; 0 without a schema. */
export function schemaVersion(database: Database.Database): number {
  const has = database.prepare(`SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = 'schema_version'`).get();
  if (has === undefined) return 0;
  const version = database.prepare('SELECT max(version) FROM schema_version').pluck().get();
  return typeof version === 'number' ? version : 0;
}

/** The error for a database of a newer program. */
export function newerSchema(file: string, seen: number, known: number) {
  return new EnvironmentError(
    'newer-schema',
    `The database ${file} has schema version ${seen}, this program knows ${known}. Install a newer hltv-scraper.`,
  );
}

function apply(database: Database.Database, migration: Migration, nowMs: number): void {
  database.exec(migration.sql);
  const broken = database.prepare('PRAGMA foreign_key_check').all();
  if (broken.length > 0)
    throw new Error(`Migration ${migration.version} leaves ${broken.length} rows without a parent.`);
  database
    .prepare('INSERT INTO schema_version (version, name, applied_at_ms) VALUES (?, ?, ?)')
    .run(migration.version, migration.name, nowMs);
}

/** Progress of the conversion of an older database, in pages. */
export type ConversionProgress = { done: number; total: number };

type Schema = {
  migrations: readonly Migration[];
  nowMs: number;
  file: string;
  onConversion?: ((progress: ConversionProgress) => void) | undefined;
};

/**
 * Applies the next migration; false when there is none. Reads the version in the transaction, so that two programs do
 * not apply it twice.
 */
function applyNext(database: Database.Database, { migrations, nowMs, file }: Schema) {
  database.exec(
    'CREATE TABLE IF NOT EXISTS schema_version' +
      ' (version INTEGER PRIMARY KEY, name TEXT NOT NULL, applied_at_ms INTEGER NOT NULL) STRICT',
  );
  const version = schemaVersion(database);
  if (version > migrations.length) throw newerSchema(file, version, migrations.length);
  const next = migrations[version];
  if (next === undefined) return false;
  apply(database, next, nowMs);
  return true;
}

/** The migration after which the older page tables are converted; the next one drops them. */
const CONVERSION = 'page-records';

/** Applies all missing migrations. Each one is one transaction with its row in `schema_version`. */
export function migrate(database: Database.Database, schema: Schema): void {
  // Rebuilding a table must not delete the rows that refer to it; each migration checks them at its end.
  database.pragma('foreign_keys = OFF');
  const step = database.transaction(() => applyNext(database, schema));
  let isBehind = true;
  while (isBehind) {
    if (latestMigration(database) === CONVERSION) convert(database, schema);
    isBehind = step.immediate();
  }
  // Needed for ON DELETE CASCADE.
  database.pragma('foreign_keys = ON');
}

function latestMigration(database: Database.Database): string | null {
  if (schemaVersion(database) === 0) return null;
  const name = database.prepare('SELECT name FROM schema_version ORDER BY version DESC LIMIT 1').pluck().get();
  return String(name);
}

function convert(database: Database.Database, { nowMs, file, onConversion }: Schema): void {
  const context = {
    ...{ sql: createSql(database), clock: () => nowMs, file },
    ...{ decodedRecords: createDecodedRecords(), skipsDamagedRecords: false },
  };
  convertPageTables(context, (progress) => onConversion?.(progress));
}
