import { mkdtempSync, rmSync } from 'node:fs';
import type { RequestListener } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { ScrapeSettings } from '../../src/config.ts';
import { exitCodeOf } from '../../src/exit-codes.ts';
import { readCooldown } from '../../src/fetch/policy/cooldown.ts';
import { trackProgress } from '../../src/progress.ts';
import { type Replica, startReplica } from '../../src/replica/replica.ts';
import { createWorld } from '../../src/replica/world/world.ts';
import type { Store } from '../../src/store/store.ts';
import { type FakeClock, fakeClock } from '../helpers/clock.ts';
import { type Fault, withFaults } from '../helpers/faults/faults.ts';
import { memoryFetcher } from '../helpers/memory-fetcher.ts';
import { memoryStore } from '../helpers/memory-store.ts';
import { differences } from '../helpers/rows.ts';
import { runOnce } from '../helpers/run.ts';
import { stackSite } from '../helpers/stack-site.ts';
import { type CopiedStore, copiedStore } from '../helpers/stored-copy.ts';

const HOUR_MS = 3_600_000;
const NEWEST_MS = Date.UTC(2026, 1, 14, 18);
const NOW_MS = NEWEST_MS + 30 * 24 * HOUR_MS;
/** One of the matches has three maps. */
const WORLD = { seed: 491, matches: 3, variants: 'plain', size: 'bare', newestEndAtMs: NEWEST_MS } as const;
const GARBAGE: Fault = { type: 'garbage' };
const STATUS_500: Fault = { type: 'status', status: 500 };
const REFUSED: Fault = { type: 'status', status: 403 };

/** The pipeline against the fault server, with everything of a run but the browser. */
describe('a run on a site with faults', () => {
  let dataDir: string;
  let clock: FakeClock;
  let store: Store;
  let replica: Replica;
  /** Which paths go wrong, and how; the first that fits decides. */
  let faults: { path: RegExp; fault: Fault }[];
  let robots: string;
  let crawled: CopiedStore;

  beforeAll(async () => {
    const own = fakeClock(NOW_MS);
    crawled = copiedStore(own.now);
    await runOnce({ ...crawled, clock: own, fetcher: memoryFetcher(createWorld(WORLD), { nowMs: own.now }) });
  });
  afterAll(() => crawled[Symbol.dispose]());

  beforeEach(async () => {
    dataDir = mkdtempSync(join(tmpdir(), 'hltv-policy-'));
    clock = fakeClock(NOW_MS);
    store = memoryStore(clock.now);
    faults = [];
    robots = 'User-agent: *\nDisallow:\n';
    replica = await startReplica({ ...WORLD, intercept });
  });

  afterEach(async () => {
    store.close();
    await replica.close();
    rmSync(dataDir, { recursive: true, force: true });
  });

  const intercept =
    (next: RequestListener): RequestListener =>
    (request, response) => {
      if (request.url === '/robots.txt') {
        response.setHeader('content-type', 'text/plain').end(robots);
        return;
      }
      const rule = faults.find(({ path }) => path.test(request.url ?? ''));
      const layer = withFaults({ rules: rule === undefined ? [] : [{ fault: rule.fault }] });
      layer(next)(request, response);
    };

  async function run(settings: Partial<ScrapeSettings> = {}, ignoreRobots = false) {
    const progress = trackProgress(clock);
    const site = stackSite({ baseUrl: replica.baseUrl, dataDir, clock, ignoreRobots });
    const { reason, notices } = await runOnce({ store, clock, ...site }, settings, (notice) =>
      progress.observe(notice),
    );
    const isIncomplete = progress.failures().length > 0 || progress.refusedPages() > 0;
    const checks = notices.filter((notice) => notice.type === 'known-page-checked');
    return { reason, notices, checks, exitCode: exitCodeOf(reason, isIncomplete), asked: asked() };
  }

  /** Continues where a whole run has ended. Its pages had another address: `wrong` would name that. */
  async function afterWholeRun(): Promise<void> {
    store.close();
    store = crawled.copy(clock.now);
    // The run has robots.txt, too.
    await run({ stages: ['discovery'] });
  }

  const cooldown = () => readCooldown({ dataDir, baseUrl: replica.baseUrl }, clock.now());
  const asked = (): string[] => replica.requests.splice(0).map(({ kind, id }) => `${kind} ${id}`);
  const wrong = (): string[] => differences(store.tables.all(), replica.truth());
  const addFault = (path: RegExp, fault: Fault): void => void faults.push({ path, fault });
  const matchIds = (place: number, count: number): number[] => replica.matchIds().slice(place, place + count);
  const mapIds = (matchId: number): number[] =>
    replica.world.findMatch(matchId)?.maps.flatMap((map) => map.mapStatsId ?? []) ?? [];
  const pagesOf = (ids: readonly number[]): RegExp => new RegExp(`/matches/(?:${ids.join('|')})/`);
  const mapPagesOf = (ids: readonly number[]): RegExp => new RegExp(`mapstatsid/(?:${ids.join('|')})/`);
  const pending = () =>
    store.targets.countPending({
      kinds: ['match', 'map-stats', 'performance', 'economy'],
      runId: 0,
      nowMs: clock.now(),
    });
  const failed = () => store.targets.failedIds();

  /** Nothing is left but what failed, and all else is right. */
  function expectAllBut(kind: string, ids: readonly number[]): void {
    const left = store.targets.pending({
      kinds: ['match', 'map-stats', 'performance', 'economy'],
      runId: 0,
      nowMs: clock.now(),
      limit: 999,
    });
    expect(left.filter((target) => target.kind !== kind || !ids.includes(target.id))).toEqual([]);
  }

  describe('a few bad pages', () => {
    it.each([
      ['500', STATUS_500],
      ['garbage', GARBAGE],
    ])('on every map of one match (%s) are one failing match: the run continues and ends with 3', async (_, fault) => {
      const match = replica.matchIds().find((id) => mapIds(id).length === 3) ?? 0;
      addFault(mapPagesOf(mapIds(match)), fault);
      for (let nth = 0; nth < 3; nth += 1) {
        const { reason, exitCode, checks } = await run({ maxAttempts: 9 });
        expect({ reason, exitCode, checks }).toEqual({ reason: { type: 'done' }, exitCode: 3, checks: [] });
      }
      expect(pending()).toBe(9);
      faults = [];
      expect((await run()).exitCode).toBe(0);
      expect(wrong()).toEqual([]);
    });

    it('are distinguished from a broken site by a stored page: it is requested again, and the run continues', async () => {
      await afterWholeRun();
      const before = store.pages.list();
      replica.addMatches(6);
      addFault(pagesOf(matchIds(0, 5)), GARBAGE);
      const { reason, exitCode, checks } = await run();
      expect({ reason, exitCode }).toEqual({ reason: { type: 'done' }, exitCode: 3 });
      expect(checks).toHaveLength(1);
      expect(checks[0]).toMatchObject({ message: null, page: { kind: 'match' } });
      const known = before.find((page) => page.kind === 'match' && page.id === checks[0]?.page.id);
      expect(known).toBeDefined();
      expect(store.pages.find('match', known?.id ?? 0)).toEqual(known);
      expectAllBut('match', matchIds(0, 5));
    });

    it('in the first run of all halt it, and do not keep the next one from the good pages', async () => {
      replica.addMatches(3);
      addFault(pagesOf(matchIds(0, 3)), GARBAGE);
      expect((await run()).reason).toMatchObject({ type: 'halted', code: 'consecutive-failures' });
      expect(await cooldown()).toBeNull();
      const { reason, exitCode } = await run();
      expect({ reason, exitCode }).toEqual({ reason: { type: 'done' }, exitCode: 3 });
      expectAllBut('match', matchIds(0, 3));
    });

    it('that failed in earlier runs come last and never halt one', async () => {
      replica.addMatches(3);
      const bad = matchIds(0, 5);
      addFault(pagesOf(bad), STATUS_500);
      await run({ maxConsecutiveFailures: 99 });
      const added = replica.addMatches(3);
      const { reason, exitCode, asked: pages, checks } = await run({ maxConsecutiveFailures: 1 });
      expect({ reason, exitCode, checks }).toEqual({ reason: { type: 'done' }, exitCode: 3, checks: [] });
      const isOf = (kind: string, ids: number[]) => (page: string) => ids.map((id) => `${kind} ${id}`).includes(page);
      const firstBad = pages.findIndex(isOf('match', bad));
      const lastAdded = pages.findLastIndex(isOf('match', added));
      const lastMap = pages.findLastIndex(isOf('economy', added.flatMap(mapIds)));
      expect(Math.max(lastAdded, lastMap)).toBeLessThan(firstBad);
      await run({ maxAttempts: 1, maxConsecutiveFailures: 1 });
      expect(failed()).toHaveLength(5);
      expect((await run({ retryFailed: true, maxConsecutiveFailures: 1 })).reason).toEqual({ type: 'done' });
    });

    it('do not hide a change of the markup: the good page fails as well, and the run halts', async () => {
      await afterWholeRun();
      replica.addMatches(4);
      addFault(/^\/matches\//, GARBAGE);
      const { reason, exitCode, checks, asked: pages } = await run();
      expect(reason).toMatchObject({ type: 'halted', code: 'consecutive-failures' });
      expect(reason.type === 'halted' && reason.message).toMatch(
        /3 failures in a row:\n(?:match .*\n){3}A page that was stored/,
      );
      expect(exitCode).toBe(4);
      expect(checks).toHaveLength(1);
      expect(new Set(pages.filter((page) => page.startsWith('match ')))).toHaveProperty('size', 4);
      expect(await cooldown()).toBeNull();
    });
  });

  it('counts attempts on a page that answers 502 on the page of the CDN, and nothing else', async () => {
    const [mapStatsId = 0] = mapIds(matchIds(2, 1)[0] ?? 0);
    addFault(new RegExp(`/economy/mapstatsid/${mapStatsId}/`), { type: 'cdn-error' });
    for (let nth = 1; nth <= 3; nth += 1) {
      const { reason, exitCode } = await run({ maxAttempts: 3 });
      expect({ reason, exitCode }).toEqual({ reason: { type: 'done' }, exitCode: 3 });
      expect(store.targets.find('economy', mapStatsId)).toMatchObject({ attempts: nth, lastErrorKind: 'server-error' });
    }
    expect(failed()).toMatchObject([{ kind: 'economy', id: mapStatsId }]);
    expect(pending()).toBe(0);
    expect(await cooldown()).toBeNull();
    expect((await run({ maxAttempts: 3 })).exitCode).toBe(0);
  });

  describe('refusals', () => {
    const refusals = (notices: { type: string }[]) => notices.filter(({ type }) => type === 'page-refused').length;

    it.each([1, 4])(
      'of everything halt a first run after --max-consecutive-failures %i, and are remembered',
      async (limit) => {
        addFault(/./, REFUSED);
        const { reason, exitCode, notices, asked: pages } = await run({ maxConsecutiveFailures: limit });
        expect(reason).toMatchObject({
          type: 'halted',
          code: 'refused',
          message: expect.stringContaining('Come back after'),
        });
        expect({ exitCode, refusals: refusals(notices) }).toEqual({ exitCode: 4, refusals: limit });
        expect(pages.length).toBeLessThanOrEqual(1 + 2 * limit);
        expect(await cooldown()).toMatchObject({ reason: 'status 403', untilMs: clock.now() + HOUR_MS });
      },
    );

    it.each([2, 4])('that begin later halt after %i as well, and one good page is asked for, once', async (limit) => {
      await run();
      replica.addMatches(limit + 2);
      addFault(/^\/(?:matches|stats)/, REFUSED);
      const { reason, notices, checks, asked: pages } = await run({ maxConsecutiveFailures: limit });
      expect(reason).toMatchObject({ type: 'halted', code: 'refused' });
      expect(refusals(notices)).toBe(limit);
      expect(checks).toMatchObject([{ page: { kind: 'match' }, message: expect.stringContaining('status 403') }]);
      // robots.txt is known and the listing comes; then every page by both transports.
      expect(pages.length).toBeLessThanOrEqual(1 + 2 * limit + 2);
      expect(await cooldown()).not.toBeNull();
      expect(store.targets.counts().match.failed).toBe(0);
      faults = [];
      expect((await run()).exitCode).toBe(0);
      expect(await cooldown()).toBeNull();
      expect(wrong()).toEqual([]);
    });

    it('of the same page forever use no attempt and halt nothing; the page comes last in the next run', async () => {
      const [matchId = 0] = matchIds(0, 1);
      addFault(pagesOf([matchId]), REFUSED);
      for (let nth = 0; nth < 3; nth += 1) {
        const { reason, exitCode, notices } = await run({ maxConsecutiveFailures: 2 });
        expect({ reason, exitCode, refusals: refusals(notices) }).toEqual({
          reason: { type: 'done' },
          exitCode: 3,
          refusals: 2,
        });
      }
      expect(store.targets.find('match', matchId)).toMatchObject({ state: 'pending', attempts: 0 });
      expect(await cooldown()).toBeNull();
      expectAllBut('match', [matchId]);
      faults = [];
      expect((await run()).exitCode).toBe(0);
      expect(wrong()).toEqual([]);
    });

    it('of the newest pages alone do not keep the run from the others when a page of their kind is known', async () => {
      await afterWholeRun();
      replica.addMatches(5);
      addFault(pagesOf(matchIds(0, 4)), REFUSED);
      const { reason, exitCode, checks } = await run();
      expect({ reason, exitCode }).toEqual({ reason: { type: 'done' }, exitCode: 3 });
      expect(checks.every(({ message }) => message === null)).toBe(true);
      expectAllBut('match', matchIds(0, 4));
    });

    it('of one kind of page halt only when everything else is stored', async () => {
      addFault(/\/economy\//, REFUSED);
      const { reason } = await run();
      expect(reason).toMatchObject({ type: 'halted', code: 'refused' });
      expect(await cooldown()).not.toBeNull();
      const { match, 'map-stats': mapStats, performance, economy } = store.targets.counts();
      expect([match.pending, mapStats.pending, performance.pending]).toEqual([0, 0, 0]);
      expect(economy).toMatchObject({ done: 0, failed: 0, pending: performance.done });
    });

    it('of one listing page end discovery, not the run, and the rest is read by the next', async () => {
      await replica.close();
      replica = await startReplica({
        seed: 31,
        matches: 210,
        variants: 'plain',
        size: 'bare',
        newestEndAtMs: NEWEST_MS,
        intercept,
      });
      addFault(/offset=100$/, REFUSED);
      const first = await run({ stages: ['discovery'] });
      expect({ reason: first.reason, exitCode: first.exitCode }).toEqual({ reason: { type: 'done' }, exitCode: 3 });
      expect(first.asked.filter((page) => page.startsWith('results'))).toEqual([
        'results 0',
        ...Array(4).fill('results 100'),
      ]);
      faults = [];
      expect((await run({ stages: ['discovery'] })).exitCode).toBe(0);
      expect(store.listing.count()).toBe(210);
    });

    it('of the whole network halt at once and are remembered as such', async () => {
      addFault(/./, { type: 'network-refused' });
      const { reason, exitCode, asked: pages, notices } = await run();
      expect(reason).toMatchObject({ type: 'halted', code: 'network-refused' });
      // The summary counts these notices.
      expect(notices.filter(({ type }) => type === 'page-refused')).toHaveLength(1);
      expect([exitCode, pages]).toEqual([4, ['robots null', 'results 0']]);
      expect(await cooldown()).toMatchObject({ isNetwork: true });
    });
  });

  describe('robots.txt that disallows a kind of page', () => {
    const states = () => {
      const { 'map-stats': mapStats, performance, economy } = store.targets.counts();
      return { mapStats, performance, economy };
    };

    it('makes them skipped, with the rule, without an attempt, a request or a halt; the others are stored', async () => {
      robots = 'User-agent: *\nDisallow: /stats/\n';
      const { reason, exitCode, asked: pages, notices } = await run();
      expect({ reason, exitCode }).toEqual({ reason: { type: 'done' }, exitCode: 0 });
      expect(pages.filter((page) => !/^(?:results|match|robots) /.test(page))).toEqual([]);
      expect(store.targets.counts().match).toMatchObject({ done: 3, pending: 0 });
      for (const counts of Object.values(states())) {
        expect(counts).toMatchObject({ pending: 0, failed: 0, done: 0 });
        expect(counts.skipped).toBeGreaterThan(0);
      }
      const [mapStatsId = 0] = mapIds(matchIds(0, 1)[0] ?? 0);
      expect(store.targets.find('map-stats', mapStatsId)).toMatchObject({
        reason: 'robots.txt: Disallow: /stats/',
        attempts: 0,
      });
      expect(notices.filter(({ type }) => type === 'kind-disallowed')).toHaveLength(3);
    });

    it('lets them come back when it allows them, in the run that learns of it', async () => {
      robots = 'User-agent: *\nDisallow: /stats/\n';
      await run();
      await run();
      expect(states().mapStats.done).toBe(0);
      robots = 'User-agent: *\nDisallow:\n';
      clock.advance(25 * HOUR_MS);
      expect((await run()).exitCode).toBe(0);
      expect(wrong()).toEqual([]);
      expect(pending()).toBe(0);
    });

    it('takes no place of --limit and completes no match again', async () => {
      robots = 'User-agent: *\nDisallow: /stats/matches/economy/\n';
      await run({ limit: 1 });
      const { notices } = await run({ limit: 1 });
      expect(store.targets.counts().match).toMatchObject({ done: 2, pending: 1 });
      const complete = notices.filter((notice) => notice.type === 'match-complete').map(({ matchId }) => matchId);
      expect(complete).toEqual([matchIds(1, 1)[0]]);
      robots = 'User-agent: *\nDisallow:\n';
      clock.advance(25 * HOUR_MS);
      await run();
      expect(wrong()).toEqual([]);
    });

    it('lets them come back with --ignore-robots', async () => {
      robots = 'User-agent: *\nDisallow: /stats/\n';
      await run();
      await run({}, true);
      expect(wrong()).toEqual([]);
    });

    it('does not stop the other stages when it is the listing', async () => {
      await run({ stages: ['discovery'] });
      robots = 'User-agent: *\nDisallow: /results\n';
      clock.advance(25 * HOUR_MS);
      const { reason, exitCode } = await run();
      expect({ reason, exitCode }).toEqual({ reason: { type: 'done' }, exitCode: 0 });
      expect(wrong()).toEqual([]);
    });
  });
});
