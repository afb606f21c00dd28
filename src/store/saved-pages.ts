import { type MapOverview, overviewOfMap as overviewOf } from '../assembly/map-overview.ts';
import { ScraperError } from '../errors.ts';
import { isMapKind, type TargetKind } from '../page-kinds.ts';
import type { PageRecords } from '../page-records.ts';
import { findMap, replaceMap, replaceMatch } from './assembled-rows.ts';
import { removeNames, replaceNames } from './observed-names.ts';
import { put, read, type StoredRecord } from './page-records.ts';
import type { Sql, StoreContext } from './sql.ts';
import { isConstraintError } from './storage-errors.ts';

/**
 * Saves page records and the rows derived from them. A page is saved in one transaction: its record, the rows of the
 * public tables that depend on it, the names on it. Rows depend on the stored records alone, not on the order of saving.
 */

/**
 * Saves the record of a page; replaces an earlier one. Throws a `ScraperError` with the policy `quarantine` and changes
 * nothing when the record violates the schema.
 */
export function save<Kind extends TargetKind>(context: StoreContext, page: StoredRecord<Kind>): void {
  const { kind, id, record } = page;
  try {
    context.sql.transaction(() => {
      refuseRepeatedRows(page);
      const { record: before, damage } = read(context, kind, id);
      if (damage !== null) removeNames(context.sql, page);
      replaceNames(context.sql, page, { before, after: record });
      put(context, page);
      replaceRows(context, page);
    });
  } catch (error) {
    if (isConstraintError(error)) throw refused(page, `the record violates the schema: ${error.message}`);
    throw error;
  }
}

function replaceRows(context: StoreContext, { kind, id, record }: StoredRecord<TargetKind>): void {
  if (isMapKind(kind) && 'mapStatsId' in record) replaceMap(context, { kind, id, record });
  else if ('maps' in record) {
    refuseForeignMaps(context.sql, record);
    replaceMatch(context, record);
  }
}

/** The data of the overview for one map; null while no stored overview links the map. */
export function overviewOfMap(context: StoreContext, mapStatsId: number): MapOverview | null {
  const found = findMap(context, mapStatsId);
  return found === null ? null : overviewOf(found.overview, found.map);
}

/** Lists of map pages, and the fields that identify their rows. */
const ROW_KEYS: Record<string, readonly string[]> = {
  playerMapStats: ['playerId', 'side'],
  rounds: ['roundNumber'],
  killMatrix: ['kind', 'killerId', 'victimId'],
  roundEconomy: ['roundNumber', 'team'],
};

/**
 * Throws for rows with the same key. A map page has no rows in the public tables while its match is not stored, so their
 * constraints cannot check it. The rows of a match page are inserted at once.
 */
function refuseRepeatedRows(page: StoredRecord<TargetKind>): void {
  if (!isMapKind(page.kind)) return;
  for (const [list, fields] of Object.entries(ROW_KEYS)) {
    const repeated = firstRepeated(Object.entries(page.record).find(([field]) => field === list)?.[1] ?? [], fields);
    if (repeated !== null) throw refused(page, `the record violates the schema: ${list} has ${repeated} twice`);
  }
}

function firstRepeated(rows: readonly Record<string, unknown>[], fields: readonly string[]): string | null {
  const seen = new Set<string>();
  for (const row of rows) {
    const key = fields.map((field) => row[field]).join(' ');
    if (seen.has(key)) return key;
    seen.add(key);
  }
  return null;
}

type MatchNames = { matchId: number; team1Name: string | null; team2Name: string | null };

/** Throws when another match already links one of the maps: a map belongs to one match. */
function refuseForeignMaps(sql: Sql, match: PageRecords['match']): void {
  const { maps, matchId } = match;
  for (const { mapStatsId } of maps) {
    const owner = sql.find<MatchNames>(
      `SELECT match_id AS matchId, team1_name AS team1Name, team2_name AS team2Name FROM maps JOIN matches USING (match_id)
      WHERE map_stats_id = ? AND match_id <> ?`,
      [mapStatsId, matchId],
    );
    if (owner === undefined) continue;
    const reason = `links map stats ${mapStatsId}, which match ${matchText(owner)} already links`;
    throw refused({ kind: 'match', id: matchText(match) }, reason);
  }
}

function matchText({ matchId, team1Name, team2Name }: MatchNames): string {
  return `${matchId} (${team1Name ?? 'TBD'} vs ${team2Name ?? 'TBD'})`;
}

function refused({ kind, id }: { kind: TargetKind; id: number | string }, reason: string): ScraperError {
  return new ScraperError(`${kind} ${id}: ${reason}`, { policy: 'quarantine', code: 'constraint' });
}
