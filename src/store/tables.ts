import { z } from 'zod';
import { PUBLIC_TABLES, type PublicRows, type PublicTable } from '../records.ts';
import { type Sql, type StoreContext, toColumn, toRecord, type Value } from './sql.ts';
import { asStorageError, damagedRow } from './storage-errors.ts';

/** Restricts a table to some matches. Tables without a match (teams, players, events) are returned whole. */
export type Where = { matchIds?: readonly number[] };

type Row<Table extends PublicTable> = PublicRows[Table][number];
type Fields = Record<string, z.ZodType>;

const TYPED_TABLES: { [Table in PublicTable]: { schema: z.ZodType<Row<Table>> } } = PUBLIC_TABLES;

function fieldsOf(table: PublicTable): Fields {
  return PUBLIC_TABLES[table].schema.shape;
}

function isBoolean(type: unknown): boolean {
  return type instanceof z.ZodNullable ? isBoolean(type.unwrap()) : type instanceof z.ZodBoolean;
}

/** Columns of a public table, in the order of its record. */
function columnsOf(table: PublicTable) {
  return Object.keys(fieldsOf(table)).map(toColumn);
}

function keyOf(table: PublicTable): readonly string[] {
  return PUBLIC_TABLES[table].key;
}

function reader<Table extends PublicTable>({ file }: StoreContext, table: Table) {
  const fields = fieldsOf(table);
  const booleans = Object.keys(fields).filter((field) => isBoolean(fields[field]));
  const { schema } = TYPED_TABLES[table];
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

/** Queries one match at a time: a list of matches would not use the index in each part of a view. */
function listRaw(sql: Sql, table: PublicTable, { matchIds }: Where) {
  if (matchIds === undefined || !keyOf(table).includes('matchId')) return sql.list<object>(selectText(table, ''));
  const ids = [...new Set(matchIds)].sort((one, other) => one - other);
  return ids.flatMap((id) => sql.list<object>(selectText(table, 'WHERE match_id = ?'), [id]));
}

/**
 * Rows of one public table as records, in the order of its key. Throws `EnvironmentError` for a row that violates its
 * schema.
 */
export function rows<Table extends PublicTable>(context: StoreContext, table: Table, where: Where = {}): Row<Table>[] {
  return listRaw(context.sql, table, where).map(reader(context, table));
}

/** Like `rows`, one at a time. The store cannot be used for anything else until the iteration has ended. */
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
  return {
    matches: rows(context, 'matches'),
    vetoes: rows(context, 'vetoes'),
    lineups: rows(context, 'lineups'),
    maps: rows(context, 'maps'),
    player_map_stats: rows(context, 'player_map_stats'),
    rounds: rows(context, 'rounds'),
    round_economy: rows(context, 'round_economy'),
    kill_matrix: rows(context, 'kill_matrix'),
    round_events: rows(context, 'round_events'),
    round_event_swings: rows(context, 'round_event_swings'),
    teams: rows(context, 'teams'),
    players: rows(context, 'players'),
    events: rows(context, 'events'),
  };
}
