import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { EnvironmentError, ScraperError } from '../../../src/errors.ts';
import { findBrowser } from '../../../src/fetch/browser/find-browser.ts';
import { startAuthProxy } from '../../helpers/auth-proxy.ts';
import { hasBrowser } from '../../helpers/browser.ts';
import { withFaults } from '../../helpers/faults/faults.ts';
import { openTestFetcher } from '../../helpers/site-fetcher.ts';
import { matchRequest, startTinySite, tinyPage, tinyPages } from '../../helpers/tiny-site.ts';

const never = new AbortController().signal;

type Guest = AsyncDisposable & { url: string; tabs(): Promise<string[]>; isAlive(): boolean };

/** Somebody's own browser, with a debugging port and a page open. */
async function startAttachableBrowser(): Promise<Guest> {
  const profile = mkdtempSync(join(tmpdir(), 'hltv-attached-'));
  const { executablePath } = findBrowser({
    path: process.env.HLTV_BROWSER_PATH ?? null,
    channel: process.env.HLTV_CHANNEL ?? null,
  });
  const sandbox = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
  const flags = ['--headless', '--remote-debugging-port=0', '--disable-gpu', ...sandbox, `--user-data-dir=${profile}`];
  const child = spawn(executablePath, [...flags, 'data:text/html,mine'], { stdio: 'ignore', detached: true });
  const portFile = join(profile, 'DevToolsActivePort');
  const port = () => (existsSync(portFile) ? (readFileSync(portFile, 'utf8').split('\n')[0] ?? '') : '');
  while (port() === '') await new Promise((resolve) => setTimeout(resolve, 50));
  const url = `http://127.0.0.1:${port()}`;
  return {
    url,
    async tabs() {
      const targets = (await (await fetch(`${url}/json/list`)).json()) as { type: string; url: string }[];
      return targets.filter(({ type }) => type === 'page').map((target) => target.url);
    },
    isAlive: () => child.exitCode === null,
    async [Symbol.asyncDispose]() {
      const gone = new Promise((resolve) => child.once('close', resolve));
      process.kill(-(child.pid ?? 0), 'SIGKILL');
      await gone;
      rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

describe.runIf(hasBrowser && process.platform !== 'win32')('a browser that is already running', () => {
  let attachable: Guest;

  beforeAll(async () => {
    attachable = await startAttachableBrowser();
  });
  afterAll(() => attachable[Symbol.asyncDispose]());

  it('is a host: our tab comes and goes, the others and the browser stay', async () => {
    await using site = await startTinySite();
    const before = await attachable.tabs();
    const opened = await openTestFetcher(site.baseUrl, { browser: { cdpUrl: attachable.url, userAgent: 'me' } });
    for (const id of [1, 2, 3]) {
      expect((await opened.fetcher.fetch(matchRequest(id), never)).html).toBe(tinyPage('match', id));
    }
    expect(await attachable.tabs()).toHaveLength(before.length + 1);
    expect(opened.events[0]).toMatchObject({ type: 'browser-started', attached: true });
    expect(existsSync(join(opened.dataDir, 'browser-profile'))).toBe(false);
    expect(site.seen.at(-1)?.headers['user-agent']).toBe('me');
    await opened[Symbol.asyncDispose]();
    expect(await attachable.tabs()).toEqual(before);
    expect(attachable.isAlive()).toBe(true);
  }, 60_000);

  it('keeps none of our tabs when we connect to it again', async () => {
    let hanging = 4;
    await using site = await startTinySite((request, response) => {
      if (request.url?.startsWith('/matches/') && hanging > 0) hanging -= 1;
      else tinyPages(request, response);
    });
    const before = await attachable.tabs();
    await using opened = await openTestFetcher(site.baseUrl, {
      browser: { cdpUrl: attachable.url },
      transport: 'navigate',
      limits: { firstByteMs: 400, tries: 6 },
    });
    expect((await opened.fetcher.fetch(matchRequest(1), never)).html).toBe(tinyPage('match', 1));
    expect(opened.events.filter(({ type }) => type === 'browser-restarted')).toHaveLength(1);
    expect(await attachable.tabs()).toHaveLength(before.length + 1);
  }, 60_000);

  it('gives the person at it time to pass a challenge', async () => {
    const plan = { rules: [{ fault: { type: 'challenge', afterMs: 2_500 } as const, path: /matches/, nth: [1] }] };
    await using site = await startTinySite(withFaults(plan)(tinyPages));
    await using opened = await openTestFetcher(site.baseUrl, {
      browser: { cdpUrl: attachable.url },
      limits: { challengeMs: 200, personMs: 20_000 },
    });
    expect((await opened.fetcher.fetch(matchRequest(1), never)).html).toBe(tinyPage('match', 1));
    const waits = opened.events.filter(({ type }) => type.startsWith('waiting') || type === 'challenge-passed');
    expect(waits.map(({ type }) => type)).toEqual(['waiting-for-browser', 'waiting-for-person', 'challenge-passed']);
  }, 60_000);

  it('that is not there is named', async () => {
    await using site = await startTinySite();
    await using opened = await openTestFetcher(site.baseUrl, { browser: { cdpUrl: 'http://127.0.0.1:9' } });
    const failure = await opened.fetcher.fetch(matchRequest(1), never).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(EnvironmentError);
    expect((failure as Error).message).toMatch(/--cdp-url http:\/\/127\.0\.0\.1:9.*\n.*--remote-debugging-port=9222/);
  });
});

describe.runIf(hasBrowser)('a proxy', () => {
  it.each(['fetch', 'navigate'] as const)('is used with its credentials by %s', async (transport) => {
    await using proxy = await startAuthProxy('john:hunter 2');
    await using site = await startTinySite();
    await using opened = await openTestFetcher(site.baseUrl, {
      transport,
      browser: { proxy: `http://john:hunter%202@127.0.0.1:${proxy.port}` },
    });
    for (const id of [1, 2, 3]) {
      expect((await opened.fetcher.fetch(matchRequest(id), never)).html).toBe(tinyPage('match', id));
    }
    const urls = proxy.seen.filter(({ authorization }) => authorization !== null).map(({ url }) => url);
    expect(urls).toContain(`${site.baseUrl}/matches/3/x`);
    expect(site.seen.every(({ headers }) => headers['proxy-authorization'] === undefined)).toBe(true);
    expect(JSON.stringify([opened.events, opened.fetcher.stats()])).not.toMatch(/hunter|john/);
  });

  it('that refuses its credentials is an error, one that is not there a transient one, both without them', async () => {
    await using site = await startTinySite();
    const proxy = await startAuthProxy('john:other');
    await using opened = await openTestFetcher(site.baseUrl, {
      browser: { proxy: `http://john:hunter2@127.0.0.1:${proxy.port}` },
      limits: { tries: 1 },
    });
    const failureOf = (id: number) =>
      opened.fetcher.fetch(matchRequest(id), never).catch((error: unknown) => error as Error);
    const refused = await failureOf(1).finally(() => proxy[Symbol.asyncDispose]());
    expect(refused).toBeInstanceOf(ScraperError);
    const gone = await failureOf(2);
    expect(gone).toMatchObject({
      policy: 'retry',
      message: expect.stringContaining('ERR_PROXY_CONNECTION_FAILED'),
    });
    const texts = [refused, gone].map((error) => (error instanceof Error ? error.stack : ''));
    expect(`${texts} ${JSON.stringify(opened.events)}`).not.toMatch(/hunter2|john/);
    expect(site.paths()).toEqual([]);
  });
});
