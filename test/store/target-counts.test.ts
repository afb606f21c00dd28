import fc from 'fast-check';
import { expect, it } from 'vitest';
import { TARGET_KINDS, type TargetKind } from '../../src/page-kinds.ts';
import { type Store, storeOn } from '../../src/store/store.ts';
import type { PendingFilter, Target } from '../../src/store/targets.ts';
import { memoryDatabase } from '../helpers/memory-store.ts';
import { listingEntry } from '../helpers/records.ts';

const NOW_MS = 1_771_200_000_000;
const HOUR_MS = 3_600_000;
const RUN_ID = 2;

/** Of every match the overview and three pages of one map, the id of which is ten times the match's. */
const MATCH_IDS = [1, 2, 3, 4];
const REFS = MATCH_IDS.flatMap((matchId) =>
  TARGET_KINDS.map((kind) => ({ kind, id: kind === 'match' ? matchId : matchId * 10, matchId })),
);
type Ref = (typeof REFS)[number];

const failure = { code: 'reset', message: 'reset by peer' };
const STEPS: Record<string, (store: Store, ref: Ref) => void> = {
  add: ({ targets }, ref) => targets.upsert({ ...ref, path: '/', sortMs: ref.id }),
  addWithoutMatch: ({ targets }, ref) => targets.upsert({ ...ref, matchId: null, path: '/', sortMs: null }),
  done: ({ targets }, ref) => targets.markDone(ref, RUN_ID),
  noData: ({ targets }, ref) => targets.markNoData(ref, { reason: 'empty', runId: RUN_ID }),
  skip: ({ targets }, ref) => targets.markSkipped(ref, 'other-event'),
  admit: ({ targets }, ref) => targets.unskipFiltered(ref),
  due: ({ targets }, ref) => targets.markAwaiting(ref, { reason: 'live', nextAttemptAtMs: NOW_MS, runId: 1 }),
  later: ({ targets }, ref) =>
    targets.markAwaiting(ref, { reason: 'live', nextAttemptAtMs: NOW_MS + HOUR_MS, runId: RUN_ID }),
  failNow: ({ targets }, ref) => targets.markAttemptFailed(ref, { ...failure, maxAttempts: 3, runId: RUN_ID }),
  failBefore: ({ targets }, ref) => targets.markAttemptFailed(ref, { ...failure, maxAttempts: 3, runId: 1 }),
  refuse: ({ targets }, ref) => targets.markRefused(ref, { ...failure, leftByRunId: null }),
  retry: ({ targets }) => targets.resetFailed(),
  force: ({ targets }, { matchId }) => targets.resetForce([matchId]),
};

const walk = fc.array(fc.tuple(fc.constantFrom(...Object.keys(STEPS)), fc.constantFrom(...REFS)), { maxLength: 60 });

/** A map page that is known before its match, and one more match beside it. */
const MAP_FIRST: [string, Ref][] = REFS.filter(({ kind }) => kind === 'match' || kind === 'map-stats')
  .toReversed()
  .map((ref) => ['add', ref]);

const FILTERS: readonly Partial<PendingFilter>[] = [
  {},
  { isNew: true },
  { kinds: ['match'] },
  { kinds: ['performance', 'economy'] },
  { matchIds: [1, 3] },
  { matchIds: [1, 3], kinds: ['map-stats', 'match'], isNew: true },
];

const WAITING = 'SELECT kinds, count FROM waiting_match_totals WHERE count > 0 ORDER BY kinds';
const WAITING_COUNTED = `SELECT kinds, count(*) AS count FROM (
    SELECT max(kind = 'match') + 2 * max(kind = 'map-stats') + 4 * max(kind = 'performance') + 8 * max(kind = 'economy')
      AS kinds
    FROM targets WHERE state IN ('pending', 'awaiting') AND match_id IS NOT NULL GROUP BY match_id)
  GROUP BY kinds ORDER BY kinds`;

it('counts the same as a scan of all targets, after any changes', () => {
  fc.assert(
    fc.property(walk, (steps) => {
      const database = memoryDatabase();
      using store = storeOn(database, { file: ':memory:', clock: () => NOW_MS });
      for (const [step, ref] of steps) STEPS[step]?.(store, ref);
      const totals = `SELECT kind, state, has_follow_ups, count FROM target_totals WHERE count > 0 ORDER BY 1, 2, 3`;
      const counted = `SELECT kind, state, has_follow_ups, count(*) AS count FROM targets GROUP BY 1, 2, 3 ORDER BY 1, 2, 3`;
      expect(database.prepare(totals).all()).toEqual(database.prepare(counted).all());
      expect(database.prepare(WAITING).all()).toEqual(database.prepare(WAITING_COUNTED).all());
      for (const each of FILTERS) {
        const filter = { kinds: TARGET_KINDS, runId: RUN_ID, nowMs: NOW_MS, ...each };
        expect(countsOf(store, filter)).toEqual(bruteForce(store, filter));
        for (const limit of [2, 9]) expect(takenOf(store, filter, limit)).toEqual(takenByForce(store, filter, limit));
      }
    }),
    { numRuns: 60, examples: [[MAP_FIRST]] },
  );
});

function countsOf(store: Store, filter: PendingFilter) {
  const pages = store.targets.countByKind(filter);
  return {
    pages: TARGET_KINDS.map((kind) => pages[kind].pages),
    unread: pages.match.withoutFollowUps,
    matches: store.targets.countPendingMatches(filter),
    pending: store.targets.countPending(filter),
    listed: store.targets.pending({ ...filter, limit: 100 }).length,
  };
}

function bruteForce(store: Store, filter: PendingFilter): ReturnType<typeof countsOf> {
  const all = REFS.flatMap(({ kind, id }) => store.targets.find(kind, id) ?? []);
  const matching = all.filter((target) => isWanted(target, filter));
  const ofKind = (kind: TargetKind) => matching.filter((target) => target.kind === kind);
  const leads = ({ id }: Target) => all.some(({ kind, matchId }) => kind !== 'match' && matchId === id);
  return {
    pages: TARGET_KINDS.map((kind) => ofKind(kind).length),
    unread: ofKind('match').filter((overview) => !leads(overview)).length,
    matches: new Set(matching.flatMap(({ matchId }) => matchId ?? [])).size,
    pending: matching.length,
    listed: matching.length,
  };
}

function takenOf(store: Store, filter: PendingFilter, limit: number) {
  return {
    next: store.targets.nextMatches({ ...filter, limit, except: [4] }),
    hasUntried: store.targets.hasUntriedMatches({ ...filter, matchIds: null, isNew: false, limit }),
  };
}

function takenByForce(store: Store, filter: PendingFilter, limit: number): ReturnType<typeof takenOf> {
  const all = REFS.flatMap(({ kind, id }) => store.targets.find(kind, id) ?? []);
  const matches = MATCH_IDS.filter((matchId) => matchId !== 4).flatMap((matchId) => {
    const ofMatch = all.filter((target) => target.matchId === matchId);
    const pages = ofMatch.filter((target) => isWanted(target, filter));
    if (pages.length === 0) return [];
    const waiting = ofMatch.filter(({ state }) => state === 'pending' || state === 'awaiting');
    const isBegun = !pages.some(({ kind, state }) => kind === 'match' && state === 'pending');
    const hasFailed = pages.every(({ lastError }) => lastError !== null);
    return [{ matchId, isBegun, place: hasFailed ? 2 : Number(!isBegun), sortMs: latestOf(waiting) }];
  });
  const order = matches.toSorted(
    (one, other) => one.place - other.place || other.sortMs - one.sortMs || other.matchId - one.matchId,
  );
  const untried = all.filter(
    (target) => isWanted(target, { ...filter, matchIds: null, isNew: false }) && target.attempts === 0,
  );
  return {
    next: order.slice(0, limit).map(({ matchId, place }) => ({ matchId, isBegun: place === 0 })),
    hasUntried: new Set(untried.flatMap(({ matchId }) => matchId ?? [])).size >= limit,
  };
}

const latestOf = (targets: readonly Target[]): number => Math.max(...targets.map(({ sortMs }) => sortMs ?? 0));

function isWanted(target: Target, { kinds, matchIds = null, isNew = false }: PendingFilter): boolean {
  const { kind, state, matchId, lastError, lastAttemptRunId, nextAttemptAtMs } = target;
  if (!kinds.includes(kind) || (isNew && lastError !== null)) return false;
  if (matchIds !== null && (matchId === null || !matchIds.includes(matchId))) return false;
  if (state === 'pending') return lastAttemptRunId !== RUN_ID;
  return state === 'awaiting' && (nextAttemptAtMs ?? 0) <= NOW_MS;
}

it('asks a filter about nothing that it leaves as it is', () => {
  using store = storeOn(memoryDatabase(), {
    file: ':memory:',
    clock: () => NOW_MS,
  });
  for (const ref of REFS) store.targets.upsert({ ...ref, path: '/', sortMs: NOW_MS });
  store.targets.markSkipped({ kind: 'match', id: 2 }, 'other-event');
  const asked: unknown[] = [];
  const ask = (match: unknown): null => {
    asked.push(match);
    return null;
  };
  store.targets.applyFilter(ask, { leavesOutPending: false, sinceMs: null });
  expect([asked.length, store.targets.find('match', 2)?.state]).toEqual([1, 'pending']);
});

it('asks a filter about no match that was skipped for --since and ended before this one', () => {
  using store = storeOn(memoryDatabase(), {
    file: ':memory:',
    clock: () => NOW_MS,
  });
  const entries = MATCH_IDS.map((matchId) => listingEntry({ matchId, endedAtMs: NOW_MS + matchId }));
  const saved = entries.filter(({ matchId }) => matchId !== 2);
  const [unlisted] = [{ kind: 'match', id: 9 } as const];
  store.targets.upsert({ ...unlisted, matchId: 9, path: '/', sortMs: NOW_MS });
  store.targets.markSkipped(unlisted, 'before-since');
  store.listing.savePage({ entries: saved, reasonToSkip: () => 'before-since', force: false, crawled: true });
  // This one is a target before it is listed.
  store.targets.upsert({ kind: 'match', id: 2, matchId: 2, path: '/', sortMs: null });
  store.targets.markSkipped({ kind: 'match', id: 2 }, 'before-since');
  store.listing.savePage({ entries, reasonToSkip: () => 'before-since', force: false, crawled: true });
  const asked: (number | null)[] = [];
  const ask = ({ endedAtMs }: { endedAtMs: number | null }) => {
    asked.push(endedAtMs);
    return 'before-since' as const;
  };
  store.targets.applyFilter(ask, { leavesOutPending: false, sinceMs: NOW_MS + 2 });
  expect(asked.toSorted()).toEqual([NOW_MS, NOW_MS + 2, NOW_MS + 3, NOW_MS + 4]);
});
