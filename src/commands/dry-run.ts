import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import { type Clock, systemClock } from '../clock.ts';
import type { CommonSettings, ScrapeSettings, SiteSettings } from '../config.ts';
import { EnvironmentError } from '../errors.ts';
import { siteNameOf } from '../fetch/options.ts';
import { type Cooldown, readCooldown } from '../fetch/policy/cooldown.ts';
import type { PlanDocument, PlanFolder } from '../output/documents/plan.ts';
import { MAX_LISTED_PAGES, renderPlan } from '../output/plan.ts';
import { databaseFile } from '../store/database-file.ts';
import { readHolder } from '../store/lock.ts';
import { openStore, type Store } from '../store/store.ts';
import { planOf } from './plan.ts';
import { checkSourceSite } from './source-site.ts';
import { openTerminal } from './terminal.ts';
import { unusableFolder } from './workspace.ts';

type DryRun = { common: CommonSettings; site: SiteSettings; settings: ScrapeSettings };

/** Prints what a run would fetch. Fetches, writes and locks nothing; the data folder does not have to exist. */
export async function dryRun({ common, site, settings }: DryRun): Promise<0> {
  const clock = systemClock;
  const dataDir = resolve(common.dataDir);
  checkFolder(dataDir);
  using terminal = openTerminal(common);
  using reading = openToRead(dataDir, clock);
  checkSourceSite(reading.store, { dataDir: common.dataDir, site: siteNameOf(site.baseUrl) });
  const listed = common.json ? undefined : MAX_LISTED_PAGES;
  const nowMs = clock.now();
  const plan = planOf(reading.store, { settings, site, nowMs, ...(listed === undefined ? {} : { listed }) });
  const cooldown = site.ignoreCooldown ? null : await readCooldown({ dataDir, baseUrl: site.baseUrl }, nowMs);
  const folder: PlanFolder = {
    dataDir,
    exists: reading.exists,
    holder: readHolder(dataDir),
    cooldown: cooldown === null || cooldown.untilMs <= nowMs ? null : inForce(cooldown),
  };
  if (common.json) terminal.document({ ...folder, ...plan } satisfies PlanDocument);
  else terminal.result(renderPlan(plan, folder));
  return 0;
}

function inForce({ untilMs, reason }: Cooldown): NonNullable<PlanFolder['cooldown']> {
  return { untilMs, reason };
}

/** Throws `EnvironmentError` when the path cannot be a data folder. A missing folder is created by the first run. */
function checkFolder(dataDir: string): void {
  try {
    if (statSync(dataDir, { throwIfNoEntry: false })?.isDirectory() === false) {
      throw Object.assign(new Error(`${dataDir} is not a folder`), { code: 'ENOTDIR' });
    }
  } catch (error) {
    throw unusableFolder(dataDir, error);
  }
}

/** Opens the database for reading. If there is none yet, an empty one in memory is used instead. */
function openToRead(dataDir: string, clock: Clock): Disposable & { store: Store; exists: boolean } {
  const { store, exists } = openExisting(databaseFile(dataDir), clock);
  return { store, exists, [Symbol.dispose]: () => store.close() };
}

function openExisting(file: string, clock: Clock): { store: Store; exists: boolean } {
  try {
    return { store: openStore({ file, readOnly: true, snapshot: true, clock: clock.now }), exists: true };
  } catch (error) {
    if (!(error instanceof EnvironmentError) || error.code !== 'no-database') throw error;
    return { store: openStore({ file: ':memory:', clock: clock.now }), exists: false };
  }
}
