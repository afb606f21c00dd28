import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import type { RequestListener } from 'node:http';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { EnvironmentError } from '../../../src/errors.ts';
import { findBrowser } from '../../../src/fetch/browser/find-browser.ts';
import type { SiteFetcher } from '../../../src/fetch/site-fetcher.ts';
import { hasBrowser } from '../../helpers/browser.ts';
import { challengePage } from '../../helpers/faults/fault-pages.ts';
import { browserPid, browsersOf } from '../../helpers/processes.ts';
import { openTestFetcher } from '../../helpers/site-fetcher.ts';
import { matchRequest, startTinySite, type TinySite, tinyPage, tinyPages } from '../../helpers/tiny-site.ts';

const HTML = { 'content-type': 'text/html' };
const never = new AbortController().signal;
const SANDBOX_ADVICE = /its sandbox .* `docker run --cap-add SYS_ADMIN`; elsewhere .*user namespaces/s;

async function until(what: () => boolean, limitMs = 60_000): Promise<boolean> {
  const deadlineMs = performance.now() + limitMs;
  while (!what() && performance.now() < deadlineMs) await new Promise((resolve) => setTimeout(resolve, 50));
  return what();
}

/** What a browser writes beside its profile. */
function socketFolders(): string[] {
  return readdirSync(tmpdir()).filter((name) => /chromium\.Chromium|playwright/i.test(name));
}

describe.runIf(hasBrowser && process.platform === 'linux')('the life of a browser', () => {
  let dataDir: string;
  /** A temporary folder without the files of other browsers on the machine, which come and go. */
  let temp: string;
  let site: TinySite;

  beforeEach(async () => {
    dataDir = mkdtempSync(join(tmpdir(), 'hltv-life-'));
    temp = mkdtempSync(join(tmpdir(), 'hltv-temp-'));
    vi.stubEnv('TMPDIR', temp);
    site = await startTinySite();
  });
  afterEach(async () => {
    vi.unstubAllEnvs();
    await site[Symbol.asyncDispose]();
    for (const folder of [dataDir, temp]) rmSync(folder, { recursive: true, force: true });
  });

  const leftovers = () => ({
    processes: browsersOf(dataDir),
    files: readdirSync(join(dataDir, 'browser-profile')).filter((name) => /^(?:Singleton|tmp|artifacts)/.test(name)),
  });
  const nothing = { processes: [], files: [] };
  const hasCleanTemp = () => until(() => socketFolders().length === 0);

  /** Leaves the lock of a browser that does not run here. */
  function plantLock(owner: string, folder = dataDir): void {
    const profile = join(folder, 'browser-profile');
    mkdirSync(profile, { recursive: true });
    symlinkSync(owner, join(profile, 'SingletonLock'));
  }

  it('begins with the first page, leaves nothing behind, keeps what the site has set for the next run, and begins that although a dead browser left its lock', async () => {
    await using other = await startTinySite((request, response) => {
      response.setHeader('set-cookie', 'clearance=granted; path=/; max-age=3600');
      tinyPages(request, response);
    });
    const opened = await openTestFetcher(other.baseUrl, { dataDir });
    expect(existsSync(join(dataDir, 'browser-profile'))).toBe(false);
    await opened.fetcher.fetch(matchRequest(1), never);
    expect(browsersOf(dataDir).length).toBeGreaterThan(0);
    await opened[Symbol.asyncDispose]();
    expect(leftovers()).toEqual(nothing);
    expect(await hasCleanTemp()).toBe(true);
    expect(opened.fetcher.stats()).toMatchObject({ requests: 2, browserStarts: 1, browserRestarts: 0 });
    plantLock(`${hostname()}-999999999`);
    await using next = await openTestFetcher(other.baseUrl, { dataDir });
    await next.fetcher.fetch(matchRequest(2), never);
    expect(other.seen.find(({ path }) => path === '/matches/2/x')?.headers.cookie).toBe('clearance=granted');
  });

  describe('that is killed again and again in a run, also while a page is awaited, is noticed though no time limit ends', () => {
    const NEVER_MS = 600_000;
    const limits = { firstByteMs: NEVER_MS, pageMs: NEVER_MS, tabMs: NEVER_MS, challengeMs: NEVER_MS };
    const silences: RequestListener[] = [
      // Before the response, in the middle of it, behind a challenge.
      () => undefined,
      (_, response) => void response.writeHead(200, HTML).write('<!DOCTYPE html><html>'),
      (_, response) => void response.writeHead(403, HTML).end(challengePage('en', null)),
    ];
    const pathOf = (nth: number): string => `/matches/${nth + 2}/x`;

    /** The first request for each of the pages meets one of the silences. */
    function silently(): RequestListener {
      const isLeft = new Set(silences.keys());
      return (request, response) => {
        const nth = silences.findIndex((_, index) => request.url === pathOf(index) && isLeft.delete(index));
        (silences[nth] ?? tinyPages)(request, response);
      };
    }

    async function killEverywhere(transport: 'fetch' | 'navigate'): Promise<void> {
      await using silent = await startTinySite(silently());
      const browser = { path: wrapper() };
      const opened = await openTestFetcher(silent.baseUrl, { dataDir, transport, limits, browser });
      await opened.fetcher.fetch(matchRequest(1), never);
      for (const nth of silences.keys()) {
        opened.events.length = 0;
        const answer = opened.fetcher.fetch(matchRequest(nth + 2), never);
        expect(await until(() => silent.paths().includes(pathOf(nth)))).toBe(true);
        process.kill(browserPid(dataDir), 'SIGKILL');
        expect((await answer).html).toBe(tinyPage('match', nth + 2));
        expect(opened.events).toContainEqual({ type: 'browser-restarted', reason: 'it has died' });
      }
      if (transport === 'fetch') await killBeforeRequest(opened.fetcher);
      await opened[Symbol.asyncDispose]();
      expect(leftovers()).toEqual(nothing);
    }

    /** The same before a request has been sent, which does not depend on the transport. */
    async function killBeforeRequest(fetcher: SiteFetcher): Promise<void> {
      const answer = fetcher.fetch(matchRequest(9), never);
      process.kill(browserPid(dataDir), 'SIGKILL');
      expect((await answer).html).toBe(tinyPage('match', 9));
      expect(fetcher.stats().browserRestarts).toBe(silences.length + 1);
    }

    /** A start script as some browsers have one: a process of it outlives the browser and keeps the connection open. */
    function wrapper(): string {
      const path = join(dataDir, 'browser.sh');
      const named = { path: process.env.HLTV_BROWSER_PATH ?? null, channel: process.env.HLTV_CHANNEL ?? null };
      const script = `#!/bin/sh\nsleep 600 &\nexec "${findBrowser(named).executablePath}" "$@"\n`;
      writeFileSync(path, script, { mode: 0o755 });
      return path;
    }

    it.each(['fetch', 'navigate'] as const)(
      'before the response, in the middle of it and behind a challenge, by %s',
      (transport) => killEverywhere(transport),
      150_000,
    );
  });

  it('takes a fresh tab now and then, and when a page has run out of memory', async () => {
    const opened = await openTestFetcher(site.baseUrl, { dataDir, limits: { pagesFetched: 2 } });
    const ways: string[] = [];
    for (let id = 1; id <= 5; id += 1) ways.push((await opened.fetcher.fetch(matchRequest(id), never)).transport);
    expect(ways.flatMap((way, index) => (way === 'navigate' ? [index] : []))).toEqual([0, 3]);
    for (const pid of helpersOf(dataDir, 'renderer')) process.kill(pid, 'SIGKILL');
    expect((await opened.fetcher.fetch(matchRequest(9), never)).html).toBe(tinyPage('match', 9));
    expect(opened.fetcher.stats()).toMatchObject({ browserStarts: 1 });
    await opened[Symbol.asyncDispose]();
    expect(leftovers()).toEqual(nothing);
  });

  it('is restarted when it hangs, and ends although it hangs', async () => {
    const opened = await openTestFetcher(site.baseUrl, { dataDir, limits: { firstByteMs: 1_500, tabMs: 3_000 } });
    await opened.fetcher.fetch(matchRequest(1), never);
    process.kill(browserPid(dataDir), 'SIGSTOP');
    expect((await opened.fetcher.fetch(matchRequest(2), never)).html).toBe(tinyPage('match', 2));
    expect(opened.events).toContainEqual({ type: 'browser-restarted', reason: 'it does not respond' });
    process.kill(browserPid(dataDir), 'SIGSTOP');
    await opened[Symbol.asyncDispose]();
    expect(await until(() => browsersOf(dataDir).length === 0)).toBe(true);
    expect(leftovers()).toEqual(nothing);
  }, 150_000);

  it('is not disturbed by another process with the same folder, and ends with its parent, whatever kills that', async () => {
    const crawler = startCrawler(site.baseUrl, dataDir);
    await once(crawler.stdout ?? process.stdin, 'data');
    expect(browsersOf(dataDir).length).toBeGreaterThan(0);
    const refused = await openTestFetcher(site.baseUrl, { dataDir });
    const failure = await refused.fetcher.fetch(matchRequest(1), never).catch((error: unknown) => error);
    expect(failure).toMatchObject({
      code: 'profile-in-use',
      message: expect.stringContaining(`process ${crawler.pid}`),
    });
    await refused[Symbol.asyncDispose]();
    await once(crawler.stdout ?? process.stdin, 'data');
    crawler.kill('SIGKILL');
    expect(await until(() => browsersOf(dataDir).length === 0)).toBe(true);
    const opened = await openTestFetcher(site.baseUrl, { dataDir });
    await opened.fetcher.fetch(matchRequest(1), never);
    await opened[Symbol.asyncDispose]();
    expect(leftovers()).toEqual(nothing);
  }, 150_000);

  it('is not started where a file is in the place of its folder', async () => {
    writeFileSync(join(dataDir, 'browser-profile'), '');
    await using opened = await openTestFetcher(site.baseUrl, { dataDir });
    await expect(opened.fetcher.fetch(matchRequest(1), never)).rejects.toThrow(/browser-profile: .*Move it away/);
  });

  it('begins in a folder with a long name, although the lock in it is of another machine', async () => {
    const deep = join(dataDir, 'a-folder-with-quite-a-long-name', 'and-another-one-inside-of-it', 'and-a-third-one');
    plantLock('another-machine-1', deep);
    const opened = await openTestFetcher(site.baseUrl, { dataDir: deep });
    await opened.fetcher.fetch(matchRequest(1), never);
    await opened[Symbol.asyncDispose]();
    expect(await hasCleanTemp()).toBe(true);
    expect(browsersOf(dataDir)).toEqual([]);
  });

  it.each([
    [
      'ends at once',
      '#!/bin/sh\necho "error while loading shared libraries: libnss3.so" >&2\nexit 127\n',
      /libnss3\.so/,
    ],
    ['is none', '#!/bin/sh\nexit 0\n', /Could not start/],
    ['gets no user namespace', failing('No usable sandbox! … try using --no-sandbox.'), SANDBOX_ADVICE],
    ['gets no process namespace', failing('Failed to move to new namespace: errno = 1'), SANDBOX_ADVICE],
    ['may not call chroot', failing('Check failed: sys_chroot("/proc/self/fdinfo/") == 0'), SANDBOX_ADVICE],
  ])('says what is wrong with one that %s', async (_, script, message) => {
    const path = join(dataDir, 'browser.sh');
    writeFileSync(path, script, { mode: 0o755 });
    const opened = await openTestFetcher(site.baseUrl, { dataDir, browser: { path } });
    const failure = await opened.fetcher.fetch(matchRequest(1), never).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(EnvironmentError);
    expect((failure as Error).message).toMatch(message);
    expect((failure as Error).message).toContain('--browser-path');
    await opened[Symbol.asyncDispose]();
    expect(leftovers()).toEqual(nothing);
    expect(site.paths()).toEqual([]);
  });
});

/** A browser that prints a text and ends. */
function failing(text: string): string {
  return `#!/bin/sh\necho '${text}' >&2\nexit 1\n`;
}

function startCrawler(baseUrl: string, dataDir: string): ChildProcess {
  const file = fileURLToPath(new URL('../../helpers/crawler.ts', import.meta.url));
  return spawn(process.execPath, [file, baseUrl, dataDir], { stdio: ['ignore', 'pipe', 'inherit'] });
}

/** The browser's helpers of one type. They name no profile: they are found through the browser that started them. */
function helpersOf(dataDir: string, type: string): number[] {
  const group = browserPid(dataDir);
  return readdirSync('/proc')
    .filter((entry) => /^\d+$/.test(entry))
    .map(Number)
    .filter((pid) => {
      try {
        const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
        const isOfGroup = Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[2]) === group;
        return isOfGroup && readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(`--type=${type}`);
      } catch {
        return false;
      }
    });
}
