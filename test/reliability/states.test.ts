import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { NotFoundError, RefusedError, TransientError } from '../../src/errors.ts';
import type { PageKind, TargetKind } from '../../src/page-kinds.ts';
import { trackProgress } from '../../src/progress.ts';
import { type Replica, startReplica } from '../../src/replica/replica.ts';
import type { Store } from '../../src/store/store.ts';
import { type FakeClock, fakeClock } from '../helpers/clock.ts';
import { memoryStore } from '../helpers/memory-store.ts';
import { differences } from '../helpers/rows.ts';
import { runOnce, type TestRun } from '../helpers/run.ts';
import { changingFetcher, type Instead, mapPage, whileLive, withoutStats } from './changing-site.ts';

const HOUR_MS = 3_600_000;
const NEWEST_MS = Date.UTC(2026, 1, 14, 18);

let replica: Replica;
let store: Store;
let clock: FakeClock;
let instead: Instead;

beforeEach(async () => {
  replica = await startReplica({ seed: 162, matches: 2, variants: 'plain', size: 'bare', newestEndAtMs: NEWEST_MS });
  clock = fakeClock(NEWEST_MS + 600_000);
  store = memoryStore(clock.now);
  instead = () => null;
});

afterEach(async () => {
  store.close();
  await replica.close();
});

const run = (settings: Parameters<typeof runOnce>[1] = {}): Promise<TestRun> =>
  runOnce({ store, clock, fetcher: changingFetcher(replica, clock.now, (...page) => instead(...page)) }, settings);

const asked = (): string[] =>
  replica.requests
    .splice(0)
    .filter(({ kind }) => kind !== 'results')
    .map(({ kind, id }) => `${kind} ${id}`);

const stateOf = (kind: TargetKind, id: number) => store.targets.find(kind, id)?.state;
const wrong = (): string[] => differences(store.tables.all(), replica.truth());

/** The newest match and its first map. */
function newest(): { matchId: number; mapStatsId: number; mapStatsIds: number[] } {
  const match = replica.world.matchAtPlace(0);
  const mapStatsIds = match?.maps.flatMap((map) => map.mapStatsId ?? []) ?? [];
  const [mapStatsId] = mapStatsIds;
  if (match === null || mapStatsId === undefined) throw new Error('the newest match has no map');
  return { matchId: match.matchId, mapStatsId, mapStatsIds };
}

/** The hours of the runs: shortly before and at each hour at which a page may be read again, and long after the last. */
const HOURS = [0, 0.9, 1, 5.9, 6, 23.9, 24, 71.9, 72, 200];

/** Runs at these hours; returns at which of them a page was asked for. */
async function hoursAsked(page: string, settings: Parameters<typeof runOnce>[1] = {}): Promise<number[]> {
  const at: number[] = [];
  const startMs = clock.now();
  for (const hour of HOURS) {
    clock.advance(startMs + hour * HOUR_MS - clock.now());
    await run(settings);
    if (asked().includes(page)) at.push(hour);
  }
  return at;
}

const is = (kind: PageKind, id: number) => (otherKind: PageKind, otherId: number) =>
  kind === otherKind && id === otherId;

describe('a page that says too little so far', () => {
  const cases = (): Record<string, { kind: TargetKind; id: number; final: string; html?: string }> => {
    const { matchId, mapStatsId } = newest();
    return {
      'a match without links to statistics': {
        ...{ kind: 'match', id: matchId, final: 'done' },
        html: withoutStats(replica, matchId),
      },
      'a match that is live': { kind: 'match', id: matchId, final: 'done', html: whileLive(replica, matchId) },
      'a map with one scoreboard of two': {
        ...{ kind: 'map-stats', id: mapStatsId, final: 'done' },
        html: mapPage(replica, { kind: 'map-stats', id: mapStatsId, quirk: 'one-scoreboard' }),
      },
      'a performance page without data': {
        ...{ kind: 'performance', id: mapStatsId, final: 'no_data' },
        html: mapPage(replica, { kind: 'performance', id: mapStatsId, quirk: 'no-performance' }),
      },
      'an economy page that is not there': { kind: 'economy', id: mapStatsId, final: 'no_data' },
    };
  };

  function silence(name: string): { kind: TargetKind; id: number; final: string } {
    const found = cases()[name];
    if (found === undefined) throw new Error(name);
    const { kind, id, html } = found;
    const isIt = is(kind, id);
    instead = (...page) => {
      if (!isIt(...page)) return null;
      if (html !== undefined) return html;
      throw new NotFoundError(`404 for ${kind} ${id}`);
    };
    return found;
  }

  const NAMES = [
    'a match without links to statistics',
    'a match that is live',
    'a map with one scoreboard of two',
    'a performance page without data',
    'an economy page that is not there',
  ];

  it.each(NAMES)('is read again after 1, 6, 24 and 72 hours, then never: %s', async (name) => {
    const { kind, id, final } = silence(name);
    expect(await hoursAsked(`${kind} ${id}`)).toEqual([0, 1, 6, 24, 72]);
    expect(stateOf(kind, id)).toBe(final);
  });

  it.each(NAMES)('waits in state awaiting, with the reason, and then becomes complete: %s', async (name) => {
    const { kind, id } = silence(name);
    const { notices, reason } = await run();
    expect(reason).toEqual({ type: 'done' });
    expect(store.targets.find(kind, id)).toMatchObject({
      state: 'awaiting',
      reason: expect.stringMatching(/./),
      rechecks: 1,
      attempts: 0,
      nextAttemptAtMs: clock.now() + HOUR_MS,
    });
    expect(notices.filter((notice) => notice.type === 'page-awaiting')).toMatchObject([{ page: { kind, id } }]);
    expect(wrong()).not.toEqual([]);
    asked();

    instead = () => null;
    await run();
    expect(asked()).toEqual([]);
    clock.advance(HOUR_MS);
    await run();
    expect(asked()[0]).toBe(`${kind} ${id}`);
    expect(stateOf(kind, id)).toBe('done');
    expect(wrong()).toEqual([]);
  });

  it.each(NAMES)('is final at once when its match is long over: %s', async (name) => {
    clock.advance(80 * HOUR_MS);
    const { kind, id, final } = silence(name);
    expect(await hoursAsked(`${kind} ${id}`)).toEqual([0]);
    expect(stateOf(kind, id)).toBe(final);
  });

  it('ends its rechecks even when its match has not begun, and is read once more when it is listed', async () => {
    const { matchId } = newest();
    const comesLater = (kind: PageKind, id: number) => is('match', matchId)(kind, id);
    instead = (kind, id) => (comesLater(kind, id) ? whileLive(replica, matchId, clock.now() + 240 * HOUR_MS) : null);
    const at = await hoursAsked(`match ${matchId}`, { matchIds: [matchId] });
    expect(at).toEqual([0, 1, 6, 24, 72]);
    expect(stateOf('match', matchId)).toBe('done');
    instead = () => null;
    await run();
    expect(wrong()).toEqual([]);
    asked();
    await run();
    expect(asked()).toEqual([]);
  });

  it('does not delay other matches: they are complete in the first run', async () => {
    silence('a match that is live');
    await run();
    const others = replica.matchIds().filter((id) => id !== newest().matchId);
    const seen = store.tables.all();
    const mine = { ...seen, matches: seen.matches.filter(({ matchId }) => others.includes(matchId)) };
    expect(mine.matches).toHaveLength(1);
    expect(differences(seen, replica.truth({ matchIds: others })).filter((line) => !line.endsWith('is extra'))).toEqual(
      [],
    );
  });
});

describe('a match is announced as complete', () => {
  const complete = ({ notices }: TestRun) =>
    notices.filter((notice) => notice.type === 'match-complete').map(({ matchId }) => matchId);

  it('once, with its last page', async () => {
    expect(complete(await run()).toSorted()).toEqual(replica.matchIds().toSorted());
    expect(complete(await run())).toEqual([]);
  });

  it('not before a page that failed, or has still to say something, has come', async () => {
    const { matchId, mapStatsId } = newest();
    const older = replica.world.matchAtPlace(1)?.matchId ?? 0;
    instead = (kind, id) => {
      if (is('map-stats', mapStatsId)(kind, id)) throw new TransientError('server-error', 'status 500');
      return is('match', older)(kind, id) ? withoutStats(replica, older) : null;
    };
    expect(complete(await run()).toSorted()).toEqual(
      replica
        .matchIds()
        .filter((id) => id !== matchId && id !== older)
        .toSorted(),
    );
    instead = () => null;
    clock.advance(2 * HOUR_MS);
    expect(complete(await run()).toSorted()).toEqual([matchId, older].toSorted());
  });
});

it('a page that came too early counts as fetched, once, whether or not there was anything on it', async () => {
  const { mapStatsId } = newest();
  const older = replica.world.matchAtPlace(1)?.matchId ?? 0;
  const early = mapPage(replica, { kind: 'performance', id: mapStatsId, quirk: 'no-performance' });
  instead = (kind, id) => {
    if (is('performance', mapStatsId)(kind, id)) return early;
    return is('match', older)(kind, id) ? withoutStats(replica, older) : null;
  };
  const progress = trackProgress(clock);
  const { notices } = await run();
  for (const notice of notices) progress.observe(notice);
  const { overview, 'performance-economy': details } = progress.tallies();
  expect(stateOf('performance', mapStatsId)).toBe('awaiting');
  expect(overview).toMatchObject({ fetched: 2, stored: 2, awaiting: 1 });
  expect(details).toMatchObject({ stored: details.fetched - 1, awaiting: 1 });
  expect(details.fetched).toBe(asked().filter((page) => /^(performance|economy) /.test(page)).length);
});

describe('attempts', () => {
  const fails = (kind: TargetKind, id: number, error: Error): Instead => {
    const isIt = is(kind, id);
    return (...page) => {
      if (isIt(...page)) throw error;
      return null;
    };
  };
  const trouble = () => new TransientError('server-error', 'status 500');

  it.each<[TargetKind]>([['match'], ['map-stats'], ['performance'], ['economy']])(
    'are counted over runs, once a run, until a %s page is failed and left alone',
    async (kind) => {
      const id = kind === 'match' ? newest().matchId : newest().mapStatsId;
      instead = fails(kind, id, trouble());
      const seen: unknown[] = [];
      for (let nth = 0; nth < 4; nth += 1) {
        await run({ maxAttempts: 3 });
        const { state, attempts } = store.targets.find(kind, id) ?? {};
        seen.push([state, attempts, asked().filter((page) => page === `${kind} ${id}`).length]);
      }
      expect(seen).toEqual([
        ['pending', 1, 1],
        ['pending', 2, 1],
        ['failed', 3, 1],
        ['failed', 3, 0],
      ]);
      expect(store.targets.find(kind, id)).toMatchObject({ lastErrorKind: 'server-error', lastError: 'status 500' });
      expect(store.targets.failedIds()).toMatchObject([{ kind, id }]);
    },
  );

  it('begin anew with --retry-failed, and a page that comes is done', async () => {
    const { matchId } = newest();
    instead = fails('match', matchId, trouble());
    await run({ maxAttempts: 1 });
    expect(stateOf('match', matchId)).toBe('failed');
    await run({ maxAttempts: 2, retryFailed: true });
    expect(store.targets.find('match', matchId)).toMatchObject({ state: 'pending', attempts: 1 });
    instead = () => null;
    await run();
    expect(stateOf('match', matchId)).toBe('done');
    expect(wrong()).toEqual([]);
  });

  it('of one page cost no other page anything: each of the others is asked for once, over all runs', async () => {
    const { matchId, mapStatsId } = newest();
    const older = replica.world.matchAtPlace(1)?.maps[0]?.mapStatsId ?? 0;
    const bad = [`map-stats ${mapStatsId}`, `economy ${older}`];
    instead = (kind, id) => {
      if (bad.includes(`${kind} ${id}`)) throw trouble();
      return null;
    };
    const pages: string[] = [];
    for (let nth = 0; nth < 6; nth += 1) {
      await run({ maxAttempts: 3 });
      pages.push(...asked());
    }
    const others = pages.filter((page) => !bad.includes(page));
    expect(new Set(others).size).toBe(others.length);
    expect(pages.filter((page) => bad.includes(page))).toHaveLength(6);
    expect(stateOf('match', matchId)).toBe('done');
    const { pending, awaiting } = sumOfStates();
    expect([pending, awaiting]).toEqual([0, 0]);
  });

  it('are taken by a page on which the program itself fails, which goes to quarantine', async () => {
    const { mapStatsId } = newest();
    const save: Store['pageRecords']['save'] = (page) => {
      if (page.kind === 'map-stats' && page.id === mapStatsId) throw new TypeError('boom');
      store.pageRecords.save(page);
    };
    const faulty: Store = { ...store, pageRecords: { ...store.pageRecords, save } };
    const fetcher = changingFetcher(replica, clock.now, () => null);
    const { reason, notices } = await runOnce({ store: faulty, clock, fetcher }, { maxAttempts: 1 });
    expect(reason).toEqual({ type: 'done' });
    expect(stateOf('map-stats', mapStatsId)).toBe('failed');
    expect(store.quarantine.list()).toMatchObject([{ kind: 'map-stats', id: mapStatsId, rule: 'bug' }]);
    expect(notices.filter((notice) => notice.type === 'page-failed')).toMatchObject([
      { message: expect.stringContaining('the program failed on this page (TypeError: boom)'), isQuarantined: true },
    ]);
    await run({ retryFailed: true });
    expect(wrong()).toEqual([]);
    expect(store.quarantine.count()).toBe(0);
  });

  it('are not taken by a refusal, and a page that waits and is refused is left to the next run', async () => {
    const { matchId } = newest();
    instead = (kind, id) => (is('match', matchId)(kind, id) ? withoutStats(replica, matchId) : null);
    await run();
    expect(stateOf('match', matchId)).toBe('awaiting');
    clock.advance(2 * HOUR_MS);
    instead = fails('match', matchId, new RefusedError('denied', 'denied', { marker: '403' }));
    asked();
    const { reason } = await run({ maxConsecutiveFailures: 50 });
    expect(reason).toEqual({ type: 'done' });
    expect(asked()).toHaveLength(2);
    expect(store.targets.find('match', matchId)).toMatchObject({ state: 'pending', attempts: 0 });
    instead = () => null;
    await run();
    expect(wrong()).toEqual([]);
  });

  function sumOfStates(): { pending: number; awaiting: number } {
    const counts = Object.values(store.targets.counts());
    const sum = (state: 'pending' | 'awaiting') => counts.reduce((total, states) => total + states[state], 0);
    return { pending: sum('pending'), awaiting: sum('awaiting') };
  }
});
