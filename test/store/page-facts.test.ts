import { describe, expect, it } from 'vitest';
import type { MapStatsPage, PerformancePage } from '../../src/page-records.ts';
import { openStore } from '../../src/store/store.ts';
import {
  ENDED_AT_MS,
  economyPage,
  listingEntry,
  MAP1,
  MAP2,
  MATCH_ID,
  mapStatsPage,
  matchPage,
  performancePage,
  swappedMapStatsPage,
  TEAM1,
} from '../helpers/records.ts';

const emptyStore = () => openStore({ file: ':memory:', clock: () => 1 });

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
    store.facts.saveMapStatsPage(page);
    sameMapStats(store.facts.mapStatsOf(MAP1), page);
    expect(store.facts.mapStatsOf(MAP2)).toBeNull();
  });

  it('performance as the page said it', () => {
    const store = emptyStore();
    const page = performancePage();
    store.facts.savePerformancePage(page);
    const stored = store.facts.performanceOf(MAP1) as PerformancePage;
    expect({ ...stored, playerMapStats: [], killMatrix: [] }).toEqual({ ...page, playerMapStats: [], killMatrix: [] });
    expect(sorted(stored.playerMapStats)).toEqual(sorted(page.playerMapStats));
    expect(sorted(stored.killMatrix)).toEqual(sorted(page.killMatrix));
    expect(store.facts.performanceOf(MAP2)).toBeNull();
  });

  it('economy as the chart said it', () => {
    const store = emptyStore();
    const { cells: _, breakdown: __, ...page } = economyPage();
    store.facts.saveEconomyPage(economyPage());
    const stored = store.facts.economyOf(MAP1);
    expect({ ...stored, roundEconomy: [] }).toEqual({ ...page, roundEconomy: [] });
    expect(sorted(stored?.roundEconomy ?? [])).toEqual(sorted(page.roundEconomy));
    expect(store.facts.economyOf(MAP2)).toBeNull();
  });
});

it('pages are stored without what their readers did not know', () => {
  const { facts } = emptyStore();
  const unknowns = [{ what: 'column', seen: 'UD' }];
  facts.saveMatchPage({ ...matchPage(), unknowns });
  facts.saveMapStatsPage({ ...mapStatsPage(), unknowns });
  facts.savePerformancePage({ ...performancePage(), unknowns });
  facts.saveEconomyPage({ ...economyPage(), unknowns });
  expect(facts.performanceOf(MAP1)).not.toHaveProperty('unknowns');
  expect(facts.economyOf(MAP1)?.team1Name).toBe(economyPage().team1Name);
});

describe('a map as its overview has it', () => {
  it('keeps the overview’s own values whatever map stats say', () => {
    const store = emptyStore();
    store.facts.saveMatchPage(matchPage());
    store.facts.saveMapStatsPage(mapStatsPage({ team1Rounds: 99, ratingVersion: '9.9' }));
    const overview = store.facts.overviewOfMap(MAP1);
    expect(overview).toMatchObject({
      matchId: MATCH_ID,
      mapNumber: 1,
      url: matchPage().url,
      status: 'finished',
      startedAtMs: matchPage().startedAtMs,
      endedAtMs: null,
      bestOf: 3,
      team1Id: TEAM1,
      team2Name: 'Bravo Foxes',
      map: { mapStatsId: MAP1, team1Rounds: 13, ratingVersion: '3.0', team1Rating: null, team1StartSide: 'CT' },
    });
    const rows = matchPage().playerMapStats.filter((row) => row.mapNumber === 1);
    expect(sorted(overview?.playerMapStats ?? [])).toEqual(sorted(rows));
  });

  it('knows the end from the listing, and is null while no overview links the map', () => {
    const store = emptyStore();
    expect(store.facts.overviewOfMap(MAP1)).toBeNull();
    store.facts.saveMatchPage(matchPage());
    store.listing.savePage({
      entries: [listingEntry()],
      reasonToSkip: () => null,
      force: false,
      crawled: true,
    });
    expect(store.facts.overviewOfMap(MAP2)).toMatchObject({ mapNumber: 2, endedAtMs: ENDED_AT_MS });
  });
});
