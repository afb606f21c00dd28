import { hash } from 'node:crypto';
import { zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import type { Database } from 'better-sqlite3';
import { decodeRecord, encodeRecord } from '../../src/store/record-encoding.ts';

/** Single wrong values, planted by chance. Each function returns what it changed, or null where nothing fits. */

export type Random = () => number;

/** Mulberry32. */
export function seeded(seed: number): Random {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

const pick = <Item>(random: Random, items: readonly Item[]): Item | undefined =>
  items[Math.floor(random() * items.length)];

/** Another value of the same type; of an absent one a number or text. */
function altered(random: Random, value: unknown): unknown {
  if (typeof value === 'number') return value + (pick(random, [1, -1, 7, 100]) ?? 1);
  if (typeof value === 'boolean') return !value;
  if (typeof value === 'string') return random() < 0.5 ? `${value}x` : value.slice(1);
  return value;
}

type Column = { name: string; type: string; pk: number };

/** Changes one cell of a table, or deletes or adds a row. */
export function plantInTable(database: Database, random: Random, table: string): string | null {
  const columns = database.prepare('SELECT name, type, pk FROM pragma_table_info(?)').all(table) as Column[];
  const isOfTargets = ['target_totals', 'waiting_match_totals'].includes(table);
  const rows = database.prepare(`SELECT * FROM ${table} ${isOfTargets ? 'WHERE count > 0' : ''}`).all() as Record<
    string,
    unknown
  >[];
  const row = pick(random, rows);
  if (row === undefined) return null;
  const key = columns.filter(({ pk }) => pk > 0).map(({ name }) => name);
  const where = key.map((name) => `${name} IS @${name}`).join(' AND ');
  if (random() < 0.1) {
    database.prepare(`DELETE FROM ${table} WHERE ${where}`).run(row);
    return `${table}: deleted ${JSON.stringify(row)}`;
  }
  const column = pick(random, columns);
  if (column === undefined) return null;
  const old = row[column.name];
  const value = old === null ? (column.type === 'TEXT' ? 'x' : 1) : altered(random, old);
  if (value === old) return null;
  try {
    database.prepare(`UPDATE ${table} SET ${column.name} = @planted WHERE ${where}`).run({ ...row, planted: value });
  } catch {
    return null;
  }
  return `${table}.${column.name}: ${String(old)} -> ${String(value)} in ${JSON.stringify(row)}`;
}

type Leaf = { path: string; set(value: unknown): void; value: unknown };

function leavesOf(value: unknown, path = ''): Leaf[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => {
    const name = Array.isArray(value) ? `${path}[]` : `${path}${path === '' ? '' : '.'}${key}`;
    if (typeof inner === 'object' && inner !== null) return leavesOf(inner, name);
    return [{ path: name, value: inner, set: (next: unknown) => Object.assign(value, { [key]: next }) }];
  });
}

/** Gives a field of the first record of a kind another value, as if the page had been read so. */
export function plantInField(
  database: Database,
  { kind, field, value }: { kind: string; field: string; value: unknown },
): { id: number; record: object } {
  const page = database.prepare('SELECT id, record FROM page_records WHERE kind = ? ORDER BY id').get(kind) as {
    id: number;
    record: Uint8Array;
  };
  const record = { ...(decodeRecord(zstdDecompressSync(page.record).toString('utf8')) as object), [field]: value };
  const bytes = zstdCompressSync(encodeRecord(record));
  database
    .prepare('UPDATE page_records SET record = ?, sha256 = ? WHERE kind = ? AND id = ?')
    .run(bytes, hash('sha256', bytes, 'buffer'), kind, page.id);
  return { id: page.id, record };
}

/** Changes one value of a page record and returns a description of it. */
export function plantInRecord(database: Database, random: Random): string | null {
  const pages = database.prepare('SELECT kind, id FROM page_records').all() as { kind: string; id: number }[];
  const page = pick(random, pages);
  if (page === undefined) return null;
  const bytes = database
    .prepare('SELECT record FROM page_records WHERE kind = @kind AND id = @id')
    .pluck()
    .get(page) as Uint8Array;
  const record = decodeRecord(zstdDecompressSync(bytes).toString('utf8')) as object;
  const leaf = pick(random, leavesOf(record));
  if (leaf === undefined) return null;
  const value = leaf.value === null ? 1 : altered(random, leaf.value);
  if (value === leaf.value) return null;
  leaf.set(value);
  database
    .prepare('UPDATE page_records SET record = @record WHERE kind = @kind AND id = @id')
    .run({ ...page, record: zstdCompressSync(encodeRecord(record)) });
  return `${page.kind} ${leaf.path} of ${page.id}: ${String(leaf.value)} -> ${String(value)}`;
}
