import type { PageArchive } from '../../src/archive/archive.ts';
import { noArchive } from '../../src/archive/no-archive.ts';
import type { Clock } from '../../src/clock.ts';
import { ScrapeSettings } from '../../src/config.ts';
import type { Fetcher } from '../../src/fetcher.ts';
import type { EndReason, Notice } from '../../src/notices.ts';
import { runPipeline } from '../../src/pipeline.ts';
import { handleShutdown } from '../../src/shutdown.ts';
import { type BasicRun, fetchingRun, type ScrapeRun, type SiteCooldown } from '../../src/stages/run.ts';
import type { Store } from '../../src/store/store.ts';
import { fakeClock } from './clock.ts';

const DEFAULTS = ScrapeSettings.parse({ nowMs: 0 });

const NO_COOLDOWN: SiteCooldown = {
  save: () => Promise.resolve({ untilMs: 0, message: '' }),
  clear: () => Promise.resolve(),
};

/** A run whose pages come from files. */
export function basicRun({ store, archive }: Pick<ScrapeRun, 'store' | 'archive'>): BasicRun {
  const clock = fakeClock();
  const signal = new AbortController().signal;
  return {
    runId: store.runs.start({ command: 'test', settings: DEFAULTS }),
    startedAtMs: clock.now(),
    store,
    archive,
    shutdown: { requested: null, signal, request: () => undefined, [Symbol.dispose]: () => undefined },
    clock,
    notify: () => undefined,
  };
}

/** A run that fetches nothing, for what works on pages at hand. */
export function runWith(open: Pick<ScrapeRun, 'store' | 'archive'>): ScrapeRun {
  const fetcher: Fetcher = {
    fetch: () => Promise.reject(new Error('no page to fetch')),
    [Symbol.asyncDispose]: async () => undefined,
  };
  return fetchingRun(basicRun(open), { settings: DEFAULTS, fetcher, cooldown: NO_COOLDOWN, msPerPage: 0 });
}

export type TestRun = { reason: EndReason; notices: Notice[]; runId: number };

type OpenRun = { store: Store; fetcher: Fetcher; clock: Clock; cooldown?: SiteCooldown; archive?: PageArchive };

/** One run of the pipeline, as `scrape` wires it, with a fetcher, a store and a clock of the test's choice. */
export async function runOnce(
  { store, fetcher, clock, cooldown, archive = noArchive() }: OpenRun,
  settings: Partial<ScrapeSettings> = {},
  onNotice: (notice: Notice, run: ScrapeRun) => void = () => undefined,
): Promise<TestRun> {
  const notices: Notice[] = [];
  const all = { ...DEFAULTS, ...settings };
  const runId = store.runs.start({ command: 'scrape', settings: all });
  using shutdown = handleShutdown(() => undefined);
  let reason: EndReason = { type: 'error', message: 'no summary was made' };
  const basic: BasicRun = {
    runId,
    startedAtMs: clock.now(),
    store,
    archive,
    shutdown,
    clock,
    notify: (notice) => {
      notices.push(notice);
      onNotice(notice, run);
    },
  };
  const fetching = { settings: all, fetcher, cooldown: cooldown ?? NO_COOLDOWN, msPerPage: 1000 };
  const run = fetchingRun(basic, fetching);
  await runPipeline(run, (ended) => {
    reason = ended;
    store.runs.finish(runId, { exitCode: 0, reason: ended.type, summary: null });
  });
  return { reason, notices, runId };
}
