import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ScrapeSettings } from '../../src/config.ts';
import type { Store } from '../../src/store/store.ts';
import { fakeClock } from '../helpers/clock.ts';
import { memoryStore } from '../helpers/memory-store.ts';
import { runOnce } from '../helpers/run.ts';
import { type ListingSite, listingSite } from './listing-site.ts';

const OLDEST_MS = Date.UTC(2025, 0, 1);
const clock = fakeClock(OLDEST_MS + 1e10);
let store: Store;
let site: ListingSite;

beforeEach(() => {
  store = memoryStore(clock.now);
  site = listingSite({ matches: 450, oldestMs: OLDEST_MS, nowMs: clock.now });
});

afterEach(() => store.close());

async function run(flags: Partial<ScrapeSettings> = {}): Promise<number[]> {
  await runOnce({ store, fetcher: site.fetcher, clock }, { stages: ['discovery'], sinceMs: null, ...flags });
  return site.asked();
}

const unknown = (): number => site.ids().filter((id) => !store.listing.isKnown(id)).length;
/** How many matches stand above the first one that is not known. */
const known = (): number => {
  const downTo = store.listing.knownDownToMs();
  return downTo === null ? 0 : site.ids().filter((id) => site.endOf(id) >= downTo).length;
};

describe('a hole below one page of known matches', () => {
  it('is remembered when a range ends above it, and closed by the next run that reaches it', async () => {
    await run();
    site.add(350);
    expect(await run({ endOffset: 0 })).toEqual([0]);
    expect([unknown(), known(), store.listing.countHoles()]).toEqual([250, 100, 1]);
    site.add(3);
    expect(await run()).toEqual([0, 100, 200, 300, 400]);
    expect([unknown(), store.listing.countHoles()]).toEqual([0, 0]);
  });

  it('is left alone by runs whose range ends above it, and costs them nothing', async () => {
    await run();
    site.add(350);
    for (let hour = 0; hour < 5; hour += 1) expect(await run({ endOffset: 0 })).toEqual([0]);
    expect(await run({ endOffset: 200 })).toEqual([0, 0, 100, 200]);
    expect([unknown(), known(), store.listing.countHoles()]).toEqual([50, 300, 1]);
    await run();
    expect([unknown(), store.listing.countHoles()]).toEqual([0, 0]);
  });

  it('is one of several when it happens again', async () => {
    await run();
    for (let weekend = 0; weekend < 3; weekend += 1) {
      site.add(250);
      await run({ endOffset: 0 });
    }
    expect([unknown(), store.listing.countHoles()]).toEqual([450, 3]);
    await run();
    expect([unknown(), store.listing.countHoles()]).toEqual([0, 0]);
  });

  it('is closed by a run with --full as well', async () => {
    await run();
    site.add(350);
    await run({ endOffset: 0 });
    await run({ full: true });
    expect([unknown(), store.listing.countHoles()]).toEqual([0, 0]);
  });
});

describe('the bottom of what is known', () => {
  it('is no hole: a run without --full does not read below it', async () => {
    await run({ endOffset: 100 });
    expect([known(), store.listing.countHoles()]).toEqual([200, 0]);
    site.add(20);
    expect(await run()).toEqual([0, 100]);
    expect([known(), store.listing.countHoles()]).toEqual([220, 0]);
  });

  it('moves down with a deeper range, and goes at the end of the list', async () => {
    await run({ endOffset: 0 });
    await run({ endOffset: 200, full: true });
    expect(known()).toBe(300);
    await run({ full: true });
    expect([unknown(), store.listing.knownDownToMs(), store.listing.gaps()]).toEqual([0, null, []]);
  });

  it('is where a crawl was cut off or ended by --since', async () => {
    await run({ maxPages: 2 });
    expect([known(), store.listing.countHoles()]).toEqual([200, 1]);
    await run();
    expect(store.listing.countHoles()).toBe(0);
    const [newest = 0] = site.ids();
    site.add(150);
    await run({ sinceMs: site.endOf(newest) });
    expect(store.listing.countHoles()).toBe(0);
  });
});
