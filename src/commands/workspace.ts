import { join, resolve } from 'node:path';
import { openArchive, type PageArchive } from '../archive/archive.ts';
import { noArchive } from '../archive/no-archive.ts';
import type { Clock } from '../clock.ts';
import type { CommonSettings } from '../config.ts';
import { makeFolder } from '../durable-files.ts';
import { EnvironmentError, systemCodeOf } from '../errors.ts';
import { type Log, openLog } from '../log.ts';
import { conversionText } from '../output/conversion.ts';
import { printable } from '../output/format.ts';
import { settlePending } from '../stages/settle-archive.ts';
import { databaseFile } from '../store/database-file.ts';
import { lockDataFolder } from '../store/lock.ts';
import { openStore, type Store } from '../store/store.ts';
import { periodicProgress } from './periodic-progress.ts';
import { claimSourceSite } from './source-site.ts';

/** The data folder, opened for writing: locked, with log, database and archive. */
export type Workspace = Disposable & {
  dataDir: string;
  database: string;
  log: Log;
  store: Store;
  archive: PageArchive;
};

type Opening = {
  clock: Clock;
  keepsPages: boolean;
  /** The site whose data is to be added; null: not known yet. */
  site: string | null;
  /** See `StoreOptions`. */
  skipsDamagedRecords?: boolean;
};

/**
 * Opens the data folder and creates it if necessary. Throws `LockedError`, `EnvironmentError`, or `UsageError` when the
 * folder has data of another site; nothing stays open then.
 */
export async function openWorkspace(
  settings: CommonSettings,
  { clock, keepsPages, site, skipsDamagedRecords }: Opening,
): Promise<Workspace> {
  const dataDir = resolve(settings.dataDir);
  createDataFolder(dataDir);
  const closers: (() => void)[] = [];
  const close = (): void => {
    for (const closer of closers.splice(0).reverse()) closer();
  };
  try {
    const lock = lockDataFolder(dataDir);
    closers.push(() => lock[Symbol.dispose]());
    const database = databaseFile(dataDir);
    const store = openStore({
      file: database,
      clock: clock.now,
      skipsDamagedRecords,
      onConversion: periodicProgress(settings, clock, {
        phase: 'converting',
        text: (progress) => conversionText(printable(database), progress),
      }),
    });
    closers.push(() => store.close());
    if (site !== null) claimSourceSite(store, { dataDir: settings.dataDir, site });
    const log = await openLog(dataDir, settings.logLevel);
    closers.push(() => log[Symbol.dispose]());
    const archive = keepsPages ? openArchive(join(dataDir, 'archive')) : noArchive();
    settlePending(store, archive);
    return { dataDir, database, log, store, archive, [Symbol.dispose]: close };
  } catch (error) {
    close();
    throw error;
  }
}

/** Creates the data folder if it does not exist. Throws `EnvironmentError`. */
export function createDataFolder(dataDir: string): void {
  try {
    makeFolder(dataDir);
  } catch (error) {
    throw unusableFolder(dataDir, error);
  }
}

/** The error for a data folder that cannot be used because of a system error. */
export function unusableFolder(dataDir: string, error: unknown): EnvironmentError {
  return new EnvironmentError(
    'data-folder',
    `Cannot use the data folder ${dataDir} (${systemCodeOf(error)}). Choose another one with --data-dir, or make this one writable.`,
    error,
  );
}
