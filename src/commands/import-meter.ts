import type { ImportProgress, Notify } from '../notices.ts';

/** Announces the progress of a phase of an import. */
export type ImportMeter = {
  /** Adds bytes or pages that are done; `current`: the current file or page. */
  advance(by: number, current: string): void;
  /** Sets the number of pages found so far. */
  setPages(count: number): void;
};

type Announcing = { clock: { now(): number }; notify: Notify };

/** How often a line is printed when there is no progress line. */
const PRINT_EVERY_MS = 30_000;
/** The remaining time is estimated once this share of the total is done. */
const ESTIMATE_FROM_SHARE = 0.02;

/** Starts a phase. `total`: bytes (finding) or pages (storing). */
export function importMeter(run: Announcing, phase: ImportProgress['phase'], total: number): ImportMeter {
  const startedAtMs = run.clock.now();
  let printedAtMs = startedAtMs;
  let done = 0;
  let found = 0;

  function announce(current: string): void {
    const nowMs = run.clock.now();
    const elapsedMs = Math.max(1, nowMs - startedAtMs);
    const isDue = nowMs - printedAtMs >= PRINT_EVERY_MS;
    if (isDue) printedAtMs = nowMs;
    const pages = phase === 'storing' ? done : found;
    const isEstimated = done > 0 && done >= total * ESTIMATE_FROM_SHARE;
    const msLeft = isEstimated ? Math.round((elapsedMs * Math.max(0, total - done)) / done) : null;
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
