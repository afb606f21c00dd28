import { setTimeout as delay } from 'node:timers/promises';

/** The source of time. It is injected, so that tests need no real sleeps. */
export type Clock = {
  /** Current time in Unix ms. */
  now(): number;
  /** Resolves after `ms`; rejects with the signal's reason as soon as it fires. */
  sleep(ms: number, signal: AbortSignal): Promise<void>;
};

/**
 * Clocks are often corrected by seconds, so a stored time is considered wrong only when it differs by more than this.
 */
export const CLOCK_STEP_MS = 60_000;

/** The clock of the machine. */
export const systemClock: Clock = {
  now: () => Date.now(),
  async sleep(ms, signal) {
    signal.throwIfAborted();
    try {
      await delay(ms, undefined, { signal });
    } catch (error) {
      signal.throwIfAborted();
      throw error;
    }
  },
};
