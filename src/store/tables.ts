import { z } from 'zod';
import { PUBLIC_TABLES, type PublicRows, type PublicTable } from '../records.ts';
import { type Sql, type StoreContext, toColumn, toRecord, type Value } from './sql.ts';
import { asStorageError, damagedRow } from './storage-errors.ts';

/** Restricts a table to some matches. Teams, players and events have no match and are given whole. */
export type Where = { matchIds?: readonly number[] };

type Row<Table extends PublicTable> = PublicRows[Table][number];
type Fields = Record<string, z.ZodType>;

const fieldsOf = (table: PublicTable): Fields => PUBLIC_TABLES[table].schema.shape;

function isBoolean(type: z.ZodType): boolean {
  return type instanceof z.ZodNullable ? isBoolean(type.unwrap() as z.ZodType) : type instanceof z.ZodBoolean;
}

/** Columns of a public table, in the order of its record. */
const columnsOf = (table: PublicTable) => Object.keys(fieldsOf(table)).map(toColumn);

const keyOf = (table: PublicTable): readonly string[] => PUBLIC_TABLES[table].key;

function reader<Table extends PublicTable>({ file }: StoreContext, table: Table) {
  const fields = fieldsOf(table);
  const booleans = Object.keys(fields).filter((field) => isBoolean(fields[field] ?? z.never()));
  const schema = PUBLIC_TABLES[table].schema as unknown as z.ZodType<Row<Table>>;
  return (row: object): Row<Table> => {
    const record = toRecord<Record<string, Value | boolean>>(row);
    for (const field of booleans) {
      if (typeof record[field] === 'number') record[field] = record[field] !== 0;
    }
    const result = schema.safeParse(record);
    if (!result.success) throw damagedRow(file, table, result.error);
    return result.data;
  };
}

function selectText(table: PublicTable, condition: string) {
  const columns = columnsOf(table).join(', ');
  return `SELECT ${columns} FROM ${table} ${condition} ORDER BY ${keyOf(table).map(toColumn).join(', ')}`;
}

/** One match at a time: the key leads into every arm of the views, a list of matches would not. */
function listRaw(sql: Sql, table: PublicTable, { matchIds }: Where) {
  if (matchIds === undefined || !keyOf(table).includes('matchId')) return sql.list<object>(selectText(table, ''));
  const ids = [...new Set(matchIds)].sort((one, other) => one - other);
  return ids.flatMap((id) => sql.list<object>(selectText(table, 'WHERE match_id = ?'), [id]));
}

/** Rows of one public table as records, in the order of its key. A value that cannot be one is damage to the file. */
export function rows<Table extends PublicTable>(context: StoreContext, table: Table, where: Where = {}): Row<Table>[] {
  return listRaw(context.sql, table, where).map(reader(context, table));
}

/** The same as `rows`, one at a time; nothing else may be asked of this store until the iteration has ended. */
export function* iterate<Table extends PublicTable>(context: StoreContext, table: Table): Generator<Row<Table>> {
  const read = reader(context, table);
  try {
    for (const row of context.sql.iterate<object>(selectText(table, ''))) yield read(row);
  } catch (error) {
    throw asStorageError(error, context.file);
  }
}

/** All public tables. */
export function all(context: StoreContext): PublicRows {
  const tables = Object.keys(PUBLIC_TABLES) as PublicTable[];
  return Object.fromEntries(tables.map((table) => [table, rows(context, table)])) as PublicRows;
}
