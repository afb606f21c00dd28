import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ScrapeSettings } from '../../src/config.ts';
import type { Store } from '../../src/store/store.ts';
import { fakeClock } from '../helpers/clock.ts';
import { memoryStore } from '../helpers/memory-store.ts';
import { runOnce } from '../helpers/run.ts';
import { type ListingSite, listingSite } from './listing-site.ts';

const OLDEST_MS = Date.UTC(2025, 0, 1);
const clock = fakeClock(OLDEST_MS + 1e10);
let store: Store;
let site: ListingSite;

beforeEach(() => {
  store = memoryStore(clock.now);
});

afterEach(() => store.close());

function open(matches: number): void {
  site = listingSite({ matches, oldestMs: OLDEST_MS, nowMs: clock.now });
}

async function run(flags: Partial<ScrapeSettings> = {}) {
  const fetcher = site.fetcher;
  const ended = await runOnce({ store, fetcher, clock }, { stages: ['discovery'], sinceMs: null, ...flags });
  return { ...ended, pages: site.asked(), failed: ended.notices.filter((notice) => notice.type === 'page-failed') };
}

const unknown = (): number[] => site.ids().filter((id) => !store.listing.isKnown(id));
const rulesAt = (offset: number): string[] =>
  store.findings
    .list()
    .filter(({ kind, id }) => kind === 'results' && id === offset)
    .map(({ rule }) => rule);

/** Changes the row of one match, wherever it stands. */
function bendRow(place: number, change: (row: string) => string): number {
  const id = site.ids()[place] ?? 0;
  site.bend((html) =>
    html
      .split('<div class="result-con"')
      .map((row) => (row.includes(`/matches/${id}/`) ? change(row) : row))
      .join('<div class="result-con"'),
  );
  return id;
}

const withoutId = (row: string): string => row.replace(/\/matches\/\d+/, '/matches/x');

describe('a row that lacks something', () => {
  it.each<[string, (row: string) => string, object]>([
    ['map text', (row) => row.replace('>bo3<', '><'), { format: null, isForfeit: null }],
    ['team name', (row) => row.replace('>Two<', '><'), { team2Name: null }],
    ['end', (row) => row.replace(/entry-unix="\d+"/, 'entry-unix=""'), { endedAtMs: null }],
  ])('(%s) is a target with NULL and a finding; everything below is read', async (_, change, nulls) => {
    open(350);
    const id = bendRow(120, change);
    const { failed, pages } = await run();
    expect([failed, pages, unknown()]).toEqual([[], [0, 100, 200, 300], []]);
    expect(store.listing.entryOf(id)).toMatchObject(nulls);
    expect(store.targets.find('match', id)).toMatchObject({ state: 'pending', sortMs: expect.any(Number) });
    expect(rulesAt(100)).toEqual(['results/fields-are-readable']);
    expect((await run()).pages).toEqual([0]);
  });

  it('keeps what an earlier page said of it', async () => {
    open(50);
    await run();
    const id = bendRow(20, (row) => row.replace('>bo3<', '><').replace(/entry-unix="\d+"/, ''));
    const before = store.listing.entryOf(id);
    await run();
    expect(store.listing.entryOf(id)).toEqual(before);
  });

  it('at the end of a page without its end time does not move the place of a crawl', async () => {
    open(350);
    bendRow(199, (row) => row.replace(/entry-unix="\d+"/, ''));
    await run({ maxPages: 2 });
    site.add(30);
    await run();
    expect(unknown()).toEqual([]);
    expect(store.listing.gaps()).toEqual([]);
  });
});

describe('a row without its match id', () => {
  it('is named in a finding and read again by the next run, the others are taken at once', async () => {
    open(350);
    const id = bendRow(120, withoutId);
    const first = await run();
    expect([first.failed, unknown()]).toEqual([[], [id]]);
    expect(rulesAt(100)).toEqual(['results/fields-are-readable']);
    expect(store.listing.gaps()).toHaveLength(1);
    site.add(40);
    expect((await run()).pages).toEqual([0, 100, 200]);
    expect([unknown(), rulesAt(100)]).toEqual([[id], ['results/fields-are-readable']]);
    site.add(60);
    site.bend((html) => html);
    await run();
    expect([unknown(), store.listing.gaps()]).toEqual([[], []]);
  });

  it.each([0, 1, 99, 100, 199])(
    'at place %i costs later runs two pages at most, and is found when it can be read',
    async (place) => {
      open(350);
      const id = bendRow(place, withoutId);
      await run();
      for (let hour = 0; hour < 4; hour += 1) {
        site.add(7);
        expect((await run()).pages.length).toBeLessThanOrEqual(3);
        expect(store.listing.gaps()).toHaveLength(1);
      }
      expect(unknown()).toEqual([id]);
      site.bend((html) => html);
      await run();
      expect([unknown(), store.listing.gaps()]).toEqual([[], []]);
    },
  );

  it('among known matches does not end a crawl above new ones', async () => {
    open(350);
    await run();
    site.add(150);
    bendRow(50, (row) => row);
    site.bend((html, offset) => (offset === 0 ? html.replaceAll(/href="\/matches\/\d+/g, nthOnly(99)) : html));
    await run();
    site.bend((html) => html);
    await run();
    expect(unknown()).toEqual([]);
  });
});

/** Keeps the link of one row of a page, of the others nothing that could be read. */
function nthOnly(kept: number): (link: string) => string {
  let nth = -1;
  return (link) => {
    nth += 1;
    return nth === kept ? link : 'href="/matches/x';
  };
}

describe('a page with fewer rows than it announces', () => {
  it('is taken with a finding and read again by the next run', async () => {
    open(350);
    const id = bendRow(120, () => '></div>');
    site.bend((html) => {
      const rows = html.split('<div class="result-con"');
      return rows.filter((row) => !row.includes(`/matches/${id}/`)).join('<div class="result-con"');
    });
    const { failed } = await run();
    expect([failed, unknown()]).toEqual([[], [id]]);
    expect(rulesAt(100)).toEqual(['results/entries-as-announced']);
    site.bend((html) => html);
    site.add(130);
    await run();
    expect([unknown(), store.listing.gaps()]).toEqual([[], []]);
  });
});

describe('an offset beyond the end of the list', () => {
  it.each<[string, (html: string) => string]>([
    ['as it is', (html) => html],
    ['0 - 0 of 150', (html) => html.replace(/\d+ - \d+ of/, '0 - 0 of')],
    ['301 - 400 of 150', (html) => html.replace(/301 - \d+ of/, '301 - 400 of')],
    ['without pagination', (html) => html.replace(/<div class="pagination-component">[\s\S]*?<\/div>/, '')],
  ])('holds nothing, which is no error: %s', async (_, how) => {
    open(150);
    site.bend(how);
    const { failed, pages, notices, reason } = await run({ startOffset: 300 });
    expect([failed, pages, reason]).toEqual([[], [300], { type: 'done' }]);
    expect(store.quarantine.count()).toBe(0);
    expect(notices).toContainEqual(expect.objectContaining({ type: 'listing-beyond-end', offset: 300 }));
    site.bend((html) => html);
    expect((await run()).pages).toEqual([0, 100]);
    expect(unknown()).toEqual([]);
  });

  it('is the first page behind an exactly full last one', async () => {
    open(200);
    expect((await run({ startOffset: 200 })).failed).toEqual([]);
    expect((await run()).pages).toEqual([0, 100]);
  });

  it('is not where the list is said to go on: a page without rows there is an error', async () => {
    open(450);
    site.bend((html, offset) => (offset === 200 ? withoutRows(html) : html));
    const { failed } = await run();
    expect(failed).toMatchObject([{ page: { kind: 'results', id: 200 } }]);
    expect(store.listing.gaps()).toHaveLength(1);
  });

  it('is not where an earlier page of the run says that there are matches', async () => {
    open(450);
    site.bend((html, offset) =>
      offset === 200 ? withoutRows(html).replace(/<div class="pagination[\s\S]*?<\/div>/, '') : html,
    );
    const { failed } = await run();
    expect(failed).toMatchObject([{ message: expect.stringContaining('matches at offset 200 of a listing of 450') }]);
  });
});

describe('an inactive next button', () => {
  it('on a full page does not end a list that is said to go on', async () => {
    open(350);
    site.bend((html, offset) => (offset === 100 ? html.replace('pagination-next', 'pagination-next inactive') : html));
    expect((await run()).pages).toEqual([0, 100, 200, 300]);
    expect(unknown()).toEqual([]);
  });
});

function withoutRows(html: string): string {
  const [before] = html.split('<div class="result-con"');
  return `${before}</div></div></div></body></html>`;
}
