import fc from 'fast-check';
import { expect, it } from 'vitest';
import { TARGET_KINDS, type TargetKind } from '../../src/page-kinds.ts';
import { openDatabase } from '../../src/store/database.ts';
import { type Store, storeOn } from '../../src/store/store.ts';
import type { PendingFilter, Target } from '../../src/store/targets.ts';

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
  admit: ({ targets }, ref) => targets.admitSkipped(ref),
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

it('counts what is to be fetched as a look at every target does, whatever has happened to them', () => {
  fc.assert(
    fc.property(walk, (steps) => {
      const database = openDatabase({ file: ':memory:', readOnly: false, clock: () => NOW_MS });
      using store = storeOn(database, { file: ':memory:', clock: () => NOW_MS });
      for (const [step, ref] of steps) STEPS[step]?.(store, ref);
      const totals = `SELECT kind, state, has_follow_ups, count FROM target_totals WHERE count > 0 ORDER BY 1, 2, 3`;
      const counted = `SELECT kind, state, has_follow_ups, count(*) AS count FROM targets GROUP BY 1, 2, 3 ORDER BY 1, 2, 3`;
      expect(database.prepare(totals).all()).toEqual(database.prepare(counted).all());
      for (const each of FILTERS) {
        const filter = { kinds: TARGET_KINDS, runId: RUN_ID, nowMs: NOW_MS, ...each };
        expect(countsOf(store, filter)).toEqual(bruteForce(store, filter));
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
  const wanted = all.filter((target) => isWanted(target, filter));
  const ofKind = (kind: TargetKind) => wanted.filter((target) => target.kind === kind);
  const leads = ({ id }: Target) => all.some(({ kind, matchId }) => kind !== 'match' && matchId === id);
  return {
    pages: TARGET_KINDS.map((kind) => ofKind(kind).length),
    unread: ofKind('match').filter((overview) => !leads(overview)).length,
    matches: new Set(wanted.flatMap(({ matchId }) => matchId ?? [])).size,
    pending: wanted.length,
    listed: wanted.length,
  };
}

function isWanted(target: Target, { kinds, matchIds = null, isNew = false }: PendingFilter): boolean {
  const { kind, state, matchId, lastError, lastAttemptRunId, nextAttemptAtMs } = target;
  if (!kinds.includes(kind) || (isNew && lastError !== null)) return false;
  if (matchIds !== null && (matchId === null || !matchIds.includes(matchId))) return false;
  if (state === 'pending') return lastAttemptRunId !== RUN_ID;
  return state === 'awaiting' && (nextAttemptAtMs ?? 0) <= NOW_MS;
}

it('asks a filter about nothing that it leaves as it is', () => {
  using store = storeOn(openDatabase({ file: ':memory:', readOnly: false, clock: () => NOW_MS }), {
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
