import type { LeftOut } from '../output/documents/export-manifest.ts';
import { isNameTable, type RawRow } from '../store/export-rows.ts';
import type { Store } from '../store/store.ts';
import { kaggleReader } from './kaggle/read.ts';
import type { Selection } from './selection.ts';
import type { ExportTable } from './tables.ts';

/** The parts of an export, one for each file, and their rows in the order of the primary key. */

/** A table, or its rows of one year. */
export type Part = {
  table: ExportTable;
  /** Null: the whole table. */
  year: string | null;
  /** The matches whose rows it has; null: the rows do not belong to matches. */
  matchIds: readonly number[] | null;
};

function hasColumn({ columns }: ExportTable, column: string): boolean {
  return columns.some(({ name }) => name === column);
}

function isByMatch(table: ExportTable): boolean {
  return table.kaggle !== null || hasColumn(table, 'match_id');
}

/** The only view with matches that are not stored. */
const LISTING_VIEW = 'listed_matches';

/** One part, or one for each year. Rows that do not belong to matches have no year. */
export function partsOf(table: ExportTable, selection: Selection, partitionBy: 'year' | null): Part[] {
  if (!isByMatch(table)) return [{ table, year: null, matchIds: null }];
  const byYear = table.name === LISTING_VIEW ? selection.listed : selection.stored;
  if (partitionBy === null) {
    const matchIds = [...byYear.values()].flat().sort((one, other) => one - other);
    return [{ table, year: null, matchIds }];
  }
  return [...byYear].sort().map(([year, matchIds]) => ({ table, year, matchIds }));
}

/** The tables whose rows these views count. */
const COUNTED: ReadonlyMap<string, string> = new Map([
  ['veto_summary', 'veto_facts'],
  ['round_win_probability', 'round_events'],
]);

/** Why the filters do not apply to a table; null: they do. */
export function reasonToLeaveOut(table: ExportTable, { isFiltered }: Pick<Selection, 'isFiltered'>): LeftOut | null {
  if (!isFiltered || isByMatch(table) || isNameTable(table.name)) return null;
  const rows = COUNTED.get(table.name) ?? 'the tables';
  return {
    table: table.name,
    reason: `it counts all stored matches, and no filter changes that; count the rows of ${rows} instead`,
  };
}

const BATCH_ROWS = 2_000;
const BATCH_CHUNKS = 1_000;

/** The rows of a part in batches of some thousand rows. A batch is empty after many matches without rows. */
export function* batchesOf(store: Store, part: Part, selection: Selection): Generator<RawRow[]> {
  let batch: RawRow[] = [];
  let chunks = 0;
  for (const rows of chunksOf(store, part, selection)) {
    for (const row of rows) batch.push(row);
    chunks += 1;
    if (batch.length < BATCH_ROWS && chunks < BATCH_CHUNKS) continue;
    yield batch;
    batch = [];
    chunks = 0;
  }
  yield batch;
}

function chunksOf(store: Store, part: Part, selection: Selection): Generator<RawRow[]> {
  return part.matchIds === null
    ? wholeTable(store, part.table, selection)
    : rowsOfMatches(store, { ...part, matchIds: part.matchIds }, selection);
}

function* rowsOfMatches(
  store: Store,
  { table, matchIds }: Part & { matchIds: readonly number[] },
  selection: Selection,
): Generator<RawRow[]> {
  if (table.kaggle !== null) {
    const read = kaggleReader(store, table.kaggle);
    for (const matchId of matchIds) yield read(matchId, selection.maps?.get(matchId) ?? null);
    return;
  }
  const relation = relationOf(table);
  const isChosen = rowFilter(table, selection);
  for (const matchId of matchIds) {
    const rows = store.exports.rowsOfMatch(relation, matchId);
    yield isChosen === null ? rows : rows.filter((row) => isChosen(matchId, row));
  }
}

function relationOf({ name, columns, key }: ExportTable) {
  return { name, columns: columns.map((column) => column.name), key };
}

type RowFilter = (matchId: number, row: RawRow) => boolean;

/** Selects rows by the name of the map, or by its number in tables without names. Null: every row is exported. */
function rowFilter(table: ExportTable, { maps, hasMapName }: Selection): RowFilter | null {
  if (maps === null) return null;
  const indexOf = (column: string): number => table.columns.findIndex(({ name }) => name === column);
  const [name, number] = [indexOf('map_name'), indexOf('map_number')];
  if (name >= 0) return (_, row) => hasMapName(row[name] === null ? null : String(row[name]));
  if (number >= 0) return (matchId, row) => maps.get(matchId)?.has(Number(row[number])) === true;
  return null;
}

/** The rows of a table without matches. With filters, only teams, players and events of the chosen matches. */
function* wholeTable(store: Store, table: ExportTable, selection: Selection): Generator<RawRow[]> {
  const named = selection.isFiltered && isNameTable(table.name) ? idsNamed(store, table.name, selection) : null;
  for (const row of store.exports.allRows(relationOf(table))) {
    if (named === null || named.has(Number(row[0]))) yield [row];
  }
}

function idsNamed(store: Store, table: Parameters<Store['exports']['referencesOf']>[0], { stored }: Selection) {
  const ids = new Set<number>();
  for (const matchIds of stored.values()) {
    for (const matchId of matchIds) for (const id of store.exports.referencesOf(table, matchId)) ids.add(id);
  }
  return ids;
}
