import { TransientError } from '../../src/errors.ts';
import type { Get } from '../../src/fetch/browser/browser-get.ts';
import { DEFAULT_LIMITS, parseBaseUrl, type SiteFetcherOptions } from '../../src/fetch/options.ts';
import { openCooldown } from '../../src/fetch/policy/cooldown.ts';
import { createLimiter } from '../../src/fetch/policy/limiter.ts';
import { stackFetcher } from '../../src/fetch/stack.ts';
import type { Fetcher } from '../../src/fetcher.ts';
import type { SiteCooldown } from '../../src/stages/run.ts';
import type { FakeClock } from './clock.ts';

const BROWSER = { path: null, channel: null, headed: false, cdpUrl: null, userAgent: null, proxy: null };

const get =
  (baseUrl: string): Get =>
  async (path, transport) => {
    try {
      const response = await fetch(`${baseUrl}${path}`);
      const { status, url, headers } = response;
      const bytes = Buffer.from(await response.arrayBuffer());
      const body = bytes.toString('utf8');
      return { transport, raw: { status, url, bytes, body, headers: Object.fromEntries(headers.entries()) } };
    } catch (error) {
      throw new TransientError('network', `no answer from ${path}`, error);
    }
  };

type Site = { baseUrl: string; dataDir: string; clock: FakeClock; ignoreRobots?: boolean };

/** The fetcher of a run with everything but the browser: robots.txt, pace, classification, both transports, tries. */
export function stackSite(site: Site): { fetcher: Fetcher; cooldown: SiteCooldown } {
  const { baseUrl, dataDir, clock, ignoreRobots = false } = site;
  const onEvent = () => undefined;
  const options: SiteFetcherOptions = {
    ...{ baseUrl, dataDir, clock, ignoreRobots, ignoreCooldown: false, browser: BROWSER, transport: 'fetch' },
    ...{ minDelayMs: 0, maxDelayMs: 0, random: () => 0, onEvent },
  };
  const limiter = createLimiter(options);
  const settings = {
    options,
    base: parseBaseUrl(baseUrl),
    limits: DEFAULT_LIMITS,
    get: get(baseUrl),
    limiter,
    onEvent,
  };
  const { fetch } = stackFetcher(settings);
  return {
    fetcher: { fetch, [Symbol.asyncDispose]: () => Promise.resolve() },
    cooldown: openCooldown({ dataDir, baseUrl }, clock),
  };
}
