import type { MapKey } from '../assembly/map.ts';
import { type AssembledRows, assembleRows } from './assembled-rows.ts';
import { ADDED_VETOES, TEAMS_OF_MATCH, VETOES_OF_MATCH } from './derived-rows.ts';
import { ADDED_SITUATIONS, CLUTCHES_OF_MAP, PLAYERS_OF_MAP, SITUATIONS_OF_MAP } from './event-rows.ts';
import { find } from './page-records.ts';
import type { Table } from './row-differences.ts';
import { bound, fieldOf, type Sql, type StoreContext, toColumn } from './sql.ts';

/**
 * Recognises a match whose rows are those that its page records give, without a second database: most matches are
 * compared this way. What differs, and how, is left to `Reassembly`.
 */

/** The part of a match in the totals over all matches. */
export type PartsOfTotals = { table: TotalTable; rows: unknown[][] }[];
type TotalTable = keyof typeof ADDED;

/** How the rows of a match are added to each table of totals. */
const ADDED = { veto_totals: ADDED_VETOES, situation_totals: ADDED_SITUATIONS } as const;

/** Adds the part of a match to the totals of a database. */
export function addToTotals(sql: Sql, parts: PartsOfTotals): void {
  for (const { table, rows } of parts) {
    for (const row of rows)
      sql.run(`INSERT INTO ${table} VALUES (${row.map(() => '?').join(', ')}) ${ADDED[table]}`, row);
  }
}

/** Whether all totals of these tables follow from the parts that `partsOfUnchanged` returns. */
export function areKnownTotals(tables: readonly Table[]): boolean {
  return tables.every(({ name }) => name in ADDED);
}

/** The part of a match in the totals if all its rows in these tables are as they should be; null if one may not be. */
export function partsOfUnchanged(
  context: StoreContext,
  tables: readonly Table[],
  matchId: number,
): PartsOfTotals | null {
  const { sql } = context;
  const overview = find(context, 'match', matchId);
  if (overview === null) return null;
  const assembled = assembleRows(context, overview);
  const records = recordsByTable(assembled);
  const withEvents = assembled.ofMaps.flatMap(({ key, rows }) => (rows.round_events.length > 0 ? [key] : []));
  // First the rows that are assembled, because the derived ones are computed from those that are stored.
  const [others, ofRecords] = [false, true].map((isWanted) =>
    tables.filter(({ name }) => records.has(name) === isWanted),
  );
  const isUnchanged =
    ofRecords?.every((table) => hasRecords(sql, table, { matchId, records: records.get(table.name) ?? [] })) &&
    others?.every((table) => hasDerived(sql, table, { matchId, withEvents }));
  if (isUnchanged !== true) return null;
  const situations = withEvents.flatMap((key) => sql.values(SITUATIONS_OF_MAP, { ...key, sign: 1 }));
  return [
    { table: 'veto_totals', rows: sql.values(VETOES_OF_MATCH, { matchId, sign: 1 }) },
    { table: 'situation_totals', rows: situations },
  ];
}

function recordsByTable({ ofMatch, ofMaps }: AssembledRows): Map<string, object[]> {
  const records = new Map<string, object[]>();
  for (const tables of [ofMatch, ...ofMaps.map(({ rows }) => rows)]) {
    for (const [table, rows] of Object.entries(tables)) records.set(table, [...(records.get(table) ?? []), ...rows]);
  }
  return records;
}

type OfMatch = { matchId: number; records: readonly object[] };

/** Whether the rows of the match are these records, in any order. */
function hasRecords(sql: Sql, { name, columns, key }: Table, { matchId, records }: OfMatch): boolean {
  const fields = Object.keys(records[0] ?? {});
  const own = fields.map(toColumn);
  if (records.length > 0 && (own.length !== columns.length || !columns.every((each) => own.includes(each))))
    return false;
  const stored = sql.values(`SELECT ${own.join(', ') || '1'} FROM ${name} WHERE match_id = ?`, [matchId]);
  if (stored.length !== records.length) return false;
  const places = key.map((column) => own.indexOf(column));
  const keyOf = (row: readonly unknown[]): string => places.map((place) => row[place]).join(' ');
  const byKey = new Map(stored.map((row) => [keyOf(row), row]));
  return records.every((record) => {
    const row = fields.map((field) => bound(fieldOf(record, field)));
    return isSame(row, byKey.get(keyOf(row)));
  });
}

function isSame(row: readonly unknown[], stored: readonly unknown[] | undefined): boolean {
  return stored !== undefined && row.every((value, place) => value === stored[place]);
}

/** Tables whose rows are computed from stored rows, and their queries for a match or for a map with events. */
const DERIVED: Record<string, { of: 'match' | 'map'; query: string }> = {
  match_teams: { of: 'match', query: TEAMS_OF_MATCH },
  player_map_events: { of: 'map', query: PLAYERS_OF_MAP },
  round_clutches: { of: 'map', query: CLUTCHES_OF_MAP },
};

/** Whether the rows of the match are those that are computed from its other rows. */
function hasDerived(
  sql: Sql,
  { name }: Table,
  { matchId, withEvents }: { matchId: number; withEvents: MapKey[] },
): boolean {
  const derived = DERIVED[name];
  if (derived === undefined) return false;
  const places = derived.of === 'match' ? [{ matchId }] : withEvents;
  const expected = places.flatMap((place) => sql.values(derived.query, place));
  const stored = sql.values(`SELECT * FROM ${name} WHERE match_id = ?`, [matchId]);
  return sorted(expected) === sorted(stored);
}

/** The rows as text, in an order that does not depend on that of the query. */
function sorted(rows: readonly unknown[][]): string {
  return rows
    .map((row) => JSON.stringify(row))
    .sort()
    .join('\n');
}
