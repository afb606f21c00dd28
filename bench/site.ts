import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { systemClock } from '../src/clock.ts';
import { openSiteFetcher, type SiteFetcher } from '../src/fetch/site-fetcher.ts';
import type { PageRequest } from '../src/fetcher.ts';
import { PAGES } from '../src/pages/pages.ts';

/** A request that the replica received. */
export type Request = { atMs: number; doneAtMs: number | null; path: string };

/** A running replica. */
export type BenchSite = AsyncDisposable & {
  baseUrl: string;
  /** Requests for match pages, the newest match first; of realistic ones only those of the usual size. */
  pages: PageRequest[];
  requests(): Promise<Request[]>;
  /** The process of the replica, whose work is not counted. */
  pid: number;
};

async function messageFrom<T>(child: ChildProcess): Promise<T> {
  const [message] = (await once(child, 'message')) as [T];
  return message;
}

/** A replica in another process. */
export async function startBenchSite(options: {
  matches: number;
  size: 'small' | 'realistic';
  latencyMs: number;
}): Promise<BenchSite> {
  const file = fileURLToPath(new URL('./replica-process.ts', import.meta.url));
  const child = fork(file, [String(options.matches), options.size, String(options.latencyMs)]);
  const { baseUrl, matchIds } = await messageFrom<{ baseUrl: string; matchIds: number[] }>(child);
  const { match } = PAGES;
  return {
    baseUrl,
    pid: child.pid ?? 0,
    pages: matchIds.map((id) => ({ kind: 'match', id, path: match.path({ id }), identify: match.identify })),
    async requests() {
      child.send('requests');
      return await messageFrom<Request[]>(child);
    },
    async [Symbol.asyncDispose]() {
      child.disconnect();
      await once(child, 'exit');
    },
  };
}

/** A fetcher with a temporary data folder. */
export async function openBenchFetcher(
  baseUrl: string,
  options: { transport: 'fetch' | 'navigate'; delayMs: number },
): Promise<{ fetcher: SiteFetcher; close: () => Promise<void> }> {
  const dataDir = await mkdtemp(join(tmpdir(), 'hltv-bench-'));
  const fetcher = await openSiteFetcher({
    ...{ baseUrl, dataDir, minDelayMs: options.delayMs, maxDelayMs: options.delayMs, transport: options.transport },
    browser: { path: null, channel: null, headed: false, cdpUrl: null, userAgent: null, proxy: null },
    ...{ ignoreRobots: false, ignoreCooldown: false, clock: systemClock, random: Math.random, onEvent: () => {} },
  });
  const close = async () => {
    await fetcher[Symbol.asyncDispose]();
    await rm(dataDir, { recursive: true, force: true });
  };
  return { fetcher, close };
}

const TICKS_A_SECOND = 100;

type ProcessTimes = { parent: number; ticks: number };

async function readTimes(pid: string): Promise<ProcessTimes | null> {
  try {
    const stat = await readFile(`/proc/${pid}/stat`, 'utf8');
    const fields = stat
      .slice(stat.lastIndexOf(')') + 2)
      .split(' ')
      .map(Number);
    const [, parent = 0] = fields;
    const ticks = fields.slice(11, 15).reduce((sum, part) => sum + part, 0);
    return { parent, ticks };
  } catch {
    return null;
  }
}

/** CPU seconds of this process and all processes below it, except `apart`. Linux only: NaN elsewhere. */
export async function cpuSeconds(apart: (pid: number) => boolean = () => false): Promise<number> {
  if (process.platform !== 'linux') return Number.NaN;
  const pids = (await readdir('/proc')).filter((entry) => /^\d+$/.test(entry));
  const times = new Map<number, ProcessTimes>();
  for (const pid of pids) {
    const read = await readTimes(pid);
    if (read !== null) times.set(Number(pid), read);
  }
  const isOurs = (pid: number): boolean => {
    if (pid === process.pid) return true;
    const parent = times.get(pid)?.parent ?? 0;
    return parent > 1 && !apart(pid) && isOurs(parent);
  };
  const ticks = [...times].filter(([pid]) => isOurs(pid)).reduce((sum, [, read]) => sum + read.ticks, 0);
  return ticks / TICKS_A_SECOND;
}
