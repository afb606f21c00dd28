import type { Clock } from '../../src/clock.ts';

export type FakeClock = Clock & {
  /** Every sleep asked for, in ms. */
  sleeps: number[];
  /** Lets time pass outside a sleep: the work between two requests. */
  advance(ms: number): void;
};

/** A clock whose sleeps take no time and move it forward. A hook may look on, or fire the signal, at each sleep. */
export function fakeClock(startMs = 1_800_000_000_000, onSleep: (ms: number) => void = () => {}): FakeClock {
  let nowMs = startMs;
  const sleeps: number[] = [];
  return {
    sleeps,
    now: () => nowMs,
    advance: (ms) => {
      nowMs += ms;
    },
    async sleep(ms, signal) {
      signal.throwIfAborted();
      sleeps.push(ms);
      onSleep(ms);
      signal.throwIfAborted();
      nowMs += ms;
    },
  };
}
