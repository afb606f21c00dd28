import { HaltError } from '../errors.ts';
import type { Fetcher } from '../fetcher.ts';
import { checkBrowserOptions } from './browser/browser.ts';
import { createBrowserGet } from './browser/browser-get.ts';
import { createBrowserHost } from './browser/browser-host.ts';
import type { OnFetchEvent } from './events.ts';
import { checkDelays, DEFAULT_LIMITS, parseBaseUrl, type SiteFetcherOptions } from './options.ts';
import { cooldownMessage, readCooldown } from './policy/cooldown.ts';
import { shareLimiter } from './policy/limiter.ts';
import { createSentSignal } from './sent-signal.ts';
import { stackFetcher } from './stack.ts';

type FetchStats = {
  /** Requests sent to the site, robots.txt included. */
  requests: number;
  retries: number;
  /** Pages that the site refused to give, by every transport tried. */
  refusals: number;
  fallbacks: number;
  bytes: number;
  politePauseMs: number;
  browserStarts: number;
  browserRestarts: number;
};

export type SiteFetcher = Fetcher & { stats(): FetchStats };

async function checkCooldown(options: SiteFetcherOptions): Promise<void> {
  const nowMs = options.clock.now();
  const cooldown = await readCooldown(options, nowMs);
  if (cooldown === null || cooldown.untilMs <= nowMs) return;
  const { untilMs, reason } = cooldown;
  if (options.ignoreCooldown) options.onEvent({ type: 'cooldown-ignored', untilMs, reason });
  else throw new HaltError('cooldown', cooldownMessage(parseBaseUrl(options.baseUrl).host, cooldown, nowMs));
}

/** Counts events before they reach the listener. */
function countEvents(next: OnFetchEvent): {
  counts: Pick<FetchStats, 'retries' | 'refusals' | 'fallbacks'>;
  onEvent: OnFetchEvent;
} {
  const counts = { retries: 0, refusals: 0, fallbacks: 0 };
  return {
    counts,
    onEvent(event) {
      if (event.type === 'retry') counts.retries += 1;
      if (event.type === 'refusal') counts.refusals += 1;
      if (event.type === 'fallback') counts.fallbacks += 1;
      next(event);
    },
  };
}

/**
 * Opens a fetcher of the site; the browser starts with the first page. Throws `UsageError` for invalid settings, and
 * `HaltError` during a cool-down.
 */
export async function openSiteFetcher(options: SiteFetcherOptions): Promise<SiteFetcher> {
  const base = parseBaseUrl(options.baseUrl);
  const limits = { ...DEFAULT_LIMITS, ...options.limits };
  checkDelays(options);
  checkBrowserOptions(options.browser);
  await checkCooldown(options);

  const { counts, onEvent } = countEvents(options.onEvent);
  const { limiter, release } = shareLimiter(base.origin, { ...options, onEvent });
  const sentSignal = createSentSignal();
  const { browser, dataDir } = options;
  const host = createBrowserHost({ browser, dataDir, base, limits, onEvent, onSent: sentSignal.sent });
  const get = createBrowserGet({ host, base, limits, onEvent });
  const { fetch, client } = stackFetcher({ options, base, limits, get, limiter, onEvent });

  return {
    fetch(request, signal) {
      sentSignal.begin();
      return fetch(request, signal).finally(sentSignal.sent);
    },
    whenSent: sentSignal.wait,
    stats: () => ({
      ...counts,
      requests: client.requests(),
      bytes: client.bytes(),
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
