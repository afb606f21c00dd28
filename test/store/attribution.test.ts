import { describe, expect, it } from 'vitest';
import type { Store } from '../../src/store/store.ts';
import {
  economyPage,
  mapStatsPage,
  mapStatsPlayer,
  matchPage,
  performancePage,
  performancePlayer,
  swappedEconomyPage,
  swappedMapStatsPage,
  TEAM1,
  TEAM2,
} from '../helpers/records.ts';
import { savePage } from '../helpers/save-page.ts';
import { emptyStore, playerRow, saveAll } from './stored-pages.ts';

describe('teams by id, never by position', () => {
  it('reads a map-stats page with swapped teams as it reads the usual one', () => {
    const usual = emptyStore();
    saveAll(usual);
    const swapped = emptyStore();
    saveAll(swapped);
    savePage(swapped, 'map-stats', swappedMapStatsPage());
    expect(swapped.tables.all()).toEqual(usual.tables.all());
    expect(swapped.tables.rows('maps')[0]).toMatchObject({
      team1Rating: 1.16,
      team2Rating: 0.94,
      team1StartSide: 'ct',
    });
  });

  it('shows overview values only when the map-stats page is about other teams', () => {
    const store = emptyStore();
    saveAll(store);
    savePage(store, 'map-stats', mapStatsPage({ team2Id: 9999, team1Rounds: 99 }));
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
    savePage(swapped, 'economy', swappedEconomyPage());
    expect(swapped.tables.rows('round_economy')).toEqual(usual.tables.rows('round_economy'));
    expect(usual.tables.rows('round_economy')).toHaveLength(44);
    const first = usual.tables.rows('round_economy')[0];
    expect(first).toMatchObject({ roundNumber: 1, teamId: TEAM1, side: 'ct', won: true, buyType: 'full_eco' });
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
    savePage(store, 'economy', economyPage({ team1Name: 'Bravo Foxes', team2Name: 'Alpha Wolves' }));
    expect(winners(store)).toBe(13);
  });

  it('goes by the first round of the first half that shows a side', () => {
    const store = emptyStore();
    saveAll(store);
    const rounds = economyPage().roundEconomy.map((round) =>
      round.roundNumber < 4 || round.team === 1 ? { ...round, side: null } : round,
    );
    savePage(store, 'economy', economyPage({ team1Name: 'x', team2Name: 'y', roundEconomy: rounds }));
    expect(winners(store)).toBe(13);
    const lateOnly = rounds.map((round) => (round.roundNumber <= 12 ? { ...round, side: null } : round));
    savePage(store, 'economy', economyPage({ team1Name: 'x', team2Name: 'y', roundEconomy: lateOnly }));
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
    savePage(store, 'economy', { ...sideless(), team1Name, team2Name });
    expect(store.tables.rows('round_economy')).toHaveLength(44);
    expect(winners(store)).toBe(13);
  });

  it('compares names beyond ASCII without case', () => {
    const store = emptyStore();
    savePage(store, 'match', matchPage({ team1Name: 'Команда Ä' }));
    savePage(store, 'economy', { ...sideless(), team1Name: 'КОМАНДА ä', team2Name: '?' });
    expect(winners(store)).toBe(13);
  });

  it.each([
    ['no name fits', 'x', 'y'],
    ['both series bear the same name', 'Alpha Wolves', 'Alpha Wolves'],
  ])('shows no rows when %s and no side helps', (_, team1Name, team2Name) => {
    const store = emptyStore();
    saveAll(store);
    savePage(store, 'economy', { ...sideless(), team1Name, team2Name });
    expect(store.tables.rows('round_economy')).toEqual([]);
  });

  it('shows no rows when a round has both series on one side and the names do not help', () => {
    const store = emptyStore();
    saveAll(store);
    const roundEconomy = economyPage().roundEconomy.map((round) => ({ ...round, side: 'ct' as const }));
    savePage(store, 'economy', economyPage({ team1Name: 'x', team2Name: 'y', roundEconomy }));
    expect(store.tables.rows('round_economy')).toEqual([]);
  });
});

describe('players whom not every page has', () => {
  const STAND_IN = 50099;

  it('gives a stand-in of the map page a row beside the announced five', () => {
    const store = emptyStore();
    saveAll(store);
    const page = mapStatsPage();
    savePage(store, 'map-stats', {
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
    savePage(store, 'map-stats', {
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
    savePage(store, 'performance', { ...page, ...names, playerMapStats });
    const rows = store.tables.all().player_map_stats.filter((row) => row.playerId === STAND_IN);
    expect(rows).toEqual([
      expect.objectContaining({ side: 'both', teamId, kpr: 0.1, adr: null, kast: 72.7, rating: 1.12, kills: null }),
    ]);
  });

  it('leaves the team open when neither name nor fellow player tells it', () => {
    const store = emptyStore();
    savePage(store, 'match', { ...matchPage(), playerMapStats: [] });
    savePage(
      store,
      'performance',
      performancePage({ team1Name: '?', team2Name: '!', playerMapStats: [performancePlayer(STAND_IN)] }),
    );
    expect(store.tables.rows('player_map_stats')).toEqual([
      expect.objectContaining({ playerId: STAND_IN, teamId: null, kpr: 0.73 }),
    ]);
  });

  it('takes the rating version from the performance page when no other page has it', () => {
    const store = emptyStore();
    const page = matchPage();
    savePage(store, 'match', { ...page, maps: page.maps.map((map) => ({ ...map, ratingVersion: null })) });
    savePage(store, 'performance', performancePage({ ratingVersion: '2.0' }));
    expect(store.tables.rows('maps')[0]?.ratingVersion).toBe('2.0');
  });
});

describe('teams that a page does not name', () => {
  it('come from the overview for a player of a table whose heading fits no team', () => {
    const store = emptyStore();
    saveAll(store);
    const usual = store.tables.rows('player_map_stats');
    const page = mapStatsPage();
    const playerMapStats = page.playerMapStats.map((row) => ({ ...row, teamId: null }));
    const teamless = { ...mapStatsPlayer(50_098, { kills: 3 }), teamId: null };
    savePage(store, 'map-stats', { ...page, playerMapStats: [...playerMapStats, teamless] });
    const rows = store.tables.rows('player_map_stats').filter(({ playerId }) => playerId !== teamless.playerId);
    expect(rows).toEqual(usual);
    expect(playerRow(store.tables.all(), teamless.playerId)).toMatchObject({ kills: 3, teamId: null });
  });

  it('are NULL for a card that only the performance page has, of a column without a team', () => {
    const store = emptyStore();
    saveAll(store);
    const page = performancePage();
    const card = { ...performancePlayer(50_097, { kpr: 0.5 }), team: null };
    savePage(store, 'performance', { ...page, playerMapStats: [...page.playerMapStats, card] });
    expect(playerRow(store.tables.all(), card.playerId)).toMatchObject({ kpr: 0.5, teamId: null });
  });

  it('are NULL where the names are unknown and the others of the column play for two teams', () => {
    const store = emptyStore();
    saveAll(store);
    const page = performancePage();
    const [first, ...others] = page.playerMapStats.map((card) => ({ ...card, team: 1 as const }));
    const extra = performancePlayer(50_096, { team: 1, kpr: 0.5 });
    const nameless = { ...page, team1Name: null, team2Name: null };
    const playerMapStats = [first ?? extra, ...others, extra];
    savePage(store, 'performance', { ...nameless, playerMapStats });
    expect(playerRow(store.tables.all(), extra.playerId)).toMatchObject({ teamId: null });
    const sameTeam = page.playerMapStats.filter(({ team }) => team === 1);
    savePage(store, 'performance', { ...nameless, playerMapStats: [...sameTeam, extra] });
    expect(playerRow(store.tables.all(), extra.playerId)).toMatchObject({ teamId: TEAM1 });
  });

  it('are known by the sides for an economy page without names, and by nothing where it has no sides either', () => {
    const store = emptyStore();
    savePage(store, 'match', matchPage({ team1Name: null }));
    savePage(store, 'map-stats', mapStatsPage());
    savePage(store, 'economy', economyPage({ team1Name: null, team2Name: null }));
    expect(store.tables.rows('round_economy')).toHaveLength(44);
    const roundEconomy = economyPage().roundEconomy.map((round) => ({ ...round, side: null, buyType: null }));
    savePage(store, 'economy', economyPage({ team1Name: null, team2Name: null, roundEconomy }));
    expect(store.tables.rows('round_economy')).toEqual([]);
  });
});
