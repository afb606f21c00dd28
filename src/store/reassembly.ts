import { MAP_KINDS, type TargetKind } from '../page-kinds.ts';
import type { PageRecords } from '../page-records.ts';
import { replaceMatch } from './assembled-rows.ts';
import { openDatabase } from './database.ts';
import { find, put, type StoredRecord } from './page-records.ts';
import { compareRows, type Difference, type Table, tablesOfMatches, totalsOfMatches } from './row-differences.ts';
import { createSql, insertAll, type Sql, type StoreContext } from './sql.ts';
import { isConstraintError } from './storage-errors.ts';
import { addToTotals, areKnownTotals, partsOfUnchanged } from './unchanged-match.ts';

/**
 * Assembles matches again from their page records, by the functions that assemble them when a page is saved, in a
 * database in memory, and compares every table that has rows of matches. One match is in memory at a time, and the totals
 * of those assembled so far.
 */
export type Reassembly = Disposable & {
  /** The differences of one match. `replaced`: records to use instead of the stored ones. */
  compareMatch(matchId: number, replaced?: readonly AnyRecord[]): Difference[];
  /** The differences of totals over all matches. Call it after `compareMatch` of every match. */
  compareTotals(): Difference[];
};

/** The record of a page of any kind except listing pages. */
export type AnyRecord = { [Kind in TargetKind]: StoredRecord<Kind> }[TargetKind];

/** Opens the database in memory. Nothing is written to the database of `context`. */
export function openReassembly(context: StoreContext): Reassembly {
  const database = openDatabase({ file: ':memory:', readOnly: false, clock: context.clock });
  const scratch: StoreContext = { ...context, sql: createSql(database) };
  const tables = tablesOfMatches(context.sql);
  const totals = totalsOfMatches(context.sql);
  const comparison = { context, scratch, tables };
  return {
    compareMatch: (matchId, replaced = []) => {
      const parts = replaced.length > 0 || !areKnownTotals(totals) ? null : partsOfUnchanged(context, tables, matchId);
      if (parts === null) return compareMatch(comparison, matchId, replaced);
      scratch.sql.transaction(() => addToTotals(scratch.sql, parts));
      return [];
    },
    compareTotals: () =>
      totals.flatMap((table) =>
        compareRows(table, { expected: allRows(scratch.sql, table), seen: allRows(context.sql, table) }),
      ),
    [Symbol.dispose]: () => database.close(),
  };
}

type Comparison = { context: StoreContext; scratch: StoreContext; tables: readonly Table[] };

function compareMatch(
  { context, scratch, tables }: Comparison,
  matchId: number,
  replaced: readonly AnyRecord[],
): Difference[] {
  try {
    return scratch.sql.transaction(() => {
      assemble(context, scratch, { matchId, replaced });
      const differences = tables.flatMap((table) =>
        compareRows(table, {
          expected: rowsOfMatch(scratch.sql, table, matchId),
          seen: rowsOfMatch(context.sql, table, matchId),
        }),
      );
      for (const table of ['matches', 'page_records', 'listing_entries']) scratch.sql.run(`DELETE FROM ${table}`);
      return differences;
    });
  } catch (error) {
    if (!isConstraintError(error)) throw error;
    const row = { table: 'page_records', key: `match_id ${matchId}`, column: null, matchId, mapNumber: null };
    return [{ ...row, expected: 'records whose rows fit the schema', seen: error.message }];
  }
}

function assemble(
  context: StoreContext,
  scratch: StoreContext,
  { matchId, replaced }: { matchId: number; replaced: readonly AnyRecord[] },
): void {
  copyRows(context.sql, scratch.sql, { table: 'listing_entries', condition: 'match_id = ?', params: [matchId] });
  copyRecord(context.sql, scratch.sql, 'match', matchId);
  for (const page of replaced) if (page.kind === 'match') put(scratch, page);
  const overview: PageRecords['match'] | null = find(scratch, 'match', matchId);
  if (overview === null) return;
  for (const { mapStatsId } of overview.maps) {
    if (mapStatsId !== null) for (const kind of MAP_KINDS) copyRecord(context.sql, scratch.sql, kind, mapStatsId);
  }
  for (const page of replaced) if (page.kind !== 'match') put(scratch, page);
  replaceMatch(scratch, overview);
}

function copyRecord(from: Sql, to: Sql, ...[kind, id]: [TargetKind, number]): void {
  copyRows(from, to, { table: 'page_records', condition: 'kind = ? AND id = ?', params: [kind, id] });
}

type Selection = { table: string; condition: string; params: readonly unknown[] };

function copyRows(from: Sql, to: Sql, { table, condition, params }: Selection): void {
  insertAll(to, table, from.list<object>(`SELECT * FROM ${table} WHERE ${condition}`, params));
}

function rowsOfMatch(sql: Sql, { name }: Table, matchId: number): Record<string, unknown>[] {
  return sql.list(`SELECT * FROM ${name} WHERE match_id = ?`, [matchId]);
}

function allRows(sql: Sql, { name }: Table): Record<string, unknown>[] {
  return sql.list(`SELECT * FROM ${name}`);
}
