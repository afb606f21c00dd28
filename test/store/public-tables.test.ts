import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { PUBLIC_TABLES } from '../../src/records.ts';
import { toColumn } from '../../src/store/sql.ts';
import { memoryDatabase } from '../helpers/memory-store.ts';

/** The tables of the schema are those of `records.ts`, column by column. */

const database = memoryDatabase();

type Column = { name: string; type: string; notNull: boolean; values: string[] | null };
type Info = { name: string; type: string; notnull: number; pk: number };

function columnsOf(table: string): Column[] {
  const sql = String(database.prepare('SELECT sql FROM sqlite_schema WHERE name = ?').pluck().get(table));
  return (database.pragma(`table_info(${table})`) as Info[]).map(({ name, type, notnull, pk }) => ({
    name,
    type,
    notNull: notnull === 1 || pk > 0,
    values: valuesIn(sql, name),
  }));
}

/** The closed set of a column: `CHECK (side IN ('ct', 't'))`. */
function valuesIn(sql: string, column: string): string[] | null {
  const list = new RegExp(`CHECK \\(${column} IN \\(([^)]*'[^)]*)\\)`).exec(sql)?.[1];
  return list === undefined ? null : [...list.matchAll(/'([^']*)'/g)].map(([, value = '']) => value);
}

type Json = { type?: string | string[]; enum?: string[]; anyOf?: Json[] };

function columnOf(field: string, schema: z.ZodType): Column {
  const json = z.toJSONSchema(schema) as Json;
  const value = json.anyOf?.[0] ?? json;
  const types = [value.type].flat();
  const isNullable = json.anyOf !== undefined || types.includes('null');
  const type = { integer: 'INTEGER', boolean: 'INTEGER', number: 'REAL' }[types[0] ?? ''] ?? 'TEXT';
  return { name: toColumn(field), type, notNull: !isNullable, values: value.enum ?? null };
}

describe('public tables', () => {
  it.each(Object.entries(PUBLIC_TABLES))('%s has the columns of its record', (table, { schema, key }) => {
    const fields = Object.entries(schema.shape) as [string, z.ZodType][];
    expect(columnsOf(table)).toEqual(fields.map(([field, type]) => columnOf(field, type)));
    const keyColumns = (database.pragma(`table_info(${table})`) as Info[])
      .filter(({ pk }) => pk > 0)
      .sort((one, other) => one.pk - other.pk)
      .map(({ name }) => name);
    expect(keyColumns).toEqual(key.map(toColumn));
  });

  it('are STRICT tables', () => {
    const strict = database.prepare('SELECT name FROM pragma_table_list WHERE strict = 1').pluck().all();
    expect(strict).toEqual(expect.arrayContaining(Object.keys(PUBLIC_TABLES)));
  });

  it('give their rows back in the order of the key without sorting', () => {
    for (const [table, { key }] of Object.entries(PUBLIC_TABLES)) {
      const query = `EXPLAIN QUERY PLAN SELECT * FROM ${table} ORDER BY ${key.map(toColumn).join(', ')}`;
      const steps = database.prepare(query).all() as { detail: string }[];
      expect(steps.map(({ detail }) => detail)).toEqual([`SCAN ${table}`]);
    }
  });
});
