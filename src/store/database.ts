import { accessSync, constants, existsSync, mkdirSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import Database from 'better-sqlite3';
import { EnvironmentError } from '../errors.ts';
import { type ConversionProgress, listMigrations, migrate, newerSchema, schemaVersion } from './migrations.ts';
import { readWholeFile } from './snapshot.ts';
import { guarded } from './storage-errors.ts';

/** `PRAGMA application_id` of our databases: "HLTV". */
const APPLICATION_ID = 0x484c5456;

function hasContent(file: string) {
  return existsSync(file) && statSync(file).size > 0;
}

/** Refuses another program's database before a single byte of it is touched. */
function refuseForeign(database: Database.Database, file: string): void {
  const applicationId = database.pragma('application_id', { simple: true });
  if (applicationId === APPLICATION_ID) return;
  const tables = database.prepare(`SELECT count(*) FROM sqlite_schema`).pluck().get();
  if (applicationId === 0 && tables === 0) return;
  throw new EnvironmentError(
    'foreign-database',
    `${file} is the database of another program (application id ${String(applicationId)}, ${String(tables)} tables ` +
      'and indexes). Choose another --data-dir, or move that file away.',
  );
}

function noDatabase(file: string) {
  return new EnvironmentError('no-database', `There is no database ${file} yet. Run scrape or import first.`);
}

function olderSchema(file: string, seen: number, known: number) {
  return new EnvironmentError(
    'older-schema',
    `The database ${file} has schema version ${seen}, this program needs ${known}. Run \`hltv-scraper import\` or ` +
      '`hltv-scraper scrape` once, which brings it up to date.',
  );
}

function isWritable(path: string) {
  try {
    accessSync(path, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}

function unwritable(file: string, remedy: string, cause?: unknown) {
  return new EnvironmentError('read-only', `The folder of ${file} cannot be written. ${remedy}`, cause);
}

const REMEDY = 'Make the folder and what is in it writable for this user, or choose another --data-dir.';

function prepareFolder(file: string): void {
  const folder = dirname(file);
  try {
    mkdirSync(folder, { recursive: true });
  } catch (error) {
    throw unwritable(file, REMEDY, error);
  }
  if (!isWritable(folder) || (existsSync(file) && !isWritable(file))) throw unwritable(file, REMEDY);
}

function openWritable({ file, clock, onConversion }: Options) {
  if (file !== ':memory:') prepareFolder(file);
  const database = new Database(file);
  try {
    // Readers such as a notebook may hold the file for a moment; wait for them rather than fail.
    database.pragma('busy_timeout = 10000');
    refuseForeign(database, file);
    // WAL: notebooks read while a run writes, and a kill leaves nothing half done.
    database.pragma('journal_mode = WAL');
    // FULL: what was reported as stored survives a power cut; at our pace the price is nothing.
    database.pragma('synchronous = FULL');
    // Savepoints would otherwise go to the system's temporary folder; what one page changes is small.
    database.pragma('temp_store = MEMORY');
    migrate(database, { migrations: listMigrations(), nowMs: clock(), file, onConversion });
    // A damaged page of the file is noticed when it is read instead of being believed.
    database.pragma('cell_size_check = ON');
    // The WAL is cut back after a checkpoint: one long read does not leave a huge file behind.
    database.pragma('journal_size_limit = 67108864');
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}

function openForReading(file: string) {
  if (!hasContent(file)) throw noDatabase(file);
  // SQLite keeps an index of the WAL beside the file even for readers.
  if (!isWritable(dirname(file))) throw unwritable(file, 'Copy it to a folder that can be written and read it there.');
  return checkForReading(openInPlace(file), file);
}

function openInPlace(file: string) {
  return new Database(file, { readonly: true, fileMustExist: true });
}

/** As it is now, also in a read-only folder; no file is made beside it. */
function openSnapshot(file: string) {
  if (!hasContent(file)) throw noDatabase(file);
  const content = readWholeFile(file);
  if (content !== null) return checkForReading(new Database(content), file);
  // A writer has made the files that a reader needs.
  if (existsSync(`${file}-shm`)) return checkForReading(openInPlace(file), file);
  return openForReading(file);
}

function checkForReading(database: Database.Database, file: string) {
  try {
    database.pragma('busy_timeout = 10000');
    // Temporary tables stay in memory: a reader writes no file anywhere.
    database.pragma('temp_store = MEMORY');
    refuseForeign(database, file);
    const known = listMigrations().length;
    const version = schemaVersion(database);
    if (version === 0) throw noDatabase(file);
    if (version > known) throw newerSchema(file, version, known);
    if (version < known) throw olderSchema(file, version, known);
    database.pragma('cell_size_check = ON');
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}

type Options = {
  file: string;
  readOnly: boolean;
  snapshot?: boolean;
  clock: () => number;
  onConversion?: ((progress: ConversionProgress) => void) | undefined;
};

/** Opens the database, making and migrating it if need be. Trouble is an `EnvironmentError` naming file and remedy. */
export function openDatabase(options: Options) {
  return guarded(options.file, () => {
    const { file, readOnly, snapshot = false } = options;
    if (!readOnly) return openWritable(options);
    return snapshot ? openSnapshot(file) : openForReading(file);
  });
}
