import { describe, expect, it } from 'vitest';
import type { MapStatsPage, PerformancePage } from '../../src/page-records.ts';
import { storeOn } from '../../src/store/store.ts';
import { memoryDatabase, memoryStore } from '../helpers/memory-store.ts';
import {
  economyPage,
  MAP1,
  MAP2,
  MATCH_ID,
  mapStatsPage,
  matchPage,
  performancePage,
  swappedMapStatsPage,
  TEAM1,
} from '../helpers/records.ts';
import { savePage } from '../helpers/save-page.ts';

const emptyStore = () => memoryStore(() => 1);

const sorted = <T>(rows: readonly T[]) =>
  rows.map((row) => JSON.stringify(row, Object.keys(row as object).sort())).sort();

const sameMapStats = (stored: MapStatsPage | null, page: MapStatsPage) => {
  const { playerMapStats, ...rest } = page;
  expect(stored).toMatchObject(rest);
  expect(sorted(stored?.playerMapStats ?? [])).toEqual(sorted(playerMapStats));
  expect(Object.keys(stored ?? {}).sort()).toEqual(Object.keys(page).sort());
};

describe('pages read back', () => {
  it.each([
    ['usual', mapStatsPage()],
    ['swapped', swappedMapStatsPage()],
    ['bare', mapStatsPage({ matchId: null, eventId: null, startedAtMs: null, team1StartSide: null, rounds: [] })],
  ])('map stats as the page said it: %s', (_, page) => {
    const store = emptyStore();
    savePage(store, 'map-stats', page);
    sameMapStats(store.pageRecords.find('map-stats', MAP1), page);
    expect(store.pageRecords.find('map-stats', MAP2)).toBeNull();
  });

  it('performance as the page said it', () => {
    const store = emptyStore();
    const page = performancePage();
    savePage(store, 'performance', page);
    const stored = store.pageRecords.find('performance', MAP1) as PerformancePage;
    expect({ ...stored, playerMapStats: [], killMatrix: [] }).toEqual({ ...page, playerMapStats: [], killMatrix: [] });
    expect(sorted(stored.playerMapStats)).toEqual(sorted(page.playerMapStats));
    expect(sorted(stored.killMatrix)).toEqual(sorted(page.killMatrix));
    expect(store.pageRecords.find('performance', MAP2)).toBeNull();
  });

  it('economy as the chart said it', () => {
    const store = emptyStore();
    const page = economyPage();
    savePage(store, 'economy', economyPage());
    const stored = store.pageRecords.find('economy', MAP1);
    expect(stored).toEqual(page);
    expect(sorted(stored?.roundEconomy ?? [])).toEqual(sorted(page.roundEconomy));
    expect(store.pageRecords.find('economy', MAP2)).toBeNull();
  });
});

it('pages are read back with what their readers noted', () => {
  const store = emptyStore();
  const unknowns = [{ what: 'column', seen: 'UD' }];
  savePage(store, 'performance', { ...performancePage(), unknowns });
  expect(store.pageRecords.find('performance', MAP1)).toEqual({ ...performancePage(), unknowns });
});

describe('a map as its overview has it', () => {
  it('keeps the overview’s own values regardless of map stats', () => {
    const store = emptyStore();
    savePage(store, 'match', matchPage());
    savePage(store, 'map-stats', mapStatsPage({ team1Rounds: 99, ratingVersion: '9.9' }));
    const overview = store.pageRecords.overviewOfMap(MAP1);
    expect(overview).toMatchObject({
      matchId: MATCH_ID,
      mapNumber: 1,
      url: matchPage().url,
      status: 'finished',
      startedAtMs: matchPage().startedAtMs,
      bestOf: 3,
      team1Id: TEAM1,
      team2Name: 'Bravo Foxes',
      map: { mapStatsId: MAP1, team1Rounds: 13, ratingVersion: '3.0', team1Rating: null, team1StartSide: 'ct' },
    });
    const rows = matchPage().playerMapStats.filter((row) => row.mapNumber === 1);
    expect(sorted(overview?.playerMapStats ?? [])).toEqual(sorted(rows));
  });

  it('is null while no overview links the map', () => {
    const store = emptyStore();
    expect(store.pageRecords.overviewOfMap(MAP1)).toBeNull();
    savePage(store, 'match', matchPage());
    expect(store.pageRecords.overviewOfMap(MAP2)).toMatchObject({ mapNumber: 2 });
  });
});

describe('a damaged record', () => {
  function withDamage(skipsDamagedRecords: boolean) {
    const database = memoryDatabase();
    const store = storeOn(database, { file: 'hltv.db', clock: () => 1, skipsDamagedRecords });
    savePage(store, 'match', matchPage());
    const names = database.prepare('SELECT * FROM observed_names ORDER BY entity, entity_id');
    const before = names.all();
    database.exec(`UPDATE page_records SET record = CAST(record || x'00' AS BLOB)`);
    return { store, names, before };
  }

  it('is not returned', () => {
    expect(() => withDamage(false).store.pageRecords.find('match', MATCH_ID)).toThrow(
      /^The record of match \d+ in the database hltv\.db is damaged \(its bytes have another SHA-256\)\. `hltv-scraper reparse /,
    );
    const { store } = withDamage(true);
    expect(store.pageRecords.find('match', MATCH_ID)).toBeNull();
    expect(store.pageRecords.damageOf({ kind: 'match', id: MATCH_ID })).toBe('its bytes have another SHA-256');
  });

  it.each([false, true])('is replaced, with its names, when its page is saved again', (skipsDamagedRecords) => {
    const { store, names, before } = withDamage(skipsDamagedRecords);
    savePage(store, 'match', matchPage());
    expect(store.pageRecords.find('match', MATCH_ID)).toEqual(matchPage());
    expect(names.all()).toEqual(before);
  });
});
