import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ScrapeSettings } from '../../src/config.ts';
import { RefusedError, TransientError } from '../../src/errors.ts';
import type { Store } from '../../src/store/store.ts';
import { ALL_FORMS } from '../helpers/all-forms.ts';
import { fakeClock } from '../helpers/clock.ts';
import { memoryStore } from '../helpers/memory-store.ts';
import { runOnce, type TestRun } from '../helpers/run.ts';
import { type ListingSite, listingSite } from './listing-site.ts';

const OLDEST_MS = Date.UTC(2025, 0, 1);
const EVERYTHING = { sinceMs: null };
const HOURS = ALL_FORMS ? 48 : 12;

let store: Store;
let site: ListingSite;
let clock: ReturnType<typeof fakeClock>;

beforeEach(() => {
  clock = fakeClock(OLDEST_MS + 1e10);
  store = memoryStore(clock.now);
});

afterEach(() => store.close());

function open(matches: number): void {
  site = listingSite({ matches, oldestMs: OLDEST_MS, nowMs: clock.now });
}

type Flags = Partial<ScrapeSettings>;

/** One discovery, undisturbed unless `onPage` says otherwise; answers the pages that were asked for. */
async function run(
  flags: Flags = {},
  onPage: (nth: number) => void = () => {},
): Promise<TestRun & { pages: number[] }> {
  let nth = 0;
  site.onPage(() => {
    nth += 1;
    onPage(nth);
  });
  const ended = await runOnce({ store, fetcher: site.fetcher, clock }, { stages: ['discovery'], ...flags });
  return { ...ended, pages: site.asked() };
}

const unknown = (): number => site.ids().filter((id) => !store.listing.isKnown(id)).length;
const states = (): Record<string, number> => {
  const counts = Object.entries(store.targets.counts().match);
  return Object.fromEntries(counts.filter(([, count]) => count > 0));
};

/** Ways in which a run ends before its time, at the `at`th page. */
const CUTS: Record<string, (at: number, flags?: Flags) => Promise<unknown>> = {
  kill: (at, flags) => run(flags, failing(at, new Error('killed'))).catch(() => site.asked()),
  'an error': (at, flags) => run(flags, failing(at, new TransientError('network', 'no answer'))),
  'a refusal': (at, flags) => run(flags, failing(at, new RefusedError('denied', 'denied', { marker: '403' }))),
  '--max-pages': (at, flags) => run({ ...flags, maxPages: at - 1 }),
};

const failing = (at: number, error: Error) => (nth: number) => {
  if (nth >= at) throw error;
};

const NEXT: [string, Flags][] = [
  ['none', {}],
  ['--end-offset 0', { endOffset: 0 }],
  ['--end-offset 200', { endOffset: 200 }],
  ['--start-offset 300 --end-offset 400', { startOffset: 300, endOffset: 400 }],
  ['--full --end-offset 200', { full: true, endOffset: 200 }],
  ['--force-rescrape --end-offset 0', { full: true, forceRescrape: true, endOffset: 0 }],
  ['--since today', { sinceMs: OLDEST_MS + 1e12 }],
];

describe.each(Object.keys(CUTS))('a first crawl that was cut off by %s', (cut) => {
  it('leaves the gap that any other end leaves', async () => {
    open(450);
    await CUTS[cut]?.(3, EVERYTHING);
    expect(unknown()).toBe(250);
    const whole = { previousTopMs: null, full: false, force: false, sinceMs: null, fromTop: true };
    const gap = { ...whole, nextOffset: 200, stoppedBySince: false, stoppedByRange: false };
    expect(store.listing.gaps()).toMatchObject([{ ...gap, upperEndedAtMs: site.endOf(site.ids()[199] ?? 0) }]);
  });

  it('is completed although a new match has come, and the run goes no further than that', async () => {
    open(450);
    await CUTS[cut]?.(3, EVERYTHING);
    site.add(1);
    await run({ endOffset: 300 });
    expect(unknown()).toBe(0);
  });
});

/** The next run knows of the cut only the gap that it has left. */
describe('a first crawl that was cut off', () => {
  it.each(NEXT)('is completed by the next run with flags: %s', async (_, flags) => {
    open(450);
    await run({ ...EVERYTHING, maxPages: 2 });
    expect(unknown()).toBe(250);
    await run(flags);
    expect(unknown()).toBe(0);
    expect(store.listing.gaps()).toEqual([]);
    expect((await run(EVERYTHING)).pages).toEqual([0]);
  });
});

describe('a crawl that was cut off', () => {
  it('is gone on with from where it was, and nothing is read twice but the top and the page above the place', async () => {
    open(850);
    await run({ ...EVERYTHING, maxPages: 4 });
    site.asked();
    expect((await run()).pages).toEqual([0, 300, 400, 500, 600, 700, 800]);
  });

  it('is found again below what has come since', async () => {
    open(850);
    await run({ ...EVERYTHING, maxPages: 4 });
    site.add(230);
    expect((await run()).pages).toEqual([0, 100, 200, 300, 600, 700, 800, 900, 1000]);
    expect(unknown()).toBe(0);
  });

  it('is found again although matches above it were deleted', async () => {
    open(850);
    await run({ ...EVERYTHING, maxPages: 4 });
    site.remove(Array.from({ length: 120 }, (_, place) => place * 2));
    await run();
    expect(unknown()).toBe(0);
  });

  it('may be cut off again and again', async () => {
    open(850);
    await run({ ...EVERYTHING, maxPages: 2 });
    for (let again = 0; again < 10 && unknown() > 0; again += 1) {
      site.add(3);
      await run({ maxPages: 3 + again });
    }
    expect(unknown()).toBe(0);
    expect(store.listing.gaps()).toEqual([]);
  });

  it('leaves one gap for any number of runs that read only the top', async () => {
    open(850);
    for (let hour = 0; hour < HOURS; hour += 1) {
      await run({ ...EVERYTHING, maxPages: 1 });
      site.add(2);
    }
    expect(store.listing.gaps().length).toBeLessThanOrEqual(2);
    await run();
    expect(unknown()).toBe(0);
  });

  it('with --full is not read twice by the next --full', async () => {
    open(850);
    await run({ ...EVERYTHING });
    await run({ full: true, maxPages: 4 });
    expect((await run({ full: true })).pages).toEqual([0, 100, 200, 300, 400, 500, 600, 700, 800]);
    expect(store.listing.gaps()).toEqual([]);
  });

  it('is not read where another range has been read on the way', async () => {
    open(850);
    await run({ ...EVERYTHING, maxPages: 2 });
    expect((await run({ full: true, endOffset: 400 })).pages).toEqual([0, 100, 200, 300, 400, 400, 500, 600, 700, 800]);
    expect(unknown()).toBe(0);
  });

  it('is read to its own end, however far new matches have pushed it down', async () => {
    open(850);
    const range = site.ids().slice(300, 600);
    await run({ ...EVERYTHING, startOffset: 300, endOffset: 500, maxPages: 1 });
    site.add(250);
    await run({ endOffset: 0 });
    expect(range.filter((id) => !store.listing.isKnown(id))).toEqual([]);
  });

  it('with --full is read to its end by a run without', async () => {
    open(850);
    await run({ ...EVERYTHING });
    await run({ full: true, maxPages: 4 });
    expect((await run()).pages).toEqual([0, 300, 400, 500, 600, 700, 800]);
  });
});

describe('new matches', () => {
  it.each([1, 99, 100, 101, 150, 250, 350])('are all found when %i have come since the last run', async (count) => {
    open(450);
    await run(EVERYTHING);
    site.add(count);
    const { pages } = await run();
    expect(unknown()).toBe(0);
    expect(pages).toEqual(Array.from({ length: Math.ceil(count / 100) + 1 }, (_, page) => page * 100));
  });

  it.each([1, 40, 100, 230])('that come while pages are turned hide none of the others (%i)', async (count) => {
    open(450);
    await run(EVERYTHING, (nth) => {
      if (nth === 2 || nth === 4) site.add(count);
    });
    const listed = site.ids().slice(2 * count);
    expect(listed.filter((id) => !store.listing.isKnown(id))).toEqual([]);
    await run();
    expect(unknown()).toBe(0);
  });

  it('that come by the page while a range is read do not shorten it', async () => {
    open(850);
    const range = site.ids().slice(0, 400);
    await run({ ...EVERYTHING, endOffset: 300 }, (nth) => {
      if (nth === 2) site.add(100);
    });
    expect(range.filter((id) => !store.listing.isKnown(id))).toEqual([]);
  });

  it('leave two parts unread when two runs are cut off, and one run reads both', async () => {
    open(450);
    await run(EVERYTHING);
    site.add(350);
    await run({ maxPages: 1 });
    site.add(250);
    await run({ maxPages: 1 });
    expect(store.listing.gaps()).toHaveLength(2);
    expect(unknown()).toBe(400);
    await run();
    expect(unknown()).toBe(0);
    expect(store.listing.gaps()).toEqual([]);
  });

  it('are found above and below a range that was read alone', async () => {
    open(450);
    await run({ ...EVERYTHING, startOffset: 200, endOffset: 200 });
    await run(EVERYTHING);
    expect(unknown()).toBe(0);
    site.add(350);
    await run({ startOffset: 100, endOffset: 100 });
    await run();
    expect(unknown()).toBe(0);
  });
});

describe('the end of the listing', () => {
  it.each([1, 99, 100, 101, 200])('is found with %i matches', async (matches) => {
    open(matches);
    const { pages, notices } = await run(EVERYTHING);
    expect(pages).toEqual(Array.from({ length: Math.ceil(matches / 100) }, (_, page) => page * 100));
    expect(notices.filter((notice) => notice.type === 'page-failed')).toEqual([]);
    expect(store.listing.gaps()).toEqual([]);
  });

  it('is an exactly full last page, with any next button', async () => {
    open(200);
    site.bend((html) => html.replace(' inactive', ''));
    expect((await run(EVERYTHING)).pages).toEqual([0, 100]);
  });

  it('is a page without matches behind the last one', async () => {
    open(150);
    expect((await run({ ...EVERYTHING, startOffset: 300 })).pages).toEqual([300]);
    expect(store.listing.gaps()).toEqual([]);
  });

  it('is never a first page without matches: that is an error, and what was unread stays so', async () => {
    open(450);
    await run({ ...EVERYTHING, maxPages: 2 });
    const before = store.listing.gaps();
    site.bend((html) => withoutRows(html).replace('1 - 100 of', '1 - 0 of'));
    const { notices } = await run();
    expect(notices.filter((notice) => notice.type === 'page-failed')).toMatchObject([
      { page: { kind: 'results', id: 0 }, message: expect.stringContaining('expected matches on the first page') },
    ]);
    expect(store.listing.gaps()).toEqual(before);
  });

  it('is never a short page in the middle: that is an error', async () => {
    open(450);
    site.bend((html, offset) => (offset === 100 ? cutToFifty(html) : html));
    const { notices, pages } = await run(EVERYTHING);
    expect(pages).toEqual([0, 100]);
    expect(notices.filter((notice) => notice.type === 'page-failed').map((notice) => notice.message)).toEqual([
      expect.stringContaining('expected 100 entries on every page but the last'),
    ]);
    expect(store.listing.gaps()).toHaveLength(1);
  });
});

function withoutRows(html: string): string {
  const [before] = html.split('<div class="result-con"');
  return `${before}</div></div></div></body></html>`;
}

function cutToFifty(html: string): string {
  const rows = html.split('<div class="result-con"');
  return `${rows.slice(0, 51).join('<div class="result-con"')}</div></div></div></body></html>`.replace(
    '101 - 200 of',
    '101 - 150 of',
  );
}

describe('a listing page that cannot be had', () => {
  it.each(['an error', 'a refusal'])('fails the run openly (%s)', async (cut) => {
    open(450);
    const ended = (await CUTS[cut]?.(2, { ...EVERYTHING, maxConsecutiveFailures: 99 })) as TestRun;
    expect(ended.notices.filter((notice) => notice.type === 'page-failed')).toMatchObject([
      { page: { kind: 'results', id: 100 } },
    ]);
    expect(ended.reason).toEqual({ type: 'done' });
  });
});

describe('--force-rescrape', () => {
  it('wants every match of its range again, and only those', async () => {
    open(450);
    await run(EVERYTHING);
    finishAll();
    await run({ full: true, forceRescrape: true, endOffset: 100 });
    expect(states()).toEqual({ pending: 200, done: 250 });
  });

  it('cut off, is completed by a plain run: each match is wanted again once', async () => {
    open(450);
    await run(EVERYTHING);
    finishAll();
    await run({ full: true, forceRescrape: true, maxPages: 2 });
    expect(states()).toEqual({ pending: 200, done: 250 });
    await run();
    expect(states()).toEqual({ pending: 450 });
    finishAll();
    await run();
    expect(states()).toEqual({ done: 450 });
  });
});

describe('--force-rescrape that was cut off', () => {
  it('is not taken for completed by a run that reads the same pages without force', async () => {
    open(450);
    await run(EVERYTHING);
    finishAll();
    await run({ full: true, forceRescrape: true, maxPages: 1 });
    await run({ full: true });
    expect(states()).toEqual({ pending: 450 });
  });
});

function finishAll(): void {
  for (const id of site.ids()) store.targets.markDone({ kind: 'match', id }, 1);
}

describe('--since', () => {
  const sinceOf = (place: number): number => site.endOf(site.ids()[place] ?? 0);

  it('ends the crawl at its day and takes nothing older', async () => {
    open(850);
    const { pages } = await run({ sinceMs: sinceOf(249) });
    expect(pages).toEqual([0, 100, 200]);
    expect(states()).toEqual({ pending: 250, skipped: 50 });
  });

  it('continues below when it is lowered, and only as far as requested', async () => {
    open(850);
    await run({ sinceMs: sinceOf(249) });
    await run({ sinceMs: sinceOf(549) });
    expect(states()).toEqual({ pending: 550, skipped: 50 });
    await run(EVERYTHING);
    expect(states()).toEqual({ pending: 850 });
  });

  it('lowered and cut off, is completed by a run that has the old day', async () => {
    open(850);
    const sinceMs = sinceOf(249);
    await run({ sinceMs });
    await run({ ...EVERYTHING, maxPages: 3 });
    await run({ sinceMs });
    expect(states()).toEqual({ pending: 850 });
  });

  it('lowered for a smaller range, leaves the rest for a larger one', async () => {
    open(850);
    await run({ sinceMs: sinceOf(149) });
    await run({ ...EVERYTHING, endOffset: 400 });
    expect(states()).toEqual({ pending: 500 });
    await run(EVERYTHING);
    expect(states()).toEqual({ pending: 850 });
  });

  it('raised again, reads nothing of what is older', async () => {
    open(850);
    const sinceMs = sinceOf(249);
    await run({ sinceMs });
    expect((await run({ sinceMs: sinceMs + 1e8 })).pages).toEqual([0]);
    for (let week = 0; week < 3; week += 1) await run({ sinceMs, full: true });
    expect(store.listing.gaps().length).toBeLessThanOrEqual(2);
  });
});
