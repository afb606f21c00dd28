import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { KINDS, kindsFoundOn, MAP_KINDS, PAGE_KINDS, STAGE_NAMES, TARGET_KINDS } from '../src/page-kinds.ts';
import { memoryDatabase } from './helpers/memory-store.ts';

const SOURCES = fileURLToPath(new URL('../src/', import.meta.url));

/** Tables from each kind to the code of it, one a layer, and what is written for single kinds. */
const BY_KIND = [
  'page-kinds.ts',
  'page-records.ts',
  'checks/check-page.ts',
  'assembly/names.ts',
  'stages/handlers.ts',
  'stages/performance-economy.ts',
  // The three pages of a map are checked beside each other, and their rows assembled again.
  'checks/cross-page.ts',
  'stages/stored-maps.ts',
  'store/bookkeeping-rules.ts',
  // The rows of a map are put together of these three pages.
  'assembly/map.ts',
  'store/assembled-rows.ts',
  // Tables of 0.1.0, which never change.
  'store/page-table-conversion.ts',
];

it('derives what is a target, what is of a map, and the stages', () => {
  expect(TARGET_KINDS).toEqual(PAGE_KINDS.filter((kind) => kind !== 'results'));
  expect(kindsFoundOn('match')).toEqual(MAP_KINDS);
  expect(kindsFoundOn('results')).toEqual(['match']);
  expect(STAGE_NAMES).toEqual(['discovery', 'overview', 'map-stats', 'performance-economy']);
});

it('gives each kind a path and a priority of its own', () => {
  expect(new Set(PAGE_KINDS.map((kind) => KINDS[kind].path)).size).toBe(PAGE_KINDS.length);
  expect(new Set(PAGE_KINDS.map((kind) => KINDS[kind].namePriority)).size).toBe(PAGE_KINDS.length);
});

it('is what the tables of the database allow', () => {
  const database = memoryDatabase();
  const tables = database.prepare(`SELECT name, sql FROM sqlite_schema WHERE type = 'table'`).all();
  const allowed = new Map<string, string[]>();
  for (const { name, sql } of tables as { name: string; sql: string }[]) {
    const [, list] = /\bkind TEXT NOT NULL CHECK \(kind IN \(([^)]*)\)/.exec(sql) ?? [];
    if (list !== undefined)
      allowed.set(
        name,
        list.split(', ').map((text) => text.slice(1, -1)),
      );
  }
  database.close();
  allowed.delete('kill_matrix');
  expect(Object.fromEntries(allowed)).toEqual({
    targets: TARGET_KINDS,
    page_records: TARGET_KINDS,
    pages: PAGE_KINDS,
    page_blocks: PAGE_KINDS,
  });
});

/** Kinds that a source names as a string or as a field. */
function kindsIn(text: string): string[] {
  const code = text.replaceAll(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, '').replaceAll(/^import .*$/gm, '');
  return MAP_KINDS.filter((kind) => new RegExp(`'${kind}'|\\b${kind}:`).test(code));
}

it('is the only list of kinds', () => {
  const files = readdirSync(SOURCES, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts'));
  const others = files.filter((file) => !/^(?:pages|replica)\//.test(file));
  const listing = others.filter((file) => kindsIn(readFileSync(join(SOURCES, file), 'utf8')).length > 1);
  expect(listing.sort()).toEqual(BY_KIND.toSorted());
});
