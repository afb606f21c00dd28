import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { renderBox, withOutputs } from '../scripts/recipes.ts';
import { DEMO_WORLD } from '../src/commands/demo.ts';
import { startReplica } from '../src/replica/replica.ts';
import { openStore } from '../src/store/store.ts';
import { openDuck } from './export/duck.ts';
import { fakeClock } from './helpers/clock.ts';
import { runCommand } from './helpers/command.ts';
import { httpFetcher } from './helpers/http-fetcher.ts';
import { runOnce } from './helpers/run.ts';

const recipes = readFileSync(new URL('../docs/recipes.md', import.meta.url), 'utf8');
const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');

/** The database of the demo, without a browser. */
async function fillDatabase(file: string): Promise<void> {
  const clock = fakeClock();
  const replica = await startReplica(DEMO_WORLD);
  const store = openStore({ file, clock: clock.now });
  try {
    const fetcher = httpFetcher(replica.baseUrl, clock.now);
    await runOnce({ store, fetcher, clock }, { endOffset: 0, limit: DEMO_WORLD.matches });
  } finally {
    store.close();
    await replica.close();
  }
}

/** The query for DuckDB and the output below it. */
const DUCKDB = /```duckdb\n([\s\S]*?)```\n\n```text\n([\s\S]*?)```/;

/** Whole numbers as SQLite's INTEGER. */
function withBigInts(cell: string | number | null): string | number | bigint | null {
  return typeof cell === 'number' && Number.isInteger(cell) ? BigInt(cell) : cell;
}

describe('the recipes', () => {
  const folder = mkdtempSync(join(tmpdir(), 'hltv-recipes-'));
  const file = join(folder, 'hltv.db');

  beforeAll(() => fillDatabase(file));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('show what their queries return on the database of the demo', () => {
    const database = new Database(file, { readonly: true });
    expect(withOutputs(recipes, database)).toBe(recipes);
    database.close();
    const outputs = recipes.match(/```text/g) ?? [];
    expect(recipes.match(/```(?:sql|duckdb)/g)).toHaveLength(outputs.length);
  });

  it('of the README show what their queries return', () => {
    const database = new Database(file, { readonly: true });
    expect(withOutputs(readme, database)).toBe(readme);
    database.close();
    expect(readme.match(/^-- .*\?$/gm)).toHaveLength(5);
  });

  it('show what DuckDB returns on the export', async () => {
    const lake = join(folder, 'lake');
    const flags = ['--set', 'all', '--format', 'parquet', '--partition-by', 'year'];
    expect((await runCommand(['export', ...flags, '--out', lake, '--data-dir', folder])).code).toBe(0);
    const [, query = '', output] = DUCKDB.exec(recipes) ?? [];
    using duck = await openDuck();
    const rows = await duck.query(query.replaceAll("'lake/", `'${lake}/`));
    expect(renderBox([Object.keys(rows[0] ?? {}), ...rows.map((row) => Object.values(row).map(withBigInts))])).toBe(
      output,
    );
  });
});
