import type { Clock } from '../../clock.ts';
import { InterruptedError } from '../../errors.ts';
import type { OnFetchEvent } from '../events.ts';

/** How an answer bears on the pace. */
export type Pace = {
  kind: 'good' | 'neutral' | 'slow-down';
  retryAfterMs: number | null;
  /** How long ago the answer ended, in ms; 0 when left out. */
  tailMs?: number;
};

/** One request after the other, each after its pause. */
export type LimiterSettings = {
  minDelayMs: number;
  maxDelayMs: number;
  clock: Clock;
  random: () => number;
  onEvent: OnFetchEvent;
};

export type Limiter = {
  /** Runs one request after the pause it owes; requests follow each other, never overlap. */
  run<T>(request: () => Promise<{ value: T; pace: Pace }>, signal: AbortSignal): Promise<T>;
  /** Nothing faster than this from now on (`Crawl-delay`). */
  raiseFloor(ms: number): void;
  /** Time spent in pauses so far. */
  pausedMs(): number;
};

const LONGEST_PAUSE_MS = 5 * 60_000;
/** What a pause of zero grows from, so that doubling has an effect. */
const LEAST_GROWN_MS = 250;
const MOST_DOUBLINGS = 20;

/**
 * The pace towards one site. The pause lies between the end of one answer and the start of the next request, so time
 * spent on parsing in between counts. It doubles with each 429, 503 and refusal and comes down a step with each page.
 *
 * @internal
 */
export function createLimiter(settings: LimiterSettings): Limiter {
  const { clock, onEvent } = settings;
  let queue: Promise<unknown> = Promise.resolve();
  let readyAtMs = Number.NEGATIVE_INFINITY;
  let plannedMs = 0;
  let why: 'polite' | 'slowed' | 'retry-after' = 'polite';
  let doublings = 0;
  let floorMs = 0;
  let pausedMs = 0;

  function plan(pace: Pace): void {
    if (pace.kind === 'slow-down') doublings = Math.min(doublings + 1, MOST_DOUBLINGS);
    if (pace.kind === 'good') doublings = Math.max(doublings - 1, 0);
    const { minDelayMs, maxDelayMs } = settings;
    const drawnMs = Math.max(minDelayMs + settings.random() * (maxDelayMs - minDelayMs), floorMs);
    const grownMs = Math.min(Math.max(drawnMs, LEAST_GROWN_MS) * 2 ** doublings, LONGEST_PAUSE_MS);
    const ownMs = doublings === 0 ? drawnMs : Math.max(grownMs, drawnMs);
    const askedMs = Math.min(pace.retryAfterMs ?? 0, LONGEST_PAUSE_MS);
    plannedMs = Math.max(ownMs, askedMs);
    readyAtMs = clock.now() - (pace.tailMs ?? 0) + plannedMs;
    why = askedMs > ownMs ? 'retry-after' : doublings > 0 ? 'slowed' : 'polite';
  }

  async function pause(signal: AbortSignal): Promise<void> {
    const startedAtMs = clock.now();
    // A clock that was set back must not make a pause of hours.
    const ms = Math.min(Math.max(0, readyAtMs - startedAtMs), plannedMs);
    if (ms === 0) return;
    onEvent({ type: 'pause', ms, why });
    try {
      await clock.sleep(ms, signal);
    } catch (error) {
      throw signal.aborted ? new InterruptedError() : error;
    } finally {
      pausedMs += clock.now() - startedAtMs;
    }
  }

  async function turn<T>(request: () => Promise<{ value: T; pace: Pace }>, signal: AbortSignal): Promise<T> {
    if (signal.aborted) throw new InterruptedError();
    await pause(signal);
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
    run(request, signal) {
      const result = queue.then(() => turn(request, signal));
      queue = result.catch(() => undefined);
      return result;
    },
    raiseFloor(ms) {
      floorMs = Math.max(floorMs, Math.min(ms, LONGEST_PAUSE_MS));
    },
    pausedMs: () => pausedMs,
  };
}

const shared = new Map<string, { limiter: Limiter; users: number }>();

/** The one limiter of a site in this process; it lives as long as somebody uses it. */
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
  // Engines make a date of almost any number.
  return Number.isNaN(atMs) || !/[a-z]{3}/i.test(text) ? null : Math.max(0, atMs - nowMs);
}
