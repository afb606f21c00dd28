import { accessSync, constants, existsSync, statfsSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { Command } from 'commander';
import { systemClock } from '../clock.ts';
import { COMMON_SETTINGS, SITE_SETTINGS, type SiteSettings } from '../config.ts';
import { ScraperError, TransientError } from '../errors.ts';
import { siteNameOf } from '../fetch/options.ts';
import { readCooldown } from '../fetch/policy/cooldown.ts';
import { renderDiagnosis } from '../output/diagnosis.ts';
import type { Diagnosed, Diagnosis } from '../output/documents/diagnosis.ts';
import { duration, moment, size } from '../output/format.ts';
import { readHolder } from '../store/lock.ts';
import { openStore } from '../store/store.ts';
import { checkBrowser, checkSite } from './doctor-browser.ts';
import { addSettings, commonSettings, siteSettings } from './options.ts';
import type { Exit } from './scrape.ts';
import { checkSourceSite, dataOf } from './source-site.ts';
import { openTerminal } from './terminal.ts';
import { databaseFile, makeFolder } from './workspace.ts';

const EXAMPLES = `
Examples:
  hltv-scraper doctor
  hltv-scraper doctor --base-url http://127.0.0.1:8080 --min-delay 0

Asks the site for robots.txt and the first page of the results. Exit code 3 when something was found.`;

/** One look at the machine: its name, and what is said when all is well. Rejects with what is wrong and the remedy. */
type Check = {
  name: string;
  run(): string | Promise<string>;
  /** Names of the checks without which this one can tell nothing. */
  needs?: readonly string[];
};

export function doctorCommand(exit: Exit): Command {
  const command = new Command('doctor')
    .description('check Node, SQLite, browser, data folder, disk, database, robots rules and reachability')
    .addHelpText('after', EXAMPLES);
  addSettings(command, { ...SITE_SETTINGS, ...COMMON_SETTINGS });
  return command.action(async (options) => {
    const common = commonSettings(options);
    const site = siteSettings(options);
    using terminal = openTerminal(common);
    const found: Diagnosis = [];
    const isNamed = command.getOptionValueSource('baseUrl') !== 'default';
    const folder = { dataDir: resolve(common.dataDir), expectedSite: isNamed ? siteNameOf(site.baseUrl) : null };
    for (const check of checks(folder, site)) {
      const diagnosed = await diagnose(check, found);
      found.push(diagnosed);
      if (!common.json) terminal.result(renderDiagnosis(diagnosed));
    }
    if (common.json) terminal.document(found);
    exit(found.every((line) => line.isWell) ? 0 : 3);
  });
}

async function diagnose({ name, run, needs = [] }: Check, found: readonly Diagnosed[]): Promise<Diagnosed> {
  const missing = found.find((line) => !line.isWell && needs.includes(line.name));
  if (missing !== undefined) return { name, isWell: false, text: `not tried: fix the ${missing.name} first` };
  try {
    return { name, isWell: true, text: await run() };
  } catch (error) {
    if (error instanceof ScraperError || error instanceof Problem) {
      const advice = error instanceof TransientError ? '. Is this machine online? A proxy is named with --proxy.' : '';
      return { name, isWell: false, text: `${error.message}${advice}` };
    }
    throw error;
  }
}

/** Something to be fixed, with what to do. */
class Problem extends Error {}

/** The data folder, and the site whose data it is to hold; null: whichever it was begun with. */
type Folder = { dataDir: string; expectedSite: string | null };

function checks(folder: Folder, site: SiteSettings): Check[] {
  const { dataDir } = folder;
  return [
    { name: 'Node.js', run: () => `${process.versions.node} (${process.execPath})` },
    { name: 'SQLite', run: sqliteVersion },
    { name: 'data folder', run: () => dataFolder(dataDir) },
    { name: 'disk space', run: () => diskSpace(dataDir) },
    { name: 'browser', run: () => checkBrowser(dataDir, site), needs: ['data folder'] },
    { name: 'database', run: () => database(folder) },
    { name: 'cool-down', run: () => cooldown(dataDir, site.baseUrl) },
    { name: 'site', run: () => checkSite(dataDir, site), needs: ['browser', 'data folder'] },
  ];
}

function sqliteVersion(): string {
  const store = openStore({ file: ':memory:', clock: systemClock.now });
  try {
    return store.diagnose().sqliteVersion;
  } finally {
    store.close();
  }
}

/** Made when it is not there: the look at the site needs it. */
function dataFolder(dataDir: string): string {
  makeFolder(dataDir);
  try {
    accessSync(dataDir, constants.W_OK);
  } catch {
    throw new Problem(`${dataDir} is not writable. Name another folder with --data-dir, or change its owner.`);
  }
  const holder = readHolder(dataDir);
  const since = holder === null ? '' : new Date(holder.startedAtMs).toISOString();
  return holder === null
    ? dataDir
    : `${dataDir}, held by a run (process ${holder.pid} on ${holder.host}, since ${since})`;
}

function nearestExisting(path: string): string {
  return existsSync(path) ? path : nearestExisting(dirname(path));
}

/** A thousand matches take about this with their pages. */
const COMFORTABLE_BYTES = 2e9;

function diskSpace(dataDir: string): string {
  const { bavail, bsize } = statfsSync(nearestExisting(dataDir));
  const free = bavail * bsize;
  if (free < COMFORTABLE_BYTES) {
    throw new Problem(`only ${size(free)} free. Make room, name another folder with --data-dir, or use --no-archive.`);
  }
  return `${size(free)} free`;
}

function database({ dataDir, expectedSite }: Folder): string {
  const file = databaseFile(dataDir);
  if (!existsSync(file)) return 'none yet: the first run makes it';
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
    return `${file}, schema ${schemaVersion}, ${size(fileBytes)}, ${content}`;
  } finally {
    store.close();
  }
}

async function cooldown(dataDir: string, baseUrl: string): Promise<string> {
  const remembered = await readCooldown({ dataDir, baseUrl }, systemClock.now());
  const leftMs = remembered === null ? 0 : remembered.untilMs - systemClock.now();
  if (remembered === null || leftMs <= 0) return 'none';
  throw new Problem(
    `the site refused us (${remembered.reason}): no run before ${moment(remembered.untilMs)}, in ${duration(leftMs)}. ` +
      '--ignore-cooldown starts all the same.',
  );
}
