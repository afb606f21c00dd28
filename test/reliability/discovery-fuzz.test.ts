import { describe, expect, it } from 'vitest';
import type { ScrapeSettings } from '../../src/config.ts';
import { RefusedError, TransientError } from '../../src/errors.ts';
import type { Store } from '../../src/store/store.ts';
import { fakeClock } from '../helpers/clock.ts';
import { memoryStore } from '../helpers/memory-store.ts';
import { runOnce } from '../helpers/run.ts';
import { type ListingSite, listingSite, PAGE_SIZE } from './listing-site.ts';
import { type Random, seeded } from './seeded.ts';

/** Number of random listings. The variable does not begin with HLTV_, because the program would refuse it. */
const LIVES = Number(process.env.FUZZ_LIVES ?? 4);
const FIRST = Number(process.env.FUZZ_FIRST ?? 1);
const OLDEST_MS = Date.UTC(2025, 0, 1);
const CUTS = ['none', 'none', 'kill', 'pages', 'error', 'refusal', 'interrupt'] as const;

/** A run whose first crawl may be cut off in any way, then more of them with any flags, while the listing grows. */
describe('any listing', () => {
  it.each(Array.from({ length: LIVES }, (_, index) => FIRST + index))(
    'ends with every match known after one undisturbed run (seed %i)',
    async (seed) => {
      const random = seeded(seed);
      const clock = fakeClock(OLDEST_MS + 1e10);
      const store = memoryStore(clock.now);
      const site = listingSite({ matches: random.int(1, 900), oldestMs: OLDEST_MS, nowMs: clock.now });
      const world = { site, store, clock };
      try {
        await anyLife(world, random);
        site.onPage(() => {});
        site.bend((html) => html);
        await run(world, { sinceMs: null });
        expect(unknownTo(world)).toEqual([]);
        expect(store.listing.gaps()).toEqual([]);
        site.asked();
        await run(world);
        expect(site.asked()).toEqual([0]);
      } finally {
        store.close();
      }
    },
  );
});

type World = { site: ListingSite; store: Store; clock: ReturnType<typeof fakeClock> };

const run = ({ site, store, clock }: World, flags: Partial<ScrapeSettings> = {}, onNotice?: OnNotice) =>
  runOnce({ store, fetcher: site.fetcher, clock }, { ...flags, stages: ['discovery'] }, onNotice);
type OnNotice = Parameters<typeof runOnce>[2];

const unknownTo = ({ site, store }: World): number[] => site.ids().filter((id) => !store.listing.isKnown(id));

/** A first crawl for everything, then any other runs. */
async function anyLife(world: World, random: Random): Promise<void> {
  const { site } = world;
  await cutOff(world, random, { sinceMs: null });
  for (let step = random.int(0, 6); step > 0; step -= 1) {
    site.add(random.pick([0, 1, 3, 30, 100, random.int(150, 350)]));
    if (random.int(0, 3) === 0) site.remove(Array.from({ length: random.int(1, 40) }, () => random.int(0, 900)));
    site.bend(random.int(0, 3) === 0 ? withUnreadableRows(random) : (html) => html);
    await cutOff(world, random, anyFlags(random));
  }
}

/** Some rows of every page do not say which match they are, but for the last. */
function withUnreadableRows(random: Random): (html: string) => string {
  const share = random.pick([0.01, 0.3]);
  return (html) => {
    const links = html.match(/href="\/matches\/\d+/g)?.length ?? 0;
    let nth = 0;
    return html.replaceAll(/href="\/matches\/\d+/g, (link) => {
      nth += 1;
      return nth < links && random.next() < share ? 'href="/matches/x' : link;
    });
  };
}

function anyFlags(random: Random): Partial<ScrapeSettings> {
  const startOffset = random.pick([0, 0, 0, 100, 300]);
  return {
    startOffset,
    endOffset: random.pick([9900, 9900, 9900, startOffset, startOffset + 200]),
    full: random.int(0, 3) === 0,
    forceRescrape: random.int(0, 6) === 0,
    sinceMs: random.pick([null, OLDEST_MS, OLDEST_MS + random.int(0, 900) * 40 * 60_000]),
  };
}

/** One run, cut off at a random page or not at all, with matches coming in between. The first page is read. */
async function cutOff(world: World, random: Random, flags: Partial<ScrapeSettings>): Promise<void> {
  const cut = random.pick(CUTS);
  const at = random.int(2, 8);
  let pages = 0;
  let interrupt = (): void => {};
  world.site.onPage(() => {
    pages += 1;
    if (random.int(0, 5) === 0) world.site.add(random.pick([1, 2, 40, PAGE_SIZE, 230]));
    if (pages < at) return;
    if (cut === 'kill') throw new Error('killed');
    if (cut === 'error') throw new TransientError('network', 'no answer');
    if (cut === 'refusal') throw new RefusedError('denied', 'denied', { marker: '403' });
    if (cut === 'interrupt') interrupt();
  });
  await run(world, { ...flags, maxPages: cut === 'pages' ? at : null }, (_, { shutdown }) => {
    interrupt = () => shutdown.request('SIGTERM');
  }).catch((error: unknown) => {
    if (!(error instanceof Error) || error.message !== 'killed') throw error;
  });
}
