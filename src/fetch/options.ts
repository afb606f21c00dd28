import type { Clock } from '../clock.ts';
import { UsageError } from '../errors.ts';
import { MAX_PAGE_BYTES } from '../fetcher.ts';
import type { OnFetchEvent } from './events.ts';

/** Which browser is used and how it is started. */
export type BrowserOptions = {
  path: string | null;
  channel: string | null;
  headed: boolean;
  /** Attach to a running browser instead of starting one. */
  cdpUrl: string | null;
  userAgent: string | null;
  proxy: string | null;
};

/** Limits of one page. */
export type Limits = {
  bodyBytes: number;
  firstByteMs: number;
  pageMs: number;
  redirects: number;
  /** A browser that opens no tab within this time hangs, whatever the site does. */
  tabMs: number;
  /** How long the browser may take to pass a challenge by itself. */
  challengeMs: number;
  /** How long a person at the screen may take. */
  personMs: number;
  /** How long the current page may still take after the shutdown signal. */
  graceMs: number;
  /** Pages opened in one tab, and fetched inside it, before it is closed to free memory. */
  pagesOpened: number;
  pagesFetched: number;
  /** Tries of one page in one call of `fetch`. */
  tries: number;
};

/** Sizes in bytes, times in ms. */
export const DEFAULT_LIMITS: Limits = {
  bodyBytes: MAX_PAGE_BYTES,
  firstByteMs: 30_000,
  pageMs: 60_000,
  redirects: 3,
  tabMs: 10_000,
  challengeMs: 60_000,
  personMs: 10 * 60_000,
  graceMs: 5_000,
  pagesOpened: 100,
  pagesFetched: 500,
  tries: 4,
};

/** Everything that a fetcher of one site depends on; times in ms. */
export type SiteFetcherOptions = {
  baseUrl: string;
  dataDir: string;
  minDelayMs: number;
  maxDelayMs: number;
  transport: 'fetch' | 'navigate';
  browser: BrowserOptions;
  ignoreRobots: boolean;
  ignoreCooldown: boolean;
  clock: Clock;
  /** Uniform in [0, 1). */
  random: () => number;
  onEvent: OnFetchEvent;
  limits?: Partial<Limits>;
};

const MIN_DELAY_MS = 2_000;

/** Whether the URL is on hltv.org, under any host name. */
export function isHltv(baseUrl: string): boolean {
  const host = new URL(baseUrl).hostname.toLowerCase().replace(/\.$/, '');
  return host === 'hltv.org' || host.endsWith('.hltv.org');
}

/** One name for a site, whatever the spelling of its URL: host and path; all of hltv.org is one site. */
export function siteNameOf(baseUrl: string): string {
  const { host, pathname } = new URL(baseUrl);
  return isHltv(baseUrl) ? 'www.hltv.org' : `${host}${pathname.replace(/\/+$/, '')}`;
}

/** The base URL without query, fragment and closing slash. Throws `UsageError` for anything but http and https. */
export function parseBaseUrl(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url === null || (url.protocol !== 'http:' && url.protocol !== 'https:')) {
    throw new UsageError(`Expected --base-url to be an http or https URL, got "${text}". Try https://www.hltv.org.`);
  }
  if (url.username !== '' || url.password !== '') {
    throw new UsageError('Expected --base-url without user name and password.');
  }
  url.pathname = url.pathname.replace(/\/+$/, '');
  url.search = '';
  url.hash = '';
  return url;
}

/** Rejects an invalid range of pauses, and one too short for hltv.org. Throws `UsageError`. */
export function checkDelays(detail: { baseUrl: string; minDelayMs: number; maxDelayMs: number }): void {
  const { minDelayMs, maxDelayMs } = detail;
  const seconds = (ms: number) => `${ms / 1000} s`;
  if (!(minDelayMs >= 0 && Number.isFinite(maxDelayMs))) {
    throw new UsageError(`Expected --min-delay to be 0 or more seconds, got ${seconds(minDelayMs)}.`);
  }
  if (maxDelayMs < minDelayMs) {
    throw new UsageError(
      `Expected --max-delay to be at least --min-delay (${seconds(minDelayMs)}), got ${seconds(maxDelayMs)}.`,
    );
  }
  if (isHltv(parseBaseUrl(detail.baseUrl).href) && minDelayMs < MIN_DELAY_MS) {
    throw new UsageError(
      `Expected --min-delay to be 2 s or more against hltv.org, got ${seconds(minDelayMs)}. Leave it out for 3 s.`,
    );
  }
}
