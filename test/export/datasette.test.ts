import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterAll, expect, it } from 'vitest';
import { z } from 'zod';
import { TABLE_NAMES } from '../../src/export/tables.ts';
import { openStore } from '../../src/store/store.ts';
import { runCommand } from '../helpers/command.ts';

const folder = mkdtempSync(join(tmpdir(), 'hltv-export-datasette-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** What Datasette reads of a table; an unknown key would be without effect, or of a version that has dropped it. */
const Table = z.union([
  z.strictObject({
    title: z.string(),
    description: z.string(),
    columns: z.record(z.string(), z.string().min(1)),
    facets: z.array(z.string()),
  }),
  z.strictObject({ hidden: z.literal(true) }),
]);
const Metadata = z.strictObject({
  title: z.string(),
  description: z.string(),
  source: z.string(),
  source_url: z.url(),
  databases: z.strictObject({ hltv: z.strictObject({ tables: z.record(z.string(), Table) }) }),
});

it('--datasette describes every table and view, with columns and facets that exist, and hides the others', async () => {
  const file = join(folder, 'hltv.db');
  openStore({ file, clock: () => 1 }).close();
  const out = join(folder, 'out');
  const { code } = await runCommand(['export', '--datasette', '--out', out, '--data-dir', folder]);
  expect(code).toBe(0);
  const { databases } = Metadata.parse(JSON.parse(readFileSync(join(out, 'datasette-metadata.json'), 'utf8')));
  using database = Object.assign(new Database(file), { [Symbol.dispose]: () => undefined });
  const relations = database
    .prepare(`SELECT name FROM sqlite_schema WHERE type IN ('table', 'view') AND name NOT LIKE 'sqlite%'`)
    .pluck()
    .all();
  expect(Object.keys(databases.hltv.tables).toSorted()).toEqual(relations.toSorted());
  for (const [name, table] of Object.entries(databases.hltv.tables)) {
    expect([name, 'hidden' in table]).toEqual([name, !TABLE_NAMES.includes(name)]);
    if ('hidden' in table) continue;
    const columns = database.prepare('SELECT name FROM pragma_table_info(?)').pluck().all(name);
    expect(Object.keys(table.columns)).toEqual(columns);
    expect(columns).toEqual(expect.arrayContaining(table.facets));
  }
  database.close();
});
