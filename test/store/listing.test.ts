import { beforeEach, describe, expect, it } from 'vitest';
import type { Store } from '../../src/store/store.ts';
import { memoryStore } from '../helpers/memory-store.ts';
import { listingEntry, matchPage } from '../helpers/records.ts';
import { savePage } from '../helpers/save-page.ts';

let nowMs = 1_771_200_000_000;
let store: Store;

beforeEach(() => {
  store = memoryStore(() => nowMs);
});

const save = (matchIds: number[], over: Partial<Parameters<Store['listing']['savePage']>[0]> = {}) =>
  store.listing.savePage({
    entries: matchIds.map((matchId) => listingEntry({ matchId, endedAtMs: matchId * 1000 })),
    reasonToSkip: () => null,
    force: false,
    crawled: true,
    ...over,
  });

const GAP = {
  nextOffset: 100,
  endOffset: 9900,
  upperEndedAtMs: 5000,
  previousTopMs: null,
  full: false,
  force: false,
  sinceMs: 1_695_772_800_000,
  stoppedBySince: false,
  stoppedByRange: false,
  fromTop: false,
};

describe('a listing page', () => {
  it('makes a target of every match, once, and tells new from known', () => {
    expect(save([3, 2])).toEqual([3, 2]);
    expect(save([4, 3])).toEqual([4]);
    expect(store.targets.counts().match.pending).toBe(3);
    expect(store.targets.find('match', 3)).toMatchObject({ matchId: 3, sortMs: 3000 });
    expect([2, 3, 4, 5].map((matchId) => store.listing.isKnown(matchId))).toEqual([true, true, true, false]);
    expect(store.listing.count()).toBe(3);
  });

  it('counts a match given by id as new to the listing and keeps its state', () => {
    store.targets.upsert({ kind: 'match', id: 3, matchId: 3, path: '/matches/3/_', sortMs: null });
    store.targets.markDone({ kind: 'match', id: 3 }, 1);
    expect(save([3])).toEqual([3]);
    expect(store.targets.find('match', 3)).toMatchObject({ state: 'done', sortMs: 3000 });
    expect(store.targets.find('match', 3)?.path).not.toBe('/matches/3/_');
  });

  it.each([
    ['live', false, 'pending'],
    ['live', true, 'pending'],
    ['deleted', false, 'pending'],
    ['deleted', true, 'done'],
    ['deleted', null, 'done'],
    ['finished', false, 'done'],
  ] as const)(
    'makes a match pending that is stored as %s and listed now, with isForfeit %s: %s',
    (status, isForfeit, state) => {
      savePage(store, 'match', matchPage({ matchId: 3, status, maps: [] }));
      store.targets.upsert({ kind: 'match', id: 3, matchId: 3, path: '/x', sortMs: null });
      store.targets.markDone({ kind: 'match', id: 3 }, 1);
      save([], { entries: [listingEntry({ matchId: 3, isForfeit })] });
      expect(store.targets.find('match', 3)).toMatchObject({ state });
      expect(store.listing.hasOldOverview(3)).toBe(state === 'pending');
    },
  );

  it('that was saved earlier than the one that a match is known from changes nothing of it', () => {
    const entry = (over: object) => [listingEntry({ matchId: 3, eventName: null, ...over })];
    const saved = (over: object, fetchedAtMs: number) =>
      save([], { entries: entry(over), crawled: false, fetchedAtMs });
    saved({ stars: 2, path: '/matches/3/new' }, 2000);
    saved({ stars: 1, path: '/matches/3/old', eventName: 'Example Cup' }, 1000);
    expect(store.listing.entryOf(3)).toMatchObject({ stars: 2, path: '/matches/3/new', eventName: 'Example Cup' });
    expect(store.targets.find('match', 3)).toMatchObject({ path: '/matches/3/new' });
    saved({ stars: 3, path: '/matches/3/new' }, 2000);
    saved({ stars: 2, path: '/matches/3/new' }, 2000);
    expect(store.listing.entryOf(3)).toMatchObject({ stars: 3 });
    save([], { entries: entry({ stars: 4 }), fetchedAtMs: 1500 });
    expect(store.listing.entryOf(3)).toMatchObject({ stars: 4 });
  });

  it('skips excluded matches with the reason, and does not skip known ones', () => {
    save([2]);
    save([1, 2], { reasonToSkip: () => 'before-since' });
    expect(store.targets.find('match', 1)).toMatchObject({ state: 'skipped', reason: 'before-since' });
    expect(store.targets.find('match', 2)?.state).toBe('pending');
  });

  it('with force, fetches known matches and their pages again, except excluded ones', () => {
    save([1, 2]);
    store.targets.upsert({ kind: 'economy', id: 20, matchId: 2, path: '/e', sortMs: null });
    for (const ref of [{ kind: 'match', id: 1 } as const, { kind: 'match', id: 2 } as const]) {
      store.targets.markDone(ref, 1);
    }
    store.targets.markNoData({ kind: 'economy', id: 20 }, { reason: 'x', runId: 1 });
    save([1, 2], {
      force: true,
      reasonToSkip: ({ matchId }) => (matchId === 1 ? 'before-since' : null),
    });
    expect(store.targets.find('match', 1)?.state).toBe('done');
    expect(store.targets.find('match', 2)?.state).toBe('pending');
    expect(store.targets.find('economy', 20)?.state).toBe('pending');
  });

  it('takes a match that a filter had left out and that fits now, and no other that is skipped', () => {
    save([1, 2], { reasonToSkip: () => 'other-team' });
    store.targets.markSkipped({ kind: 'match', id: 2 }, 'robots');
    save([1, 2]);
    expect(store.targets.find('match', 1)).toMatchObject({ state: 'pending', reason: null });
    expect(store.targets.find('match', 2)).toMatchObject({ state: 'skipped', reason: 'robots' });
  });

  it('refreshes what the listing says of a match; a missing event name covers none', () => {
    save([2]);
    nowMs += 1000;
    save([], { entries: [listingEntry({ matchId: 2, stars: 3, eventName: null, endedAtMs: 99_000 })] });
    expect(store.listing.rankOf(99_000)).toBe(1);
    store.targets.upsert({ kind: 'match', id: 2, matchId: 2, path: '/x', sortMs: null });
    expect(store.targets.find('match', 2)?.sortMs).toBe(99_000);
  });

  it('that no crawl has read makes its matches known to nobody but the targets', () => {
    save([2], { crawled: false });
    expect([store.listing.isKnown(2), store.listing.count(), store.listing.rankOf(0)]).toEqual([false, 0, 0]);
    expect(save([2])).toEqual([2]);
    save([2], { crawled: false });
    expect(store.listing.isKnown(2)).toBe(true);
  });

  it('is stored whole or not at all', () => {
    expect(() =>
      save([1, 2], {
        reasonToSkip: ({ matchId }) => {
          if (matchId === 2) throw new Error('power cut');
          return null;
        },
      }),
    ).toThrow('power cut');
    expect(store.listing.isKnown(1)).toBe(false);
    expect(store.targets.find('match', 1)).toBeNull();
  });
});

describe('ranges still to be read', () => {
  it('are opened, moved on and closed', () => {
    const gapId = store.listing.openGap(GAP);
    expect(store.listing.gaps()).toEqual([{ gapId, ...GAP }]);
    const moved = {
      ...GAP,
      nextOffset: 200,
      full: true,
      force: true,
      stoppedBySince: true,
      stoppedByRange: true,
      fromTop: true,
      sinceMs: null,
    };
    store.listing.updateGap(gapId, moved);
    expect(store.listing.gaps()).toEqual([{ gapId, ...moved }]);
    store.listing.closeGap(gapId);
    expect(store.listing.gaps()).toEqual([]);
  });

  it('are listed newest first, and no id is used twice', () => {
    const first = store.listing.openGap(GAP);
    const second = store.listing.openGap({ ...GAP, nextOffset: 300 });
    expect(store.listing.gaps().map(({ gapId }) => gapId)).toEqual([second, first]);
    store.listing.updateGap(second, { ...GAP, nextOffset: 400 });
    expect(store.listing.gaps()[0]).toMatchObject({ gapId: second, nextOffset: 400 });
    store.listing.closeGap(second);
    expect(store.listing.openGap(GAP)).toBeGreaterThan(second);
  });

  it('are found again after new matches have pushed them down', () => {
    save([10, 9, 8, 7]);
    expect(store.listing.rankOf(8000)).toBe(3);
    save([12, 11, 10, 9]);
    expect(store.listing.rankOf(8000)).toBe(5);
  });
});
