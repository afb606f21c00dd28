import { Command } from 'commander';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { addSettings, scrapeSettings, siteSettings } from '../../src/commands/options.ts';
import { planOf } from '../../src/commands/plan.ts';
import { SCRAPE_SETTINGS, SITE_SETTINGS } from '../../src/config.ts';
import { renderEstimate } from '../../src/output/estimate.ts';
import { renderPlan } from '../../src/output/plan.ts';
import type { Store } from '../../src/store/store.ts';
import { memoryStore } from '../helpers/memory-store.ts';
import { listingEntry } from '../helpers/records.ts';

const CRAWLED = { reasonToSkip: () => null, force: false, crawled: true };
let store: Store;

beforeEach(() => {
  store = memoryStore(() => 1);
});

afterEach(() => store.close());

function plan(...flags: string[]) {
  const command = new Command('scrape').exitOverride();
  addSettings(command, { ...SCRAPE_SETTINGS, ...SITE_SETTINGS });
  command.action(() => undefined).parse(flags, { from: 'user' });
  return planOf(store, { settings: scrapeSettings(command.opts()), site: siteSettings(command.opts()), nowMs: 2 });
}

/** One match that is known and complete. */
function knowOne(matchId: number): void {
  const reasonToSkip = () => null;
  store.listing.savePage({ entries: [listingEntry({ matchId })], reasonToSkip, force: false, crawled: true });
  store.targets.markDone({ kind: 'match', id: matchId }, 1);
}

it('counts a match that is asked for by its id, and leaves the store as it is', () => {
  expect(plan('--match', '77').estimate).toMatchObject({ matches: 1, pages: 8, listingPages: 0 });
  expect(store.targets.find('match', 77)).toBe(null);
});

it('says that a complete match takes --force-rescrape', () => {
  knowOne(77);
  expect(renderEstimate(plan('--match', '77').estimate)).toMatch(/^nothing is pending.*--force-rescrape/);
  expect(plan('--match', '77', '--force-rescrape').pending).toHaveLength(1);
});

it('never counts more matches than --limit allows', () => {
  store.targets.upsert({ kind: 'match', id: 5, matchId: 5, path: '/matches/5/_', sortMs: 1 });
  expect(plan('--limit', '1').estimate.matches).toBe(1);
  expect(plan('--limit', '3').estimate.matches).toBe(3);
});

it('proposes for a long run what would make it shorter', () => {
  expect(renderEstimate(plan().estimate)).toContain('Shorter: --stages discovery,overview');
  expect(renderEstimate(plan('--stages', 'discovery,overview').estimate)).toMatch(/Shorter: --limit or --since$/);
  expect(renderEstimate(plan('--limit', '3', '--end-offset', '0').estimate)).not.toContain('Shorter');
});

it('counts every listing page that --full reads, and every match that --force-rescrape may find there', () => {
  knowOne(77);
  const full = plan('--full', '--end-offset', '300');
  expect(full.estimate).toMatchObject({ listingPages: 4, matches: 0 });
  expect(renderPlan(full)).not.toContain('without --full');
  expect(renderEstimate(full.estimate)).toContain('at most 4 pages');
  const forced = plan('--force-rescrape', '--end-offset', '300');
  expect(forced.estimate).toMatchObject({ listingPages: 4, matches: 400, isMost: true });
  expect(plan('--end-offset', '300').estimate).toMatchObject({ listingPages: 1, matches: 0 });
});

it('counts within --limit what earlier runs have begun before what is new', () => {
  addMatch(5, { sortMs: 50 });
  addMatch(4, { sortMs: 40, begunPages: 6 });
  addMatch(3, { sortMs: 30 });
  const { pending, pendingPages, estimate } = plan('--stages', 'overview,map-stats', '--limit', '2');
  expect(new Set(pending.map(({ matchId }) => matchId))).toEqual(new Set([4, 5]));
  expect(pendingPages).toMatchObject({ match: 1, 'map-stats': 6 });
  expect(estimate).toMatchObject({ matches: 2, knownPages: 7, pages: 7 + Math.round(2.4), isMost: false });
});

it('expects no further pages of a match whose pages are known', () => {
  addMatch(4, { sortMs: 40, begunPages: 3 });
  const forced = plan('--match', '4', '--force-rescrape');
  expect(forced.estimate).toMatchObject({ matches: 1, knownPages: 4, pages: 4 });
});

it('counts the pages within the budget, and reports what ends the run', () => {
  for (let id = 1; id <= 20; id += 1) addMatch(id, { sortMs: id });
  const whole = plan('--stages', 'discovery,overview').estimate;
  expect(whole).toMatchObject({ pages: 20, listingPages: 1, ms: 21 * 6100, budget: null });
  const byPages = plan('--stages', 'discovery,overview', '--max-pages', '7').estimate;
  expect(byPages).toEqual({ ...whole, budget: { endedBy: 'pages', pages: 7, ms: 7 * 6100 } });
  expect(renderEstimate(byPages)).toBe(
    'about 20 matches, 21 pages, 2 min 08 s; --max-pages ends this run earlier: 7 pages, 43 s',
  );
  const byTime = plan('--stages', 'discovery,overview', '--max-duration', '1m', '--max-pages', '15').estimate;
  expect(byTime.budget).toEqual({ endedBy: 'duration', pages: 10, ms: 60_000 });
  expect(plan('--max-pages', '1000').estimate.budget).toBeNull();
});

it('reads on a first run no more of the listing than --limit needs', () => {
  expect(plan('--limit', '5').estimate).toMatchObject({ matches: 5, pages: 41, listingPages: 1, isMost: false });
  expect(plan('--limit', '250').estimate).toMatchObject({ matches: 250, listingPages: 3 });
});

it('does not speak of --force-rescrape where no match is known', () => {
  const text = renderEstimate(plan('--stages', 'overview').estimate);
  expect(text).toContain('no match is known yet');
  expect(text).not.toContain('--force-rescrape');
});

it('leaves the store unchanged, regardless of the flags', () => {
  knowOne(77);
  const forced = plan('--match', '77', '--match', '78', '--force-rescrape', '--retry-failed');
  expect(forced.pending.map(({ id }) => id)).toEqual([77, 78]);
  expect(store.targets.find('match', 77)?.state).toBe('done');
  expect(store.targets.find('match', 78)).toBeNull();
});

/** A match whose overview is to be read; or, with pages, one whose overview is stored and leads to them. */
function addMatch(matchId: number, { sortMs, begunPages = 0 }: { sortMs: number; begunPages?: number }): void {
  store.listing.savePage({ entries: [listingEntry({ matchId, endedAtMs: sortMs })], ...CRAWLED });
  if (begunPages > 0) store.targets.markDone({ kind: 'match', id: matchId }, 1);
  for (let page = 0; page < begunPages; page += 1) {
    const id = matchId * 100 + page;
    store.targets.upsert({ kind: 'map-stats', id, matchId, path: `/stats/matches/mapstatsid/${id}/_`, sortMs });
  }
}
