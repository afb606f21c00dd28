import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Replica } from '../../src/replica/replica.ts';
import { openStore } from '../../src/store/store.ts';
import { browsersOf } from '../helpers/processes.ts';
import { differences } from '../helpers/rows.ts';
import { until } from '../helpers/until.ts';
import { type Random, seeded } from '../reliability/seeded.ts';
import { type ChaosSite, openChaosSite } from './chaos-site.ts';
import { inconsistencies, unfinishedWork } from './consistency.ts';
import { archiveContents, contentDifferences, tableContents } from './contents.ts';
import { drawKillPoint, type KillPoint, nameOf, startupKillPoint } from './kill-points.ts';
import { afterPowerCut } from './power-cut.ts';
import { isPage, type ProcessRun, runProcess } from './process-run.ts';

export type Ending = 'SIGKILL' | 'SIGTERM' | 'SIGINT' | 'power';

export type ChaosOptions = {
  seed: number;
  /** How many processes are ended before they have finished. */
  kills: number;
  ending: Ending;
  /** Each process starts its own browser; otherwise all attach to one that keeps running. */
  ownBrowser: boolean;
  matches: number;
  onProcess?: (line: string) => void;
};

export type ChaosReport = {
  kills: number;
  processRuns: number;
  /** How often each kind of kill point was hit. */
  hits: Record<string, number>;
  pages: number;
  /** Repeated requests for a page, without those for the listing. */
  refetched: number;
  /** The page that was requested most often, and how often. */
  mostRequested: string;
  /** Longest time from a stop signal to the end of the process. */
  longestStopMs: number;
  /** Everything that is not as expected; empty when nothing is wrong. */
  wrong: string[];
};

type Chaos = {
  options: ChaosOptions;
  random: Random;
  site: ChaosSite;
  replica: Replica;
  dataDir: string;
  /** Folder for the temporary files of the program and its browser. */
  tempDir: string;
  report: ChaosReport;
};

/** Ends the program at one kill point after another, lets it finish, and compares the result with that of an uninterrupted run. */
export async function chaos(options: ChaosOptions): Promise<ChaosReport> {
  await using site = await openChaosSite(options);
  return await chaosOn(site, options);
}

/** The same on a site that is open: it was made with the seed and the matches of the options. */
export async function chaosOn(site: ChaosSite, options: ChaosOptions): Promise<ChaosReport> {
  const folder = mkdtempSync(join(tmpdir(), 'hltv-chaos-'));
  const { replica } = site;
  replica.requests.splice(0);
  const report: ChaosReport = {
    ...{ kills: 0, processRuns: 0, hits: {}, pages: 0, refetched: 0, mostRequested: '', longestStopMs: 0, wrong: [] },
  };
  const [dataDir, tempDir] = [join(folder, 'data'), join(folder, 'tmp')];
  mkdirSync(tempDir);
  const world: Chaos = { options, random: seeded(options.seed), site, replica, dataDir, tempDir, report };
  try {
    await interruptedRuns(world);
    await finalRun(world);
    countRequests(world);
    await compareWithUninterrupted(world);
    return report;
  } finally {
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

/** How many of the first processes are ended while the database is created. */
const STARTUP_KILLS = 4;

async function interruptedRuns(world: Chaos): Promise<void> {
  const { options, random, report, replica } = world;
  while (report.kills < options.kills) {
    const killPoint = report.kills < STARTUP_KILLS ? startupKillPoint(random) : drawKillPoint(random);
    const { wasHit } = await oneProcess(world, killPoint);
    // The process finished before its kill point: add matches for the next ones.
    if (!wasHit && killPoint.type !== 'end') replica.addMatches(4);
  }
}

async function oneProcess(world: Chaos, killPoint: KillPoint | null): Promise<ProcessRun> {
  const { options, replica, site, dataDir, report, random } = world;
  const isPower = options.ending === 'power';
  const copy = `${dataDir}-copy`;
  const run = await runProcess({
    args: [
      ...site.flags(dataDir),
      ...(options.ownBrowser ? [] : site.attached),
      ...(killPoint?.type === 'end' ? ['--max-pages', String(killPoint.afterPages)] : []),
    ],
    signal: options.ending === 'power' ? 'SIGSTOP' : options.ending,
    killPoint,
    tempDir: world.tempDir,
    requests: replica.requests,
    whileStopped: () => afterPowerCut(dataDir, copy, random),
  });
  report.processRuns += 1;
  if (run.wasHit && killPoint !== null) {
    report.kills += 1;
    report.hits[nameOf(killPoint)] = (report.hits[nameOf(killPoint)] ?? 0) + 1;
    if (['SIGTERM', 'SIGINT'].includes(options.ending)) noteStop(report, run, options.ending);
  } else if (run.code !== 0) {
    report.wrong.push(`process ${report.processRuns} ended with ${run.code}: ${run.stderr.slice(-3000)}`);
  }
  if (isPower && run.wasHit) {
    rmSync(dataDir, { recursive: true, force: true, maxRetries: 5 });
    cpSync(copy, dataDir, { recursive: true });
  }
  const broken = inconsistencies(dataDir).map(
    (line) => `after process ${report.processRuns} (${JSON.stringify(killPoint)}): ${line}`,
  );
  report.wrong.push(...broken);
  report.wrong.push(...(await leftBehind(world)));
  await site.attachedBrowser.closeLeftTabs();
  const what = run.wasHit ? 'ended' : 'not hit';
  options.onProcess?.(
    `process ${report.processRuns}: ${what} at ${JSON.stringify(killPoint)}, ${replica.requests.filter(isPage).length} pages`,
  );
  return run;
}

const TIMEOUT_MS = 10_000;

/** Browsers that still run after their program has ended, and files left in the temporary folder. */
async function leftBehind({ dataDir, tempDir }: Chaos): Promise<string[]> {
  const left = (): string[] => [...browsersOf(dataDir), ...readdirSync(tempDir)];
  const deadlineMs = performance.now() + TIMEOUT_MS;
  await until(() => left().length === 0 || performance.now() > deadlineMs);
  return left().map((what) => `left behind: ${what}`);
}

function noteStop(report: ChaosReport, { code, signal, tookMs, stderr }: ProcessRun, ending: Ending): void {
  report.longestStopMs = Math.max(report.longestStopMs, tookMs);
  const expected = ending === 'SIGINT' ? 130 : 143;
  // Before the first line of the program has run, the default action of the signal ends it.
  const isRight = code === expected || (signal === ending && stderr === '');
  if (!isRight) report.wrong.push(`${ending} led to ${code ?? signal}: ${stderr.slice(-500)}`);
}

async function finalRun(world: Chaos): Promise<void> {
  await oneProcess(world, null);
  world.report.wrong.push(...unfinishedWork(world.dataDir));
}

function countRequests({ replica, report, options }: Chaos): void {
  const times = new Map<string, number>();
  for (const { kind, id } of replica.requests.filter(isPage)) {
    times.set(`${kind} ${id}`, (times.get(`${kind} ${id}`) ?? 0) + 1);
  }
  const pages = [...times].filter(([page]) => !page.startsWith('results'));
  const [top] = pages.toSorted((a, b) => b[1] - a[1]);
  report.pages = pages.length;
  report.refetched = pages.reduce((sum, [, count]) => sum + count - 1, 0);
  report.mostRequested = top === undefined ? '' : `${top[0]}: ${top[1]}`;
  // A power cut may lose the last transaction and the current page.
  const allowed = options.ending === 'power' ? 2 * report.kills : report.kills;
  if (report.refetched > allowed) report.wrong.push(`${report.refetched} pages were requested again`);
  const listings = times.get('results 0') ?? 0;
  if (listings > report.processRuns)
    report.wrong.push(`the listing was requested ${listings} times in ${report.processRuns} processes`);
}

async function compareWithUninterrupted({ site, replica, report, dataDir }: Chaos): Promise<void> {
  const { dataDir: uninterrupted, wrong } = await site.uninterrupted();
  const tables = contentDifferences(tableContents(dataDir), tableContents(uninterrupted)).filter(
    (line) => !line.startsWith(OLDER_LISTING),
  );
  const archive = contentDifferences(
    { archive: archiveContents(dataDir).filter(isNoListing) },
    { archive: archiveContents(uninterrupted).filter(isNoListing) },
  );
  const store = openStore({ file: join(dataDir, 'hltv.db'), clock: Date.now, readOnly: true });
  const truth = differences(store.tables.all(), replica.truth());
  store.close();
  report.wrong.push(...wrong, ...tables, ...archive, ...truth.map((line) => `truth: ${line}`));
}

/** A listing as it was before matches were added, which the uninterrupted run has not seen. */
const OLDER_LISTING = 'pages: extra [["kind","results"]';

/** The listing changes from day to day. */
const isNoListing = (line: string): boolean => !line.startsWith('results');
