import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { VIEWS } from '../../src/dictionary.ts';
import { ExportManifest } from '../../src/output/documents/export-manifest.ts';
import { PUBLIC_TABLES } from '../../src/records.ts';
import { toColumn } from '../../src/store/sql.ts';
import { runCommand } from '../helpers/command.ts';
import { type Duck, openDuck } from './duck.ts';
import { HOSTILE, openWritable, storeWorld, YEARS } from './stored-world.ts';

/** Every exported table, read by DuckDB, equals the database. */

const folder = mkdtempSync(join(tmpdir(), 'hltv-export-'));
const dataDir = join(folder, 'data');
const RELATIONS: [name: string, key: readonly string[]][] = [
  ...Object.entries(PUBLIC_TABLES).map(([name, { key }]): [string, string[]] => [name, key.map(toColumn)]),
  ...Object.entries(VIEWS).map(([name, { key }]): [string, readonly string[]] => [name, key]),
];

let database: string;
let duck: Duck;

beforeAll(async () => {
  database = await storeWorld(dataDir);
  duck = await openDuck();
  for (const format of ['csv', 'jsonl', 'parquet']) await exportAll(format);
  await exportAll('parquet', '--partition-by', 'year');
});

afterAll(() => {
  duck[Symbol.dispose]();
  rmSync(folder, { recursive: true, force: true });
});

const outOf = (...flags: string[]): string => join(folder, flags.join(''));

async function exportAll(format: string, ...flags: string[]): Promise<void> {
  const out = ['--out', outOf(format, ...flags)];
  const { code, stderr } = await runCommand([
    'export',
    '--set',
    'all',
    '--format',
    format,
    ...flags,
    ...out,
    '--data-dir',
    dataDir,
  ]);
  expect([code, stderr]).toEqual([0, '']);
}

type Row = Record<string, string | number | null>;

function stored(name: string, key: readonly string[]): Row[] {
  using connection = openWritable(database);
  return connection.prepare(`SELECT * FROM ${name} ORDER BY ${key.join(', ')}`).all() as Row[];
}

const columnsOf = (name: string): string[] => {
  using connection = openWritable(database);
  return connection.prepare('SELECT name FROM pragma_table_info(?)').pluck().all(name) as string[];
};

const isTimestamp = (name: string): boolean => /_at$/.test(name);

function withoutTimestamps(row: Row): Row {
  return Object.fromEntries(Object.entries(row).filter(([name]) => !isTimestamp(name) && name !== 'year'));
}

it('the database has rows in every table and view, and every hostile name', () => {
  const empty = RELATIONS.filter(([name, key]) => stored(name, key).length === 0).map(([name]) => name);
  expect(empty).toEqual([]);
  const text = JSON.stringify(RELATIONS.map(([name, key]) => stored(name, key)));
  expect(HOSTILE.filter((name) => !text.includes(JSON.stringify(name).slice(1, -1)))).toEqual([]);
});

describe.each(RELATIONS)('%s equals the database', (name, key) => {
  const inOrder = `ORDER BY ${key.map((column) => `"${column}"`).join(', ')}`;

  it('as Parquet, with the types of its record', async () => {
    const from = `FROM read_parquet('${outOf('parquet')}/${name}.parquet')`;
    const rows = await duck.query(`SELECT * ${from} ${inOrder}`);
    expect(rows.map(withoutTimestamps)).toEqual(stored(name, key));
    for (const column of columnsOf(name).filter((each) => each.endsWith('_ms'))) {
      expect(rows.map((row) => row[column.replace(/_ms$/, '')])).toEqual(rows.map((row) => row[column]));
    }
    const types = await duck.query(`DESCRIBE SELECT * ${from}`);
    const typeOf = Object.fromEntries(types.map((row) => [row.column_name, row.column_type]));
    for (const column of Object.keys(typeOf)) {
      if (/_id$|_ms$/.test(column)) expect([column, typeOf[column]]).toEqual([column, 'BIGINT']);
      if (isTimestamp(column)) expect([column, typeOf[column]]).toEqual([column, 'TIMESTAMP WITH TIME ZONE']);
      if (/^is_/.test(column)) expect([column, typeOf[column]]).toEqual([column, 'BOOLEAN']);
      if (/adr$|kast$|rating$|swing$/.test(column)) expect([column, typeOf[column]]).toEqual([column, 'DOUBLE']);
    }
  });

  it('as partitioned Parquet, read as one table', async () => {
    const files = `${outOf('parquet', '--partition-by', 'year')}/${name}/**/*.parquet`;
    const rows = await duck.query(`SELECT * FROM read_parquet('${files}', hive_partitioning = true) ${inOrder}`);
    expect(rows.map(withoutTimestamps)).toEqual(stored(name, key));
  });

  it('as CSV', async () => {
    const file = `${outOf('csv')}/${name}.csv`;
    const columns = columnsOf(name).map((column) => `'${column}': 'VARCHAR'`);
    const dialect = `header = true, delim = ',', quote = '"', escape = '"', new_line = '\\r\\n', auto_detect = false`;
    const rows = await duck.query(
      `SELECT * FROM read_csv('${file}', columns = {${columns.join(', ')}}, ${dialect}, allow_quoted_nulls = false)`,
    );
    const asText = (row: Row): Row =>
      Object.fromEntries(Object.entries(row).map(([column, value]) => [column, value === null ? null : String(value)]));
    expect(rows).toEqual(stored(name, key).map(asText));
  });

  it('as JSON Lines', async () => {
    const lines = readFileSync(`${outOf('jsonl')}/${name}.jsonl`, 'utf8')
      .split('\n')
      .slice(0, -1);
    const plain = (value: unknown) => (typeof value === 'boolean' ? Number(value) : value);
    const rows = lines.map((line) =>
      Object.fromEntries(Object.entries(JSON.parse(line)).map(([column, value]) => [column, plain(value)])),
    );
    expect(rows).toEqual(stored(name, key));
    const [{ count } = { count: null }] = await duck.query(
      `SELECT count(*) AS count FROM read_json('${outOf('jsonl')}/${name}.jsonl', format = 'newline_delimited')`,
    );
    expect(count).toBe(rows.length);
  });
});

describe('a partitioned export', () => {
  const out = outOf('parquet', '--partition-by', 'year');

  it('has the year of the start of the match, UTC, to the millisecond', async () => {
    expect(readdirSync(join(out, 'matches')).sort()).toEqual(YEARS.map((year) => `year=${year}`));
    const rows = await duck.query(
      `SELECT year, started_at_ms FROM read_parquet('${out}/matches/**/*.parquet', hive_partitioning = true)`,
    );
    for (const { year, started_at_ms } of rows) {
      expect(new Date(Number(started_at_ms)).getUTCFullYear()).toBe(Number(year));
    }
  });

  it('has tables without matches as one file', () => {
    expect(readdirSync(join(out, 'teams'))).toEqual(['data.parquet']);
  });
});

describe('the manifest', () => {
  it('describes every file and column, with digests of what is there', () => {
    const manifest = ExportManifest.parse(JSON.parse(readFileSync(join(outOf('parquet'), 'manifest.json'), 'utf8')));
    expect(manifest).toMatchObject({ program: 'hltv-scraper', isComplete: true, format: 'parquet', set: 'all' });
    expect(manifest.files.map(({ table }) => table).slice(0, RELATIONS.length)).toEqual(
      RELATIONS.map(([name]) => name),
    );
    for (const { file, bytes, columns } of manifest.files) {
      expect(readFileSync(join(outOf('parquet'), file)).length).toBe(bytes);
      expect(columns.filter(({ description }) => description === '')).toEqual([]);
    }
  });

  it('is in the Parquet files too', async () => {
    const [row] = await duck.query(
      `SELECT decode(value) AS value FROM parquet_kv_metadata('${outOf('parquet')}/matches.parquet') WHERE decode(key) = 'columns'`,
    );
    expect(JSON.parse(String(row?.value)).stars).toBe('stars 0-5 (listing)');
  });

  it('text is stored as a dictionary where that is shorter', async () => {
    const rows = await duck.query(
      `SELECT encodings, compression FROM parquet_metadata('${outOf('parquet')}/player_map_stats.parquet') WHERE path_in_schema = 'side'`,
    );
    expect(rows).toMatchObject([{ encodings: expect.stringContaining('DICTIONARY'), compression: 'ZSTD' }]);
  });
});
