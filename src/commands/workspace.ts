import { mkdirSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { openArchive, type PageArchive } from '../archive/archive.ts';
import { noArchive } from '../archive/no-archive.ts';
import type { Clock } from '../clock.ts';
import type { CommonSettings } from '../config.ts';
import { EnvironmentError, systemCodeOf } from '../errors.ts';
import { isHltv } from '../fetch/options.ts';
import { type Log, openLog } from '../log.ts';
import { conversionText } from '../output/conversion.ts';
import { printable } from '../output/format.ts';
import { STAGE_NAMES, type StageName } from '../page-kinds.ts';
import { settlePending } from '../stages/settle-archive.ts';
import { lockDataFolder } from '../store/lock.ts';
import type { ConversionProgress } from '../store/migrations.ts';
import { openStore, type Store } from '../store/store.ts';
import { claimSourceSite } from './source-site.ts';

/** The data folder, opened for a command that writes: locked, with its log, its database and its archive. */
export type Workspace = Disposable & {
  dataDir: string;
  database: string;
  log: Log;
  store: Store;
  archive: PageArchive;
};

export const databaseFile = (dataDir: string): string => join(dataDir, 'hltv.db');

/** How the data folder is named in commands that are proposed: nothing for the default one. */
export const dataFolderFlag = (dataDir: string): string =>
  dataDir === 'data' ? '' : ` --data-dir ${shellWord(dataDir)}`;

/** The same for the site: what one site said is not mixed with what another says. */
export const siteFlag = (baseUrl: string | null): string =>
  baseUrl === null || isHltv(baseUrl) ? '' : ` --base-url ${shellWord(baseUrl)}`;

/** The same for the stages: nothing for all. */
export const stagesFlag = (stages: readonly StageName[]): string =>
  stages.length === STAGE_NAMES.length ? '' : ` --stages ${stages.join()}`;

/** One word for a shell, whatever is in it. */
export const shellWord = (text: string): string =>
  /^[\w./:@%+=,~-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;

type Opening = {
  clock: Clock;
  keepsPages: boolean;
  /** The site whose data is to be added; null: not known yet. */
  site: string | null;
};

/**
 * Opens the data folder, made if need be. Throws `LockedError`, `EnvironmentError`, or `UsageError` where the folder holds
 * data of another site, and then holds nothing open.
 */
export async function openWorkspace(
  settings: CommonSettings,
  { clock, keepsPages, site }: Opening,
): Promise<Workspace> {
  const dataDir = resolve(settings.dataDir);
  makeFolder(dataDir);
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
      onConversion: reporter(settings, { clock, database }),
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

const REPORT_EVERY_MS = 2_000;

/** Says now and then how far the conversion of an older database is. */
function reporter(
  { quiet }: CommonSettings,
  { clock, database }: { clock: Clock; database: string },
): (progress: ConversionProgress) => void {
  let reportedAtMs = 0;
  return (progress) => {
    const nowMs = clock.now();
    if (quiet || (nowMs - reportedAtMs < REPORT_EVERY_MS && progress.done < progress.total)) return;
    reportedAtMs = nowMs;
    process.stderr.write(`hltv-scraper: ${conversionText(printable(database), progress)}\n`);
  };
}

export function makeFolder(dataDir: string): void {
  try {
    makeFolders(dataDir);
  } catch (error) {
    throw unusableFolder(dataDir, error);
  }
}

export function unusableFolder(dataDir: string, error: unknown): EnvironmentError {
  return new EnvironmentError(
    'data-folder',
    `Cannot use the data folder ${dataDir} (${systemCodeOf(error)}). Name another one with --data-dir, or make this one writable.`,
    error,
  );
}

/** Folder by folder: where nothing can be made (`/proc`), Node's own `recursive` never comes back. */
function makeFolders(folder: string): void {
  if (isFolder(folder)) return;
  makeFolders(dirname(folder));
  try {
    mkdirSync(folder);
  } catch (error) {
    // Another run that starts at this instant may have made it.
    if (!isFolder(folder)) throw error;
  }
}

const isFolder = (path: string): boolean => statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
