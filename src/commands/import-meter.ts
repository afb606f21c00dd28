import type { ImportProgress, Notify } from '../notices.ts';

/** Announces how far a phase of an import is. */
export type ImportMeter = {
  /** So many more bytes or pages are done; `current`: what is in hand. */
  advance(by: number, current: string): void;
  /** Pages that the files have given so far. */
  setPages(count: number): void;
};

type Audience = { clock: { now(): number }; notify: Notify };

/** How often a line is printed where there is no live one. */
const SAID_EVERY_MS = 30_000;
/** The time left is estimated once this share of the whole is done. */
const TELLING_SHARE = 0.02;

export function importMeter(run: Audience, phase: ImportProgress['phase'], total: number): ImportMeter {
  const startedAtMs = run.clock.now();
  let saidAtMs = startedAtMs;
  let done = 0;
  let found = 0;

  function announce(current: string): void {
    const nowMs = run.clock.now();
    const elapsedMs = Math.max(1, nowMs - startedAtMs);
    const isDue = nowMs - saidAtMs >= SAID_EVERY_MS;
    if (isDue) saidAtMs = nowMs;
    const pages = phase === 'storing' ? done : found;
    const isTelling = done > 0 && done >= total * TELLING_SHARE;
    const msLeft = isTelling ? Math.round((elapsedMs * Math.max(0, total - done)) / done) : null;
    const progress = { phase, done, total, pages, pagesPerMinute: (pages * 60_000) / elapsedMs, msLeft, current };
    run.notify({ type: 'import-progress', progress, isDue });
  }

  return {
    advance(by, current) {
      done += by;
      announce(current);
    },
    setPages(count) {
      found = count;
    },
  };
}
