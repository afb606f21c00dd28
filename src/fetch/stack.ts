import { CLOCK_STEP_MS, type Clock } from '../clock.ts';
import { HaltError, NotFoundError, RefusedError, RobotsError } from '../errors.ts';
import type { Answer, PageRequest } from '../fetcher.ts';
import type { Get } from './browser-get.ts';
import { type Cooldown, clearCooldown, cooldownMessage, saveCooldown } from './cooldown.ts';
import type { OnFetchEvent } from './events.ts';
import type { Limiter } from './limiter.ts';
import type { Limits, SiteFetcherOptions } from './options.ts';
import { createPageFetch, errorOf, toAnswer } from './page-fetch.ts';
import { NetworkRefusedError } from './refusal.ts';
import { withRetry } from './retry.ts';
import { FRESH_MS, type Robots, readRobots } from './robots.ts';
import { createVisitor, type Visitor } from './visit.ts';

export type FetchPage = (request: PageRequest, signal: AbortSignal) => Promise<Answer>;

function underRobots(
  next: FetchPage,
  detail: { load: (signal: AbortSignal) => Promise<Robots>; clock: Clock; ignore: boolean; onEvent: OnFetchEvent },
): FetchPage {
  let loaded: Robots | null = null;
  return async (request, signal) => {
    const leftMs = (loaded?.untilMs ?? 0) - detail.clock.now();
    // A clock that was set back must not keep the rules in force for years.
    if (loaded === null || leftMs <= 0 || leftMs > FRESH_MS + CLOCK_STEP_MS) loaded = await detail.load(signal);
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
};

/**
 * Counts refused pages in a row; the last one allowed halts the run and is remembered. A missing page is an answer as
 * well, but only a good one clears what is remembered.
 */
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
      if (error instanceof NotFoundError) inARow = 0;
      if (error instanceof NetworkRefusedError) await halt(error.marker, true);
      throw error;
    }
  };
}

export type StackSettings = {
  options: SiteFetcherOptions;
  base: URL;
  limits: Limits;
  get: Get;
  limiter: Limiter;
  onEvent: OnFetchEvent;
};

/**
 * Every wrapper around the browser, innermost first: pace and classification, the other transport, tries, robots.txt,
 * the memory of refusals.
 */
export function stackFetcher({ options, base, limits, get, limiter, onEvent }: StackSettings): {
  fetch: FetchPage;
  visitor: Visitor;
} {
  const { clock, random, dataDir, baseUrl } = options;
  const visitor = createVisitor({ get, limiter, clock });
  const fetchOnce = createPageFetch({ visitor, transport: options.transport, onEvent });

  const believed: FetchPage = async (request, signal) => {
    const visit = await fetchOnce(request, signal);
    const error = errorOf(visit, request, clock.now());
    if (error !== null) throw error;
    return toAnswer(visit, request, clock.now());
  };
  const retry = { tries: limits.tries, clock, random, onEvent };
  const persistent: FetchPage = (request, signal) =>
    withRetry(() => believed(request, signal), { ...retry, path: request.path, signal });

  const load = async (signal: AbortSignal): Promise<Robots> => {
    const robots = await readRobots({ dataDir, base }, clock.now(), () => visitor.read('/robots.txt', signal));
    const { source, reason, crawlDelayMs } = robots;
    onEvent({ type: 'robots-read', source, reason, crawlDelayMs });
    if (crawlDelayMs !== null) limiter.raiseFloor(crawlDelayMs);
    return robots;
  };
  const obedient = underRobots(persistent, { load, clock, ignore: options.ignoreRobots, onEvent });
  const site = { dataDir, baseUrl };
  return { visitor, fetch: underCooldown(obedient, { site, clock, refusals: limits.refusals, onEvent }) };
}
