import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { ScrapeSettings } from '../../src/config.ts';
import { NoDataError } from '../../src/errors.ts';
import type { Fetcher } from '../../src/fetcher.ts';
import type { Notice } from '../../src/notices.ts';
import type { PageKind } from '../../src/page-kinds.ts';
import { observeBlocks } from '../../src/pages/coverage.ts';
import { PAGES } from '../../src/pages/pages.ts';
import { createWorld, type World, type WorldOptions } from '../../src/replica/world/world.ts';
import { observeCoverage } from '../../src/stages/coverage.ts';
import type { Store } from '../../src/store/store.ts';
import { fakeClock } from '../helpers/clock.ts';
import { corpusPages, hasCorpus } from '../helpers/corpus.ts';
import { memoryFetcher } from '../helpers/memory-fetcher.ts';
import { memoryStore } from '../helpers/memory-store.ts';
import { runOnce } from '../helpers/run.ts';

const NEWEST_MS = Date.UTC(2026, 1, 14, 18);
type Change = (html: string, kind: PageKind) => string;

const closers: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

function site(options: WorldOptions): World {
  return createWorld({ newestEndAtMs: NEWEST_MS, ...options });
}

function emptyStore(): Store {
  const store = memoryStore(() => NEWEST_MS);
  closers.push(() => store.close());
  return store;
}

function changed(world: World, change: Change): Fetcher {
  const fetcher = memoryFetcher(world, { nowMs: () => NEWEST_MS });
  return {
    ...fetcher,
    async fetch(request, signal) {
      const answer = await fetcher.fetch(request, signal);
      return { ...answer, html: change(answer.html, request.kind) };
    },
  };
}

type Crawl = { world: World; store: Store; change?: Change; settings?: Partial<ScrapeSettings> };

async function crawl({ world, store, change = (html) => html, settings = {} }: Crawl): Promise<Notice[]> {
  const clock = fakeClock(NEWEST_MS + 600_000);
  const { notices } = await runOnce({ store, clock, fetcher: changed(world, change) }, { full: true, ...settings });
  return notices;
}

const alarmsOf = (store: Store) => store.coverage.alarms().map(({ kind, block }) => `${kind}: ${block}`);

/** Another name for a class, wherever it stands in a class attribute. */
const renamed = (token: string): Change => {
  const attribute = /class="[^"]*"/g;
  const own = new RegExp(`(?<=["\\s])${token}(?=["\\s])`, 'g');
  return (html) => html.replace(attribute, (text) => text.replace(own, `${token}-v2`));
};

/** Classes that can be renamed together, each with the alarm that it raises. */
const RENAMED: [token: string, block: string][][] = [
  [
    ['veto-box', 'match: vetoes'],
    ['lineups', 'match: line-ups'],
    ['pick', 'match: pick marks'],
    ['teamRanking', 'match: ranks'],
    ['results-center-half-score', 'match: half scores'],
    ['streams', 'match: streams'],
    ['potm-container', 'match: player of the match'],
    ['flag', 'match: countries of the players'],
    ['stars', 'results: stars'],
    ['equipment-categories', 'economy: equipment tables'],
  ],
  [
    ['vrs-forecast-points', 'match: points of the standings'],
    ['vrs-forecast-ranking', 'match: ranks of the standings'],
    ['vrs-forecast-middle', 'match: result in the standings'],
    ['team1', 'match: countries of the teams'],
    ['player-photo', 'match: full names'],
    ['match-info-flag-right', 'map-stats: countries of the teams'],
    ['match-page-link', 'map-stats: match link'],
  ],
];

describe.each(RENAMED)('a class that is renamed on all pages', (...renames) => {
  let store: Store;
  let notices: Notice[];

  beforeAll(async () => {
    const world = site({ seed: 3, matches: 12, variants: 'plain' });
    store = memoryStore(() => NEWEST_MS);
    const change: Change = (html, kind) => renames.reduce((text, [token]) => renamed(token)(text, kind), html);
    notices = await crawl({ world, store, change });
  });
  afterAll(() => store.close());

  it.each(renames)('%s raises an alarm within ten pages of its kind', (token, block) => {
    expect(alarmsOf(store)).toContain(block);
    const raised = notices.filter((notice) => notice.type === 'coverage-alarm');
    const alarm = raised.find((notice) => `${notice.alarm.kind}: ${notice.alarm.block}` === block)?.alarm;
    expect(alarm?.pageIds.length).toBeLessThanOrEqual(10);
    expect(alarm?.classes).toContain(token);
  });
});

const STAGES: Partial<ScrapeSettings> = { stages: ['discovery', 'overview'] };

it('an alarm remains until a page has the block again, and is announced once', async () => {
  const world = site({ seed: 4, matches: 10, variants: 'plain' });
  const store = emptyStore();
  const first = await crawl({ world, store, change: renamed('veto-box'), settings: STAGES });
  expect(first.filter(({ type }) => type === 'coverage-alarm')).toHaveLength(1);
  await crawl({ world, store, change: renamed('veto-box'), settings: STAGES });
  expect(alarmsOf(store)).toEqual(['match: vetoes']);
  const [newest] = store.targets.pending({ kinds: ['match'], runId: 0, nowMs: NEWEST_MS, limit: 1 });
  expect(newest).toBeUndefined();
  store.targets.resetForce([world.matchIds()[0] ?? 0]);
  await crawl({ world, store, settings: STAGES });
  expect(alarmsOf(store)).toEqual([]);
});

/** What the coverage of a page is observed from; null: the page says nothing of what was asked. A replica: `checks/replica.test.ts`. */
function observed(kind: PageKind, html: string, id: number) {
  try {
    return { kind, id, blocks: observeBlocks(kind, html, PAGES[kind].parse(html, { id }) as never) };
  } catch (error) {
    if (error instanceof NoDataError) return null;
    throw error;
  }
}

describe.runIf(hasCorpus)('real pages', () => {
  const FOLDERS: [string, PageKind][] = [
    ['results', 'results'],
    ['match', 'match'],
    ['map-stats', 'map-stats'],
    ['map-performance', 'performance'],
  ];
  const pages = FOLDERS.flatMap(([folder, kind]) => corpusPages(folder).map((page) => ({ page, kind })));

  it('raise no alarm, oldest or newest first, nor repeated', () => {
    const store = emptyStore();
    const read = pages.flatMap(
      ({ page: { html }, kind }) => observed(kind, html, PAGES[kind].identify(html).id ?? 0) ?? [],
    );
    for (const order of [read, read.toReversed(), read, read]) {
      for (const { kind, id, blocks } of order) {
        expect(observeCoverage(store, { kind, id, year: null }, blocks)).toEqual([]);
      }
    }
    expect(read.length).toBe(pages.length);
    expect(read.length).toBeGreaterThan(30);
  });
});
