import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import type { FetchEvent } from '../../src/fetch/events.ts';
import type { EndReason } from '../../src/notices.ts';
import { type Replica, startReplica } from '../../src/replica/replica.ts';
import { classifyPath } from '../../src/replica/requests.ts';
import type { Store } from '../../src/store/store.ts';
import { type FakeClock, fakeClock } from '../helpers/clock.ts';
import { type Fault, withFaults } from '../helpers/faults/faults.ts';
import { memoryStore } from '../helpers/memory-store.ts';
import { differences } from '../helpers/rows.ts';
import { runOnce } from '../helpers/run.ts';
import { openTestFetcher } from '../helpers/site-fetcher.ts';

/** Everything that can be wrong with a response, by name. */
export const FAULTS: Record<string, Fault> = {
  challenge: { type: 'challenge' },
  'challenge in another language': { type: 'challenge', language: 'ru' },
  'challenge that never passes': { type: 'challenge-forever' },
  'status 403': { type: 'status', status: 403 },
  'status 429': { type: 'status', status: 429 },
  'status 429 with Retry-After': { type: 'status', status: 429, retryAfter: '40' },
  'status 500': { type: 'status', status: 500 },
  'status 502': { type: 'status', status: 502 },
  "a server error on the CDN's page": { type: 'cdn-error' },
  'status 503 with Retry-After': { type: 'status', status: 503, retryAfter: '40' },
  reset: { type: 'reset' },
  'hang before the headers': { type: 'hang' },
  'hang in the body': { type: 'hang-in-body' },
  'slow drip': { type: 'drip', pieces: 20, everyMs: 10 },
  'half a page as a whole one': { type: 'truncated' },
  'half a page': { type: 'broken-off' },
  'empty page': { type: 'empty' },
  'denial of 1,024 bytes': { type: 'denied' },
  'another page': { type: 'wrong-page' },
  garbage: { type: 'garbage' },
  '40 MB': { type: 'huge' },
  'redirect loop': { type: 'redirect-loop' },
  'redirect to the front page': { type: 'redirect', to: '/' },
};

export type FaultySite = {
  seed: number;
  matches: number;
  /** Names of `FAULTS`; each hit takes one of them by the seed. */
  faults: string[];
  /** Part of all requests that is hit. */
  share: number;
  transport: 'fetch' | 'navigate';
};

export type FaultyReport = {
  faults: number;
  requests: number;
  runs: number;
  halts: number;
  /** Shortest time between the starts of two requests of the program, by the clock of the run. */
  minGapMs: number;
  /** The longest pause before a request. */
  longestPauseMs: number;
  wrong: string[];
};

const PAUSE_MS = { minDelayMs: 3_000, maxDelayMs: 8_000 };
/** The pause begins with the last byte, which arrives a little before the fetcher returns the response. */
const DELIVERY_LAG_MS = 250;
const MAX_RUNS = 30;
/** The longest cool-down is a day. */
const BETWEEN_RUNS_MS = 25 * 3_600_000;

type Seen = { path: string; atMs: number; fault: Fault['type'] | null };

/** Runs against a site with this share of faulty responses until nothing is left to fetch, and compares the database with the truth. */
export async function faultySite(options: FaultySite): Promise<FaultyReport> {
  const clock = fakeClock();
  const seen: Seen[] = [];
  const replica = await startReplica({ ...options, variants: 'plain', intercept: faulty(options, clock, seen) });
  const store = memoryStore(clock.now);
  const pauses: number[] = [];
  try {
    const ends = await runsUntilDone({ replica, store, clock, options }, (event) => {
      if (event.type === 'pause') pauses.push(event.ms);
    });
    return {
      faults: seen.filter(({ fault }) => fault !== null).length,
      requests: seen.length,
      runs: ends.length,
      halts: ends.filter(({ type }) => type === 'halted').length,
      minGapMs: Math.min(...gapsOf(seen).map(({ ms }) => ms)),
      longestPauseMs: Math.max(...pauses),
      wrong: [
        ...unfinished(ends, store, clock),
        ...tooSoon(seen),
        ...fetchedTwice(seen),
        ...differences(store.tables.all(), replica.truth()),
      ],
    };
  } finally {
    store.close();
    await replica.close();
  }
}

/** The fault layer, and before it somebody who notes when a request came and what was done to it. */
function faulty({ faults, share, seed }: FaultySite, clock: FakeClock, seen: Seen[]) {
  const chosen = faults.map((name) => FAULTS[name]).filter((fault) => fault !== undefined);
  const layer = withFaults({ rules: [{ fault: chosen, share }], seed }, ({ fault }) => {
    const last = seen.at(-1);
    if (last !== undefined) last.fault = fault;
  });
  return (next: RequestListener) => {
    const listener = layer(next);
    return (request: IncomingMessage, response: ServerResponse) => {
      const path = request.url ?? '/';
      if (!path.startsWith('/cdn-cgi/')) seen.push({ path, atMs: clock.now(), fault: null });
      listener(request, response);
    };
  };
}

type World = { replica: Replica; store: Store; clock: FakeClock; options: FaultySite };

async function runsUntilDone(
  { replica, store, clock, options }: World,
  onEvent: (event: FetchEvent) => void,
): Promise<EndReason[]> {
  const ends: EndReason[] = [];
  let isLeft = true;
  while (isLeft && ends.length < MAX_RUNS) {
    const { transport } = options;
    const limits = { firstByteMs: 1_500, pageMs: 3_000, challengeMs: 3_000 };
    await using opened = await openTestFetcher(replica.baseUrl, { transport, clock, onEvent, limits, ...PAUSE_MS });
    const { reason } = await runOnce({ store, clock, fetcher: opened.fetcher }, { maxConsecutiveFailures: 10 });
    ends.push(reason);
    isLeft = reason.type !== 'done' || pendingIn(store, clock) > 0;
    clock.advance(BETWEEN_RUNS_MS);
  }
  return ends;
}

const pendingIn = (store: Store, clock: FakeClock): number =>
  store.targets.countPending({
    kinds: ['match', 'map-stats', 'performance', 'economy'],
    runId: -1,
    nowMs: clock.now(),
    matchIds: null,
  });

function unfinished(ends: EndReason[], store: Store, clock: FakeClock): string[] {
  const last = ends.at(-1);
  const isDone = last?.type === 'done' && pendingIn(store, clock) === 0;
  const errors = ends.filter(({ type }) => type === 'error').map((end) => JSON.stringify(end));
  return [...errors, ...(isDone ? [] : [`not done after ${ends.length} runs: ${JSON.stringify(last)}`])];
}

type Gap = { ms: number; path: string; before: Seen };

/** A browser follows a redirect, and reloads after a challenge, at once: those requests are not the program's. */
function gapsOf(seen: Seen[]): Gap[] {
  return seen.slice(1).flatMap(({ path, atMs }, index) => {
    const before = seen[index];
    if (before === undefined) return [];
    const isFollowed = before.fault?.startsWith('redirect') ?? false;
    const isChallenged = before.path === path && (before.fault?.startsWith('challenge') ?? false);
    return isFollowed || isChallenged ? [] : [{ ms: atMs - before.atMs, path, before }];
  });
}

function tooSoon(seen: Seen[]): string[] {
  const found = gapsOf(seen).filter(({ ms }) => ms < PAUSE_MS.minDelayMs - DELIVERY_LAG_MS);
  return found.map(({ ms, path, before }) => `${path} ${ms} ms after ${before.path} (${before.fault})`);
}

/** Pages of matches and maps that were served complete more than once. */
function fetchedTwice(seen: Seen[]): string[] {
  const good = seen
    .filter(({ fault }) => fault === null || fault === 'drip')
    .map(({ path }) => path.split('?')[0] ?? '');
  const pages = good.filter((path) => !['results', 'robots', 'other'].includes(classifyPath(path).kind));
  const twice = pages.filter((path, index) => pages.indexOf(path) !== index);
  return twice.map((path) => `${path} was fetched again`);
}
