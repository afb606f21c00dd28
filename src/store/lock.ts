import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { z } from 'zod';
import { EnvironmentError, LockedError, systemCodeOf } from '../errors.ts';

/** Holds a data folder for one run. */
export type Lock = Disposable & { release(): void };

/** The content of `run.owner.json`. */
const Owner = z.object({
  pid: z.int(),
  host: z.string(),
  startedAtMs: z.number().refine((ms) => Number.isFinite(new Date(ms).getTime())),
});
type Owner = z.infer<typeof Owner>;

/** Two starts at the same instant hinder each other for a few milliseconds; one of them wins well within this. */
const LOCK_TIMEOUT_MS = 1000;

function readOwner(file: string): Owner | null {
  try {
    return Owner.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch {
    return null;
  }
}

/** Who holds a data folder now, as far as can be told without touching the lock; null: nobody. */
export function readHolder(dataDir: string): Owner | null {
  const owner = readOwner(join(dataDir, 'run.owner.json'));
  return owner !== null && !isGone(owner) ? owner : null;
}

/** A killed run leaves its note behind. Of another machine's process nothing can be said. */
function isGone({ pid, host }: Owner) {
  if (host !== hostname()) return false;
  try {
    process.kill(pid, 0);
    return false;
  } catch (error) {
    // EPERM: it runs for another user.
    return systemCodeOf(error) !== 'EPERM';
  }
}

function isBusy(error: unknown) {
  return error instanceof Database.SqliteError && /^SQLITE_(BUSY|LOCKED)/.test(error.code);
}

function unusable(dataDir: string, error: unknown) {
  return new EnvironmentError(
    'lock-unusable',
    `The data folder ${dataDir} cannot be locked (${error instanceof Error ? error.message : String(error)}). ` +
      'Make it writable for this user, or choose another --data-dir.',
    error,
  );
}

function held(dataDir: string, owner: Owner | null) {
  const who =
    owner === null
      ? 'another run'
      : `another run (pid ${owner.pid} on ${owner.host}, since ${new Date(owner.startedAtMs).toISOString()})`;
  return new LockedError(`The data folder ${dataDir} is held by ${who}. Wait for it, or choose another --data-dir.`);
}

function take(file: string) {
  const database = new Database(file, { timeout: LOCK_TIMEOUT_MS });
  try {
    // Nothing is ever written, so nothing but the empty file itself is left behind.
    database.pragma('journal_mode = MEMORY');
    // The operating system gives this lock back when the process ends, however it ends.
    database.exec('BEGIN EXCLUSIVE');
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}

/**
 * Takes the data folder for one run, until `release` or the end of the process. `LockedError` names the holder;
 * what a dead process wrote about itself never hinders. Nobody else may open `run.lock`: closing it anywhere in this
 * process would give the lock away.
 */
export function lockDataFolder(dataDir: string, clock: () => number = Date.now): Lock {
  const ownerFile = join(dataDir, 'run.owner.json');
  let database: Database.Database;
  try {
    mkdirSync(dataDir, { recursive: true });
    database = take(join(dataDir, 'run.lock'));
  } catch (error) {
    throw isBusy(error) ? held(dataDir, readOwner(ownerFile)) : unusable(dataDir, error);
  }
  const release = () => {
    if (!database.open) return;
    try {
      rmSync(ownerFile, { force: true });
    } catch {
      // A disk that has become read-only keeps the note; it hinders nobody.
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
