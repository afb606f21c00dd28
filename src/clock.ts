import { setTimeout as delay } from 'node:timers/promises';

/** Time as the program sees it: injected, so that tests need no real sleeps. */
export type Clock = {
  /** Unix ms. */
  now(): number;
  /** Resolves after `ms`; rejects with the signal's reason as soon as it fires. */
  sleep(ms: number, signal: AbortSignal): Promise<void>;
};

/** Clocks are corrected by seconds all the time: a stored time is taken for a mistake only when it is off by more. */
export const CLOCK_STEP_MS = 60_000;

/** The machine's own time. */
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
