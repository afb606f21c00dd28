import { describe, expect, it } from 'vitest';
import {
  MAP2,
  MATCH_ID,
  mapStatsPage,
  mapStatsPlayer,
  matchPage,
  overviewMap,
  overviewPlayer,
  performancePage,
  performancePlayer,
  TEAM1,
} from '../helpers/records.ts';
import { savePage } from '../helpers/save-page.ts';
import { emptyStore } from './stored-pages.ts';

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

  it('come from the latest match, in any order of saving; blanks from the latest page that has a value', () => {
    for (const pages of [
      [matchPage(), renamed()],
      [renamed(), matchPage()],
    ]) {
      const store = emptyStore();
      for (const page of pages) savePage(store, 'match', page);
      savePage(
        store,
        'performance',
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
    savePage(
      store,
      'performance',
      performancePage({ playerMapStats: [performancePlayer(50001, { playerName: 'performance' })] }),
    );
    expect(store.tables.rows('players')[0]?.name).toBe('performance');
    savePage(store, 'map-stats', mapStatsPage({ playerMapStats: [mapStatsPlayer(50001, { playerName: 'stats' })] }));
    expect(store.tables.rows('players')[0]?.name).toBe('stats');
    savePage(store, 'match', matchPage());
    expect(store.tables.rows('players')[0]?.name).toBe('player50001');
  });

  it('go back to the earlier name when the later page is replaced by one without the team', () => {
    const store = emptyStore();
    savePage(store, 'match', matchPage());
    savePage(store, 'match', renamed());
    savePage(store, 'match', { ...renamed(), team1Id: 8000, winnerTeamId: null });
    expect(store.tables.rows('teams').find((team) => team.teamId === TEAM1)?.name).toBe('Alpha Wolves');
    expect(store.tables.rows('teams').map((team) => team.teamId)).toContain(8000);
  });

  it('prefer undated map stats to undated performance', () => {
    const store = emptyStore();
    savePage(
      store,
      'performance',
      performancePage({ mapStatsId: MAP2, playerMapStats: [performancePlayer(50001, { playerName: 'performance' })] }),
    );
    savePage(
      store,
      'map-stats',
      mapStatsPage({ startedAtMs: null, playerMapStats: [mapStatsPlayer(50001, { playerName: 'stats' })] }),
    );
    expect(store.tables.rows('players')[0]?.name).toBe('stats');
  });

  it('are gone when the only page that had them is replaced', () => {
    const store = emptyStore();
    savePage(store, 'performance', performancePage({ playerMapStats: [performancePlayer(50001)] }));
    savePage(store, 'performance', performancePage({ playerMapStats: [performancePlayer(50002)] }));
    expect(store.tables.rows('players').map(({ playerId }) => playerId)).toEqual([50002]);
    savePage(store, 'map-stats', mapStatsPage());
    savePage(store, 'map-stats', mapStatsPage({ eventId: null, eventName: null }));
    expect(store.tables.rows('events')).toEqual([]);
  });

  it('know players of the tables who are in no line-up', () => {
    const store = emptyStore();
    savePage(store, 'match', {
      ...matchPage(),
      lineups: [],
      playerMapStats: [overviewPlayer(50042, { teamId: TEAM1, country: 'Poland' })],
    });
    expect(store.tables.rows('players')).toEqual([
      { playerId: 50042, name: 'player50042', fullName: null, country: 'Poland' },
    ]);
  });
});
