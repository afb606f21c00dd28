import { dirname, join } from 'node:path';
import Database from 'better-sqlite3';
import type { z } from 'zod';
import { type EnvironmentCode, EnvironmentError } from '../errors.ts';

const { SqliteError } = Database;

type StorageFailure = { pattern: RegExp; code: EnvironmentCode; message: (file: string) => string };

function damaged(file: string) {
  return (
    `The database ${file} is damaged. Move it away, then rebuild it from the archive with \`hltv-scraper import ` +
    `${join(dirname(file), 'archive')} --data-dir ${dirname(file)}\`, or recover the readable part with ` +
    '`sqlite3 <file> .recover`. Nothing was overwritten.'
  );
}

const STORAGE_FAILURES: StorageFailure[] = [
  {
    // SHMSIZE: the index of the write-ahead log could not be made larger.
    pattern: /^SQLITE_(?:FULL|IOERR_SHMSIZE)/,
    code: 'disk-full',
    message: (file) =>
      `No space left for the database ${file}. Free some space and start again. All stored data is intact.`,
  },
  // SQLite has no result code for an unknown file format.
  {
    pattern: /^SQLITE_(?:CORRUPT|NOTADB|FORMAT)|unsupported file format/,
    code: 'database-damaged',
    message: damaged,
  },
  {
    pattern: /^SQLITE_(READONLY|PERM|AUTH)/,
    code: 'read-only',
    message: (file) => `The database ${file} is not writable. Make the file and its folder writable for this user.`,
  },
  {
    pattern: /^SQLITE_CANTOPEN/,
    code: 'database-cannot-open',
    message: (file) =>
      `The database ${file} cannot be opened. Check that its folder exists and is readable and writable.`,
  },
  {
    pattern: /^SQLITE_(BUSY|LOCKED)/,
    code: 'database-busy',
    message: (file) => `Another program is writing to the database ${file}. Close it, then start again.`,
  },
  {
    pattern: /^SQLITE_IOERR/,
    code: 'disk-error',
    message: (file) =>
      `Reading or writing the database ${file} failed. Check the disk (space, cable, mount), then run doctor.`,
  },
];

/** Converts an error of SQLite about the file into an `EnvironmentError` with the file and a remedy. */
export function asStorageError(error: unknown, file: string): unknown {
  if (!(error instanceof SqliteError)) return error;
  const failure = STORAGE_FAILURES.find(({ pattern }) => pattern.test(`${error.code} ${error.message}`));
  if (failure === undefined) return error;
  return new EnvironmentError(failure.code, `${failure.message(file)} (${error.code}: ${error.message})`, error);
}

/** The error for a row that does not match its schema. */
export function damagedRow(file: string, table: string, { issues: [issue] }: z.ZodError) {
  return new EnvironmentError(
    'database-damaged',
    `${damaged(file)} (table ${table}, ${issue?.path.join('.')}: ${issue?.message})`,
  );
}

/** The error for a page record that is not as it was saved. */
export function damagedRecord(file: string, page: string, damage: string) {
  return new EnvironmentError(
    'record-damaged',
    `The record of ${page} in the database ${file} is damaged (${damage}). \`hltv-scraper reparse --data-dir ` +
      `${dirname(file)}\` reads its archived page again.`,
  );
}

/** Runs `work`; see `asStorageError`. */
export function guarded<T>(file: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw asStorageError(error, file);
  }
}

/** True when a constraint of the schema failed. */
export function isConstraintError(error: unknown): error is Error {
  return error instanceof SqliteError && error.code.startsWith('SQLITE_CONSTRAINT');
}
