import { describe, expect, it } from 'vitest';
import { noArchive } from '../../src/archive/no-archive.ts';
import { renderPage } from '../../src/replica/render/render-page.ts';
import { createWorld } from '../../src/replica/world/world.ts';
import { overviewHandler } from '../../src/stages/overview.ts';
import { performanceHandler } from '../../src/stages/performance-economy.ts';
import { processFetched, processSaved } from '../../src/stages/process-page.ts';
import type { Store } from '../../src/store/store.ts';
import { type FakeClock, fakeClock } from '../helpers/clock.ts';
import { memoryStore } from '../helpers/memory-store.ts';
import { listingEntry } from '../helpers/records.ts';
import { basicRun, runWith } from '../helpers/run.ts';

/** What a page from a file does to the target of its page. */

const HOUR_MS = 3_600_000;

const world = createWorld({ seed: 5, matches: 60 });
const { matchId, startedAtMs } = world.caseMatch('live');
const html = renderPage(world, { kind: 'match', id: matchId, size: 'bare' });

function open(startMs: number) {
  const clock = fakeClock(startMs);
  const store = memoryStore(clock.now);
  store.targets.upsert({ kind: 'match', id: matchId, matchId, path: '/x', sortMs: null });
  return { clock, store, target: () => store.targets.find('match', matchId) };
}

/** Processes the page of the live match as if it came at this time. */
function processLive({ store, clock }: { store: Store; clock: FakeClock }, transport: 'fetch' | 'import'): void {
  const page = { kind: 'match', id: matchId, matchId } as const;
  const task = { stage: 'overview', handler: overviewHandler(store), page } as const;
  const source = { url: '/x', httpStatus: null, transport, transportReason: null, contentType: null };
  const received = { ...source, html, document: Buffer.from(html), fetchedAtMs: clock.now() };
  const places = { store, archive: noArchive() };
  if (transport === 'fetch') processFetched({ ...runWith(places), clock }, task, received);
  else processSaved({ ...basicRun(places), clock }, task, { received, precedence: 'newest' });
}

it('does not use up the rechecks of a page that is incomplete, nor postpone the next one', () => {
  const { clock, store, target } = open(startedAtMs + HOUR_MS);
  const firstMs = clock.now() + HOUR_MS;
  for (let times = 0; times < 10; times += 1) {
    processLive({ store, clock }, 'import');
    expect(target()).toMatchObject({ state: 'awaiting', rechecks: 0, nextAttemptAtMs: firstMs });
    clock.advance(HOUR_MS / 20);
  }
  processLive({ store, clock }, 'fetch');
  const fetched = { state: 'awaiting', rechecks: 1, nextAttemptAtMs: clock.now() + HOUR_MS };
  expect(target()).toMatchObject(fetched);
  processLive({ store, clock }, 'import');
  expect(target()).toMatchObject(fetched);
});

it('leaves a match to be fetched that it shows as live and that is listed, however late it was saved', () => {
  const { clock, store, target } = open(startedAtMs + 240 * HOUR_MS);
  processLive({ store, clock }, 'import');
  expect(target()).toMatchObject({ state: 'done' });

  const listed = open(startedAtMs + 240 * HOUR_MS);
  const entries = [listingEntry({ matchId, endedAtMs: startedAtMs + 3 * HOUR_MS })];
  listed.store.listing.savePage({ entries, reasonToSkip: () => null, force: false, crawled: true });
  processLive(listed, 'import');
  expect(listed.store.tables.rows('matches')).toMatchObject([{ status: 'live' }]);
  expect(listed.target()).toMatchObject({ state: 'pending' });
});

describe('a map page without data', () => {
  const match = world.caseMatch('no-performance');
  const id = match.maps[0]?.mapStatsId ?? 0;
  const empty = renderPage(world, { kind: 'performance', id, size: 'bare' });

  /** The state of its target, when it was saved so many hours after the start of the match and is imported a month later. */
  function stateAfter({ hours, sortMs }: { hours: number; sortMs: number | null }): string | undefined {
    const clock = fakeClock(match.startedAtMs + 720 * HOUR_MS);
    using store = memoryStore(clock.now);
    const page = { kind: 'performance', id, matchId: null } as const;
    store.targets.upsert({ ...page, path: '/x', sortMs });
    const task = { stage: 'performance-economy', handler: performanceHandler(store), page } as const;
    const source = {
      url: '/x',
      httpStatus: null,
      transport: 'import',
      transportReason: null,
      contentType: null,
    } as const;
    const fetchedAtMs = match.startedAtMs + hours * HOUR_MS;
    const received = { ...source, html: empty, document: Buffer.from(empty), fetchedAtMs };
    const run = { ...basicRun({ store, archive: noArchive() }), clock };
    expect(processSaved(run, task, { received, precedence: 'newest' })).toMatchObject({ outcome: 'no-data' });
    return store.targets.find('performance', id)?.state;
  }

  it('is final when it was saved long after its match, and is fetched when it was saved soon after it', () => {
    expect(stateAfter({ hours: 200, sortMs: match.startedAtMs })).toBe('no_data');
    expect(stateAfter({ hours: 4, sortMs: match.startedAtMs })).toBe('awaiting');
  });

  it('is fetched when the time of its match is not known', () => {
    expect(stateAfter({ hours: 4, sortMs: null })).toBe('pending');
  });
});
