import { noArchive } from '../../src/archive/no-archive.ts';
import type { Clock } from '../../src/clock.ts';
import type { ScrapeSettings } from '../../src/config.ts';
import { STAGE_NAMES } from '../../src/config.ts';
import { trackConsecutiveFailures } from '../../src/failure-tracker.ts';
import type { Fetcher } from '../../src/fetcher.ts';
import type { EndReason, Notice } from '../../src/notices.ts';
import { runPipeline } from '../../src/pipeline.ts';
import { handleShutdown } from '../../src/shutdown.ts';
import { freshBudget, type Run, type SiteCooldown } from '../../src/stages/run.ts';
import type { Store } from '../../src/store/store.ts';
import { fakeClock } from './clock.ts';

const DEFAULTS: ScrapeSettings = {
  startOffset: 0,
  endOffset: 9900,
  full: false,
  forceRescrape: false,
  sinceMs: Date.UTC(2023, 8, 27),
  untilMs: null,
  events: [],
  teams: [],
  minStars: null,
  matchIds: null,
  stages: [...STAGE_NAMES],
  limit: null,
  maxPages: null,
  maxDurationMs: null,
  maxAttempts: 5,
  maxConsecutiveFailures: 3,
  retryFailed: false,
  dryRun: false,
  archive: true,
};

const NO_COOLDOWN: SiteCooldown = {
  save: () => Promise.resolve({ untilMs: 0, message: '' }),
  clear: () => Promise.resolve(),
};

/** A run that fetches nothing, for what works on pages at hand. */
export function runWith({ store, archive }: Pick<Run, 'store' | 'archive'>): Run {
  const clock = fakeClock();
  const signal = new AbortController().signal;
  return {
    runId: store.runs.start({ command: 'test', settings: DEFAULTS }),
    settings: DEFAULTS,
    store,
    archive,
    fetcher: {
      fetch: () => Promise.reject(new Error('no page to fetch')),
      [Symbol.asyncDispose]: async () => undefined,
    },
    shutdown: { requested: null, signal, request: () => undefined, [Symbol.dispose]: () => undefined },
    cooldown: NO_COOLDOWN,
    halted: null,
    failures: trackConsecutiveFailures(DEFAULTS.maxConsecutiveFailures),
    clock,
    startedAtMs: clock.now(),
    msPerPage: 0,
    notify: () => undefined,
    spent: freshBudget(),
  };
}

export type TestRun = { reason: EndReason; notices: Notice[]; runId: number };

/** One run of the pipeline, as `scrape` wires it, with a fetcher, a store and a clock of the test's choice. */
export async function runOnce(
  { store, fetcher, clock, cooldown }: { store: Store; fetcher: Fetcher; clock: Clock; cooldown?: SiteCooldown },
  settings: Partial<ScrapeSettings> = {},
  onNotice: (notice: Notice, run: Run) => void = () => undefined,
): Promise<TestRun> {
  const notices: Notice[] = [];
  const all = { ...DEFAULTS, ...settings };
  const runId = store.runs.start({ command: 'scrape', settings: all });
  using shutdown = handleShutdown(() => undefined);
  let reason: EndReason = { type: 'error', message: 'no summary was made' };
  const run: Run = {
    runId,
    settings: all,
    store,
    archive: noArchive(),
    fetcher,
    shutdown,
    cooldown: cooldown ?? NO_COOLDOWN,
    halted: null,
    failures: trackConsecutiveFailures(all.maxConsecutiveFailures),
    clock,
    startedAtMs: clock.now(),
    msPerPage: 1000,
    notify: (notice) => {
      notices.push(notice);
      onNotice(notice, run);
    },
    spent: freshBudget(),
  };
  await runPipeline(run, (ended) => {
    reason = ended;
    store.runs.finish(runId, { exitCode: 0, reason: ended.type, summary: null });
  });
  return { reason, notices, runId };
}
