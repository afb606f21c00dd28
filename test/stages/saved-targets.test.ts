import { expect, it } from 'vitest';
import { noArchive } from '../../src/archive/no-archive.ts';
import { renderPage } from '../../src/replica/render/render-page.ts';
import { createWorld } from '../../src/replica/world/world.ts';
import { overviewHandler } from '../../src/stages/overview.ts';
import { processFetched, processSaved } from '../../src/stages/process-page.ts';
import { fakeClock } from '../helpers/clock.ts';
import { memoryStore } from '../helpers/memory-store.ts';
import { basicRun, runWith } from '../helpers/run.ts';

/** What a page from a file does to the target of its page. */

const HOUR_MS = 3_600_000;

const world = createWorld({ seed: 5, matches: 1 });
const { matchId, startedAtMs } = world.caseMatch('live');
const html = renderPage(world, { kind: 'match', id: matchId, size: 'bare' });

it('does not use up the rechecks of a page that is incomplete, nor postpone the next one', () => {
  const clock = fakeClock(startedAtMs + HOUR_MS);
  using store = memoryStore(clock.now);
  const open = { store, archive: noArchive() };
  store.targets.upsert({ kind: 'match', id: matchId, matchId, path: '/x', sortMs: null });
  const task = {
    stage: 'overview',
    handler: overviewHandler(store),
    page: { kind: 'match', id: matchId, matchId },
  } as const;
  const source = { url: '/x', httpStatus: null, transportReason: null, contentType: null };
  const page = { ...source, html, document: Buffer.from(html), fetchedAtMs: startedAtMs + HOUR_MS };
  const target = () => store.targets.find('match', matchId);
  const importPage = () => {
    const received = { ...page, transport: 'import' } as const;
    processSaved({ ...basicRun(open), clock }, task, { received, precedence: 'newest' });
  };

  const firstMs = clock.now() + HOUR_MS;
  for (let times = 0; times < 10; times += 1) {
    importPage();
    expect(target()).toMatchObject({ state: 'awaiting', rechecks: 0, nextAttemptAtMs: firstMs });
    clock.advance(HOUR_MS / 20);
  }
  processFetched({ ...runWith(open), clock }, task, { ...page, transport: 'fetch', fetchedAtMs: clock.now() });
  const fetched = { state: 'awaiting', rechecks: 1, nextAttemptAtMs: clock.now() + HOUR_MS };
  expect(target()).toMatchObject(fetched);
  importPage();
  expect(target()).toMatchObject(fetched);
});
