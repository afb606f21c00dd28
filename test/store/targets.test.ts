import { beforeEach, describe, expect, it } from 'vitest';
import type { ListingEntry } from '../../src/page-records.ts';
import type { Store } from '../../src/store/store.ts';
import type { FilteredMatch } from '../../src/store/target-states.ts';
import { memoryStore } from '../helpers/memory-store.ts';
import { listingEntry } from '../helpers/records.ts';

const HOUR_MS = 3_600_000;
const START_MS = 1_771_200_000_000;
let nowMs = START_MS;
let store: Store;

beforeEach(() => {
  nowMs = START_MS;
  store = memoryStore(() => nowMs);
});

type Kind = 'match' | 'map-stats' | 'performance' | 'economy';

const add = (kind: Kind, id: number, over: { matchId?: number | null; sortMs?: number | null; path?: string } = {}) =>
  store.targets.upsert({ kind, id, matchId: id, path: `/${kind}/${id}`, sortMs: START_MS - id, ...over });

const pending = (
  over: { kinds?: Kind[]; runId?: number; limit?: number; matchIds?: number[] | null; isNew?: boolean } = {},
) =>
  store.targets
    .pending({ kinds: ['match', 'map-stats', 'performance', 'economy'], runId: 1, limit: 100, nowMs, ...over })
    .map(({ kind, id }) => `${kind} ${id}`);

const failOnce = (id: number, { runId = 1, maxAttempts = 5 } = {}) =>
  store.targets.markAttemptFailed(
    { kind: 'match', id },
    { code: 'reset', message: 'reset by peer', maxAttempts, runId },
  );

describe('making targets', () => {
  it('starts pending; a second time only path, match and dates change', () => {
    expect(add('match', 7, { matchId: null, sortMs: null })).toBe('new');
    store.targets.markDone({ kind: 'match', id: 7 }, 3);
    nowMs += 5;
    expect(add('match', 7, { matchId: 7, sortMs: 42, path: '/matches/7/renamed' })).toBe('known');
    expect(add('match', 7, { matchId: null, sortMs: null, path: '/matches/7/renamed' })).toBe('known');
    expect(store.targets.find('match', 7)).toEqual({
      kind: 'match',
      id: 7,
      matchId: 7,
      path: '/matches/7/renamed',
      sortMs: 42,
      state: 'done',
      reason: null,
      attempts: 0,
      rechecks: 0,
      lastErrorKind: null,
      lastError: null,
      nextAttemptAtMs: null,
      lastAttemptRunId: 3,
      firstSeenAtMs: START_MS,
      lastSeenAtMs: START_MS + 5,
    });
    expect(store.targets.find('match', 8)).toBeNull();
  });

  it('refuses ids that no page can have', () => {
    expect(() => add('match', 0)).toThrow(/CHECK/);
    expect(() => add('match', -5)).toThrow(/CHECK/);
  });
});

describe('what is to be done', () => {
  it('is the newest match first; performance and economy of a map side by side', () => {
    for (const [id, sortMs] of [
      [1, 10],
      [2, 30],
      [3, 20],
      [4, null],
    ] as const) {
      add('match', id, { sortMs });
    }
    expect(pending({ kinds: ['match'] })).toEqual(['match 2', 'match 3', 'match 1', 'match 4']);
    for (const kind of ['economy', 'performance'] as const) {
      for (const [id, matchId] of [
        [101, 1],
        [102, 1],
        [103, 2],
      ] as const) {
        add(kind, id, { matchId, sortMs: matchId });
      }
    }
    expect(pending({ kinds: ['performance', 'economy'] })).toEqual([
      'performance 103',
      'economy 103',
      'performance 101',
      'economy 101',
      'performance 102',
      'economy 102',
    ]);
  });

  it('keeps to kinds, matches and limit; the count agrees', () => {
    for (let id = 1; id <= 5; id += 1) add('match', id);
    add('map-stats', 10, { matchId: 1 });
    expect(pending({ kinds: ['match'], limit: 2 })).toEqual(['match 1', 'match 2']);
    expect(pending({ matchIds: [1, 4] })).toEqual(['match 1', 'match 4', 'map-stats 10']);
    expect(pending({ matchIds: [] })).toEqual([]);
    const filter = { kinds: ['match'] as const, runId: 1, nowMs };
    expect(store.targets.countPending(filter)).toBe(5);
    expect(store.targets.countPending({ ...filter, matchIds: [4, 9] })).toBe(1);
  });

  it('leaves out what is done, without data, skipped or failed', () => {
    for (let id = 1; id <= 5; id += 1) add('match', id);
    store.targets.markDone({ kind: 'match', id: 1 }, 1);
    store.targets.markNoData({ kind: 'match', id: 2 }, { reason: 'no charts', runId: 1 });
    store.targets.markSkipped({ kind: 'match', id: 3 }, 'before-since');
    failOnce(4, { maxAttempts: 1 });
    expect(pending()).toEqual(['match 5']);
    expect(store.targets.counts().match).toEqual({
      pending: 1,
      done: 1,
      no_data: 1,
      awaiting: 0,
      failed: 1,
      skipped: 1,
    });
    expect(store.targets.counts().economy.pending).toBe(0);
    expect(store.targets.find('match', 2)?.reason).toBe('no charts');
  });
});

describe('failed attempts', () => {
  it('rest until the next run, then come after what never failed', () => {
    add('match', 1);
    add('match', 2);
    expect(failOnce(1)).toBe('pending');
    expect(pending()).toEqual(['match 2']);
    expect(store.targets.countPending({ kinds: ['match'], runId: 1, nowMs })).toBe(1);
    expect(pending({ runId: 2 })).toEqual(['match 2', 'match 1']);
    expect(store.targets.find('match', 1)).toMatchObject({
      attempts: 1,
      lastErrorKind: 'reset',
      lastError: 'reset by peer',
      lastAttemptRunId: 1,
    });
  });

  it('end in failed when all are used up, over all runs, and stay there', () => {
    add('match', 1);
    expect([1, 2, 3].map((runId) => failOnce(1, { runId, maxAttempts: 3 }))).toEqual(['pending', 'pending', 'failed']);
    expect(pending({ runId: 9 })).toEqual([]);
    expect(store.targets.failedIds()).toEqual([
      { kind: 'match', id: 1, lastErrorKind: 'reset', lastError: 'reset by peer' },
    ]);
  });

  it('are given anew by --retry-failed, to failed targets alone; that they failed stays known', () => {
    add('match', 1);
    add('match', 2);
    failOnce(1, { maxAttempts: 1 });
    failOnce(2);
    expect(store.targets.resetFailed([2])).toBe(0);
    expect(store.targets.resetFailed([1])).toBe(1);
    expect(store.targets.resetFailed()).toBe(0);
    expect(store.targets.find('match', 1)).toMatchObject({ state: 'pending', attempts: 0, lastError: 'reset by peer' });
    expect(store.targets.find('match', 2)).toMatchObject({ state: 'pending', attempts: 1 });
    expect(pending()).toEqual(['match 1']);
  });

  it('leave no error behind once the page is stored', () => {
    add('match', 1);
    failOnce(1);
    store.targets.markDone({ kind: 'match', id: 1 }, 2);
    expect(store.targets.find('match', 1)).toMatchObject({ state: 'done', lastError: null, lastErrorKind: null });
  });
});

describe('awaiting', () => {
  it('comes back when its time has come, counting rechecks', () => {
    add('match', 1);
    const ref = { kind: 'match' as const, id: 1 };
    store.targets.markAwaiting(ref, { reason: 'no stats yet', nextAttemptAtMs: nowMs + HOUR_MS, runId: 1 });
    expect(pending()).toEqual([]);
    expect(pending({ runId: 2 })).toEqual([]);
    nowMs += HOUR_MS;
    expect(pending()).toEqual(['match 1']);
    store.targets.markAwaiting(ref, { reason: 'still none', nextAttemptAtMs: nowMs + HOUR_MS, runId: 2 });
    expect(store.targets.find('match', 1)).toMatchObject({ state: 'awaiting', rechecks: 2, reason: 'still none' });
  });

  it('does not wait for a time that a clock noted which was ahead', () => {
    add('match', 1);
    const ref = { kind: 'match' as const, id: 1 };
    const nineYears = 9 * 365 * 24 * HOUR_MS;
    store.targets.markAwaiting(ref, { reason: 'x', nextAttemptAtMs: nowMs + nineYears, runId: 1 });
    expect(pending({ runId: 2 })).toEqual(['match 1']);
    store.targets.markAwaiting(ref, { reason: 'x', nextAttemptAtMs: nowMs + 48 * HOUR_MS, runId: 2 });
    nowMs -= 1000;
    expect(pending({ runId: 2 })).toEqual([]);
  });

  it('that fails when tried again rests until the next run, like any other', () => {
    add('match', 1);
    store.targets.markAwaiting({ kind: 'match', id: 1 }, { reason: 'x', nextAttemptAtMs: nowMs, runId: 1 });
    expect(pending()).toEqual(['match 1']);
    failOnce(1);
    expect(pending()).toEqual([]);
    expect(pending({ runId: 2 })).toEqual(['match 1']);
    expect(store.targets.find('match', 1)?.rechecks).toBe(1);
  });
});

describe('wanting again', () => {
  it('a forced match and all its pages become pending in any state; others are unchanged', () => {
    add('match', 1);
    add('map-stats', 10, { matchId: 1 });
    add('economy', 10, { matchId: 1 });
    add('match', 2);
    store.targets.markDone({ kind: 'match', id: 1 }, 1);
    store.targets.markNoData({ kind: 'map-stats', id: 10 }, { reason: 'x', runId: 1 });
    store.targets.markDone({ kind: 'match', id: 2 }, 1);
    expect(store.targets.resetForce([1])).toBe(3);
    expect(pending()).toEqual(['match 1', 'map-stats 10', 'economy 10']);
    expect(store.targets.ofMatch(1).map(({ state }) => state)).toEqual(['pending', 'pending', 'pending']);
  });

  it('a filter leaves out what waits and does not fit, and takes it back when it fits', () => {
    const entry = (matchId: number, over: Partial<ListingEntry>) =>
      store.listing.savePage({
        entries: [listingEntry({ matchId, ...over })],
        reasonToSkip: () => null,
        force: false,
        crawled: true,
      });
    entry(1, { endedAtMs: 1000, eventName: 'Example Cup' });
    entry(2, { endedAtMs: 2000, stars: 3, eventName: null });
    add('economy', 20, { matchId: 2 });
    add('match', 3, { sortMs: 500 });
    add('match', 4);
    store.targets.markSkipped({ kind: 'match', id: 4 }, 'robots');
    failOnce(1);
    const seen: FilteredMatch[] = [];
    store.targets.applyFilter((match) => {
      seen.push(match);
      return match.isListed ? 'other-event' : null;
    });
    expect(pending({ runId: 9 })).toEqual(['match 3']);
    expect(store.targets.find('economy', 20)).toMatchObject({ state: 'skipped', reason: 'other-event' });
    expect(seen).toContainEqual(
      expect.objectContaining({ isListed: true, endedAtMs: 2000, eventName: null, stars: 3 }),
    );
    expect(seen).toContainEqual(
      expect.objectContaining({ isListed: false, endedAtMs: 500, team1Name: null, stars: null }),
    );
    store.targets.applyFilter(({ stars }) => (stars === 3 ? 'too-few-stars' : null));
    expect(pending({ runId: 9 })).toEqual(['match 3', 'match 1']);
    expect(store.targets.find('match', 1)).toMatchObject({ state: 'pending', reason: null, attempts: 1 });
    store.targets.applyFilter(() => null);
    expect(pending({ runId: 9 }).toSorted()).toEqual(['economy 20', 'match 1', 'match 2', 'match 3']);
    expect(store.targets.find('match', 4)).toMatchObject({ state: 'skipped', reason: 'robots' });
  });

  it('a skipped target becomes pending when the user names it', () => {
    add('match', 1);
    add('match', 2);
    store.targets.markSkipped({ kind: 'match', id: 1 }, 'before-since');
    store.targets.markDone({ kind: 'match', id: 2 }, 1);
    for (const id of [1, 2]) store.targets.unskip({ kind: 'match', id });
    expect(pending()).toEqual(['match 1']);
  });

  it('a refused target costs no attempt, comes last, and rests once it is left to the next run', () => {
    add('match', 1);
    add('match', 2);
    const refusal = { code: 'denied', message: 'status 403' };
    store.targets.markRefused({ kind: 'match', id: 1 }, { ...refusal, leftByRunId: null });
    expect(pending()).toEqual(['match 2', 'match 1']);
    expect(pending({ isNew: true })).toEqual(['match 2']);
    store.targets.markRefused({ kind: 'match', id: 1 }, { ...refusal, leftByRunId: 1 });
    expect(pending()).toEqual(['match 2']);
    expect(pending({ runId: 2 })).toEqual(['match 2', 'match 1']);
    expect(store.targets.find('match', 1)).toMatchObject({ attempts: 0, lastErrorKind: 'denied' });
  });

  it('of the targets that a rule keeps away the newest is known, and all of them come back together', () => {
    for (const id of [1, 2, 3, 4]) add('match', id);
    for (const id of [2, 3]) store.targets.markSkipped({ kind: 'match', id }, 'robots.txt: Disallow: /a/');
    store.targets.markSkipped({ kind: 'match', id: 4 }, 'forfeit');
    const filter = { prefix: 'robots.txt: ', kinds: ['match'], matchIds: null } as const;
    expect(store.targets.newestSkipped(filter)).toMatchObject([
      { kind: 'match', id: 2, reason: 'robots.txt: Disallow: /a/' },
    ]);
    expect(store.targets.newestSkipped({ ...filter, matchIds: [3] })).toMatchObject([{ id: 3 }]);
    expect(store.targets.newestSkipped({ ...filter, kinds: ['economy'] })).toEqual([]);
    expect(store.targets.reviveSkipped({ reason: 'robots.txt: Disallow: /a/' })).toBe(2);
    expect(pending()).toEqual(['match 1', 'match 2', 'match 3']);
  });
});
