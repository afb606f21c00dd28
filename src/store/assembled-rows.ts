import { assembleMap, type MapKey, type MapPages, type MapRows } from '../assembly/map.ts';
import { assembleMatch, type ListedMatch, type MatchRows } from '../assembly/match.ts';
import { KINDS, MAP_KINDS, type MapKind } from '../page-kinds.ts';
import type { MatchPage, OverviewMap, PageRecords } from '../page-records.ts';
import { countVetoes, insertMatchTeams } from './derived-rows.ts';
import { countSituations, countSituationsOfMatch, hasEvents, replaceEventRows } from './event-rows.ts';
import { replaceMapRows } from './map-rows.ts';
import { find } from './page-records.ts';
import { insertAll, type Sql, type StoreContext, toRecord } from './sql.ts';

/** Assembles the rows of the public tables from the stored page records. */

/** Replaces all rows of a match. */
export function replaceMatch(context: StoreContext, overview: MatchPage): void {
  const { sql } = context;
  removeMatch(sql, overview.matchId);
  const { ofMatch, ofMaps } = assembleRows(context, overview);
  insertTables(sql, ofMatch);
  insertMatchTeams(sql, overview.matchId);
  for (const map of ofMaps) insertMap(sql, map);
  countVetoes(sql, overview.matchId, 1);
}

function removeMatch(sql: Sql, matchId: number): void {
  if (sql.find('SELECT 1 FROM matches WHERE match_id = ?', [matchId]) === undefined) return;
  countVetoes(sql, matchId, -1);
  countSituationsOfMatch(sql, matchId, -1);
  // Deletes its maps and their rows too (ON DELETE CASCADE).
  sql.run('DELETE FROM matches WHERE match_id = ?', [matchId]);
}

/** The rows of a match and of its maps, in the order in which they can be inserted. */
export type AssembledRows = { ofMatch: MatchRows; ofMaps: { key: MapKey; rows: MapRows }[] };

/** Assembles the rows of a match from its overview and the stored pages of its maps. Writes nothing. */
export function assembleRows(context: StoreContext, overview: MatchPage): AssembledRows {
  const { matchId, maps } = overview;
  return {
    ofMatch: assembleMatch(overview, listedMatch(context.sql, matchId)),
    ofMaps: maps.map((map) => ({
      key: { matchId, mapNumber: map.mapNumber },
      rows: assembleMap(overview, map, map.mapStatsId === null ? NO_PAGES : pagesOfMap(context, map.mapStatsId, null)),
    })),
  };
}

type MapPage = { kind: MapKind; id: number; record: PageRecords[MapKind] };

/** Replaces the rows that depend on a page of a map. Does nothing while no stored overview links the map. */
export function replaceMap(context: StoreContext, page: MapPage): void {
  const found = findMap(context, page.id);
  if (found === null) return;
  const { overview, map } = found;
  const rows = assembleMap(overview, map, pagesOfMap(context, page.id, page));
  const tables: readonly (keyof MapRows)[] = KINDS[page.kind].mapTables;
  const key = { matchId: overview.matchId, mapNumber: map.mapNumber };
  const hadEvents = tables.includes('round_events') && hasEvents(context.sql, key);
  if (hadEvents) countSituations(context.sql, key, -1);
  for (const table of tables) replaceMapRows(context.sql, key, { table, records: rows[table] });
  if (!tables.includes('round_events') || (!hadEvents && rows.round_events.length === 0)) return;
  replaceEventRows(context.sql, key);
  countSituations(context.sql, key, 1);
}

/** The stored overview that links these map stats, and its map; null without one. */
export function findMap(context: StoreContext, mapStatsId: number): { overview: MatchPage; map: OverviewMap } | null {
  const row = context.sql.find<{ match_id: number }>('SELECT match_id FROM maps WHERE map_stats_id = ?', [mapStatsId]);
  const overview = row === undefined ? null : find(context, 'match', row.match_id);
  const map = overview?.maps.find((each) => each.mapStatsId === mapStatsId);
  return overview === null || map === undefined ? null : { overview, map };
}

function insertMap(sql: Sql, { key, rows }: AssembledRows['ofMaps'][number]): void {
  insertTables(sql, rows);
  if (rows.round_events.length === 0) return;
  replaceEventRows(sql, key);
  countSituations(sql, key, 1);
}

const NO_PAGES: MapPages = { mapStats: null, performance: null, economy: null };

/**
 * The pages of a map. `current`: the page that was just saved; then only the pages on which its rows depend are read.
 * Null: all stored pages.
 */
function pagesOfMap(context: StoreContext, mapStatsId: number, current: MapPage | null): MapPages {
  const record = current?.record ?? null;
  const isNeeded = (kind: MapKind): boolean => current === null || DEPENDENCIES[current.kind].includes(kind);
  const findNeeded = <Kind extends MapKind>(kind: Kind): PageRecords[Kind] | null =>
    isNeeded(kind) ? find(context, kind, mapStatsId) : null;
  return {
    mapStats: record !== null && 'scoreboards' in record ? record : findNeeded('map-stats'),
    performance: record !== null && 'killMatrix' in record ? record : findNeeded('performance'),
    economy: record !== null && 'roundEconomy' in record ? record : findNeeded('economy'),
  };
}

/** The pages from which the rows in the `mapTables` of a page are assembled. */
const DEPENDENCIES: Record<MapKind, readonly MapKind[]> = {
  'map-stats': MAP_KINDS,
  performance: ['map-stats', 'performance'],
  economy: ['map-stats', 'economy'],
};

/** Inserts tables in the order of the object, in which parents come before children. */
function insertTables(sql: Sql, rows: MatchRows | MapRows): void {
  for (const [table, records] of Object.entries(rows)) insertAll(sql, table, records);
}

function listedMatch(sql: Sql, matchId: number): ListedMatch {
  const row = sql.find<object>('SELECT ended_at_ms, stars FROM listing_entries WHERE match_id = ?', [matchId]);
  return row === undefined ? null : toRecord<NonNullable<ListedMatch>>(row);
}
