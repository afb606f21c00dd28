import type { MapKey, MapRows } from '../assembly/map.ts';
import { PUBLIC_TABLES } from '../records.ts';
import { bound, fieldOf, insertAll, type Sql, toColumn, updateAll } from './sql.ts';

/** Fields that identify a row of a map. */
const KEYS: Record<keyof MapRows, readonly string[]> = {
  maps: PUBLIC_TABLES.maps.key,
  player_map_stats: PUBLIC_TABLES.player_map_stats.key,
  rounds: PUBLIC_TABLES.rounds.key,
  round_economy: PUBLIC_TABLES.round_economy.key,
  kill_matrix: PUBLIC_TABLES.kill_matrix.key,
  round_events: PUBLIC_TABLES.round_events.key,
  round_event_swings: PUBLIC_TABLES.round_event_swings.key,
  map_teams: ['matchId', 'mapNumber', 'teamId'],
};

type Row = Record<string, unknown>;
type MapTable = { table: keyof MapRows; records: readonly object[] };

/** Replaces the rows of a map in one table by these records. Unchanged rows are not written. */
export function replaceMapRows(sql: Sql, place: MapKey, { table, records }: MapTable): void {
  const key = KEYS[table];
  const stored = storedRows(sql, place, table);
  const added: object[] = [];
  const changed: object[] = [];
  for (const record of records) {
    const name = key.map((field) => fieldOf(record, field)).join(' ');
    const row = stored.get(name);
    stored.delete(name);
    if (row === undefined) added.push(record);
    else if (differs(record, row)) changed.push(record);
  }
  for (const row of stored.values()) remove(sql, table, row);
  updateAll(sql, table, { records: changed, key });
  insertAll(sql, table, added);
}

/** The stored rows by the values of their keys. */
function storedRows(sql: Sql, { matchId, mapNumber }: MapKey, table: keyof MapRows): Map<string, Row> {
  const keyColumns = KEYS[table].map(toColumn);
  const rows = sql.list<Row>(`SELECT * FROM ${table} WHERE match_id = ? AND map_number = ?`, [matchId, mapNumber]);
  return new Map(rows.map((row) => [keyColumns.map((column) => row[column]).join(' '), row]));
}

function differs(record: object, row: Row): boolean {
  return Object.entries(record).some(([field, value]) => bound(value) !== row[toColumn(field)]);
}

function remove(sql: Sql, table: keyof MapRows, row: Row): void {
  const columns = KEYS[table].map(toColumn);
  const conditions = columns.map((column) => `${column} = ?`).join(' AND ');
  sql.run(
    `DELETE FROM ${table} WHERE ${conditions}`,
    columns.map((column) => row[column]),
  );
}
