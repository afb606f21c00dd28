import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ExportManifest } from '../../src/output/documents/export-manifest.ts';
import { runCommand } from '../helpers/command.ts';
import { openWritable, storeWorld } from './stored-world.ts';

/** What each filter means for each table: compared with a query that says it. */

const folder = mkdtempSync(join(tmpdir(), 'hltv-export-filters-'));
const dataDir = join(folder, 'data');
let database: string;
let counter = 0;

beforeAll(async () => {
  database = await storeWorld(dataDir);
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

type Row = Record<string, unknown>;

/** The rows of an export by table, and its manifest. */
async function exported(...flags: string[]) {
  counter += 1;
  const out = join(folder, `out-${counter}`);
  const run = ['export', '--data-dir', dataDir, '--out', out, '--format', 'jsonl'];
  const { code, stderr } = await runCommand([...run, ...flags]);
  expect([code, stderr]).toEqual([0, '']);
  const manifest = ExportManifest.parse(JSON.parse(readFileSync(join(out, 'manifest.json'), 'utf8')));
  const rowsOf = (file: string): Row[] =>
    readFileSync(join(out, file), 'utf8')
      .split('\n')
      .slice(0, -1)
      .map((line) => JSON.parse(line));
  return { manifest, tables: Object.fromEntries(manifest.files.map(({ file, table }) => [table, rowsOf(file)])) };
}

function ids(sql: string): unknown[] {
  using connection = openWritable(database);
  return connection.prepare(sql).pluck().all();
}

const distinct = (rows: Row[] | undefined, column: string): unknown[] =>
  [...new Set((rows ?? []).map((row) => row[column]))].sort((one, other) => Number(one) - Number(other));

/** Tables whose rows belong to a match: each has rows of the chosen matches, and all of those. */
async function expectMatches(condition: string, flags: string[]): Promise<void> {
  const { tables, manifest } = await exported('--set', 'all', ...flags);
  const chosen = ids(`SELECT match_id FROM matches WHERE ${condition} ORDER BY match_id`);
  expect(chosen.length).toBeGreaterThan(0);
  expect(chosen.length).toBeLessThan(Number(ids('SELECT count(*) FROM matches')[0]));
  expect(distinct(tables.matches, 'match_id')).toEqual(chosen);
  for (const { table, columns } of manifest.files) {
    if (!columns.some(({ name }) => name === 'match_id') || ['matches', 'listed_matches'].includes(table)) continue;
    if (
      ['results', 'picks', 'economy'].includes(table) ||
      manifest.files.filter((file) => file.table === table).length > 1
    )
      continue;
    const list = chosen.join(', ');
    const count = ids(`SELECT count(*) FROM ${table} WHERE match_id IN (${list})`)[0];
    expect([table, tables[table]?.length]).toEqual([table, count]);
  }
  const teams = ids(`SELECT DISTINCT team_id FROM match_teams WHERE match_id IN (${chosen.join(', ')}) ORDER BY 1`);
  expect(distinct(tables.teams, 'team_id')).toEqual(teams);
  expect(distinct(tables.events, 'event_id')).toEqual(distinct(tables.matches, 'event_id'));
  const players = new Set(
    distinct((await exported('--table', 'players', 'lineups', ...flags)).tables.players, 'player_id'),
  );
  expect(distinct(tables.player_map_stats, 'player_id').filter((id) => !players.has(id))).toEqual([]);
  expect(tables.veto_summary).toBeUndefined();
  expect(tables.round_win_probability).toBeUndefined();
  expect(manifest.leftOut).toEqual([
    { table: 'round_win_probability', reason: expect.stringContaining('round_events') },
    { table: 'veto_summary', reason: expect.stringContaining('veto_facts') },
  ]);
}

const START_2024 = Date.UTC(2024, 0, 1);
const START_2025 = Date.UTC(2025, 0, 1);

it('--since and --until are days of the start, both included', () =>
  expectMatches(`started_at_ms >= ${START_2024} AND started_at_ms < ${START_2025}`, [
    ...['--since', '2024-01-01'],
    ...['--until', '2024-12-31'],
  ]));

it('--event, --team and --min-stars choose matches', async () => {
  const [event, team] = ids(
    `SELECT event_name FROM matches WHERE event_name LIKE 'Example%' UNION ALL SELECT team2_name FROM matches WHERE team2_name LIKE 'Crimson%' LIMIT 2`,
  ).map(String);
  await expectMatches(`event_name LIKE '%example%'`, ['--event', 'EXAMPLE']);
  await expectMatches(`team1_name LIKE '%moths%' OR team2_name LIKE '%moths%'`, ['--team', 'Möths, nobody at all']);
  await expectMatches('stars >= 1', ['--min-stars', '1']);
  expect([event, team].length).toBe(2);
});

describe('--map', () => {
  it('chooses matches that have such a map, and of tables by map its rows alone', async () => {
    const [name = ''] = ids(
      `SELECT map_name FROM maps WHERE state = 'played' AND map_name IN ('Mirage', 'Nuke', 'Inferno', 'Ancient', 'Dust2', 'Anubis', 'Train', 'Overpass') LIMIT 1`,
    ).map(String);
    const { tables } = await exported('--set', 'all', '--map', name.toLowerCase());
    const like = `LIKE '%${name}%'`;
    const matches = ids(`SELECT DISTINCT match_id FROM maps WHERE map_name ${like} ORDER BY match_id`);
    expect(distinct(tables.matches, 'match_id')).toEqual(matches);
    expect(distinct(tables.lineups, 'match_id').every((id) => matches.includes(id))).toBe(true);
    expect(tables.maps?.length).toBe(ids(`SELECT match_id FROM maps WHERE map_name ${like}`).length);
    expect(tables.rounds?.length).toBe(
      ids(`SELECT r.match_id FROM rounds AS r JOIN maps USING (match_id, map_number) WHERE map_name ${like}`).length,
    );
    expect(tables.vetoes?.every((row) => row.map_name === name)).toBe(true);
    expect(tables.player_map_facts?.every((row) => row.map_name === name)).toBe(true);
    expect(tables.economy?.every((row) => row._map === name)).toBe(true);
  });
});

it('a match that only the listing names is in listed_matches by what the listing shows', async () => {
  const { tables } = await exported('--table', 'listed_matches', '--min-stars', '1');
  expect(tables.listed_matches?.length).toBe(ids('SELECT match_id FROM listing_entries WHERE stars >= 1').length);
  expect(tables.listed_matches?.length).toBeGreaterThan(ids('SELECT match_id FROM matches WHERE stars >= 1').length);
});

describe('a usage error', () => {
  it.each([
    [['--table', 'veto_summary', '--since', '30d'], 'The table veto_summary cannot be filtered'],
    [['--table', 'match'], 'Expected --table to be a table or view, got "match". Did you mean matches?'],
    [['--table', 'targets'], 'Expected --table to be a table or view, got "targets".'],
    [['--table', 'matches', '--set', 'all'], '--set has no effect together with --table'],
    [['--format', 'jsonl', '--csv-safe'], '--csv-safe has no effect together with --format'],
    [['--since', '2024-02-01', '--until', '2024-01-01'], 'Expected --until to be no day before --since'],
    [['--out', 'matches.csv', '--table', 'matches'], 'One table goes to a file with > matches.csv'],
    [['--out', '-'], 'stdout takes one table'],
    [['--format', 'xlsx'], 'Expected --format to be one of csv, jsonl, parquet'],
  ])('%j', async (flags, message) => {
    const { code, stderr, stdout } = await runCommand(['export', '--data-dir', dataDir, ...flags]);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toContain(message);
  });
});
