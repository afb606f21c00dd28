import type { Clock } from '../../clock.ts';
import { DeadlineError, InterruptedError } from '../../errors.ts';
import type { OnFetchEvent } from '../events.ts';

/** The effect of an answer on the pace. */
export type Pace = {
  kind: 'good' | 'neutral' | 'slow-down';
  retryAfterMs: number | null;
  /** Time since the answer ended, in ms; 0 when absent. */
  deliveryLagMs?: number;
};

/** Settings of the pauses between requests. */
export type LimiterSettings = {
  minDelayMs: number;
  maxDelayMs: number;
  clock: Clock;
  random: () => number;
  onEvent: OnFetchEvent;
};

type PacedRequest<T> = () => Promise<{ value: T; pace: Pace }>;

export type Limiter = {
  /**
   * Runs one request after the pause that is due; requests never overlap. Rejects with `DeadlineError` instead of a pause
   * that would not end before `deadlineMs`.
   */
  run<T>(request: PacedRequest<T>, signal: AbortSignal, deadlineMs?: number): Promise<T>;
  /** Raises the minimum pause (`Crawl-delay`). */
  raiseMinimum(ms: number): void;
  /** Time spent in pauses so far. */
  pausedMs(): number;
};

const MAX_PAUSE_MS = 5 * 60_000;
/** The pause that is doubled when the configured one is shorter, even zero. */
const MIN_GROWN_MS = 250;
const MAX_DOUBLINGS = 20;

/**
 * The limiter of one site. The pause is between the end of one answer and the start of the next request, so time spent
 * on parsing counts. It doubles with each 429, 503 and refusal and is halved with each page.
 *
 * @internal
 */
export function createLimiter(settings: LimiterSettings): Limiter {
  const { clock, onEvent } = settings;
  let queue: Promise<unknown> = Promise.resolve();
  let readyAtMs = Number.NEGATIVE_INFINITY;
  let plannedMs = 0;
  let reason: 'polite' | 'slowed' | 'retry-after' = 'polite';
  let doublings = 0;
  let minimumMs = 0;
  let pausedMs = 0;

  function plan(pace: Pace): void {
    if (pace.kind === 'slow-down') doublings = Math.min(doublings + 1, MAX_DOUBLINGS);
    if (pace.kind === 'good') doublings = Math.max(doublings - 1, 0);
    const { minDelayMs, maxDelayMs } = settings;
    const drawnMs = Math.max(minDelayMs + settings.random() * (maxDelayMs - minDelayMs), minimumMs);
    const grownMs = Math.min(Math.max(drawnMs, MIN_GROWN_MS) * 2 ** doublings, MAX_PAUSE_MS);
    const ownMs = doublings === 0 ? drawnMs : Math.max(grownMs, drawnMs);
    const askedMs = Math.min(pace.retryAfterMs ?? 0, MAX_PAUSE_MS);
    plannedMs = Math.max(ownMs, askedMs);
    readyAtMs = clock.now() - (pace.deliveryLagMs ?? 0) + plannedMs;
    reason = askedMs > ownMs ? 'retry-after' : doublings > 0 ? 'slowed' : 'polite';
  }

  async function pause(signal: AbortSignal, deadlineMs: number): Promise<void> {
    const startedAtMs = clock.now();
    // After the clock was set back, the pause must not take hours.
    const ms = Math.min(Math.max(0, readyAtMs - startedAtMs), plannedMs);
    if (ms === 0) return;
    if (startedAtMs + ms >= deadlineMs) throw new DeadlineError();
    onEvent({ type: 'pause', ms, reason });
    try {
      await clock.sleep(ms, signal);
    } catch (error) {
      throw signal.aborted ? new InterruptedError() : error;
    } finally {
      pausedMs += clock.now() - startedAtMs;
    }
  }

  async function turn<T>(request: PacedRequest<T>, signal: AbortSignal, deadlineMs: number): Promise<T> {
    if (signal.aborted) throw new InterruptedError();
    await pause(signal, deadlineMs);
    let pace: Pace = { kind: 'neutral', retryAfterMs: null };
    try {
      const outcome = await request();
      pace = outcome.pace;
      return outcome.value;
    } finally {
      plan(pace);
    }
  }

  return {
    run(request, signal, deadlineMs = Number.POSITIVE_INFINITY) {
      const result = queue.then(() => turn(request, signal, deadlineMs));
      queue = result.catch(() => undefined);
      return result;
    },
    raiseMinimum(ms) {
      minimumMs = Math.max(minimumMs, Math.min(ms, MAX_PAUSE_MS));
    },
    pausedMs: () => pausedMs,
  };
}

const shared = new Map<string, { limiter: Limiter; users: number }>();

/** The one limiter of a site in this process; it is kept while it has users. */
export function shareLimiter(site: string, settings: LimiterSettings): { limiter: Limiter; release: () => void } {
  const entry = shared.get(site) ?? { limiter: createLimiter(settings), users: 0 };
  entry.users += 1;
  shared.set(site, entry);
  let released = false;
  return {
    limiter: entry.limiter,
    release() {
      if (released) return;
      released = true;
      entry.users -= 1;
      if (entry.users === 0) shared.delete(site);
    },
  };
}

/** `Retry-After` in ms: seconds or an HTTP date; null when absent or unreadable. */
export function parseRetryAfter(header: string | undefined, nowMs: number): number | null {
  const text = header?.trim() ?? '';
  if (/^\d+(\.\d+)?$/.test(text)) return Number(text) * 1000;
  const atMs = Date.parse(text);
  // JavaScript parses almost any number as a date.
  return Number.isNaN(atMs) || !/[a-z]{3}/i.test(text) ? null : Math.max(0, atMs - nowMs);
}
