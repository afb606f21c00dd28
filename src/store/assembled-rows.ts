import { assembleMap, type MapPages, type MapRows } from '../assembly/map.ts';
import { assembleMatch, type ListedMatch } from '../assembly/match.ts';
import { KINDS, type MapKind } from '../page-kinds.ts';
import type { MatchPage, OverviewMap } from '../page-records.ts';
import { PUBLIC_TABLES, type PublicRows } from '../records.ts';
import { countVetoes, insertMatchTeams, replaceMapTeams } from './derived-rows.ts';
import { find } from './page-records.ts';
import { type Context, insertAll, type Sql, toRecord, upsertAll } from './sql.ts';

/** Keeps the rows of the public tables equal to what the stored page records say. */

/** Replaces all rows of a match. */
export function replaceMatch(context: Context, overview: MatchPage): void {
  const { sql } = context;
  countVetoes(sql, overview.matchId, -1);
  // Its maps and what is below them go with it.
  sql.run('DELETE FROM matches WHERE match_id = ?', [overview.matchId]);
  insertTables(sql, assembleMatch(overview, listedMatch(sql, overview.matchId)));
  insertMatchTeams(sql, overview.matchId);
  for (const map of overview.maps) insertMap(context, overview, map);
  countVetoes(sql, overview.matchId, 1);
}

/** Replaces the rows that a page of a map has a part in; without a stored overview that links the map there are none. */
export function replaceMap(context: Context, kind: MapKind, mapStatsId: number): void {
  const found = findMap(context, mapStatsId);
  if (found === null) return;
  const { overview, map } = found;
  const rows = assembleMap(overview, map, pagesOfMap(context, mapStatsId));
  const key = [overview.matchId, map.mapNumber];
  const tables: readonly (keyof MapRows)[] = KINDS[kind].mapTables;
  for (const table of tables) {
    if (table === 'maps') {
      upsertAll(context.sql, table, { records: rows.maps, key: PUBLIC_TABLES.maps.key });
      continue;
    }
    context.sql.run(`DELETE FROM ${table} WHERE match_id = ? AND map_number = ?`, key);
    insertAll(context.sql, table, rows[table]);
  }
  if (tables.includes('rounds')) replaceMapTeams(context.sql, overview.matchId, map.mapNumber);
}

/** The overview that links these map stats, and its map; null while none is stored. */
export function findMap(context: Context, mapStatsId: number): { overview: MatchPage; map: OverviewMap } | null {
  const row = context.sql.find<{ match_id: number }>('SELECT match_id FROM maps WHERE map_stats_id = ?', [mapStatsId]);
  const overview = row === undefined ? null : find(context, 'match', row.match_id);
  const map = overview?.maps.find((each) => each.mapStatsId === mapStatsId);
  return overview === null || map === undefined ? null : { overview, map };
}

function insertMap(context: Context, overview: MatchPage, map: OverviewMap): void {
  const pages = map.mapStatsId === null ? NO_PAGES : pagesOfMap(context, map.mapStatsId);
  insertTables(context.sql, assembleMap(overview, map, pages));
  replaceMapTeams(context.sql, overview.matchId, map.mapNumber);
}

const NO_PAGES: MapPages = { mapStats: null, performance: null, economy: null };

function pagesOfMap(context: Context, mapStatsId: number): MapPages {
  return {
    mapStats: find(context, 'map-stats', mapStatsId),
    performance: find(context, 'performance', mapStatsId),
    economy: find(context, 'economy', mapStatsId),
  };
}

/** Parents come before their children: in the order of the object's tables. */
function insertTables(sql: Sql, rows: Partial<PublicRows>): void {
  for (const [table, records] of Object.entries(rows)) insertAll(sql, table, records);
}

function listedMatch(sql: Sql, matchId: number): ListedMatch {
  const row = sql.find<object>('SELECT ended_at_ms, stars FROM listing_entries WHERE match_id = ?', [matchId]);
  return row === undefined ? null : toRecord<NonNullable<ListedMatch>>(row);
}
