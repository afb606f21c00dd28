import type { Clock } from '../clock.ts';
import { InterruptedError, ScraperError, TransientError } from '../errors.ts';
import type { PageRequest } from '../fetcher.ts';
import type { BrowserHost } from './browser-host.ts';
import { type Classification, classifyAnswer } from './classify.ts';
import type { DocumentWatch } from './document-watch.ts';
import type { OnFetchEvent } from './events.ts';
import { fetchInside } from './fetch-transport.ts';
import { type Limiter, type Pace, parseRetryAfter } from './limiter.ts';
import { openPage } from './navigate-transport.ts';
import type { Limits } from './options.ts';
import { findRefusal } from './refusal.ts';
import type { Tab } from './tab.ts';
import { within } from './time-limit.ts';
import type { RawAnswer } from './transport.ts';

export type Way = 'fetch' | 'navigate';

/** One request to the site and what came of it. */
export type Visit = { raw: RawAnswer; classification: Classification; way: Way; wayReason: string | null };

export type VisitorSettings = {
  host: BrowserHost;
  limiter: Limiter;
  base: URL;
  limits: Limits;
  clock: Clock;
  onEvent: OnFetchEvent;
};

export type Visitor = {
  /** One request for a page. Rejects with `TransientError`, `InterruptedError` or `EnvironmentError`. */
  visit(request: PageRequest, way: Way, signal: AbortSignal): Promise<Visit>;
  /** One request for a file of the site that is no page of the five kinds. */
  read(path: string, signal: AbortSignal): Promise<RawAnswer>;
  requests(): number;
  bytes(): number;
};

function paceOf(raw: RawAnswer, isGood: boolean, nowMs: number): Pace {
  const retryAfterMs = parseRetryAfter(raw.headers['retry-after'], nowMs);
  if (findRefusal(raw) !== null || raw.status === 429 || raw.status === 503) return { kind: 'slow-down', retryAfterMs };
  return { kind: isGood ? 'good' : 'neutral', retryAfterMs: null };
}

/** The site's address of a path. */
export function addressOf(base: URL, path: string): string {
  return `${base.origin}${base.pathname.replace(/\/$/, '')}${path}`;
}

/** Whatever goes wrong in the browser is trouble on the way, unless it is an error of ours. */
function asTransient(error: unknown): Error {
  if (error instanceof ScraperError) return error;
  const text = error instanceof Error ? error.message : String(error);
  const isBrowsers =
    /Target (?:page|crashed)|has been closed|Execution context|crashed|Protocol error|page\.|cdpSession|Navigation/i;
  if (isBrowsers.test(text)) return new TransientError('browser', `the browser failed (${text.split('\n')[0]})`, error);
  return error instanceof Error ? error : new Error(text);
}

type Patience = { ms: number; signal: AbortSignal };

/** Waits until the tab shows something else than a refusal; null when it does not in time. */
async function untilPassed(later: DocumentWatch, { ms, signal }: Patience): Promise<RawAnswer | null> {
  const deadlineMs = performance.now() + ms;
  for (;;) {
    const leftMs = deadlineMs - performance.now();
    if (leftMs <= 0) return null;
    try {
      const raw = await within(later.next(), { ms: leftMs, what: 'page behind the challenge', giveUp: signal });
      if (findRefusal(raw) === null) return raw;
    } catch (error) {
      if (error instanceof InterruptedError) throw error;
    }
  }
}

export function createVisitor(settings: VisitorSettings): Visitor {
  const { host, limiter, base, limits, onEvent, clock } = settings;
  let requests = 0;
  let bytes = 0;

  async function passChallenge(path: string, later: DocumentWatch, signal: AbortSignal): Promise<RawAnswer | null> {
    const startedAtMs = performance.now();
    onEvent({ type: 'waiting-for-browser', path, limitMs: limits.challengeMs });
    let passed = await untilPassed(later, { ms: limits.challengeMs, signal });
    if (passed === null && host.hasPerson) {
      onEvent({ type: 'waiting-for-person', path, limitMs: limits.personMs });
      passed = await untilPassed(later, { ms: limits.personMs, signal });
    }
    if (passed !== null) onEvent({ type: 'challenge-passed', path, afterMs: performance.now() - startedAtMs });
    return passed;
  }

  async function navigate(tab: Tab, path: string, signal: AbortSignal): Promise<RawAnswer> {
    const { raw, later } = await openPage(tab, addressOf(base, path), { limits, signal });
    try {
      const refusal = findRefusal(raw);
      const passed = refusal?.kind === 'challenge' ? await passChallenge(path, later, signal) : null;
      const shown = passed ?? raw;
      tab.isHome = findRefusal(shown) === null;
      return shown;
    } finally {
      later.end();
      await tab.stop();
    }
  }

  async function get(path: string, way: Way, signal: AbortSignal): Promise<{ raw: RawAnswer; way: Way }> {
    try {
      const tab = await host.tab(signal);
      requests += 1;
      const inside = way === 'fetch' && tab.isHome;
      const raw = inside
        ? await fetchInside(tab, addressOf(base, path), { limits, signal })
        : await navigate(tab, path, signal);
      host.note('answer');
      bytes += Buffer.byteLength(raw.body);
      return { raw, way: inside ? 'fetch' : 'navigate' };
    } catch (error) {
      host.note(error);
      throw asTransient(error);
    }
  }

  return {
    requests: () => requests,
    bytes: () => bytes,
    visit: (request, way, signal) =>
      limiter.run(async () => {
        const got = await get(request.path, way, signal);
        const classification = classifyAnswer(got.raw, request);
        const isGood = ['page', 'no-data', 'not-found'].includes(classification.verdict);
        const wayReason = got.way === way ? null : 'no page of the site was open yet';
        const value: Visit = { raw: got.raw, classification, way: got.way, wayReason };
        return { value, pace: paceOf(got.raw, isGood, clock.now()) };
      }, signal),
    read: (path, signal) =>
      limiter.run(async () => {
        const { raw } = await get(path, 'navigate', signal);
        // A text file is no page to fetch others from: the first page wanted opens the site.
        host.leaveHome();
        return { value: raw, pace: paceOf(raw, raw.status < 400, clock.now()) };
      }, signal),
  };
}
