import { describe, expect, it } from 'vitest';
import type { MatchPage } from '../../src/page-records.ts';
import { PUBLIC_TABLES, type PublicTable } from '../../src/records.ts';
import type { Store } from '../../src/store/store.ts';
import {
  ENDED_AT_MS,
  economyPage,
  MATCH_ID,
  mapStatsPage,
  mapStatsPlayer,
  matchPage,
  overviewMap,
  performancePage,
  performancePlayer,
  TEAM1_PLAYERS,
  TEAM2_PLAYERS,
} from '../helpers/records.ts';
import { savePage } from '../helpers/save-page.ts';
import { emptyStore, playerRow, saveAll, saveListing } from './stored-pages.ts';

describe('where a half ends', () => {
  const unsided = () => mapStatsPage().rounds.map((round) => ({ ...round, winnerSide: null }));
  const none = { team1StartSide: null, team1CtRounds: null, team1TRounds: null, team2CtRounds: null };

  it('may come from the economy page, whichever page is saved last', () => {
    const stores = [emptyStore(), emptyStore()];
    for (const [index, store] of stores.entries()) {
      savePage(store, 'match', matchPage({ maps: matchPage().maps.map((map) => ({ ...map, ...none })) }));
      if (index === 1) savePage(store, 'economy', economyPage());
      savePage(store, 'map-stats', mapStatsPage({ ...none, rounds: unsided() }));
      if (index === 0) savePage(store, 'economy', economyPage());
    }
    const [late, early] = stores.map((store) => store.tables.all());
    expect(late).toEqual(early);
    expect(late?.rounds.filter(({ isPistol }) => isPistol).map(({ roundNumber }) => roundNumber)).toEqual([1, 13]);
  });
});

describe('one page at a time', () => {
  it('stores a match page alone: the overview values, everything else NULL', () => {
    const store = emptyStore();
    savePage(store, 'match', matchPage());
    const rows = store.tables.all();
    expect(rows.matches).toEqual([
      expect.objectContaining({ matchId: MATCH_ID, isLan: true, isForfeit: false, endedAtMs: null, stars: null }),
    ]);
    expect(rows.maps.map((map) => map.state)).toEqual(['played', 'played', 'unplayed']);
    expect(rows.maps[0]).toMatchObject({ team1Rounds: 13, team2Rounds: 9, team1Rating: null, ratingVersion: '3.0' });
    expect(rows.player_map_stats).toHaveLength(60);
    expect(playerRow(rows, 50001)).toMatchObject({ kills: 16, headshots: null, kpr: null, ecoKast: 74.5 });
    expect([rows.rounds, rows.round_economy, rows.kill_matrix]).toEqual([[], [], []]);
  });

  it('stores a match page without an event and a format', () => {
    const store = emptyStore();
    savePage(store, 'match', matchPage({ eventId: null, eventName: null, bestOf: null }));
    const rows = store.tables.all();
    expect(rows.matches).toEqual([expect.objectContaining({ eventId: null, eventName: null, bestOf: null })]);
    expect(rows.maps).toHaveLength(3);
    expect(rows.events).toEqual([]);
  });

  it('stores a page with any findings', () => {
    const notes = {
      unknowns: [{ what: 'map', seen: 'Warden' }],
      issues: [{ rank: 'decoration', field: 'title', expected: 'a title', seen: 'nothing', mapNumber: null } as const],
      leftOut: { saver: 'SingleFile', parts: ['CT and T tables'] },
    };
    const store = emptyStore();
    savePage(store, 'match', { ...matchPage(), ...notes });
    savePage(store, 'map-stats', { ...mapStatsPage(), ...notes });
    savePage(store, 'performance', { ...performancePage(), ...notes });
    savePage(store, 'economy', { ...economyPage(), ...notes });
    expect(store.tables.rows('kill_matrix').length).toBeGreaterThan(0);
  });

  it('takes end and stars from the listing, whichever is stored first', () => {
    for (const order of [saveListing, (store: Store) => savePage(store, 'match', matchPage())]) {
      const store = emptyStore();
      order(store);
      saveListing(store);
      savePage(store, 'match', matchPage());
      expect(store.tables.rows('matches')[0]).toMatchObject({ endedAtMs: ENDED_AT_MS, stars: 1 });
    }
  });

  it('keeps a map page whose match is unknown out of sight until the match is stored', () => {
    const store = emptyStore();
    savePage(store, 'map-stats', mapStatsPage());
    savePage(store, 'performance', performancePage());
    savePage(store, 'economy', economyPage());
    const before = store.tables.all();
    expect([before.maps, before.player_map_stats, before.rounds, before.round_economy, before.kill_matrix]).toEqual([
      [],
      [],
      [],
      [],
      [],
    ]);
    savePage(store, 'match', matchPage());
    const late = store.tables.all();
    const usual = emptyStore();
    saveAll(usual);
    expect(late).toEqual(usual.tables.all());
    expect(late.rounds).toHaveLength(22);
  });

  it('changes nothing when every page is stored a second time', () => {
    const store = emptyStore();
    saveAll(store);
    saveListing(store);
    const once = store.tables.all();
    saveAll(store);
    saveListing(store);
    expect(store.tables.all()).toEqual(once);
  });

  it('does not depend on the order in which pages are stored', () => {
    const forward = emptyStore();
    saveAll(forward);
    const backward = emptyStore();
    savePage(backward, 'economy', economyPage());
    savePage(backward, 'performance', performancePage());
    savePage(backward, 'map-stats', mapStatsPage());
    savePage(backward, 'match', matchPage());
    expect(backward.tables.all()).toEqual(forward.tables.all());
  });
});

describe('replacing a page', () => {
  it('removes rows that the match page no longer has', () => {
    const store = emptyStore();
    saveAll(store);
    const page = matchPage();
    savePage(store, 'match', {
      ...page,
      vetoes: page.vetoes.slice(0, 3),
      lineups: page.lineups.slice(1),
      maps: page.maps.slice(0, 1),
      playerMapStats: page.playerMapStats.filter((row) => row.mapNumber === 1),
    });
    const rows = store.tables.all();
    expect(rows.vetoes).toHaveLength(3);
    expect(rows.lineups).toHaveLength(9);
    expect(rows.maps).toHaveLength(1);
    expect(rows.player_map_stats).toHaveLength(30);
  });

  it('removes rows that map pages no longer have', () => {
    const store = emptyStore();
    saveAll(store);
    const stats = mapStatsPage();
    savePage(store, 'map-stats', { ...stats, rounds: stats.rounds.slice(0, 20) });
    savePage(store, 'performance', { ...performancePage(), killMatrix: performancePage().killMatrix.slice(0, 7) });
    savePage(store, 'economy', { ...economyPage(), roundEconomy: economyPage().roundEconomy.slice(0, 10) });
    const rows = store.tables.all();
    expect([rows.rounds.length, rows.kill_matrix.length, rows.round_economy.length]).toEqual([20, 7, 10]);
  });

  it('leaves columns from other pages alone, and no NULL covers a value', () => {
    const store = emptyStore();
    saveAll(store);
    savePage(store, 'map-stats', {
      ...mapStatsPage(),
      team1CtRounds: null,
      team1StartSide: null,
      ratingVersion: null,
      playerMapStats: [mapStatsPlayer(50001, { kills: 20, adr: null, kast: null, rating: null, ecoAdr: null })],
    });
    const rows = store.tables.all();
    expect(rows.maps[0]).toMatchObject({ team1CtRounds: 8, team1StartSide: 'ct', ratingVersion: '3.0' });
    expect(playerRow(rows, 50001)).toMatchObject({
      kills: 20,
      headshots: 8,
      adr: 80.5,
      kast: 72.7,
      rating: 1.12,
      ecoAdr: 82.1,
      kpr: 0.73,
      mkRating: 1.18,
    });
    expect(playerRow(rows, 50002)).toMatchObject({ kills: 16, headshots: null, kpr: 0.73 });
  });

  it('takes values of map stats before the overview, of the overview before performance', () => {
    const store = emptyStore();
    savePage(store, 'match', matchPage());
    savePage(
      store,
      'performance',
      performancePage({ playerMapStats: [performancePlayer(50001, { adr: 1, kast: 2, roundSwing: 3, rating: 4 })] }),
    );
    const overview = { adr: 80.5, kast: 72.7, roundSwing: 1.5, rating: 1.12 };
    expect(playerRow(store.tables.all(), 50001)).toMatchObject(overview);
    const stats = { adr: 5, kast: 6, roundSwing: 7, rating: 8 };
    savePage(store, 'map-stats', mapStatsPage({ playerMapStats: [mapStatsPlayer(50001, stats)] }));
    expect(playerRow(store.tables.all(), 50001)).toMatchObject(stats);
  });

  it('stores a match whose vetoes name no team, as often as it comes', () => {
    const vetoes = matchPage().vetoes.map((veto) => ({ ...veto, teamId: null }));
    const store = emptyStore();
    savePage(store, 'match', matchPage({ vetoes }));
    savePage(store, 'match', matchPage({ vetoes }));
    expect(store.tables.rows('vetoes').map(({ teamId }) => teamId)).toEqual(vetoes.map(() => null));
    savePage(store, 'match', matchPage());
    const other = emptyStore();
    savePage(other, 'match', matchPage());
    expect(store.tables.all()).toEqual(other.tables.all());
  });

  it('removes the rows that a page no longer supports, and nothing else', () => {
    const lesser = mapStatsPage({ playerMapStats: [mapStatsPlayer(50001)], rounds: [], ratingVersion: null });
    const store = emptyStore();
    saveAll(store);
    savePage(store, 'map-stats', lesser);
    const other = emptyStore();
    savePage(other, 'economy', economyPage());
    savePage(other, 'map-stats', lesser);
    savePage(other, 'match', matchPage());
    savePage(other, 'performance', performancePage());
    expect(store.tables.all()).toEqual(other.tables.all());
  });

  it('keeps the old rows when the new record violates the schema', () => {
    const store = emptyStore();
    saveAll(store);
    const before = store.tables.all();
    const broken = { ...matchPage(), lineups: [...matchPage().lineups, ...matchPage().lineups.slice(0, 1)] };
    expect(() => savePage(store, 'match', broken)).toThrow(
      expect.objectContaining({
        policy: 'quarantine',
        code: 'constraint',
        message: expect.stringContaining('lineups'),
      }),
    );
    const nonsense = { ...matchPage(), status: 'over' } as unknown as MatchPage;
    expect(() => savePage(store, 'match', nonsense)).toThrow(expect.objectContaining({ policy: 'quarantine' }));
    expect(store.tables.all()).toEqual(before);
  });

  it('refuses a match whose map belongs to another match, naming both', () => {
    const store = emptyStore();
    saveAll(store);
    expect(() => savePage(store, 'match', matchPage({ matchId: 77 }))).toThrow(
      /^match 77 \(.+ vs .+\): links map stats 300001, which match 2400001 \(.+ vs .+\) already links$/,
    );
    expect(store.tables.rows('matches')).toHaveLength(1);
  });
});

describe('hostile text', () => {
  it('comes back as it went in', () => {
    const names = ["'; DROP TABLE maps; --", '=1+1', 'a\u0000b', '\u202Egnirts', '\u001b[31mred', 'x'.repeat(10_000)];
    for (const name of names) {
      const store = emptyStore();
      savePage(store, 'match', matchPage({ team1Name: name, note: name }));
      expect(store.tables.rows('matches')[0]).toMatchObject({ team1Name: name, note: name });
    }
  });
});

describe('public tables', () => {
  it('are restricted to matches when asked, in the order of their keys', () => {
    const store = emptyStore();
    saveAll(store);
    savePage(store, 'match', matchPage({ matchId: 5, maps: [overviewMap(1)], playerMapStats: [] }));
    expect(store.tables.rows('matches').map((row) => row.matchId)).toEqual([5, MATCH_ID]);
    expect(store.tables.rows('matches', { matchIds: [MATCH_ID, 5, MATCH_ID] }).map((row) => row.matchId)).toEqual([
      5,
      MATCH_ID,
    ]);
    expect(store.tables.rows('rounds', { matchIds: [5] })).toEqual([]);
    expect(store.tables.rows('teams', { matchIds: [5] })).toHaveLength(2);
    for (const table of Object.keys(PUBLIC_TABLES) as PublicTable[]) {
      expect([...store.tables.iterate(table)]).toEqual(store.tables.rows(table));
    }
  });

  it('hold both teams’ players of every played map', () => {
    const store = emptyStore();
    saveAll(store);
    const players = new Set(store.tables.rows('player_map_stats').map((row) => row.playerId));
    expect(players).toEqual(new Set([...TEAM1_PLAYERS, ...TEAM2_PLAYERS]));
  });
});
