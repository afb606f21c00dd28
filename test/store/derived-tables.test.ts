import type { Database } from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { createWorld } from '../../src/replica/world/world.ts';
import { type Store, storeOn } from '../../src/store/store.ts';
import { derivedTableErrors } from '../chaos/derived-tables.ts';
import { fakeClock } from '../helpers/clock.ts';
import { memoryFetcher } from '../helpers/memory-fetcher.ts';
import { memoryDatabase } from '../helpers/memory-store.ts';
import { runOnce } from '../helpers/run.ts';

/** Tables that are counted from others say the same as a count of all rows. */

const NOW_MS = Date.UTC(2026, 2, 20);
const world = createWorld({ seed: 5, matches: 4, variants: 'all' });

function open(): { database: Database; store: Store } {
  const database = memoryDatabase();
  return { database, store: storeOn(database, { file: ':memory:', clock: () => NOW_MS }) };
}

const crawl = (store: Store, settings: Parameters<typeof runOnce>[1] = {}) =>
  runOnce({ store, fetcher: memoryFetcher(world, { nowMs: () => NOW_MS }), clock: fakeClock(NOW_MS) }, settings);

const { database, store } = open();

it('while a crawl is under way, after it, and after pages are read again', async () => {
  await crawl(store, { maxPages: 9 });
  expect(derivedTableErrors(database)).toEqual([]);
  await crawl(store);
  expect(derivedTableErrors(database)).toEqual([]);
  await crawl(store, { forceRescrape: true });
  expect(derivedTableErrors(database)).toEqual([]);
});

describe('the recount', () => {
  it.each([
    ['target_totals', 'UPDATE target_totals SET count = count + 1'],
    ['waiting_matches', 'INSERT INTO waiting_matches VALUES (1, 1, 0, NULL)'],
    ['waiting_match_totals', 'INSERT OR REPLACE INTO waiting_match_totals VALUES (15, 7)'],
    ['match_teams', 'UPDATE match_teams SET team_number = 3 - team_number'],
    ['veto_totals', 'UPDATE veto_totals SET won = won + 1'],
    ['map_teams', 'UPDATE map_teams SET full_buy_wins = 99'],
    ['teams', `UPDATE teams SET name = name || '!'`],
    ['players', 'DELETE FROM players WHERE player_id = (SELECT min(player_id) FROM players)'],
    ['events', `UPDATE events SET name = name || '!'`],
  ])('finds what is wrong in %s', (table, damage) => {
    const errors = store.rehearse(() => {
      database.exec(damage);
      return derivedTableErrors(database);
    });
    expect(errors.join('\n')).toContain(`${table} `);
  });
});
