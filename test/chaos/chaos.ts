import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Replica, startReplica } from '../../src/replica/replica.ts';
import { openStore } from '../../src/store/store.ts';
import { browsersOf } from '../helpers/processes.ts';
import { runProgram } from '../helpers/program.ts';
import { differences } from '../helpers/rows.ts';
import { until } from '../helpers/until.ts';
import { type Random, seeded } from '../reliability/seeded.ts';
import { brokenBooks, unfinishedBooks } from './books.ts';
import { archiveContents, contentDifferences, tableContents } from './contents.ts';
import { type GuestBrowser, startGuestBrowser } from './guest-browser.ts';
import { isPage, type Life, live } from './life.ts';
import { birthMoment, type Moment, momentOf, nameOf } from './moments.ts';
import { afterPowerCut } from './power-cut.ts';

export type Ending = 'SIGKILL' | 'SIGTERM' | 'SIGINT' | 'power';

export type ChaosOptions = {
  seed: number;
  /** How often the program is ended before its time. */
  kills: number;
  ending: Ending;
  /** Each life starts a browser of its own; otherwise all are guests of one that outlives them. */
  ownBrowser: boolean;
  matches: number;
  onLife?: (line: string) => void;
};

export type ChaosReport = {
  kills: number;
  lives: number;
  /** How often each kind of moment was hit. */
  hits: Record<string, number>;
  pages: number;
  /** Pages, those of the listing apart, asked for again. */
  refetched: number;
  /** The most often one page was asked for. */
  most: string;
  /** The longest that a stop by signal took. */
  longestStopMs: number;
  /** Everything that is not as it must be; empty when all is well. */
  wrong: string[];
};

type Chaos = {
  options: ChaosOptions;
  random: Random;
  replica: Replica;
  guest: GuestBrowser | null;
  dataDir: string;
  /** Where the program and its browser put what is for the moment. */
  tempDir: string;
  report: ChaosReport;
};

/** Ends the program again and again until it is done all the same, and compares the end with that of an undisturbed run. */
export async function chaos(options: ChaosOptions): Promise<ChaosReport> {
  const folder = mkdtempSync(join(tmpdir(), 'hltv-chaos-'));
  const replica = await startReplica({ seed: options.seed, matches: options.matches });
  const guest = options.ownBrowser ? null : await startGuestBrowser();
  const report: ChaosReport = {
    ...{ kills: 0, lives: 0, hits: {}, pages: 0, refetched: 0, most: '', longestStopMs: 0, wrong: [] },
  };
  const [dataDir, tempDir] = [join(folder, 'data'), join(folder, 'tmp')];
  mkdirSync(tempDir);
  const world: Chaos = { options, random: seeded(options.seed), replica, guest, dataDir, tempDir, report };
  try {
    await disturbedLives(world);
    await lastLife(world);
    countRequests(world);
    await compareWithUndisturbed(world, join(folder, 'undisturbed'));
    return report;
  } finally {
    await guest?.[Symbol.asyncDispose]();
    await replica.close();
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

function argsOf({ replica, guest }: Chaos, dataDir: string): string[] {
  const pace = ['--min-delay', '0', '--max-delay', '0', '--end-offset', '0'];
  const browser = guest === null ? [] : ['--cdp-url', guest.cdpUrl];
  return ['--base-url', replica.baseUrl, '--data-dir', dataDir, ...pace, ...browser];
}

/** So many lives are ended while the database is made. */
const BIRTHS = 4;

async function disturbedLives(world: Chaos): Promise<void> {
  const { options, random, report, replica } = world;
  while (report.kills < options.kills) {
    const moment = report.kills < BIRTHS ? birthMoment(random) : momentOf(random);
    const { wasHit } = await oneLife(world, moment);
    // Too little was left to be disturbed: the site lives on.
    if (!wasHit && moment.type !== 'end') replica.addMatches(4);
  }
}

async function oneLife(world: Chaos, moment: Moment | null): Promise<Life> {
  const { options, replica, guest, dataDir, report, random } = world;
  const isPower = options.ending === 'power';
  const copy = `${dataDir}-copy`;
  const life = await live({
    args: [...argsOf(world, dataDir), ...(moment?.type === 'end' ? ['--max-pages', String(moment.afterPages)] : [])],
    signal: options.ending === 'power' ? 'SIGSTOP' : options.ending,
    moment,
    tempDir: world.tempDir,
    requests: replica.requests,
    whileStopped: () => afterPowerCut(dataDir, copy, random),
  });
  report.lives += 1;
  if (life.wasHit && moment !== null) {
    report.kills += 1;
    report.hits[nameOf(moment)] = (report.hits[nameOf(moment)] ?? 0) + 1;
    if (['SIGTERM', 'SIGINT'].includes(options.ending)) noteStop(report, life, options.ending);
  } else if (life.code !== 0) {
    report.wrong.push(`life ${report.lives} ended with ${life.code}: ${life.stderr.slice(-3000)}`);
  }
  if (isPower && life.wasHit) {
    rmSync(dataDir, { recursive: true, force: true, maxRetries: 5 });
    cpSync(copy, dataDir, { recursive: true });
  }
  const broken = brokenBooks(dataDir).map((line) => `after life ${report.lives} (${JSON.stringify(moment)}): ${line}`);
  report.wrong.push(...broken);
  report.wrong.push(...(await leftBehind(world)));
  await guest?.tidy();
  const what = life.wasHit ? 'ended' : 'not hit';
  options.onLife?.(
    `life ${report.lives}: ${what} at ${JSON.stringify(moment)}, ${replica.requests.filter(isPage).length} pages`,
  );
  return life;
}

const PATIENCE_MS = 10_000;

/** Browsers that outlive their program, and what is left in the folder for temporary files. */
async function leftBehind({ dataDir, tempDir }: Chaos): Promise<string[]> {
  const left = (): string[] => [...browsersOf(dataDir), ...readdirSync(tempDir)];
  const deadlineMs = performance.now() + PATIENCE_MS;
  await until(() => left().length === 0 || performance.now() > deadlineMs);
  return left().map((what) => `left behind: ${what}`);
}

function noteStop(report: ChaosReport, { code, signal, tookMs, stderr }: Life, ending: Ending): void {
  report.longestStopMs = Math.max(report.longestStopMs, tookMs);
  const expected = ending === 'SIGINT' ? 130 : 143;
  // Before the first line of the program has run, the system ends it.
  const isRight = code === expected || (signal === ending && stderr === '');
  if (!isRight) report.wrong.push(`${ending} led to ${code ?? signal}: ${stderr.slice(-500)}`);
}

async function lastLife(world: Chaos): Promise<void> {
  await oneLife(world, null);
  world.report.wrong.push(...unfinishedBooks(world.dataDir));
}

function countRequests({ replica, report, options }: Chaos): void {
  const times = new Map<string, number>();
  for (const { kind, id } of replica.requests.filter(isPage)) {
    times.set(`${kind} ${id}`, (times.get(`${kind} ${id}`) ?? 0) + 1);
  }
  const pages = [...times].filter(([page]) => !page.startsWith('results'));
  const [most] = pages.toSorted((a, b) => b[1] - a[1]);
  report.pages = pages.length;
  report.refetched = pages.reduce((sum, [, count]) => sum + count - 1, 0);
  report.most = most === undefined ? '' : `${most[0]}: ${most[1]}`;
  // A cut of the power may take the last transaction along with the page in hand.
  const allowed = options.ending === 'power' ? 2 * report.kills : report.kills;
  if (report.refetched > allowed) report.wrong.push(`${report.refetched} pages were asked for again`);
  const listings = times.get('results 0') ?? 0;
  if (listings > report.lives)
    report.wrong.push(`the listing was asked for ${listings} times in ${report.lives} lives`);
}

async function compareWithUndisturbed(world: Chaos, undisturbed: string): Promise<void> {
  const { replica, report, dataDir } = world;
  const { code, stderr } = await runProgram(argsOf(world, undisturbed));
  if (code !== 0) report.wrong.push(`the undisturbed run ended with ${code}: ${stderr.slice(-500)}`);
  const tables = contentDifferences(tableContents(dataDir), tableContents(undisturbed));
  const archive = contentDifferences(
    { archive: archiveContents(dataDir).filter(isNoListing) },
    { archive: archiveContents(undisturbed).filter(isNoListing) },
  );
  const store = openStore({ file: join(dataDir, 'hltv.db'), clock: Date.now, readOnly: true });
  const truth = differences(store.tables.all(), replica.truth());
  store.close();
  report.wrong.push(...tables, ...archive, ...truth.map((line) => `truth: ${line}`));
}

/** A listing page differs from day to day. */
const isNoListing = (line: string): boolean => !line.startsWith('results');
