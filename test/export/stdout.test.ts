import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fillDatabase } from '../../bench/synthetic-database.ts';
import { ExportSummary } from '../../src/output/documents/export-summary.ts';
import { runCommand } from '../helpers/command.ts';
import { openDuck } from './duck.ts';
import { openWritable, storeWorld } from './stored-world.ts';

/** One table on stdout, a summary for scripts, and cells that a spreadsheet would run. */

const BIN = fileURLToPath(new URL('../../bin/hltv-scraper.js', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'hltv-export-stdout-'));
const dataDir = join(folder, 'data');
let database: string;

beforeAll(async () => {
  database = await storeWorld(dataDir);
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

const run = (...args: string[]) => runCommand(['export', '--data-dir', dataDir, ...args]);

describe('one table without --out', () => {
  it('goes to stdout, the same as in a folder', async () => {
    const { code, stdout, stderr } = await run('--table', 'teams');
    expect([code, stderr]).toEqual([0, '']);
    await run('--table', 'teams', '--out', join(folder, 'teams'));
    expect(stdout).toBe(readFileSync(join(folder, 'teams/teams.csv'), 'utf8'));
  });

  it('that no row fits says so on stderr', async () => {
    const { code, stdout, stderr } = await run('--table', 'matches', '--team', 'nobody');
    expect([code, stdout.split('\n').length, stderr]).toEqual([0, 2, 'No row of matches fits the filters.\n']);
    expect((await run('--table', 'matches', '--team', 'nobody', '--quiet')).stderr).toBe('');
  });

  it('has its summary on stderr with --json', async () => {
    const { stdout, stderr } = await run('--table', 'teams', '--json', '--format', 'jsonl');
    const summary = ExportSummary.parse(JSON.parse(stderr));
    expect(summary).toMatchObject({
      folder: null,
      rows: stdout.split('\n').length - 1,
      bytes: Buffer.byteLength(stdout),
    });
  });
});

describe('a folder', () => {
  it('has its summary on stdout, as text or with --json, and not with --quiet', async () => {
    const out = join(folder, 'summary');
    const text = await run('--out', out);
    expect(text.stdout).toMatch(/^matches\.csv +\d+/m);
    expect((await run('--out', out, '--quiet')).stdout).toBe('');
    const summary = ExportSummary.parse(JSON.parse((await run('--out', out, '--json')).stdout));
    expect(summary.files.map(({ table }) => table)).toContain('round_economy');
  });

  it('is exports in the data folder where several tables are asked for', async () => {
    const { stdout } = await run('--json');
    expect(JSON.parse(stdout).folder).toBe(join(dataDir, 'exports'));
  });
});

/** What a spreadsheet runs as a formula, or skips before one. */
const FORMULA = /^[=+\-@＝\p{Cc}]/u;

it('--csv-safe puts an apostrophe before text that a spreadsheet would run, and changes nothing else', async () => {
  using duck = await openDuck();
  const cells: (string | null)[][] = [];
  for (const flags of [[], ['--csv-safe']]) {
    const out = join(folder, `safe-${flags.length}`);
    await run('--table', 'matches', 'lineups', '--out', out, ...flags);
    for (const table of ['matches', 'lineups']) {
      const rows = await duck.query(
        `SELECT * FROM read_csv('${out}/${table}.csv', all_varchar = true, header = true, delim = ',', quote = '"', escape = '"', max_line_size = 1000000)`,
      );
      cells.push(rows.flatMap((row) => Object.values(row).map((value) => (value === null ? null : String(value)))));
    }
  }
  const [plain, safe] = [
    [...(cells[0] ?? []), ...(cells[1] ?? [])],
    [...(cells[2] ?? []), ...(cells[3] ?? [])],
  ];
  const isNumber = (cell: string): boolean => /^-?\d/.test(cell);
  const expected = plain.map((cell) => (cell !== null && FORMULA.test(cell) && !isNumber(cell) ? `'${cell}` : cell));
  expect(safe).toEqual(expected);
  expect(expected.filter((cell) => cell?.startsWith("'") === true).length).toBeGreaterThan(3);
  expect(plain.filter((cell) => cell !== null && /^-\d+$/.test(cell)).length).toBeGreaterThan(0);
});

describe('a pipe', () => {
  beforeAll(() => fillDatabase(join(folder, 'large.db'), 500));

  const pipeInto = (reader: string, args: string[]): Promise<string> => {
    const script = `{ "$0" "$@"; echo "code $?" >&2; } | ${reader}`;
    const shell = spawn('sh', ['-c', script, process.execPath, BIN, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
    let text = '';
    for (const stream of [shell.stdout, shell.stderr]) stream.on('data', (chunk) => (text += chunk));
    return new Promise((resolve) => shell.on('close', () => resolve(text)));
  };

  function useLargeDatabase(): string[] {
    using large = openWritable(join(folder, 'large.db'));
    large.pragma('wal_checkpoint(TRUNCATE)');
    return ['export', '--table', 'player_map_stats', '--data-dir', join(folder, 'large')];
  }

  it('whose reader leaves ends the export at once, without an error', async () => {
    mkdirSync(join(folder, 'large'));
    const args = useLargeDatabase();
    renameSync(join(folder, 'large.db'), join(folder, 'large/hltv.db'));
    expect(await pipeInto('head -n 1 > /dev/null', args)).toBe('code 0\n');
    const counted = await pipeInto('tr -dc "\\n" | wc -c', args);
    expect(counted).toContain('code 0');
    using large = openWritable(join(folder, 'large/hltv.db'));
    const rows = large.prepare('SELECT count(*) FROM player_map_stats').pluck().get();
    expect(counted.trim().split(/\s+/)).toContain(String(Number(rows) + 1));
  });
});

it('the database is not written to', async () => {
  using connection = openWritable(database);
  const before = connection.prepare('PRAGMA data_version').pluck().get();
  await run('--table', 'teams');
  expect(connection.prepare('PRAGMA data_version').pluck().get()).toBe(before);
});
