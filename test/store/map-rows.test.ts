import { beforeEach, describe, expect, it } from 'vitest';
import { storeOn } from '../../src/store/store.ts';
import { memoryDatabase } from '../helpers/memory-store.ts';
import { economyPage, MAP1, mapStatsPage, matchPage, performancePage } from '../helpers/records.ts';
import { savePage } from '../helpers/save-page.ts';
import { saveAll } from './stored-pages.ts';

/** What saving the page of a map writes. */

function open() {
  const database = memoryDatabase();
  const store = storeOn(database, { file: ':memory:', clock: () => 1 });
  const changes = (): number => Number(database.prepare('SELECT total_changes()').pluck().get());
  /** Rows written by `work`. */
  const written = (work: () => void): number => {
    const before = changes();
    work();
    return changes() - before;
  };
  return { store, written };
}

let { store, written } = open();
beforeEach(() => {
  ({ store, written } = open());
  saveAll(store);
});

describe('a page of a map that is saved again', () => {
  it.each([
    ['map stats', () => savePage(store, 'map-stats', mapStatsPage())],
    ['performance', () => savePage(store, 'performance', performancePage())],
    ['economy', () => savePage(store, 'economy', economyPage())],
  ])('writes its record alone: %s', (_, save) => {
    expect(written(save)).toBe(1);
  });

  it('writes the one row that differs', () => {
    const [first, ...others] = performancePage().killMatrix;
    if (first === undefined) throw new Error('no cell');
    const page = performancePage({ killMatrix: [{ ...first, kills: first.kills + 1 }, ...others] });
    expect(written(() => savePage(store, 'performance', page))).toBe(2);
    expect(store.tables.rows('kill_matrix')).toContainEqual(expect.objectContaining({ kills: first.kills + 1 }));
  });

  it('removes the rows that it has no more, and adds those that it did not have', () => {
    const { rounds } = mapStatsPage();
    savePage(store, 'map-stats', mapStatsPage({ rounds: rounds.slice(0, 3) }));
    expect(store.tables.rows('rounds').map(({ roundNumber }) => roundNumber)).toEqual([1, 2, 3]);
    savePage(store, 'map-stats', mapStatsPage({ rounds: [] }));
    expect(store.tables.rows('rounds')).toEqual([]);
    savePage(store, 'map-stats', mapStatsPage());
    expect(store.tables.rows('rounds')).toHaveLength(rounds.length);
  });

  it('ends in the rows that another order of pages ends in', () => {
    const other = open();
    savePage(other.store, 'economy', economyPage());
    savePage(other.store, 'performance', performancePage());
    savePage(other.store, 'map-stats', mapStatsPage());
    savePage(other.store, 'match', matchPage());
    expect(other.store.tables.all()).toEqual(store.tables.all());
    expect(store.tables.rows('maps').some(({ mapStatsId }) => mapStatsId === MAP1)).toBe(true);
  });
});
