import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FetchEvent } from '../../src/fetch/events.ts';
import type { BrowserOptions, Limits, SiteFetcherOptions } from '../../src/fetch/options.ts';
import { openSiteFetcher, type SiteFetcher } from '../../src/fetch/site-fetcher.ts';
import { fakeClock } from './clock.ts';

/** The browser that the machine's owner wants, else any. */
const BROWSER: BrowserOptions = {
  path: process.env.HLTV_BROWSER_PATH ?? null,
  channel: process.env.HLTV_CHANNEL ?? null,
  ...{ headed: false, cdpUrl: null, userAgent: null, proxy: null },
};

/** Short enough for a test, long enough for a busy machine. */
const LIMITS: Partial<Limits> = { firstByteMs: 4_000, pageMs: 5_000, challengeMs: 8_000, graceMs: 1_500 };

export type Opened = AsyncDisposable & { fetcher: SiteFetcher; events: FetchEvent[]; dataDir: string };

type Change = Partial<Omit<SiteFetcherOptions, 'browser' | 'limits'>> & {
  browser?: Partial<BrowserOptions>;
  limits?: Partial<Limits>;
};

/** A fetcher with a real browser and no real pauses, in a data folder of its own unless one is given. */
export async function openTestFetcher(baseUrl: string, change: Change = {}): Promise<Opened> {
  const dataDir = change.dataDir ?? mkdtempSync(join(tmpdir(), 'hltv-fetch-'));
  const events: FetchEvent[] = [];
  const fetcher = await openSiteFetcher({
    ...{ baseUrl, minDelayMs: 0, maxDelayMs: 0, transport: 'fetch', ignoreRobots: false, ignoreCooldown: false },
    // Pauses take no time; limits, which are the browser's, are real.
    ...{ clock: fakeClock(), random: () => 0, onEvent: (event: FetchEvent) => events.push(event) },
    ...change,
    dataDir,
    browser: { ...BROWSER, ...change.browser },
    limits: { ...LIMITS, ...change.limits },
  });
  return {
    fetcher,
    events,
    dataDir,
    async [Symbol.asyncDispose]() {
      await fetcher[Symbol.asyncDispose]();
      if (change.dataDir === undefined) rmSync(dataDir, { recursive: true, force: true });
    },
  };
}
