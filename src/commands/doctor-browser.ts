import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { systemClock } from '../clock.ts';
import type { SiteSettings } from '../config.ts';
import { InterruptedError, TransientError } from '../errors.ts';
import type { FetchEvent } from '../fetch/events.ts';
import { formatBytes, formatDuration } from '../output/format.ts';
import { renderSiteEvent } from '../output/site-event-text.ts';
import { PAGES } from '../pages/pages.ts';
import { readHolder } from '../store/lock.ts';
import { openSite } from './site.ts';

/** The checks of `doctor` that start a browser. */

/**
 * Starts the browser, or attaches to one, and closes it again. Returns what was found. While a run uses the profile of
 * the data folder, the browser gets a folder of its own.
 */
export async function checkBrowser(dataDir: string, site: SiteSettings): Promise<string> {
  const { startBrowser } = await import('../fetch/browser/browser.ts');
  const { findBrowser } = await import('../fetch/browser/find-browser.ts');
  const { browserPath: path, channel, cdpUrl } = site;
  const file = cdpUrl === null ? findBrowser({ path, channel }).executablePath : null;
  const isHeld = readHolder(dataDir) !== null;
  const folder = isHeld ? join(dataDir, 'doctor') : dataDir;
  try {
    const { name, version, close } = await startBrowser({ ...site, path }, folder);
    await close();
    return file === null ? `${name}, version ${version}` : `${file} starts, version ${version}`;
  } finally {
    if (isHeld) rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

/** Long enough for a challenge that the browser passes without a person. */
const SITE_TIMEOUT_MS = 120_000;

/** Errors of the network that a second try does not cure. */
const UNREACHABLE =
  /net::ERR_(?:NAME_NOT_RESOLVED|CONNECTION_REFUSED|INTERNET_DISCONNECTED|ADDRESS_UNREACHABLE|PROXY_CONNECTION_FAILED)/;

/** Why the site cannot be reached, if the event says so. */
function unreachableReason(event: FetchEvent): string | null {
  const reason = event.type === 'retry' ? event.message : event.type === 'robots-read' ? event.reason : null;
  return reason !== null && UNREACHABLE.test(reason) ? reason : null;
}

/**
 * Fetches the first page of the results and robots.txt. Returns what was found; rejects when no page can be fetched.
 * While a run is active no request is made, because the pauses of two processes would not add up.
 */
export async function checkSite(dataDir: string, site: SiteSettings): Promise<string> {
  const holder = readHolder(dataDir);
  if (holder !== null) return `not checked, because a run is using it (process ${holder.pid} on ${holder.host})`;
  const events: FetchEvent[] = [];
  const offline = new AbortController();
  const onEvent = (event: FetchEvent): void => {
    events.push(event);
    if (unreachableReason(event) !== null) offline.abort();
  };
  await using fetcher = await openSite(site, { dataDir, onEvent });
  const { results } = PAGES;
  const path = results.path({ id: 0 });
  const startedAtMs = systemClock.now();
  const request = { kind: 'results', id: 0, path, identify: results.identify } as const;
  const signal = AbortSignal.any([AbortSignal.timeout(SITE_TIMEOUT_MS), offline.signal]);
  const answer = await fetcher.fetch(request, signal).catch((error: unknown) => {
    if (!(error instanceof InterruptedError)) throw error;
    const reason = events.map(unreachableReason).find((each) => each !== null);
    if (reason !== undefined) throw new TransientError('network', `${site.baseUrl} cannot be reached: ${reason}`);
    throw new TransientError('time-limit', `${site.baseUrl} served no page within ${formatDuration(SITE_TIMEOUT_MS)}`);
  });
  const took = formatDuration(systemClock.now() - startedAtMs);
  const notes = events
    .filter((event) => event.type === 'browser-started' || event.type === 'robots-read')
    .map((event) => renderSiteEvent(event).text);
  return [`${site.baseUrl} serves pages (${path}, ${formatBytes(answer.html.length)}, ${took})`, ...notes].join('; ');
}
