import { CLOCK_STEP_MS, type Clock } from '../clock.ts';
import { NetworkRefusedError, RefusedError, RobotsError } from '../errors.ts';
import type { Answer, PageRequest } from '../fetcher.ts';
import type { Get } from './browser/browser-get.ts';
import type { OnFetchEvent } from './events.ts';
import type { Limits, SiteFetcherOptions } from './options.ts';
import { createPageFetch, errorOf, toAnswer } from './page-fetch.ts';
import type { Limiter } from './policy/limiter.ts';
import { withRetry } from './policy/retry.ts';
import { FRESH_MS, type Robots, readRobots } from './policy/robots.ts';
import { createSiteClient, type SiteClient } from './site-client.ts';

export type FetchPage = (request: PageRequest, signal: AbortSignal) => Promise<Answer>;

type LoadRobots = (signal: AbortSignal, deadlineMs?: number) => Promise<Robots>;

function checkRobots(
  next: FetchPage,
  detail: { load: LoadRobots; clock: Clock; ignore: boolean; onEvent: OnFetchEvent },
): FetchPage {
  let loaded: Robots | null = null;
  return async (request, signal) => {
    const leftMs = (loaded?.untilMs ?? 0) - detail.clock.now();
    // After the clock was set back, the rules must not stay in force for years.
    if (loaded === null || leftMs <= 0 || leftMs > FRESH_MS + CLOCK_STEP_MS) {
      loaded = await detail.load(signal, request.deadlineMs);
    }
    const rule = loaded.findRule(request.path);
    if (rule !== null && !detail.ignore) throw new RobotsError(request.path, rule);
    if (rule !== null) detail.onEvent({ type: 'robots-ignored', path: request.path, rule });
    return await next(request, signal);
  };
}

/** Reports each page that the site refused by every transport tried. */
function reportRefusals(next: FetchPage, onEvent: OnFetchEvent): FetchPage {
  return async (request, signal) => {
    try {
      return await next(request, signal);
    } catch (error) {
      if (error instanceof RefusedError || error instanceof NetworkRefusedError) {
        onEvent({ type: 'refusal', path: request.path, marker: error.marker });
      }
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

/** All layers around the browser, innermost first: pace and classification, fallback transport, retries, robots.txt. */
export function stackFetcher({ options, base, limits, get, limiter, onEvent }: StackSettings): {
  fetch: FetchPage;
  client: SiteClient;
} {
  const { clock, random, dataDir } = options;
  const client = createSiteClient({ get, limiter, clock });
  const fetchOnce = createPageFetch({ client, transport: options.transport, onEvent });

  const classified: FetchPage = async (request, signal) => {
    const attempt = await fetchOnce(request, signal);
    const error = errorOf(attempt, request, clock.now());
    if (error !== null) throw error;
    return toAnswer(attempt, request, clock.now());
  };
  const retry = { tries: limits.tries, clock, random, onEvent };
  const retried: FetchPage = (request, signal) => {
    const { path, deadlineMs } = request;
    return withRetry(() => classified(request, signal), { ...retry, path, signal, deadlineMs });
  };

  const load: LoadRobots = async (signal, deadlineMs) => {
    const read = () => client.read('/robots.txt', signal, deadlineMs);
    const robots = await readRobots({ dataDir, base }, clock.now(), read);
    const { source, reason, crawlDelayMs } = robots;
    onEvent({ type: 'robots-read', source, reason, crawlDelayMs });
    if (crawlDelayMs !== null) limiter.raiseMinimum(crawlDelayMs);
    return robots;
  };
  const robotsChecked = checkRobots(retried, { load, clock, ignore: options.ignoreRobots, onEvent });
  return { client, fetch: reportRefusals(robotsChecked, onEvent) };
}
