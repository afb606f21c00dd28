import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { NotFoundError } from '../../src/errors.ts';
import type { Fetcher, PageRequest } from '../../src/fetcher.ts';
import type { StageName } from '../../src/page-kinds.ts';
import { type Replica, startReplica } from '../../src/replica/replica.ts';
import type { Store } from '../../src/store/store.ts';
import { fakeClock } from '../helpers/clock.ts';
import { httpFetcher } from '../helpers/http-fetcher.ts';
import { memoryStore } from '../helpers/memory-store.ts';
import { runOnce } from '../helpers/run.ts';

const PAGE_A_MATCH: StageName[] = ['discovery', 'overview'];
const NEWEST_MS = Date.UTC(2026, 1, 14, 18);
const clock = fakeClock(NEWEST_MS + 30 * 24 * 3_600_000);
let replica: Replica;
let store: Store;

beforeEach(async () => {
  replica = await startReplica({ seed: 5, matches: 230, variants: 'plain', size: 'bare', newestEndAtMs: NEWEST_MS });
  store = memoryStore(clock.now);
});

afterEach(async () => {
  store.close();
  await replica.close();
});

async function run(settings: Parameters<typeof runOnce>[1] = {}) {
  const fetcher = httpFetcher(replica.baseUrl, clock.now);
  const { reason } = await runOnce({ store, fetcher, clock }, { stages: PAGE_A_MATCH, ...settings });
  const requests = replica.requests.splice(0);
  const idsOf = (wanted: string) => requests.filter(({ kind }) => kind === wanted).map(({ id }) => id);
  return { reason, listing: idsOf('results'), matches: idsOf('match'), pages: requests.length };
}

const states = () => store.targets.counts().match;

describe('a run with --limit', () => {
  it('reads the listing only as far as it needs, and takes the newest matches', async () => {
    const { reason, listing, matches } = await run({ limit: 5 });
    expect([listing, matches]).toEqual([[0], replica.matchIds().slice(0, 5)]);
    expect(reason).toEqual({ type: 'budget', what: 'matches' });
  });

  it('reads the listing no further when it fetches no matches', async () => {
    const { reason, listing } = await run({ limit: 5, stages: ['discovery'] });
    expect([reason, listing]).toEqual([{ type: 'budget', what: 'matches' }, [0]]);
    expect((await run({ limit: 101, stages: ['discovery'] })).listing).toEqual([0, 0, 100]);
    const rest = await run({ limit: 1000, stages: ['discovery'] });
    expect([rest.reason, rest.listing]).toEqual([{ type: 'done' }, [0, 100, 200]]);
  });

  it('reads as many pages as its matches fill', async () => {
    expect((await run({ limit: 101, maxPages: 10 })).listing).toEqual([0, 100]);
  });

  it('leaves the rest of the range to later runs, which find every match', async () => {
    await run({ limit: 5 });
    expect((await run({ limit: 5 })).listing).toEqual([0]);
    expect((await run({ stages: ['discovery'] })).listing).toEqual([0, 0, 100, 200]);
    expect(store.listing.count()).toBe(230);
    expect(store.listing.gaps()).toEqual([]);
  });

  it('reports that more is left when it took all matches that it has listed', async () => {
    await run({ stages: ['discovery'], endOffset: 0, maxPages: 1 });
    store.transaction(() => {
      for (const id of replica.matchIds().slice(5, 100)) store.targets.markDone({ kind: 'match', id }, 1);
    });
    store.listing.openGap({
      ...REST,
      upperEndedAtMs: store.targets.find('match', replica.matchIds()[99] ?? 0)?.sortMs ?? 0,
    });
    const { reason, listing } = await run({ limit: 5 });
    expect([reason, listing]).toEqual([{ type: 'budget', what: 'matches' }, [0]]);
  });

  it('reads on until it has enough that fit its filters', async () => {
    const untilMs = store.listing.count() + (replica.world.matchAtPlace(150)?.endedAtMs ?? 0);
    const { listing, matches } = await run({ limit: 3, untilMs });
    expect([listing, matches]).toEqual([[0, 100], replica.matchIds().slice(151, 154)]);
  });
});

describe('--max-pages', () => {
  it('counts pages that the site does not have', async () => {
    const inner = httpFetcher(replica.baseUrl, clock.now);
    const asked: PageRequest[] = [];
    const fetcher: Fetcher = {
      ...inner,
      fetch(request, signal) {
        asked.push(request);
        return request.kind === 'match' ? Promise.reject(new NotFoundError('404')) : inner.fetch(request, signal);
      },
    };
    const { reason } = await runOnce({ store, fetcher, clock }, { stages: PAGE_A_MATCH, endOffset: 0, maxPages: 4 });
    expect([reason, asked.length]).toEqual([{ type: 'budget', what: 'pages' }, 4]);
  });
});

const REST = {
  nextOffset: 100,
  endOffset: 9900,
  previousTopMs: null,
  full: false,
  force: false,
  sinceMs: null,
  stoppedBySince: false,
  stoppedByRange: false,
  fromTop: true,
};

describe('--force-rescrape', () => {
  const knowAll = async () => {
    await run({ stages: ['discovery'] });
    store.transaction(() => {
      for (const id of replica.matchIds()) store.targets.markDone({ kind: 'match', id }, 1);
    });
  };

  it('with --limit fetches that many matches again and makes no other pending', async () => {
    await knowAll();
    const { listing, matches } = await run({ forceRescrape: true, full: true, limit: 2 });
    expect([listing, matches]).toEqual([[0], replica.matchIds().slice(0, 2)]);
    expect(states()).toMatchObject({ pending: 0, done: 230 });
    expect(store.listing.gaps()).toEqual([]);
    expect((await run()).listing).toEqual([0]);
  });

  it('with --limit reads on through known matches as far as it needs, and leaves nothing to be read', async () => {
    await knowAll();
    const { listing } = await run({ forceRescrape: true, full: true, limit: 101, maxPages: 103 });
    expect(listing).toEqual([0, 100]);
    expect([states().pending, states().done, store.listing.gaps()]).toEqual([0, 230, []]);
  });

  it('with --max-pages makes as many pages pending as its budget has left', async () => {
    await knowAll();
    const { matches, pages } = await run({ forceRescrape: true, full: true, maxPages: 4 });
    expect([matches, pages]).toEqual([replica.matchIds().slice(0, 3), 4]);
    expect(states()).toMatchObject({ pending: 0, done: 230 });
  });

  it('with --limit on a first run leaves the rest of the list to later runs, unforced', async () => {
    await run({ forceRescrape: true, full: true, limit: 2 });
    expect(store.listing.gaps()).toMatchObject([{ nextOffset: 100, full: false, force: false }]);
    expect((await run({ stages: ['discovery'] })).listing).toEqual([0, 0, 100, 200]);
  });

  it('with --match and --limit makes the newest of the given matches pending', async () => {
    await knowAll();
    const [newest = 0, , third = 0] = replica.matchIds();
    const { matches } = await run({ forceRescrape: true, full: true, matchIds: [third, newest], limit: 1 });
    expect(matches).toEqual([newest]);
    expect(store.targets.find('match', third)?.state).toBe('done');
  });

  it('with --max-pages makes pages pending match by match, in the order in which they are fetched', async () => {
    const all: StageName[] = ['discovery', 'overview', 'map-stats', 'performance-economy'];
    await run({ limit: 3, stages: all });
    const before = store.targets.counts();
    const done = replica.matchIds().slice(0, 3);
    const { pages } = await run({ forceRescrape: true, full: true, stages: all, maxPages: 6 });
    expect(pages).toBe(6);
    const pagesOf = (matchId: number) => store.targets.ofMatch(matchId).filter(({ state }) => state !== 'done');
    expect(done.flatMap(pagesOf).length).toBeLessThanOrEqual(1);
    expect(store.targets.counts()['map-stats'].done).toBeGreaterThanOrEqual(before['map-stats'].done - 1);
  });
});
