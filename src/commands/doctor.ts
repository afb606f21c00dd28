import { accessSync, constants, existsSync, statfsSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { systemClock } from '../clock.ts';
import type { CommonSettings, SiteSettings } from '../config.ts';
import { ScraperError, TransientError } from '../errors.ts';
import type { ExitCode } from '../exit-codes.ts';
import { siteNameOf } from '../fetch/options.ts';
import { readCooldown } from '../fetch/policy/cooldown.ts';
import { renderDiagnosis } from '../output/diagnosis.ts';
import type { Diagnosed, Diagnosis } from '../output/documents/diagnosis.ts';
import { formatBytes, formatDuration, formatTimestamp } from '../output/format.ts';
import { databaseExists, databaseFile } from '../store/database-file.ts';
import { readHolder } from '../store/lock.ts';
import { openStore } from '../store/store.ts';
import { storeVersions } from '../store/versions.ts';
import { checkBrowser, checkSite } from './doctor-browser.ts';
import { asTyped } from './invocation.ts';
import { checkSourceSite, dataOf } from './source-site.ts';
import { openTerminal, type Terminal } from './terminal.ts';
import { createDataFolder } from './workspace.ts';

/** One look at the machine: its name, and what is said when all is well. Rejects with what is wrong and the remedy. */
type Check = {
  name: string;
  run(): string | Promise<string>;
  /** What it does, for a check that takes seconds. */
  takesLong?: string;
  /** Names of the checks that must pass before this one can run. */
  needs?: readonly string[];
};

type Doctor = {
  common: CommonSettings;
  site: SiteSettings;
  /** The site was given by a flag, a variable or the settings file. */
  isNamed: boolean;
};

/** Prints the result of every check. Returns the exit code. */
export async function runDoctor({ common, site, isNamed }: Doctor): Promise<ExitCode> {
  using terminal = openTerminal(common);
  const found: Diagnosis = [];
  const folder = { dataDir: resolve(common.dataDir), expectedSite: isNamed ? siteNameOf(site.baseUrl) : null };
  for (const check of checks(folder, site)) {
    const diagnosed = await diagnose(check, { found, terminal });
    found.push(diagnosed);
    if (!common.json) terminal.result(renderDiagnosis(diagnosed));
  }
  if (common.json) terminal.document(found);
  return found.every((line) => line.isOk) ? 0 : 3;
}

async function diagnose(
  { name, run, takesLong, needs = [] }: Check,
  { found, terminal }: { found: readonly Diagnosed[]; terminal: Terminal },
): Promise<Diagnosed> {
  const missing = found.find((line) => !line.isOk && needs.includes(line.name));
  if (missing !== undefined) return { name, isOk: false, text: `not checked: fix the ${missing.name} first` };
  if (takesLong !== undefined) terminal.log({ level: 'info', text: takesLong });
  try {
    return { name, isOk: true, text: await run() };
  } catch (error) {
    if (error instanceof ScraperError || error instanceof Problem) {
      const advice = error instanceof TransientError ? '. Is this machine online? Set a proxy with --proxy.' : '';
      return { name, isOk: false, text: asTyped(`${error.message}${advice}`) };
    }
    throw error;
  }
}

/** A problem of the machine. The message contains the remedy. */
class Problem extends Error {}

/** The data folder, and the site whose data it must contain; null: any site. */
type Folder = { dataDir: string; expectedSite: string | null };

function checks(folder: Folder, site: SiteSettings): Check[] {
  const { dataDir } = folder;
  return [
    { name: 'Node.js', run: () => `${process.versions.node} (${process.execPath})` },
    { name: 'SQLite', run: () => storeVersions().sqlite },
    { name: 'data folder', run: () => dataFolder(dataDir) },
    { name: 'disk space', run: () => diskSpace(dataDir) },
    {
      name: 'browser',
      run: () => checkBrowser(dataDir, site),
      takesLong: 'starting the browser …',
      needs: ['data folder'],
    },
    { name: 'database', run: () => database(folder) },
    { name: 'cool-down', run: () => cooldown(dataDir, site.baseUrl) },
    {
      name: 'site',
      run: () => checkSite(dataDir, site),
      takesLong: `requesting robots.txt and a page from ${site.baseUrl}, with a pause between the two …`,
      needs: ['browser', 'data folder'],
    },
  ];
}

/** Creates the data folder if it does not exist, since the check of the site needs it. */
function dataFolder(dataDir: string): string {
  createDataFolder(dataDir);
  try {
    accessSync(dataDir, constants.W_OK);
  } catch {
    throw new Problem(`${dataDir} is not writable. Choose another folder with --data-dir, or change its owner.`);
  }
  const holder = readHolder(dataDir);
  const since = holder === null ? '' : new Date(holder.startedAtMs).toISOString();
  return holder === null
    ? dataDir
    : `${dataDir}, locked by a run (process ${holder.pid} on ${holder.host}, since ${since})`;
}

function nearestExisting(path: string): string {
  return existsSync(path) ? path : nearestExisting(dirname(path));
}

/** A thousand matches with their pages need about this much. */
const RECOMMENDED_BYTES = 2e9;

function diskSpace(dataDir: string): string {
  const { bavail, bsize } = statfsSync(nearestExisting(dataDir));
  const free = bavail * bsize;
  if (free < RECOMMENDED_BYTES) {
    throw new Problem(
      `only ${formatBytes(free)} free. Free some space, choose another folder with --data-dir, or use --no-archive.`,
    );
  }
  return `${formatBytes(free)} free`;
}

function database({ dataDir, expectedSite }: Folder): string {
  const file = databaseFile(dataDir);
  if (!databaseExists(file)) return 'none yet: the first run creates it';
  const store = openStore({ file, clock: systemClock.now, readOnly: true, snapshot: true });
  try {
    const { problems, schemaVersion, fileBytes } = store.diagnose();
    if (problems.length > 0) {
      throw new Problem(
        `${file} is damaged: ${problems.slice(0, 3).join('; ')}. Move it away and import the archive again.`,
      );
    }
    if (expectedSite !== null) checkSourceSite(store, { dataDir, site: expectedSite });
    const site = store.sourceSite.find();
    const content = site === null ? 'empty' : `intact, ${dataOf(site)}`;
    return `${file}, schema ${schemaVersion}, ${formatBytes(fileBytes)}, ${content}`;
  } finally {
    store.close();
  }
}

async function cooldown(dataDir: string, baseUrl: string): Promise<string> {
  const stored = await readCooldown({ dataDir, baseUrl }, systemClock.now());
  const leftMs = stored === null ? 0 : stored.untilMs - systemClock.now();
  if (stored === null || leftMs <= 0) return 'none';
  throw new Problem(
    `the site refused a request (${stored.reason}): no run before ${formatTimestamp(stored.untilMs)}, in ${formatDuration(leftMs)}. ` +
      '--ignore-cooldown starts anyway.',
  );
}
