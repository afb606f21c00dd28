import { Command } from 'commander';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { addSettings, scrapeSettings, siteSettings } from '../../src/commands/options.ts';
import { planOf } from '../../src/commands/plan.ts';
import { SCRAPE_SETTINGS, SITE_SETTINGS } from '../../src/config.ts';
import { renderEstimate } from '../../src/output/notice-text.ts';
import { renderPlan } from '../../src/output/plan.ts';
import { openStore, type Store } from '../../src/store/store.ts';
import { listingEntry } from '../helpers/records.ts';

let store: Store;

beforeEach(() => {
  store = openStore({ file: ':memory:', clock: () => 1 });
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
  expect(renderEstimate(plan('--stages', 'discovery,overview').estimate)).toMatch(
    /Shorter: --limit or --max-duration$/,
  );
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
