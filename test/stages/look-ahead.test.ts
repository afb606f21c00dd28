import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { PageArchive } from '../../src/archive/archive.ts';
import { noArchive } from '../../src/archive/no-archive.ts';
import { EnvironmentError, InterruptedError } from '../../src/errors.ts';
import { createLimiter } from '../../src/fetch/policy/limiter.ts';
import type { Fetcher, PageRequest } from '../../src/fetcher.ts';
import type { Notice } from '../../src/notices.ts';
import { createWorld } from '../../src/replica/world/world.ts';
import type { ScrapeRun } from '../../src/stages/run.ts';
import type { Store } from '../../src/store/store.ts';
import { type FakeClock, fakeClock } from '../helpers/clock.ts';
import { memoryFetcher } from '../helpers/memory-fetcher.ts';
import { memoryStore } from '../helpers/memory-store.ts';
import { runOnce, type TestRun } from '../helpers/run.ts';

const MATCHES = 4;
const world = createWorld({ seed: 5, matches: MATCHES, variants: 'plain' });
let clock: FakeClock;
let store: Store;
/** What happens, in order; pages are named by their position, and at most one request is open. */
let events: string[];

beforeEach(async () => {
  clock = fakeClock();
  store = memoryStore(clock.now);
  events = [];
  await runOnce({ store, clock, fetcher: memoryFetcher(world, { nowMs: clock.now }) }, { stages: ['discovery'] });
});
afterEach(() => store.close());

type Options = {
  settings?: Parameters<typeof runOnce>[1];
  archive?: PageArchive;
  /** Awaited before the page is delivered. */
  whileOpen?: (page: number, signal: AbortSignal) => Promise<void> | void;
  isBroken?: (page: number) => boolean;
  onNotice?: (notice: Notice, run: ScrapeRun) => void;
  whenSent?: () => Promise<void>;
};

/** Runs the overview stage with pages that the test delivers. */
function runOverviews(options: Options): Promise<TestRun> {
  const inner = memoryFetcher(world, { nowMs: clock.now });
  const pages: number[] = [];
  const numberOf = (id: number): number => {
    if (!pages.includes(id)) pages.push(id);
    return pages.indexOf(id) + 1;
  };
  let open = 0;
  const fetcher: Fetcher = {
    async fetch(request: PageRequest, signal: AbortSignal) {
      const page = numberOf(request.id);
      events.push(`request ${page}`);
      open += 1;
      expect(open).toBe(1);
      await options.whileOpen?.(page, signal);
      const answer = await inner.fetch(request, signal);
      open -= 1;
      events.push(`answer ${page}`);
      return options.isBroken?.(page) === true ? { ...answer, html: '<html></html>' } : answer;
    },
    ...(options.whenSent === undefined ? {} : { whenSent: options.whenSent }),
    [Symbol.asyncDispose]: async () => undefined,
  };
  const { archive = noArchive(), settings } = options;
  return runOnce({ store, fetcher, clock, archive }, { stages: ['overview'], ...settings }, (notice, run) => {
    if (notice.type === 'page-stored') events.push(`stored ${numberOf(notice.page.id)}`);
    if (notice.type === 'page-failed') events.push(`failed ${numberOf(notice.page.id)}`);
    options.onNotice?.(notice, run);
  });
}

describe('the next page', () => {
  it('is requested before the one that has arrived is stored, which is stored while the request is open', async () => {
    const stored = Array.from({ length: MATCHES }, () => Promise.withResolvers<void>());
    await runOverviews({
      whileOpen: (page) => stored[page - 2]?.promise,
      onNotice: ({ type }) => {
        if (type === 'page-stored') stored[events.filter((event) => event.startsWith('stored')).length - 1]?.resolve();
      },
    });
    expect(events).toEqual([
      ...['request 1', 'answer 1', 'request 2', 'stored 1', 'answer 2', 'request 3', 'stored 2'],
      ...['answer 3', 'request 4', 'stored 3', 'answer 4', 'stored 4'],
    ]);
  });

  it('has left the program before that work begins', async () => {
    await runOverviews({ whenSent: async () => void events.push('sent') });
    const work = events.filter((event) => /sent|stored/.test(event));
    expect(work).toEqual(['sent', 'stored 1', 'sent', 'stored 2', 'sent', 'stored 3', 'stored 4']);
  });

  it('waits for the whole pause', async () => {
    const settings = { minDelayMs: 3_000, maxDelayMs: 3_000, clock, random: () => 0, onEvent: () => undefined };
    const limiter = createLimiter(settings);
    const times: number[] = [];
    await runOverviews({
      whileOpen: (_, signal) =>
        limiter.run(async () => {
          times.push(clock.now());
          clock.advance(100);
          return { value: undefined, pace: { kind: 'good', retryAfterMs: null } };
        }, signal),
      onNotice: ({ type }) => {
        if (type === 'page-stored') clock.advance(40);
      },
    });
    const gaps = times.slice(1).map((time, index) => time - (times[index] ?? 0));
    expect(Math.min(...gaps)).toBeGreaterThanOrEqual(3_100);
  });
});

describe('no further page is requested', () => {
  it('after a signal while a page is stored; the one on its way is stored as well', async () => {
    const { reason } = await runOverviews({
      onNotice: ({ type }, run) => {
        if (type === 'page-stored') run.shutdown.request('SIGTERM');
      },
    });
    expect(events).toEqual(['request 1', 'answer 1', 'request 2', 'stored 1', 'answer 2', 'stored 2']);
    expect(reason).toEqual({ type: 'interrupted', signal: 'SIGTERM' });
    expect(store.targets.counts().match).toMatchObject({ done: 2, pending: MATCHES - 2 });
  });

  it('after a signal while the first one is on its way', async () => {
    let run: ScrapeRun | null = null;
    await runOverviews({
      whileOpen: () => run?.shutdown.request('SIGINT'),
      onNotice: (_, current) => {
        run = current;
      },
    });
    expect(events).toEqual(['request 1', 'answer 1', 'stored 1']);
  });

  it('once the pages of the budget have arrived', async () => {
    await runOverviews({ settings: { maxPages: 2 } });
    expect(events).toEqual(['request 1', 'answer 1', 'request 2', 'stored 1', 'answer 2', 'stored 2']);
  });

  it('while one more failure may halt the run', async () => {
    const { reason } = await runOverviews({ isBroken: () => true, settings: { maxConsecutiveFailures: 2 } });
    expect(events).toEqual(['request 1', 'answer 1', 'request 2', 'failed 1', 'answer 2', 'failed 2']);
    expect(reason).toMatchObject({ type: 'halted', code: 'consecutive-failures' });
  });

  it('at all where the first failure halts the run', async () => {
    await runOverviews({ isBroken: () => true, settings: { maxConsecutiveFailures: 1 } });
    expect(events).toEqual(['request 1', 'answer 1', 'failed 1']);
  });

  it('when an error ends the run, and the open request is abandoned', async () => {
    const full = new EnvironmentError('disk-full', 'The disk is full.');
    const archive = {
      ...noArchive(),
      receive: () => {
        throw full;
      },
    };
    const ended = runOverviews({
      archive,
      whileOpen: (page, signal) => {
        if (page === 1) return;
        return new Promise((_, reject) => {
          signal.addEventListener('abort', () => {
            events.push(`abandoned ${page}`);
            reject(new InterruptedError());
          });
        });
      },
    });
    await expect(ended).rejects.toBe(full);
    expect(events).toEqual(['request 1', 'answer 1', 'request 2', 'abandoned 2']);
  });
});
