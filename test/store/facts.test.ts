import { describe, expect, it } from 'vitest';
import type { MatchPage } from '../../src/page-records.ts';
import { PUBLIC_TABLES, type PublicRows, type PublicTable } from '../../src/records.ts';
import { openStore, type Store } from '../../src/store/store.ts';
import {
  ENDED_AT_MS,
  economyPage,
  listingEntry,
  MAP1,
  MAP2,
  MATCH_ID,
  mapStatsPage,
  mapStatsPlayer,
  matchPage,
  overviewMap,
  overviewPlayer,
  performancePage,
  performancePlayer,
  swappedEconomyPage,
  swappedMapStatsPage,
  TEAM1,
  TEAM1_PLAYERS,
  TEAM2,
  TEAM2_PLAYERS,
} from '../helpers/records.ts';

const emptyStore = () => openStore({ file: ':memory:', clock: () => 1_771_200_000_000 });

const saveListing = (store: Store, matchId = MATCH_ID) =>
  store.listing.savePage({
    entries: [listingEntry({ matchId })],
    decide: () => ({ state: 'pending', reason: null }),
    force: false,
    crawled: true,
  });

const saveAll = (store: Store) => {
  store.facts.saveMatchPage(matchPage());
  store.facts.saveMapStatsPage(mapStatsPage());
  store.facts.savePerformancePage(performancePage());
  store.facts.saveEconomyPage(economyPage());
};

const playerRow = (rows: PublicRows, playerId: number, side = 'both') =>
  rows.player_map_stats.find((row) => row.playerId === playerId && row.side === side && row.mapNumber === 1);

describe('one page at a time', () => {
  it('stores a match page alone: the overview values, everything else NULL', () => {
    const store = emptyStore();
    store.facts.saveMatchPage(matchPage());
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

  it('takes end and stars from the listing, whichever is stored first', () => {
    for (const order of [saveListing, (store: Store) => store.facts.saveMatchPage(matchPage())]) {
      const store = emptyStore();
      order(store);
      saveListing(store);
      store.facts.saveMatchPage(matchPage());
      expect(store.tables.rows('matches')[0]).toMatchObject({ endedAtMs: ENDED_AT_MS, stars: 1 });
    }
  });

  it('keeps a map page whose match is unknown out of sight until the match is stored', () => {
    const store = emptyStore();
    store.facts.saveMapStatsPage(mapStatsPage());
    store.facts.savePerformancePage(performancePage());
    store.facts.saveEconomyPage(economyPage());
    const before = store.tables.all();
    expect([before.maps, before.player_map_stats, before.rounds, before.round_economy, before.kill_matrix]).toEqual([
      [],
      [],
      [],
      [],
      [],
    ]);
    store.facts.saveMatchPage(matchPage());
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
    backward.facts.saveEconomyPage(economyPage());
    backward.facts.savePerformancePage(performancePage());
    backward.facts.saveMapStatsPage(mapStatsPage());
    backward.facts.saveMatchPage(matchPage());
    expect(backward.tables.all()).toEqual(forward.tables.all());
  });
});

describe('replacing a page', () => {
  it('removes rows that the match page no longer has', () => {
    const store = emptyStore();
    saveAll(store);
    const page = matchPage();
    store.facts.saveMatchPage({
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
    store.facts.saveMapStatsPage({ ...stats, rounds: stats.rounds.slice(0, 20) });
    store.facts.savePerformancePage({ ...performancePage(), killMatrix: performancePage().killMatrix.slice(0, 7) });
    store.facts.saveEconomyPage({ ...economyPage(), roundEconomy: economyPage().roundEconomy.slice(0, 10) });
    const rows = store.tables.all();
    expect([rows.rounds.length, rows.kill_matrix.length, rows.round_economy.length]).toEqual([20, 7, 10]);
  });

  it('leaves columns from other pages alone, and no NULL covers a value', () => {
    const store = emptyStore();
    saveAll(store);
    store.facts.saveMapStatsPage({
      ...mapStatsPage(),
      team1CtRounds: null,
      team1StartSide: null,
      ratingVersion: null,
      playerMapStats: [mapStatsPlayer(50001, { kills: 20, adr: null, kast: null, rating: null, ecoAdr: null })],
    });
    const rows = store.tables.all();
    expect(rows.maps[0]).toMatchObject({ team1CtRounds: 8, team1StartSide: 'CT', ratingVersion: '3.0' });
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
    store.facts.saveMatchPage(matchPage());
    store.facts.savePerformancePage(
      performancePage({ playerMapStats: [performancePlayer(50001, { adr: 1, kast: 2, roundSwing: 3, rating: 4 })] }),
    );
    const overview = { adr: 80.5, kast: 72.7, roundSwing: 1.5, rating: 1.12 };
    expect(playerRow(store.tables.all(), 50001)).toMatchObject(overview);
    const stats = { adr: 5, kast: 6, roundSwing: 7, rating: 8 };
    store.facts.saveMapStatsPage(mapStatsPage({ playerMapStats: [mapStatsPlayer(50001, stats)] }));
    expect(playerRow(store.tables.all(), 50001)).toMatchObject(stats);
  });

  it('deletes what came from one page and nothing else', () => {
    const store = emptyStore();
    saveAll(store);
    expect(store.facts.deletePage('map-stats', MAP1)).toBe(true);
    expect(store.facts.deletePage('map-stats', MAP1)).toBe(false);
    const without = emptyStore();
    without.facts.saveMatchPage(matchPage());
    without.facts.savePerformancePage(performancePage());
    without.facts.saveEconomyPage(economyPage());
    expect(store.tables.all()).toEqual(without.tables.all());
  });

  it('keeps the old rows when the new record breaks the schema', () => {
    const store = emptyStore();
    saveAll(store);
    const before = store.tables.all();
    const broken = { ...matchPage(), lineups: [...matchPage().lineups, ...matchPage().lineups.slice(0, 1)] };
    expect(() => store.facts.saveMatchPage(broken)).toThrow(
      expect.objectContaining({
        policy: 'quarantine',
        code: 'constraint',
        message: expect.stringContaining('lineups'),
      }),
    );
    const nonsense = { ...matchPage(), status: 'over' } as unknown as MatchPage;
    expect(() => store.facts.saveMatchPage(nonsense)).toThrow(expect.objectContaining({ policy: 'quarantine' }));
    expect(store.tables.all()).toEqual(before);
  });

  it('refuses a match whose map belongs to another match, naming both', () => {
    const store = emptyStore();
    saveAll(store);
    expect(() => store.facts.saveMatchPage(matchPage({ matchId: 77 }))).toThrow(
      /match 77: links map stats 300001, which match 2400001 has already/,
    );
    expect(store.tables.rows('matches')).toHaveLength(1);
  });
});

describe('teams by id, never by position', () => {
  it('reads a map-stats page with swapped teams as it reads the usual one', () => {
    const usual = emptyStore();
    saveAll(usual);
    const swapped = emptyStore();
    saveAll(swapped);
    swapped.facts.saveMapStatsPage(swappedMapStatsPage());
    expect(swapped.tables.all()).toEqual(usual.tables.all());
    expect(swapped.tables.rows('maps')[0]).toMatchObject({
      team1Rating: 1.16,
      team2Rating: 0.94,
      team1StartSide: 'CT',
    });
  });

  it('shows overview values only when the map-stats page is about other teams', () => {
    const store = emptyStore();
    saveAll(store);
    store.facts.saveMapStatsPage(mapStatsPage({ team2Id: 9999, team1Rounds: 99 }));
    const rows = store.tables.all();
    expect(rows.maps[0]).toMatchObject({ team1Rounds: 13, team1Rating: null, ratingVersion: '3.0' });
    expect(rows.rounds).toEqual([]);
    expect(playerRow(rows, 50001)).toMatchObject({ kills: 16, headshots: null, kpr: 0.73 });
  });

  it('gives rounds of the economy to the same teams whichever series comes first', () => {
    const usual = emptyStore();
    saveAll(usual);
    const swapped = emptyStore();
    saveAll(swapped);
    swapped.facts.saveEconomyPage(swappedEconomyPage());
    expect(swapped.tables.rows('round_economy')).toEqual(usual.tables.rows('round_economy'));
    expect(usual.tables.rows('round_economy')).toHaveLength(44);
    const first = usual.tables.rows('round_economy')[0];
    expect(first).toMatchObject({ roundNumber: 1, teamId: TEAM1, side: 'CT', won: true, buyType: 'full_eco' });
  });
});

describe('economy attribution', () => {
  const sideless = () =>
    economyPage({ roundEconomy: economyPage().roundEconomy.map((round) => ({ ...round, side: null })) });
  const winners = (store: Store) =>
    store.tables.rows('round_economy').filter((row) => row.won && row.teamId === TEAM1).length;

  it('goes by the starting side although the names say otherwise', () => {
    const store = emptyStore();
    saveAll(store);
    store.facts.saveEconomyPage(economyPage({ team1Name: 'Bravo Foxes', team2Name: 'Alpha Wolves' }));
    expect(winners(store)).toBe(13);
  });

  it('goes by the first round of the first half that shows a side', () => {
    const store = emptyStore();
    saveAll(store);
    const rounds = economyPage().roundEconomy.map((round) =>
      round.roundNumber < 4 || round.team === 1 ? { ...round, side: null } : round,
    );
    store.facts.saveEconomyPage(economyPage({ team1Name: 'x', team2Name: 'y', roundEconomy: rounds }));
    expect(winners(store)).toBe(13);
    const lateOnly = rounds.map((round) => (round.roundNumber <= 12 ? { ...round, side: null } : round));
    store.facts.saveEconomyPage(economyPage({ team1Name: 'x', team2Name: 'y', roundEconomy: lateOnly }));
    expect(store.tables.rows('round_economy')).toEqual([]);
  });

  it.each([
    ['exactly as the match names them', 'Alpha Wolves', 'Bravo Foxes'],
    ['but for case and blanks', ' alpha  wolves', 'BRAVO FOXES '],
    ['when one of the two fits', 'Alpha Wolves', 'Bravo'],
    ['when the other one fits', 'AW', 'bravo foxes'],
  ])('goes by name without sides: %s', (_, team1Name, team2Name) => {
    const store = emptyStore();
    saveAll(store);
    store.facts.saveEconomyPage({ ...sideless(), team1Name, team2Name });
    expect(store.tables.rows('round_economy')).toHaveLength(44);
    expect(winners(store)).toBe(13);
  });

  it('compares names beyond ASCII without case', () => {
    const store = emptyStore();
    store.facts.saveMatchPage(matchPage({ team1Name: 'Команда Ä' }));
    store.facts.saveEconomyPage({ ...sideless(), team1Name: 'КОМАНДА ä', team2Name: '?' });
    expect(winners(store)).toBe(13);
  });

  it.each([
    ['no name fits', 'x', 'y'],
    ['both series bear the same name', 'Alpha Wolves', 'Alpha Wolves'],
  ])('shows no rows when %s and no side helps', (_, team1Name, team2Name) => {
    const store = emptyStore();
    saveAll(store);
    store.facts.saveEconomyPage({ ...sideless(), team1Name, team2Name });
    expect(store.tables.rows('round_economy')).toEqual([]);
  });

  it('shows no rows when a round has both series on one side and the names do not help', () => {
    const store = emptyStore();
    saveAll(store);
    const roundEconomy = economyPage().roundEconomy.map((round) => ({ ...round, side: 'CT' as const }));
    store.facts.saveEconomyPage(economyPage({ team1Name: 'x', team2Name: 'y', roundEconomy }));
    expect(store.tables.rows('round_economy')).toEqual([]);
  });
});

describe('players whom not every page has', () => {
  const STAND_IN = 50099;

  it('gives a stand-in of the map page a row beside the announced five', () => {
    const store = emptyStore();
    saveAll(store);
    const page = mapStatsPage();
    store.facts.saveMapStatsPage({
      ...page,
      playerMapStats: [...page.playerMapStats, mapStatsPlayer(STAND_IN, { kills: 3 })],
    });
    const rows = store.tables.all();
    expect(playerRow(rows, STAND_IN)).toMatchObject({ teamId: TEAM1, kills: 3, kpr: null });
    expect(rows.player_map_stats.filter((row) => row.mapNumber === 1)).toHaveLength(31);
    expect(rows.lineups.map((row) => row.playerId)).not.toContain(STAND_IN);
    expect(rows.players.map((row) => row.playerId)).toContain(STAND_IN);
  });

  it('keeps a player of the overview whom the map page lacks, side by side', () => {
    const store = emptyStore();
    saveAll(store);
    const page = mapStatsPage();
    store.facts.saveMapStatsPage({
      ...page,
      playerMapStats: page.playerMapStats.filter((row) => row.playerId !== 50003 || row.side === 'ct'),
    });
    const rows = store.tables.all();
    expect(playerRow(rows, 50003, 'ct')?.headshots).toBe(8);
    expect(playerRow(rows, 50003, 't')).toMatchObject({ kills: 8, headshots: null });
    expect(playerRow(rows, 50003)).toMatchObject({ headshots: null, kpr: 0.73 });
  });

  it.each([
    ['by the name of the column', {}, { team: 1, teamId: TEAM1 }],
    ['by the other column’s name', { team1Name: '?', team2Name: 'bravo foxes' }, { team: 1, teamId: TEAM1 }],
    ['by the name, right column', {}, { team: 2, teamId: TEAM2 }],
    ['by the other players when no name fits', { team1Name: '?', team2Name: '!' }, { team: 2, teamId: TEAM2 }],
  ] as const)('finds the team of a player known to performance only: %s', (_, names, { team, teamId }) => {
    const store = emptyStore();
    saveAll(store);
    const page = performancePage();
    const playerMapStats = [...page.playerMapStats, performancePlayer(STAND_IN, { team, kpr: 0.1, adr: null })];
    store.facts.savePerformancePage({ ...page, ...names, playerMapStats });
    const rows = store.tables.all().player_map_stats.filter((row) => row.playerId === STAND_IN);
    expect(rows).toEqual([
      expect.objectContaining({ side: 'both', teamId, kpr: 0.1, adr: null, kast: 72.7, rating: 1.12, kills: null }),
    ]);
  });

  it('leaves the team open when neither name nor fellow player tells it', () => {
    const store = emptyStore();
    store.facts.saveMatchPage({ ...matchPage(), playerMapStats: [] });
    store.facts.savePerformancePage(
      performancePage({ team1Name: '?', team2Name: '!', playerMapStats: [performancePlayer(STAND_IN)] }),
    );
    expect(store.tables.rows('player_map_stats')).toEqual([
      expect.objectContaining({ playerId: STAND_IN, teamId: null, kpr: 0.73 }),
    ]);
  });

  it('takes the rating version from the performance page when no other page has it', () => {
    const store = emptyStore();
    const page = matchPage();
    store.facts.saveMatchPage({ ...page, maps: page.maps.map((map) => ({ ...map, ratingVersion: null })) });
    store.facts.savePerformancePage(performancePage({ ratingVersion: '2.0' }));
    expect(store.tables.rows('maps')[0]?.ratingVersion).toBe('2.0');
  });
});

describe('latest known names', () => {
  const later = Date.UTC(2026, 5, 1);
  const renamed = () =>
    matchPage({
      matchId: MATCH_ID + 1,
      startedAtMs: later,
      team1Name: 'Alpha Wolves 2',
      team1Country: null,
      eventName: 'Example Cup One',
      maps: [overviewMap(1)],
      playerMapStats: [],
      lineups: [{ playerId: 50001, teamId: TEAM1, playerName: 'ash', fullName: null, country: 'Sweden' }],
    });

  it('come from the latest match, whatever is stored first; blanks from the latest page that has a value', () => {
    for (const pages of [
      [matchPage(), renamed()],
      [renamed(), matchPage()],
    ]) {
      const store = emptyStore();
      for (const page of pages) store.facts.saveMatchPage(page);
      store.facts.savePerformancePage(
        performancePage({ playerMapStats: [performancePlayer(50001, { playerName: 'old', country: 'Norway' })] }),
      );
      const rows = store.tables.all();
      expect(rows.teams[0]).toEqual({ teamId: TEAM1, name: 'Alpha Wolves 2', country: 'Denmark' });
      expect(rows.events).toEqual([{ eventId: 9100, name: 'Example Cup One' }]);
      expect(rows.players[0]).toEqual({
        playerId: 50001,
        name: 'ash',
        fullName: "First 'player50001' Last",
        country: 'Sweden',
      });
    }
  });

  it('prefer the match page to map stats of the same match, and any dated page to performance', () => {
    const store = emptyStore();
    store.facts.savePerformancePage(
      performancePage({ playerMapStats: [performancePlayer(50001, { playerName: 'performance' })] }),
    );
    expect(store.tables.rows('players')[0]?.name).toBe('performance');
    store.facts.saveMapStatsPage(mapStatsPage({ playerMapStats: [mapStatsPlayer(50001, { playerName: 'stats' })] }));
    expect(store.tables.rows('players')[0]?.name).toBe('stats');
    store.facts.saveMatchPage(matchPage());
    expect(store.tables.rows('players')[0]?.name).toBe('player50001');
  });

  it('go back to the earlier name when the later page is replaced by one without the team', () => {
    const store = emptyStore();
    store.facts.saveMatchPage(matchPage());
    store.facts.saveMatchPage(renamed());
    store.facts.saveMatchPage({ ...renamed(), team1Id: 8000, winnerTeamId: null });
    expect(store.tables.rows('teams').find((team) => team.teamId === TEAM1)?.name).toBe('Alpha Wolves');
    expect(store.tables.rows('teams').map((team) => team.teamId)).toContain(8000);
  });

  it('prefer undated map stats to undated performance', () => {
    const store = emptyStore();
    store.facts.savePerformancePage(
      performancePage({ mapStatsId: MAP2, playerMapStats: [performancePlayer(50001, { playerName: 'performance' })] }),
    );
    store.facts.saveMapStatsPage(
      mapStatsPage({ startedAtMs: null, playerMapStats: [mapStatsPlayer(50001, { playerName: 'stats' })] }),
    );
    expect(store.tables.rows('players')[0]?.name).toBe('stats');
  });

  it('are gone with the only page that had them', () => {
    const store = emptyStore();
    saveAll(store);
    store.facts.deletePage('match', MATCH_ID);
    store.facts.deletePage('map-stats', MAP1);
    expect(store.tables.rows('events')).toEqual([]);
    expect(store.tables.rows('players')).toHaveLength(10);
    store.facts.deletePage('performance', MAP1);
    expect(store.tables.rows('players')).toEqual([]);
  });

  it('know players of the tables who are in no line-up', () => {
    const store = emptyStore();
    store.facts.saveMatchPage({
      ...matchPage(),
      lineups: [],
      playerMapStats: [overviewPlayer(50042, { teamId: TEAM1, country: 'Poland' })],
    });
    expect(store.tables.rows('players')).toEqual([
      { playerId: 50042, name: 'player50042', fullName: null, country: 'Poland' },
    ]);
  });
});

describe('hostile text', () => {
  it('comes back as it went in', () => {
    const names = ["'; DROP TABLE maps; --", '=1+1', 'a\u0000b', '\u202Egnirts', '\u001b[31mred', 'x'.repeat(10_000)];
    for (const name of names) {
      const store = emptyStore();
      store.facts.saveMatchPage(matchPage({ team1Name: name, note: name }));
      expect(store.tables.rows('matches')[0]).toMatchObject({ team1Name: name, note: name });
    }
  });
});

describe('public tables', () => {
  it('are restricted to matches when asked, in the order of their keys', () => {
    const store = emptyStore();
    saveAll(store);
    store.facts.saveMatchPage(matchPage({ matchId: 5, maps: [overviewMap(1)], playerMapStats: [] }));
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
