import type { Clock } from '../clock.ts';
import { HaltError, RefusedError, RobotsError } from '../errors.ts';
import type { Answer, Fetcher, PageRequest } from '../fetcher.ts';
import { checkBrowserOptions } from './browser.ts';
import { createBrowserHost } from './browser-host.ts';
import { type Cooldown, clearCooldown, readCooldown, saveCooldown } from './cooldown.ts';
import type { OnFetchEvent } from './events.ts';
import { shareLimiter } from './limiter.ts';
import { checkDelays, DEFAULT_LIMITS, parseBaseUrl, type SiteFetcherOptions } from './options.ts';
import { createPageFetch, errorOf, toAnswer } from './page-fetch.ts';
import { withRetry } from './retry.ts';
import { type Robots, readRobots } from './robots.ts';
import { createVisitor } from './visit.ts';

export type FetchStats = {
  /** Requests sent to the site, robots.txt included. */
  requests: number;
  retries: number;
  refusals: number;
  fallbacks: number;
  bytes: number;
  politePauseMs: number;
  browserStarts: number;
  browserRestarts: number;
};

export type SiteFetcher = Fetcher & { stats(): FetchStats };

type FetchPage = (request: PageRequest, signal: AbortSignal) => Promise<Answer>;

function timeOfDay(atMs: number, nowMs: number): string {
  const at = new Date(atMs);
  const time = `${String(at.getHours()).padStart(2, '0')}:${String(at.getMinutes()).padStart(2, '0')}`;
  const isToday = new Date(nowMs).toDateString() === at.toDateString();
  return isToday ? time : `${time} on ${at.toDateString()}`;
}

function cooldownMessage(host: string, { refusedAtMs, untilMs, reason }: Cooldown, nowMs: number): string {
  return (
    `${host} refused us at ${timeOfDay(refusedAtMs, nowMs)} (${reason}). Come back after ${timeOfDay(untilMs, nowMs)}, ` +
    'or use --ignore-cooldown. --headed lets you pass a challenge yourself.'
  );
}

async function checkCooldown(options: SiteFetcherOptions): Promise<void> {
  const cooldown = await readCooldown(options.dataDir, options.baseUrl);
  const nowMs = options.clock.now();
  if (cooldown === null || cooldown.untilMs <= nowMs) return;
  const { untilMs, reason } = cooldown;
  if (options.ignoreCooldown) options.onEvent({ type: 'cooldown-ignored', untilMs, reason });
  else throw new HaltError('cooldown', cooldownMessage(parseBaseUrl(options.baseUrl).host, cooldown, nowMs));
}

function underRobots(
  next: FetchPage,
  detail: { load: (signal: AbortSignal) => Promise<Robots>; ignore: boolean; onEvent: OnFetchEvent },
): FetchPage {
  let loaded: Robots | null = null;
  return async (request, signal) => {
    loaded ??= await detail.load(signal);
    const rule = loaded.findRule(request.path);
    if (rule !== null && !detail.ignore) {
      throw new RobotsError(`robots.txt forbids ${request.path} (${rule}). --ignore-robots fetches it all the same.`);
    }
    if (rule !== null) detail.onEvent({ type: 'robots-ignored', path: request.path, rule });
    return await next(request, signal);
  };
}

type Patience = {
  site: { dataDir: string; baseUrl: string };
  clock: Clock;
  refusals: number;
  onEvent: OnFetchEvent;
  onRefusal: () => void;
};

/** Counts refused pages in a row; the last one allowed halts the run and is remembered, a good page clears all. */
function underCooldown(next: FetchPage, patience: Patience): FetchPage {
  const { site, clock, onEvent } = patience;
  let inARow = 0;
  let isClean = false;

  async function halt(reason: string, isNetwork: boolean): Promise<Cooldown> {
    isClean = false;
    const cooldown = await saveCooldown(site, { nowMs: clock.now(), reason, isNetwork });
    onEvent({ type: 'cooldown-set', untilMs: cooldown.untilMs, reason });
    return cooldown;
  }

  async function refused(error: RefusedError, path: string): Promise<never> {
    inARow += 1;
    patience.onRefusal();
    onEvent({ type: 'refusal', path, marker: error.marker, inARow });
    if (inARow < patience.refusals) throw error;
    const cooldown = await halt(error.marker, false);
    const again = cooldownMessage(new URL(site.baseUrl).host, cooldown, clock.now());
    throw new HaltError('refused', `${inARow} pages in a row were refused. ${again}`);
  }

  return async (request, signal) => {
    try {
      const answer = await next(request, signal);
      inARow = 0;
      if (!isClean) await clearCooldown(site);
      isClean = true;
      return answer;
    } catch (error) {
      if (error instanceof RefusedError) return await refused(error, request.path);
      if (error instanceof HaltError && error.code === 'network-refused') await halt(error.message, true);
      throw error;
    }
  };
}

/** Opens the way to the site. Every wrapper is stacked here, innermost first; the browser starts with the first page. */
export async function openSiteFetcher(options: SiteFetcherOptions): Promise<SiteFetcher> {
  const { clock, random, dataDir, baseUrl } = options;
  const base = parseBaseUrl(baseUrl);
  const limits = { ...DEFAULT_LIMITS, ...options.limits };
  checkDelays(options);
  checkBrowserOptions(options.browser);
  await checkCooldown(options);

  const counts = { retries: 0, refusals: 0, fallbacks: 0 };
  const onEvent: OnFetchEvent = (event) => {
    if (event.type === 'retry') counts.retries += 1;
    if (event.type === 'fallback') counts.fallbacks += 1;
    options.onEvent(event);
  };
  const { limiter, release } = shareLimiter(base.origin, { ...options, onEvent });
  const host = createBrowserHost({ browser: options.browser, dataDir, base, limits, onEvent });
  const visitor = createVisitor({ host, limiter, base, limits, clock, onEvent });
  const fetchOnce = createPageFetch({ visitor, transport: options.transport, onEvent });

  const fetchVisit: FetchPage = async (request, signal) => {
    const visit = await fetchOnce(request, signal);
    const error = errorOf(visit, request, clock.now());
    if (error !== null) throw error;
    return toAnswer(visit, request, clock.now());
  };
  const retried: FetchPage = (request, signal) =>
    withRetry(() => fetchVisit(request, signal), {
      tries: limits.tries,
      clock,
      random,
      onEvent,
      path: request.path,
      signal,
    });

  const load = async (signal: AbortSignal): Promise<Robots> => {
    const robots = await readRobots({ dataDir, base }, clock.now(), () => visitor.read('/robots.txt', signal));
    const { source, reason, crawlDelayMs } = robots;
    onEvent({ type: 'robots-read', source, reason, crawlDelayMs });
    if (crawlDelayMs !== null) limiter.raiseFloor(crawlDelayMs);
    return robots;
  };
  const obedient = underRobots(retried, { load, ignore: options.ignoreRobots, onEvent });
  const fetch = underCooldown(obedient, {
    site: { dataDir, baseUrl },
    clock,
    refusals: limits.refusals,
    onEvent,
    onRefusal: () => {
      counts.refusals += 1;
    },
  });

  return {
    fetch,
    stats: () => ({
      ...counts,
      requests: visitor.requests(),
      bytes: visitor.bytes(),
      politePauseMs: limiter.pausedMs(),
      browserStarts: host.starts(),
      browserRestarts: host.restarts(),
    }),
    async [Symbol.asyncDispose]() {
      release();
      await host.close();
    },
  };
}
