import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterAll, describe, expect, it } from 'vitest';
import { PUBLIC_TABLES, type PublicTable } from '../../src/records.ts';
import { openStore } from '../../src/store/store.ts';
import {
  economyPage,
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

  it('keeps the columns of the views for analysts', () => {
    expect(columns('match_results')).toEqual(
      expect.arrayContaining(['match_id', 'start_date', 'event_name', 'winner_name', 'loser_name', 'maps_played']),
    );
    expect(columns('player_map_facts')).toEqual(
      expect.arrayContaining(['map_name', 'opponent_id', 'event_id', 'start_date', 'won', 'rating', 'mk_rating']),
    );
    expect(columns('team_map_facts')).toEqual(
      expect.arrayContaining(['ct_rounds_won', 'pistol_rounds_won', 'first_kills', 'full_eco_wins', 'full_buy_rounds']),
    );
    expect(columns('veto_summary')).toEqual(
      expect.arrayContaining(['team_id', 'map_name', 'removed', 'picked', 'left_over']),
    );
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
  const tables = Object.keys(PUBLIC_TABLES).filter((table) => columns(table).includes('match_id'));

  it.each([
    ...tables.map((table) => `SELECT * FROM ${table} WHERE match_id = 5`),
    'SELECT * FROM match_results WHERE match_id = 5',
    'SELECT * FROM player_map_facts WHERE match_id = 5',
    'SELECT * FROM team_map_facts WHERE match_id = 5',
    'SELECT * FROM player_map_stats WHERE player_id = 5',
    'SELECT * FROM player_map_facts WHERE player_id = 5',
    'SELECT * FROM team_map_facts WHERE team_id = 5',
    'SELECT * FROM maps WHERE map_stats_id = 5',
    'SELECT * FROM matches WHERE event_id = 5',
    'SELECT * FROM player_map_stats AS p JOIN matches AS m ON m.match_id = p.match_id WHERE p.player_id = 5',
  ])('%s', (query) => {
    const steps = plan(query);
    expect(steps.filter((step) => step.startsWith('SEARCH')).length).toBeGreaterThan(0);
    expect(steps.filter((step) => /SCAN|AUTOMATIC|MATERIALIZE/.test(step))).toEqual([]);
  });

  it.each(['player_map_stats', 'player_map_facts', 'round_economy', 'rounds', 'kill_matrix', 'team_map_facts'])(
    'the whole of %s is read in the order of its pages, not of an index',
    (view) => {
      const scans = plan(`SELECT * FROM ${view}`).filter((step) => step.startsWith('SCAN'));
      expect(scans.length).toBeGreaterThan(0);
      expect(scans.filter((step) => /_by_/.test(step))).toEqual([]);
      expect(plan(`SELECT * FROM ${view}`).filter((step) => /AUTOMATIC|MATERIALIZE/.test(step))).toEqual([]);
    },
  );

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
});
