import { accessSync, constants, existsSync, mkdirSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import Database from 'better-sqlite3';
import { EnvironmentError } from '../errors.ts';
import { databaseExists } from './database-file.ts';
import { type ConversionProgress, listMigrations, migrate, newerSchema, schemaVersion } from './migrations.ts';
import { readWholeFile } from './snapshot.ts';
import { guarded } from './storage-errors.ts';

/** `PRAGMA application_id` of our databases: "HLTV". */
const APPLICATION_ID = 0x484c5456;

function hasContent(file: string) {
  return databaseExists(file) && statSync(file).size > 0;
}

/** Throws for a database of another program, before anything is written to it. */
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
    `The database ${file} has schema version ${seen}, this program needs ${known}. ` +
      `\`hltv-scraper verify --fix --data-dir ${dirname(file)}\` converts it, as every command that writes does.`,
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
  return new EnvironmentError('read-only', `The folder of ${file} is not writable. ${remedy}`, cause);
}

const REMEDY = 'Make the folder and its files writable for this user, or choose another --data-dir.';

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
    // Another connection, such as a notebook, may hold a lock for a moment.
    database.pragma('busy_timeout = 10000');
    refuseForeign(database, file);
    // WAL: others can read while a run writes, and a transaction that is killed leaves no trace.
    database.pragma('journal_mode = WAL');
    // FULL: committed data survives a power failure.
    database.pragma('synchronous = FULL');
    // Savepoints stay in memory instead of the system's temporary folder; the changes of one page are small.
    database.pragma('temp_store = MEMORY');
    migrate(database, { migrations: listMigrations(), nowMs: clock(), file, onConversion });
    // Detects damaged pages of the file when they are read.
    database.pragma('cell_size_check = ON');
    // Truncates the WAL to this size after a checkpoint; a long read can make it large.
    database.pragma('journal_size_limit = 67108864');
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}

function openForReading(file: string) {
  if (!hasContent(file)) throw noDatabase(file);
  // Readers need the -shm file of the WAL as well.
  if (!isWritable(dirname(file))) throw unwritable(file, 'Copy it to a writable folder and read it there.');
  return checkForReading(openInPlace(file), file);
}

function openInPlace(file: string) {
  return new Database(file, { readonly: true, fileMustExist: true });
}

/** Opens the current state, also in a read-only folder, without creating files next to it. */
function openSnapshot(file: string) {
  if (!hasContent(file)) throw noDatabase(file);
  const content = readWholeFile(file);
  if (content !== null) return checkForReading(new Database(content), file);
  // A writer has created the files that a reader needs.
  if (existsSync(`${file}-shm`)) return checkForReading(openInPlace(file), file);
  return openForReading(file);
}

function checkForReading(database: Database.Database, file: string) {
  try {
    database.pragma('busy_timeout = 10000');
    // Temporary tables stay in memory, so that a reader writes no file.
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

/** Opens the database; creates and migrates it if necessary. Throws `EnvironmentError` with the file and a remedy. */
export function openDatabase(options: Options): Database.Database {
  return guarded(options.file, () => {
    const { file, readOnly, snapshot = false } = options;
    if (!readOnly) return openWritable(options);
    return snapshot ? openSnapshot(file) : openForReading(file);
  });
}
