import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterAll, describe, expect, it } from 'vitest';
import { VIEWS } from '../../src/dictionary.ts';
import type { MatchPage } from '../../src/page-records.ts';
import { MatchStatus, PUBLIC_TABLES, type PublicTable } from '../../src/records.ts';
import { openStore } from '../../src/store/store.ts';
import {
  ENDED_AT_MS,
  economyPage,
  listingEntry,
  MAP1,
  MATCH_ID,
  mapStatsPage,
  matchPage,
  performancePage,
  swappedEconomyPage,
  swappedMapStatsPage,
  TEAM1,
  TEAM2,
} from '../helpers/records.ts';
import { savePage } from '../helpers/save-page.ts';

const folder = mkdtempSync(join(tmpdir(), 'hltv-views-'));

const open = () => {
  const file = join(folder, 'hltv.db');
  const store = openStore({ file, clock: () => 1 });
  savePage(store, 'match', matchPage());
  savePage(store, 'map-stats', swappedMapStatsPage());
  savePage(store, 'performance', performancePage());
  savePage(store, 'economy', swappedEconomyPage());
  store.close();
  return new Database(file, { readonly: true });
};

const database = open();

afterAll(() => {
  database.close();
  rmSync(folder, { recursive: true, force: true });
});

const snake = (field: string) => field.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

const columns = (table: string) =>
  (database.pragma(`table_info(${table})`) as { name: string; type: string }[]).map(({ name }) => name);

const plan = (query: string) =>
  (database.prepare(`EXPLAIN QUERY PLAN ${query}`).all() as { detail: string }[]).map(({ detail }) => detail);

const list = (query: string) => database.prepare(query).all() as Record<string, unknown>[];

describe('the public contract', () => {
  it.each(Object.keys(PUBLIC_TABLES) as PublicTable[])(
    '%s has exactly the columns of its record, in order',
    (table) => {
      expect(columns(table)).toEqual(Object.keys(PUBLIC_TABLES[table].schema.shape).map(snake));
    },
  );

  it('types every column of a public table as number or text', () => {
    const untyped = Object.keys(PUBLIC_TABLES).flatMap((table) =>
      (database.pragma(`table_info(${table})`) as { name: string; type: string }[])
        .filter(({ type }) => !/^(INT|INTEGER|REAL|NUM|TEXT)$/.test(type))
        .map(({ name }) => `${table}.${name}`),
    );
    expect(untyped).toEqual([]);
  });

  it('stores every own table as STRICT', () => {
    const loose = list(
      `SELECT name FROM pragma_table_list WHERE type = 'table' AND schema = 'main' AND strict = 0
        AND name NOT LIKE 'sqlite_%'`,
    );
    expect(loose).toEqual([]);
  });
});

describe('queries that must not read everything', () => {
  it('a match, its map pages and their names are found by key', () => {
    for (const query of [
      'DELETE FROM matches WHERE match_id = 5',
      'DELETE FROM maps WHERE map_stats_id = 5',
      "SELECT record FROM page_records WHERE kind = 'match' AND id = 5",
      "DELETE FROM observed_names WHERE entity = 'team' AND entity_id = 5 AND as_of_ms = 0 AND page_rank = 1 AND page_id = 5",
      "SELECT name FROM observed_names WHERE entity = 'team' AND entity_id = 5 ORDER BY as_of_ms DESC, page_rank, page_id DESC",
      'SELECT count(*) FROM listing_entries WHERE ended_at_ms >= 5 AND crawled = 1',
    ]) {
      expect(plan(query).filter((step) => !step.startsWith('SEARCH'))).toEqual([]);
    }
  });
});

describe('views for analysts', () => {
  it('match_results says who won against whom', () => {
    expect(list('SELECT * FROM match_results')).toEqual([
      expect.objectContaining({
        match_id: MATCH_ID,
        start_date: '2026-02-14',
        winner_name: 'Alpha Wolves',
        loser_team_id: TEAM2,
        loser_name: 'Bravo Foxes',
        maps_played: 2,
      }),
    ]);
  });

  it('player_map_facts has one row per player and map, with opponent and outcome', () => {
    const rows = list('SELECT * FROM player_map_facts');
    expect(rows).toHaveLength(20);
    expect(rows.find((row) => row.player_id === 50011 && row.map_stats_id === MAP1)).toMatchObject({
      map_name: 'Ancient',
      team_name: 'Bravo Foxes',
      opponent_id: TEAM1,
      opponent_name: 'Alpha Wolves',
      team_rank: null,
      opponent_rank: 12,
      is_overtime: 0,
      rounds_won: 9,
      rounds_lost: 13,
      won: 0,
      headshots: 8,
      kpr: 0.73,
    });
  });

  it('team_map_facts has one row per team and played map, pistol rounds and economy included', () => {
    const rows = list('SELECT * FROM team_map_facts ORDER BY map_number, team_id');
    expect(rows).toHaveLength(4);
    expect(rows[0]).toMatchObject({
      team_id: TEAM1,
      picked: 1,
      won: 1,
      start_side: 'ct',
      team_rank: 12,
      opponent_rank: null,
      is_overtime: 0,
      rounds_won: 13,
      ct_rounds_won: 8,
      t_rounds_won: 5,
      pistol_rounds_won: 2,
      first_kills: 13,
      rating: 1.16,
    });
    expect(rows[1]).toMatchObject({ team_id: TEAM2, picked: 0, won: 0, start_side: 't', pistol_rounds_won: 0 });
    const bought = (row: Record<string, unknown> | undefined, what: string) =>
      ['full_eco', 'semi_eco', 'semi_buy', 'full_buy'].reduce((sum, buy) => sum + Number(row?.[`${buy}_${what}`]), 0);
    expect([bought(rows[0], 'rounds'), bought(rows[0], 'wins')]).toEqual([22, 13]);
    expect([bought(rows[1], 'rounds'), bought(rows[1], 'wins')]).toEqual([22, 9]);
    expect(rows[2]).toMatchObject({ map_number: 2, pistol_rounds_won: null, full_eco_rounds: null });
  });

  it('team_match_facts has one row per team, with both ranks and all rounds', () => {
    const winner = {
      match_id: MATCH_ID,
      start_date: '2026-02-14',
      event_id: 9100,
      stage: 'Grand final',
      is_forfeit: 0,
    };
    expect(list('SELECT * FROM team_match_facts')).toEqual([
      expect.objectContaining({
        ...{ ...winner, team_id: TEAM1, team_name: 'Alpha Wolves', team_rank: 12, opponent_id: TEAM2 },
        ...{ opponent_rank: null, result: 'won', maps_won: 2, maps_lost: 0, rounds_won: 26, rounds_lost: 18 },
      }),
      expect.objectContaining({
        ...{ ...winner, team_id: TEAM2, team_name: 'Bravo Foxes', team_rank: null, opponent_id: TEAM1 },
        ...{ opponent_rank: 12, result: 'lost', maps_won: 0, maps_lost: 2, rounds_won: 18, rounds_lost: 26 },
      }),
    ]);
  });

  it('team_match_facts has no rounds when those of a played map are unknown', () => {
    const file = join(folder, 'no-score.db');
    using store = openStore({ file, clock: () => 1 });
    const [first, ...others] = matchPage().maps;
    if (first === undefined) throw new Error('no map');
    const maps = [{ ...first, team1Rounds: null, team2Rounds: null }, ...others];
    savePage(store, 'match', matchPage({ maps }));
    const unknown = new Database(file, { readonly: true });
    const rows = unknown.prepare('SELECT DISTINCT maps_won + maps_lost, rounds_won, rounds_lost FROM team_match_facts');
    expect(rows.raw().all()).toEqual([[2, null, null]]);
    unknown.close();
  });

  it.each(Object.keys(VIEWS).filter((view) => view.endsWith('_facts')))('%s has the ranks of both teams', (view) => {
    expect(columns(view)).toEqual(expect.arrayContaining(['team_rank', 'opponent_rank']));
  });

  it('player_side_facts has a row for each side and none for both together', () => {
    const rows = list('SELECT * FROM player_side_facts WHERE player_id = 50011 ORDER BY map_number, side');
    expect(rows.map(({ map_number, side }) => [map_number, side])).toEqual([
      [1, 'ct'],
      [1, 't'],
      [2, 'ct'],
      [2, 't'],
    ]);
    expect(rows[0]).toMatchObject({ kills: 8, headshots: 8, team_id: TEAM2, opponent_rank: 12, won: 0 });
    expect(list('SELECT * FROM player_side_facts')).toHaveLength(40);
  });

  it('round_economy_facts sets what both teams bought side by side', () => {
    const rows = list('SELECT * FROM round_economy_facts ORDER BY round_number, team_id');
    expect(rows).toHaveLength(44);
    const [one, other] = rows;
    expect(one).toMatchObject({
      ...{ team_id: TEAM1, opponent_id: TEAM2, half: 1, is_pistol: 1, is_overtime: 0, won: 1, outcome: 'elimination' },
      ...{ opponent_equipment_value: other?.equipment_value, opponent_buy_type: other?.buy_type, map_name: 'Ancient' },
    });
    expect(other).toMatchObject({ team_id: TEAM2, opponent_equipment_value: one?.equipment_value, won: 0 });
    expect(rows.filter(({ is_pistol }) => is_pistol).map(({ round_number }) => round_number)).toEqual([1, 1, 13, 13]);
    expect(rows.map(({ half }) => half)).toEqual(rows.map(({ round_number }) => (Number(round_number) > 12 ? 2 : 1)));
  });

  it('veto_facts has each step with its date, and what came of the map', () => {
    const rows = list('SELECT * FROM veto_facts ORDER BY step');
    expect(rows).toHaveLength(7);
    expect(rows[0]).toMatchObject({
      ...{ start_date: '2026-02-14', team_id: TEAM1, opponent_id: TEAM2, action: 'removed', map_name: 'Dust2' },
      ...{ map_number: null, map_winner_team_id: null, won: null },
    });
    expect(rows[3]).toMatchObject({ team_id: TEAM2, team_rank: null, action: 'picked', map_number: 2, won: 0 });
    expect(rows[6]).toMatchObject({ team_id: null, opponent_id: null, action: 'left_over', map_number: null });
  });

  it('counts economy as round_economy has it', () => {
    const counted = list(
      `SELECT t.team_id, t.full_eco_rounds, t.full_buy_wins,
        (SELECT count(*) FROM round_economy AS e WHERE e.match_id = t.match_id AND e.map_number = t.map_number
          AND e.team_id = t.team_id AND e.buy_type = 'full_eco') AS ecos,
        (SELECT count(*) FROM round_economy AS e WHERE e.match_id = t.match_id AND e.map_number = t.map_number
          AND e.team_id = t.team_id AND e.buy_type = 'full_buy' AND e.won) AS wins
      FROM team_map_facts AS t WHERE t.map_number = 1`,
    );
    expect(counted).toHaveLength(2);
    for (const row of counted) expect([row.full_eco_rounds, row.full_buy_wins]).toEqual([row.ecos, row.wins]);
  });

  it('counts no wins of a buy type of which a round has no known winner', () => {
    const file = join(folder, 'no-winner.db');
    using store = openStore({ file, clock: () => 1 });
    const page = economyPage();
    const round = page.roundEconomy.find(({ team, buyType }) => team === 1 && buyType === 'full_buy');
    if (round === undefined) throw new Error('no such round');
    round.won = null;
    savePage(store, 'match', matchPage());
    savePage(store, 'economy', page);
    const unknown = new Database(file, { readonly: true });
    const rows = unknown.prepare(
      `SELECT full_buy_rounds > 0, full_buy_wins IS NULL, full_eco_wins IS NULL FROM team_map_facts
      WHERE map_number = 1 ORDER BY full_buy_wins IS NULL`,
    );
    expect(rows.raw().all()).toEqual([
      [1, 0, 0],
      [1, 1, 0],
    ]);
    unknown.close();
  });

  it('veto_summary counts what became of each map for each team', () => {
    const rows = list('SELECT * FROM veto_summary');
    expect(rows).toHaveLength(14);
    const row = (team: number, map: string) =>
      rows.find((candidate) => candidate.team_id === team && candidate.map_name === map);
    expect(row(TEAM1, 'Dust2')).toMatchObject({ team_name: 'Alpha Wolves', vetoes: 1, removed: 1, removed_first: 1 });
    expect(row(TEAM1, 'Inferno')).toMatchObject({ removed: 1, removed_first: 0 });
    expect(row(TEAM2, 'Dust2')).toMatchObject({ removed: 0, removed_by_opponent: 1 });
    expect(row(TEAM2, 'Mirage')).toMatchObject({ picked: 1, played: 1, won: 0, left_over: 0 });
    expect(row(TEAM1, 'Mirage')).toMatchObject({ picked: 0, picked_by_opponent: 1, played: 1, won: 1 });
    expect(row(TEAM1, 'Nuke')).toMatchObject({ left_over: 1, played: 0 });
  });

  it('counts no pistol rounds on a map page about other teams', () => {
    using store = openStore({ file: join(folder, 'other.db'), clock: () => 1 });
    savePage(store, 'match', matchPage());
    savePage(store, 'map-stats', mapStatsPage({ team1Id: 9999 }));
    savePage(store, 'economy', economyPage());
    const other = new Database(join(folder, 'other.db'), { readonly: true });
    expect(other.prepare('SELECT pistol_rounds_won FROM team_map_facts').pluck().all()).toEqual([
      null,
      null,
      null,
      null,
    ]);
    other.close();
  });

  it('match_results, team_match_facts hold finished matches alone', () => {
    const file = join(folder, 'states.db');
    using store = openStore({ file, clock: () => 1 });
    const { options } = MatchStatus;
    for (const [index, status] of options.entries()) {
      savePage(store, 'match', matchPage({ matchId: index + 1, status, maps: [], winnerTeamId: null }));
    }
    const states = new Database(file);
    for (const view of ['match_results', 'team_match_facts']) {
      const ids = states.prepare(`SELECT DISTINCT match_id FROM ${view}`).pluck().all();
      expect(ids).toEqual([options.indexOf('finished') + 1]);
    }
    states.close();
  });

  it('team_match_facts calls a series without a winner a draw when both teams won as many maps', () => {
    const results = (over: Partial<MatchPage>) => {
      const file = join(folder, `result-${over.matchId}.db`);
      using store = openStore({ file, clock: () => 1 });
      savePage(store, 'match', matchPage({ winnerTeamId: null, ...over }));
      const other = new Database(file);
      const found = other.prepare('SELECT result FROM team_match_facts').pluck().all();
      other.close();
      return found;
    };
    expect(results({ matchId: 1, team1MapsWon: 1, team2MapsWon: 1 })).toEqual(['draw', 'draw']);
    expect(results({ matchId: 2, team1MapsWon: null, team2MapsWon: null })).toEqual([null, null]);
    expect(results({ matchId: 3, team2Id: null, team2Name: null, team1MapsWon: 1, maps: [] })).toEqual([null]);
  });

  it('veto_summary stays right when matches are stored again and their vetoes or results change', () => {
    const file = join(folder, 'again.db');
    using store = openStore({ file, clock: () => 1 });
    const summary = () => {
      const other = new Database(file);
      const rows = other.prepare('SELECT * FROM veto_summary').all();
      other.close();
      return rows;
    };
    savePage(store, 'match', matchPage());
    const once = summary();
    savePage(store, 'match', matchPage({ matchId: 7, maps: [], vetoes: matchPage().vetoes.slice(0, 3) }));
    savePage(store, 'map-stats', mapStatsPage());
    savePage(store, 'match', matchPage({ matchId: 7, maps: [], vetoes: [] }));
    expect(summary()).toEqual(once);
    savePage(store, 'match', matchPage({ winnerTeamId: TEAM2, maps: [], vetoes: matchPage().vetoes.slice(3, 4) }));
    expect(summary()).toEqual([
      expect.objectContaining({
        team_id: TEAM1,
        map_name: 'Mirage',
        vetoes: 1,
        picked: 0,
        picked_by_opponent: 1,
        won: 0,
      }),
      expect.objectContaining({ team_id: TEAM2, map_name: 'Mirage', vetoes: 1, picked: 1, played: 0, won: 0 }),
    ]);
  });
});

describe('listed_matches', () => {
  const file = join(folder, 'listed.db');
  const store = openStore({ file, clock: () => 1 });
  const { targets } = store;
  const entries = [1, 2, 3, 4, 5, 6, 7].map((matchId) => listingEntry({ matchId, endedAtMs: ENDED_AT_MS - matchId }));
  store.listing.savePage({
    entries,
    reasonToSkip: ({ matchId }) => (matchId === 2 ? 'before-since' : null),
    force: false,
    crawled: true,
  });
  const page = (id: number, matchId: number) =>
    targets.upsert({ kind: 'economy', id, matchId, path: `/${id}`, sortMs: null });
  for (const matchId of [1, 3, 4, 5, 7]) targets.markDone({ kind: 'match', id: matchId }, 1);
  page(31, 3);
  page(41, 4);
  targets.markAwaiting({ kind: 'economy', id: 41 }, { reason: 'incomplete', nextAttemptAtMs: 5, runId: 1 });
  page(51, 5);
  page(52, 5);
  targets.markAttemptFailed({ kind: 'economy', id: 52 }, { code: 'parse', message: 'x', maxAttempts: 1, runId: 1 });
  page(71, 7);
  targets.markSkipped({ kind: 'economy', id: 71 }, 'other-event');
  savePage(store, 'match', matchPage({ matchId: 1, maps: [], url: 'https://www.hltv.org/matches/1/stored' }));
  store.close();

  it('says of every match in the listing its state and the reason', () => {
    const listed = new Database(file, { readonly: true });
    const rows = listed.prepare('SELECT match_id, state, reason FROM listed_matches ORDER BY match_id').raw().all();
    expect(rows).toEqual([
      [1, 'complete', null],
      [2, 'skipped', 'before-since'],
      [3, 'pending', null],
      [4, 'awaiting', 'incomplete'],
      [5, 'failed', 'parse'],
      [6, 'pending', null],
      [7, 'skipped', 'other-event'],
    ]);
    const [first, second] = listed.prepare('SELECT * FROM listed_matches ORDER BY match_id').all();
    expect(first).toMatchObject({ url: 'https://www.hltv.org/matches/1/stored', ended_at_ms: ENDED_AT_MS - 1 });
    expect(second).toMatchObject({
      ...{
        url: `https://www.hltv.org${listingEntry({ matchId: 2 }).path}`,
        team1_name: 'Alpha Wolves',
        team1_score: 2,
      },
      ...{ format: 'bo3', stars: 1, event_name: 'Example Cup 1', is_forfeit: 0 },
    });
    listed.close();
  });
});
