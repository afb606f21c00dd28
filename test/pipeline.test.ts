import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { DeadlineError, NotFoundError, RefusedError, TransientError } from '../src/errors.ts';
import { createLimiter } from '../src/fetch/policy/limiter.ts';
import type { Fetcher } from '../src/fetcher.ts';
import type { Size } from '../src/replica/render/page-request.ts';
import { type Replica, startReplica } from '../src/replica/replica.ts';
import type { Store } from '../src/store/store.ts';
import { fakeClock } from './helpers/clock.ts';
import { httpFetcher } from './helpers/http-fetcher.ts';
import { memoryStore } from './helpers/memory-store.ts';
import { differences } from './helpers/rows.ts';
import { runOnce } from './helpers/run.ts';
import { type CopiedStore, copiedStore } from './helpers/stored-copy.ts';

const HOUR_MS = 3_600_000;
const NEWEST_MS = Date.UTC(2026, 1, 14, 18);

const clock = fakeClock(NEWEST_MS + 30 * 24 * HOUR_MS);
const startSite = (matches: number, size: Size = 'bare'): Promise<Replica> =>
  startReplica({ seed: 27, matches, size, newestEndAtMs: NEWEST_MS });

/** A run that has stored all pages of a site, and the pages that it requested. */
type WholeRun = { copied: CopiedStore; requested: string[] };

/** A site of many variants. */
let large: Replica;
let crawled: WholeRun;
/** A site for the tests that need only some matches. */
let small: Replica;
let ofSmall: WholeRun;
/** The site of the current test, which must not change it. */
let replica: Replica;
let store: Store;

beforeAll(async () => {
  [large, small] = await Promise.all([startSite(16, 'small'), startSite(4)]);
  crawled = await wholeRun(large);
  ofSmall = await wholeRun(small);
});

beforeEach(() => {
  replica = large;
  store = memoryStore(clock.now);
});

afterEach(() => {
  store.close();
  asked();
});

afterAll(async () => {
  for (const { copied } of [crawled, ofSmall]) copied[Symbol.dispose]();
  await Promise.all([large.close(), small.close()]);
});

async function wholeRun(site: Replica): Promise<WholeRun> {
  replica = site;
  const copied = copiedStore(clock.now);
  ({ store } = copied);
  await run();
  return { copied, requested: asked() };
}

/** Continues with a copy of the database of a whole run; returns the pages that it requested. */
function continueAfter({ copied, requested }: WholeRun): string[] {
  store.close();
  store = copied.copy();
  return requested;
}

const run = (
  settings: Parameters<typeof runOnce>[1] = {},
  fetcher: Fetcher = httpFetcher(replica.baseUrl, clock.now),
) => runOnce({ store, fetcher, clock }, settings);

/** Pages asked of the replica since the last look: `match 2400001`, `results 0`, … */
function asked(): string[] {
  return replica.requests.splice(0).map((request) => `${request.kind} ${request.id}`);
}

/** The pages of a kind that come are bent before anybody sees them. */
function bending(bend: (kind: string, id: number, html: string) => string): Fetcher {
  const honest = httpFetcher(replica.baseUrl, clock.now);
  return {
    async fetch(request, signal) {
      const answer = await honest.fetch(request, signal);
      return { ...answer, html: bend(request.kind, request.id, answer.html) };
    },
    [Symbol.asyncDispose]: () => Promise.resolve(),
  };
}

describe('the pipeline', () => {
  it('fills the database with the truth', async () => {
    continueAfter(crawled);
    expect(store.runs.list(9)).toMatchObject([{ reason: 'done' }]);
    expect(differences(store.tables.all(), replica.truth())).toEqual([]);
  });

  it('requests one listing page in a second run, and nothing else', async () => {
    continueAfter(crawled);
    const { reason } = await run();
    expect(reason).toEqual({ type: 'done' });
    expect(asked()).toEqual(['results 0']);
  });

  it('fetches exactly what is new', async () => {
    const growing = await startSite(4);
    onTestFinished(growing.close);
    replica = growing;
    await run();
    asked();
    const added = replica.addMatches(5);
    await run();
    const pages = asked();
    expect(pages[0]).toBe('results 0');
    const matches = pages.filter((page) => page.startsWith('match ')).map((page) => Number(page.split(' ')[1]));
    expect(matches.toSorted()).toEqual(added.toSorted());
    expect(differences(store.tables.all(), replica.truth())).toEqual([]);
    expect(new Set(pages).size).toBe(pages.length);
  });

  it('fetches nothing twice and completes matches early, the newest first', () => {
    const pages = continueAfter(crawled);
    expect(new Set(pages).size).toBe(pages.length);
    const matches = store.tables.rows('matches').toSorted((a, b) => (b.endedAtMs ?? 0) - (a.endedAtMs ?? 0));
    const overviews = pages.filter((page) => page.startsWith('match '));
    expect(overviews).toEqual(matches.map((match) => `match ${match.matchId}`));
    expect(pages.findIndex((page) => page.startsWith('performance'))).toBeLessThan(
      pages.indexOf(overviews.at(-1) ?? ''),
    );
  });

  it('stops after one page a match with --stages discovery,overview, and completes later', async () => {
    replica = small;
    await run({ stages: ['discovery', 'overview'] });
    expect(new Set(asked().map((page) => page.split(' ')[0]))).toEqual(new Set(['results', 'match']));
    expect(differences(store.tables.all(), replica.truth({ stages: ['overview'] }))).toEqual([]);
    await run();
    expect(differences(store.tables.all(), replica.truth())).toEqual([]);
  });

  it('takes at most --limit matches, whole', async () => {
    replica = small;
    const { reason } = await run({ limit: 3 });
    expect(reason).toEqual({ type: 'budget', what: 'matches' });
    const matches = store.tables.rows('matches').map((match) => match.matchId);
    expect(matches).toHaveLength(3);
    const selection = { matchIds: matches };
    expect(differences(store.tables.all(), replica.truth(selection))).toEqual([]);
  });

  it('scrapes the matches of --match only, without discovery', async () => {
    replica = small;
    const [first, second] = twoMatches(replica);
    await run({ matchIds: [first, second] });
    const pages = asked();
    expect(pages.filter((page) => page.startsWith('results'))).toEqual([]);
    expect(store.tables.rows('matches').map((match) => match.matchId)).toEqual([first, second].toSorted());
  });

  it('leaves matches before --since alone, and takes them when asked for later', async () => {
    replica = small;
    const ends = (await endTimes()).toSorted((a, b) => b - a);
    const sinceMs = ends[1] ?? 0;
    await run({ sinceMs });
    expect(differences(store.tables.all(), replica.truth({ sinceMs }))).toEqual([]);
    await run({ sinceMs: null });
    expect(differences(store.tables.all(), replica.truth({ sinceMs: null }))).toEqual([]);
  });

  it('fetches every match again with --force-rescrape and stores nothing twice', async () => {
    replica = small;
    const requested = continueAfter(ofSmall);
    await run({ forceRescrape: true, full: true });
    expect(asked().toSorted()).toEqual(requested.toSorted());
    expect(differences(store.tables.all(), replica.truth())).toEqual([]);
  });

  it('fetches again with --force-rescrape what its stages fetch, and leaves the rest complete', async () => {
    replica = small;
    const overviews = continueAfter(ofSmall).filter((page) => page.startsWith('match '));
    await run({ forceRescrape: true, full: true, stages: ['discovery', 'overview'] });
    expect(
      asked()
        .filter((page) => !page.startsWith('results '))
        .toSorted(),
    ).toEqual(overviews.toSorted());
    const [matchId = 0] = replica.matchIds();
    await run({ forceRescrape: true, matchIds: [matchId], stages: ['overview'] });
    expect(asked()).toEqual([`match ${matchId}`]);
    await run();
    expect(asked()).toEqual(['results 0']);
  });

  it('announces with each batch how many pages the run still has to fetch', async () => {
    replica = small;
    const { notices } = await run({ limit: 3 });
    const left = notices.flatMap((notice) => (notice.type === 'batch-started' ? [notice.remainingPages] : []));
    const fetched = asked().length;
    // Three overviews and what usually hangs on them, then what does.
    expect(left[0]).toBe(Math.round(3 + 3 * 3 * 2.4));
    expect(left[1]).toBe(fetched - 1 - 3);
    expect(left.at(-1)).toBeLessThan(left[1] ?? 0);
  });

  it('stops when its budget of pages is used up', async () => {
    replica = small;
    const { reason } = await run({ maxPages: 7 });
    expect(reason).toEqual({ type: 'budget', what: 'pages' });
    expect(asked()).toHaveLength(7);
    await run();
    expect(differences(store.tables.all(), replica.truth())).toEqual([]);
  });
});

/** Five seconds between two requests. */
function paced(): Fetcher {
  const limiter = createLimiter({
    minDelayMs: 5_000,
    maxDelayMs: 5_000,
    clock,
    random: Math.random,
    onEvent: () => {},
  });
  const inner = httpFetcher(replica.baseUrl, clock.now);
  return {
    fetch: (request, signal) => {
      const pace = { kind: 'good', retryAfterMs: null } as const;
      const send = async () => ({ value: await inner.fetch(request, signal), pace });
      return limiter.run(send, signal, request.deadlineMs);
    },
    [Symbol.asyncDispose]: () => Promise.resolve(),
  };
}

describe('a run with --max-duration', () => {
  beforeEach(() => {
    replica = small;
  });

  it.each([
    ['during the listing', 3_000, 1],
    ['during the other stages', 22_000, 5],
    ['when a pause ends with it', 20_000, 4],
  ])('ends instead of a pause that would end too late, %s', async (_, maxDurationMs, pages) => {
    const startedAtMs = clock.now();
    const { reason } = await run({ maxDurationMs, startOffset: 0, endOffset: 100 }, paced());
    expect(reason).toEqual({ type: 'budget', what: 'duration' });
    expect(clock.now() - startedAtMs).toBeLessThanOrEqual(maxDurationMs);
    expect(asked()).toHaveLength(pages);
    await run();
    expect(differences(store.tables.all(), replica.truth())).toEqual([]);
  });

  it('halts after refusals in a row when there is no time to request a known page', async () => {
    continueAfter(ofSmall);
    let requests = 0;
    const refusing: Fetcher = {
      fetch: () => {
        requests += 1;
        const refusal = new RefusedError('denied', 'denied', { marker: '403' });
        return Promise.reject(requests <= 2 ? refusal : new DeadlineError());
      },
      [Symbol.asyncDispose]: () => Promise.resolve(),
    };
    const settings = { forceRescrape: true, matchIds: replica.matchIds(), maxConsecutiveFailures: 2 };
    const { reason, notices } = await run(settings, refusing);
    expect(reason).toMatchObject({ type: 'halted', code: 'refused' });
    expect([requests, notices.filter(({ type }) => type === 'known-page-checked')]).toEqual([3, []]);
  });
});

describe('a failure during a run', () => {
  beforeEach(() => {
    replica = small;
  });

  it('of one broken page affects no other page, and its message names page and field', async () => {
    const [broken] = twoMatches(replica);
    const fetcher = bending((kind, id, html) =>
      kind === 'match' && id === broken ? html.replaceAll('countdown', 'gone') : html,
    );
    const { reason, notices } = await run({}, fetcher);
    expect(reason).toEqual({ type: 'done' });
    const failed = notices.filter((notice) => notice.type === 'page-failed');
    expect(failed).toHaveLength(1);
    expect(failed[0]).toMatchObject({ page: { kind: 'match', id: broken }, isQuarantined: true });
    expect(failed[0]?.message).toMatch(new RegExp(`^match ${broken}: status: expected`));
    const others = store.tables.rows('matches').map((match) => match.matchId);
    expect(others).not.toContain(broken);
    expect(differences(store.tables.all(), replica.truth({ matchIds: others }))).toEqual([]);
    await run();
    expect(differences(store.tables.all(), replica.truth())).toEqual([]);
    expect(store.quarantine.count()).toBe(0);
  });

  it('leaves a target alone once its attempts are used up, until --retry-failed', async () => {
    const [broken] = twoMatches(replica);
    const fetcher = bending((kind, id, html) =>
      kind === 'match' && id === broken ? html.replaceAll('teamsBox', 'x') : html,
    );
    for (let attempt = 0; attempt < 2; attempt += 1) await run({ maxAttempts: 2 }, fetcher);
    expect(store.targets.find('match', broken)).toMatchObject({ state: 'failed', attempts: 2 });
    asked();
    await run({ maxAttempts: 2 }, fetcher);
    expect(asked()).toEqual(['results 0']);
    await run({ retryFailed: true });
    expect(differences(store.tables.all(), replica.truth())).toEqual([]);
  });

  it('halts when pages of one kind cannot be read any more, naming the fields', async () => {
    const fetcher = bending((kind, _, html) =>
      kind === 'map-stats' ? html.replaceAll('round-history-outcome', 'x') : html,
    );
    const { reason } = await run({}, fetcher);
    expect(reason).toMatchObject({ type: 'halted', code: 'consecutive-failures' });
    expect(reason.type === 'halted' && reason.message.match(/map-stats \d+: /g)).toHaveLength(3);
  });

  it('counts a refusal against the run, never against the target', async () => {
    const refused: Fetcher = {
      fetch: () => Promise.reject(new RefusedError('challenge', 'a challenge', { marker: '_cf_chl_opt' })),
      [Symbol.asyncDispose]: () => Promise.resolve(),
    };
    await run({ stages: ['discovery'] });
    const { reason } = await run({ stages: ['overview'] }, refused);
    expect(reason).toMatchObject({ type: 'halted' });
    expect(store.targets.counts().match.failed).toBe(0);
    expect(store.targets.pending({ kinds: ['match'], limit: 99, runId: 0, nowMs: clock.now() })[0]?.attempts).toBe(0);
    await run();
    expect(differences(store.tables.all(), replica.truth())).toEqual([]);
  });

  it('ends although one page is refused again and again', async () => {
    await run({ stages: ['discovery'] });
    const [stubborn] = store.targets.pending({ kinds: ['match'], limit: 1, runId: 0, nowMs: clock.now() });
    const honest = httpFetcher(replica.baseUrl, clock.now);
    const fetcher: Fetcher = {
      fetch: (request, signal) =>
        request.kind === 'match' && request.id === stubborn?.id
          ? Promise.reject(new RefusedError('denied', 'denied', { marker: '403' }))
          : honest.fetch(request, signal),
      [Symbol.asyncDispose]: () => Promise.resolve(),
    };
    const { reason, notices } = await run({ maxConsecutiveFailures: 9 }, fetcher);
    expect(reason).toEqual({ type: 'done' });
    expect(notices.filter((notice) => notice.type === 'page-refused')).toHaveLength(2);
  });

  it('takes a 404 as final and as no failure', async () => {
    await run({ stages: ['discovery', 'overview', 'map-stats'] });
    const fetcher: Fetcher = {
      fetch: (request) => Promise.reject(new NotFoundError(`404 for ${request.path}`)),
      [Symbol.asyncDispose]: () => Promise.resolve(),
    };
    const { reason } = await run({ stages: ['performance-economy'] }, fetcher);
    expect(reason).toEqual({ type: 'done' });
    const { performance, economy } = store.targets.counts();
    expect(performance.pending + economy.pending).toBe(0);
    expect(performance.no_data).toBeGreaterThan(0);
  });

  it('of the listing is announced, and the run continues with the known matches', async () => {
    await run({ stages: ['discovery'] });
    const honest = httpFetcher(replica.baseUrl, clock.now);
    const fetcher: Fetcher = {
      fetch: (request, signal) =>
        request.kind === 'results'
          ? Promise.reject(new TransientError('network', 'no answer'))
          : honest.fetch(request, signal),
      [Symbol.asyncDispose]: () => Promise.resolve(),
    };
    const { reason, notices } = await run({}, fetcher);
    expect(reason).toEqual({ type: 'done' });
    expect(notices.filter((notice) => notice.type === 'page-failed')).toMatchObject([
      { page: { kind: 'results', id: 0 }, message: 'results 0: no answer' },
    ]);
    expect(differences(store.tables.all(), replica.truth())).toEqual([]);
  });
});

it('reads a map stats page that lacks its info box with the teams of the overview', async () => {
  const site = await startReplica({ seed: 1 });
  const { matchId } = site.case('no-info-box');
  await run({ matchIds: [matchId] }, httpFetcher(site.baseUrl, clock.now));
  const truth = site.truth({ matchIds: [matchId], fromListing: false });
  expect(truth.rounds.length).toBeGreaterThan(12);
  expect(differences(store.tables.all(), truth)).toEqual([]);
  await site.close();
});

/** Two matches of the listing. */
function twoMatches(site: Replica): [number, number] {
  const [first, second] = site.truth().matches.map((match) => match.matchId);
  if (first === undefined || second === undefined) throw new Error('the replica has too few matches');
  return [first, second];
}

async function endTimes(): Promise<number[]> {
  return replica.truth().matches.map((match) => match.endedAtMs ?? 0);
}
