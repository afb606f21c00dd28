import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { scrapeSettings } from '../../src/commands/options.ts';
import { planOf } from '../../src/commands/plan.ts';
import { NotFoundError, RefusedError, TransientError } from '../../src/errors.ts';
import type { Fetcher } from '../../src/fetcher.ts';
import type { IdleMatch, Notice } from '../../src/notices.ts';
import { renderIdleMatches } from '../../src/output/idle-matches.ts';
import { STAGE_NAMES, TARGET_KINDS } from '../../src/page-kinds.ts';
import { type Replica, startReplica } from '../../src/replica/replica.ts';
import { listIdleMatches } from '../../src/stages/idle-matches.ts';
import type { Store } from '../../src/store/store.ts';
import { type FakeClock, fakeClock } from '../helpers/clock.ts';
import { httpFetcher } from '../helpers/http-fetcher.ts';
import { memoryStore } from '../helpers/memory-store.ts';
import { runOnce, type TestRun } from '../helpers/run.ts';

/** Runs of some stages, of some matches, and of matches of which nothing is left to fetch. */

const HOUR_MS = 3_600_000;
const NEWEST_MS = Date.UTC(2026, 1, 14, 18);
let replica: Replica;
let store: Store;
let clock: FakeClock;
let fetcher: Fetcher;

beforeEach(async () => {
  replica = await startReplica({ seed: 27, matches: 6, variants: 'plain', size: 'bare', newestEndAtMs: NEWEST_MS });
  clock = fakeClock(NEWEST_MS + 30 * 24 * HOUR_MS);
  store = memoryStore(clock.now);
  fetcher = httpFetcher(replica.baseUrl, clock.now);
});

afterEach(async () => {
  store.close();
  await replica.close();
});

const run = (settings: Parameters<typeof runOnce>[1] = {}): Promise<TestRun> =>
  runOnce({ store, clock, fetcher }, settings);

const completed = (notices: Notice[]): number[] =>
  notices.flatMap((notice) => (notice.type === 'match-complete' ? [notice.matchId] : []));

const idle = (notices: Notice[]): IdleMatch[] =>
  notices.flatMap((notice) => (notice.type === 'matches-idle' ? notice.matches : []));

/** Matches with pages fetched since the last look, in the order of their first page. */
function begun(): number[] {
  const ids = replica.requests.splice(0).flatMap(({ kind, id }) => {
    const target = TARGET_KINDS.find((each) => each === kind);
    return target === undefined || id === null ? [] : (store.targets.find(target, id)?.matchId ?? []);
  });
  return [...new Set(ids)];
}

describe('a run of some stages', () => {
  it('calls a match complete when their last page of it is stored', async () => {
    const ids = replica.matchIds();
    const first = await run({ stages: ['discovery', 'overview'] });
    expect(completed(first.notices).toSorted()).toEqual(ids.toSorted());
    expect(completed((await run({ stages: ['map-stats'] })).notices).toSorted()).toEqual(ids.toSorted());
    expect(completed((await run({ stages: ['discovery', 'overview'] })).notices)).toEqual([]);
    expect(completed((await run()).notices).toSorted()).toEqual(ids.toSorted());
  });

  it('has used the budget of --limit when pages of these stages are left, and no others', async () => {
    await run({ stages: ['discovery', 'overview'] });
    expect((await run({ stages: ['overview'], limit: 2 })).reason).toEqual({ type: 'done' });
    expect((await run({ stages: ['map-stats'], limit: 2 })).reason).toEqual({ type: 'budget', what: 'matches' });
    expect((await run({ stages: ['map-stats'], limit: 4 })).reason).toEqual({ type: 'done' });
  });
});

describe('the estimate', () => {
  const pace = { minDelayMs: 400, maxDelayMs: 400 };

  it('of a run that starts is that of --dry-run, and the progress line counts it down', async () => {
    await run({ stages: ['discovery'] });
    await run({ stages: ['overview'], limit: 2 });
    const settings = { ...scrapeSettings({}), limit: 4, maxPages: 30 };
    const plan = planOf(store, { settings, site: pace, nowMs: clock.now() });
    const { notices } = await run({ limit: 4, maxPages: 30 });
    expect(notices.find(({ type }) => type === 'estimate')).toEqual({ type: 'estimate', estimate: plan.estimate });
    const left = notices.flatMap((notice) => (notice.type === 'batch-started' ? [notice.remainingPages] : []));
    expect(left[0]).toBe(Math.min(29, plan.estimate.pages));
    expect(left).toEqual(left.toSorted((one, other) => other - one));
  });
});

describe('--limit', () => {
  it('completes matches that an earlier run has started before it starts new ones', async () => {
    const [newest = 0, second = 0, third = 0, fourth = 0, ...others] = replica.matchIds();
    await run({ stages: ['discovery'] });
    await run({ stages: ['overview'], matchIds: [third, fourth] });
    begun();
    const { notices } = await run({ limit: 3 });
    expect(begun().toSorted()).toEqual([newest, third, fourth].toSorted());
    expect(completed(notices)).toHaveLength(3);
    await run({ limit: 1 });
    expect(begun()).toEqual([second]);
    expect(others.map((id) => store.targets.find('match', id)?.state)).toEqual(['pending', 'pending']);
  });

  it.each([
    ['failed', new TransientError('server-error', '502')],
    ['been refused', new RefusedError('denied', 'denied', { marker: '403' })],
  ])('does not wait for a match of which every page has %s before', async (_, error) => {
    const [newest = 0, second = 0] = replica.matchIds();
    await run({ stages: ['discovery'] });
    await run({ matchIds: [second], stages: ['overview'] });
    const good = fetcher;
    fetcher = { ...good, fetch: () => Promise.reject(error) };
    await run({ matchIds: [second], maxConsecutiveFailures: 99 });
    fetcher = good;
    begun();
    await run({ limit: 1 });
    expect(begun()).toEqual([newest]);
  });
});

describe('--match of which nothing is fetched', () => {
  const whyOf = async (settings: Parameters<typeof runOnce>[1]): Promise<string> =>
    renderIdleMatches(idle((await run(settings)).notices)).join('\n');

  it('says that it is complete, as of when', async () => {
    const [id = 0] = replica.matchIds();
    expect(await whyOf({ matchIds: [id] })).toBe('');
    expect(await whyOf({ matchIds: [id] })).toBe(
      `match ${id}: already complete as of 2026-03-16 18:00 UTC; --force-rescrape fetches it again`,
    );
    expect(await whyOf({ matchIds: [id], forceRescrape: true })).toBe('');
  });

  it('says that other stages have pages of it, or that no page is known', async () => {
    const [id = 0, other = 0] = replica.matchIds();
    const stages = ['overview'] as const;
    await run({ matchIds: [id], stages: [...stages] });
    expect(await whyOf({ matchIds: [id], stages: [...stages] })).toMatch(
      /^match \d+: already complete as of .*; \d+ pages of other stages pending: run without --stages$/,
    );
    expect(await whyOf({ matchIds: [other], stages: ['map-stats'] })).toMatch(/add overview to --stages/);
  });

  it('says that its attempts are used up, with the last error', async () => {
    const [id = 0] = replica.matchIds();
    fetcher = { ...fetcher, fetch: () => Promise.reject(new TransientError('server-error', 'it answered 502')) };
    await run({ matchIds: [id], maxAttempts: 1 });
    expect(await whyOf({ matchIds: [id] })).toBe(
      `match ${id}: match ${id} failed after 1 attempt; --retry-failed gives it new ones: it answered 502`,
    );
  });

  it('gets new attempts with --retry-failed, alone', async () => {
    const [id = 0, other = 0] = replica.matchIds();
    const good = fetcher;
    fetcher = { ...good, fetch: () => Promise.reject(new TransientError('server-error', 'it answered 502')) };
    await run({ matchIds: [id, other], maxAttempts: 1 });
    fetcher = good;
    await run({ matchIds: [id], retryFailed: true });
    expect([id, other].map((each) => store.targets.find('match', each)?.state)).toEqual(['done', 'failed']);
  });

  it('says which page of it is skipped, and why', async () => {
    const [id = 0] = replica.matchIds();
    await run({ matchIds: [id] });
    const map = store.targets.ofMatch(id).find(({ kind }) => kind === 'economy')?.id ?? 0;
    store.targets.markSkipped({ kind: 'economy', id: map }, 'robots.txt: /stats/');
    const reason = { type: 'disallowed', why: 'robots.txt: /stats/' } as const;
    const match = { matchId: id, page: { kind: 'economy', id: map }, reason, pagesOfOtherStages: 0 } as const;
    const settings = { matchIds: [id], stages: [...STAGE_NAMES] };
    expect(listIdleMatches(store, { settings, runId: 0, nowMs: clock.now() })).toEqual([match]);
    expect(renderIdleMatches([match])).toEqual([
      `match ${id}: economy ${map} is skipped (robots.txt: /stats/); --ignore-robots fetches it anyway`,
    ]);
  });

  it('says until when it waits, and that the site has nothing', async () => {
    const [id = 0] = replica.matchIds();
    store.targets.upsert({ kind: 'match', id, matchId: id, path: `/matches/${id}/_`, sortMs: NEWEST_MS });
    clock.advance(-30 * 24 * HOUR_MS);
    fetcher = { ...fetcher, fetch: () => Promise.reject(new NotFoundError('404')) };
    await run({ matchIds: [id] });
    expect(await whyOf({ matchIds: [id] })).toMatch(
      /awaits 2026-02-14 19:00 UTC \(404\); run again then, or --force-rescrape now$/,
    );
    clock.advance(200 * HOUR_MS);
    await run({ matchIds: [id] });
    expect(await whyOf({ matchIds: [id] })).toBe(
      `match ${id}: the site has no data (404); --force-rescrape fetches it again`,
    );
  });
});
