import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { z } from 'zod';
import { EnvironmentError, LockedError, systemCodeOf } from '../errors.ts';

/** The lock of one run on a data folder. */
export type Lock = Disposable & { release(): void };

/** The content of `run.owner.json`. */
const Owner = z.object({
  pid: z.int(),
  host: z.string(),
  startedAtMs: z.number().refine((ms) => Number.isFinite(new Date(ms).getTime())),
});
type Owner = z.infer<typeof Owner>;

/** Two runs that start at the same instant contend for a few milliseconds. */
const LOCK_TIMEOUT_MS = 1000;

function readOwner(file: string): Owner | null {
  try {
    return Owner.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch {
    return null;
  }
}

/** The run that holds a data folder, without touching the lock; null: none. */
export function readHolder(dataDir: string): Owner | null {
  const owner = readOwner(join(dataDir, 'run.owner.json'));
  return owner !== null && !isGone(owner) ? owner : null;
}

/** True when the process has ended: a killed run leaves its owner file. Processes of other machines cannot be checked. */
function isGone({ pid, host }: Owner) {
  if (host !== hostname()) return false;
  try {
    process.kill(pid, 0);
    return false;
  } catch (error) {
    // EPERM: it runs as another user.
    return systemCodeOf(error) !== 'EPERM';
  }
}

function isBusy(error: unknown) {
  return error instanceof Database.SqliteError && /^SQLITE_(BUSY|LOCKED)/.test(error.code);
}

function unusable(dataDir: string, error: unknown) {
  const isFull = ['ENOSPC', 'EDQUOT', 'SQLITE_FULL'].includes(systemCodeOf(error));
  const remedy = isFull ? 'No space left. Free some space' : 'Make it writable for this user';
  const text = error instanceof Error ? error.message : String(error);
  return new EnvironmentError(
    isFull ? 'disk-full' : 'lock-unusable',
    `The data folder ${dataDir} cannot be locked (${text}). ${remedy}, or choose another --data-dir.`,
    error,
  );
}

function lockedError(dataDir: string, owner: Owner | null) {
  const who =
    owner === null
      ? 'another run'
      : `another run (pid ${owner.pid} on ${owner.host}, since ${new Date(owner.startedAtMs).toISOString()})`;
  return new LockedError(
    `The data folder ${dataDir} is in use by ${who}. Wait until it ends, or choose another --data-dir.`,
  );
}

function acquire(file: string) {
  const database = new Database(file, { timeout: LOCK_TIMEOUT_MS });
  try {
    // Nothing is written to this database, so the file stays empty and no journal is left.
    database.pragma('journal_mode = MEMORY');
    // The operating system releases this lock when the process ends for any reason.
    database.exec('BEGIN EXCLUSIVE');
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}

/**
 * Locks the data folder for one run, until `release` or the end of the process. Throws `LockedError` with the holder.
 * The owner file of a process that has ended does not block. Nothing else in this process may open `run.lock`: closing
 * any descriptor of the file would release the lock.
 */
export function lockDataFolder(dataDir: string, clock: () => number = Date.now): Lock {
  const ownerFile = join(dataDir, 'run.owner.json');
  let database: Database.Database;
  try {
    mkdirSync(dataDir, { recursive: true });
    database = acquire(join(dataDir, 'run.lock'));
  } catch (error) {
    throw isBusy(error) ? lockedError(dataDir, readOwner(ownerFile)) : unusable(dataDir, error);
  }
  const release = () => {
    if (!database.open) return;
    try {
      rmSync(ownerFile, { force: true });
    } catch {
      // On a disk that has become read-only the owner file stays; it does not block later runs.
    }
    database.close();
  };
  try {
    const owner: Owner = { pid: process.pid, host: hostname(), startedAtMs: clock() };
    writeFileSync(ownerFile, `${JSON.stringify(owner)}\n`);
  } catch (error) {
    database.close();
    throw unusable(dataDir, error);
  }
  return { release, [Symbol.dispose]: release };
}
