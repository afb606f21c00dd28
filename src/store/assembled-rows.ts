import { assembleMap } from '../assembly/map.ts';
import { assembleMatch, type ListedMatch } from '../assembly/match.ts';
import type { MatchPage, OverviewMap } from '../page-records.ts';
import type { PublicRows } from '../records.ts';
import { find } from './page-records.ts';
import { type Context, insertAll, type Sql, toRecord } from './sql.ts';

/** Keeps the rows of the public tables equal to what the stored page records say. */

/** Replaces all rows of a match. */
export function replaceMatch(context: Context, overview: MatchPage): void {
  const { sql } = context;
  removeMatch(sql, overview.matchId);
  insertTables(sql, assembleMatch(overview, listedMatch(sql, overview.matchId)));
  for (const map of overview.maps) insertMap(context, overview, map);
}

/** Removes all rows of a match; its maps and what is below them go with it. */
export function removeMatch(sql: Sql, matchId: number): void {
  sql.run('DELETE FROM matches WHERE match_id = ?', [matchId]);
}

/** Replaces the rows of the map with these stats; without a stored overview that links it there are none. */
export function replaceMap(context: Context, mapStatsId: number): void {
  const { sql } = context;
  const found = findMap(context, mapStatsId);
  if (found === null) return;
  sql.run('DELETE FROM maps WHERE map_stats_id = ?', [mapStatsId]);
  insertMap(context, found.overview, found.map);
}

/** The overview that links these map stats, and its map; null while none is stored. */
export function findMap(context: Context, mapStatsId: number): { overview: MatchPage; map: OverviewMap } | null {
  const row = context.sql.find<{ match_id: number }>('SELECT match_id FROM maps WHERE map_stats_id = ?', [mapStatsId]);
  const overview = row === undefined ? null : find(context, 'match', row.match_id);
  const map = overview?.maps.find((each) => each.mapStatsId === mapStatsId);
  return overview === null || map === undefined ? null : { overview, map };
}

function insertMap(context: Context, overview: MatchPage, map: OverviewMap): void {
  const { mapStatsId } = map;
  const pages = {
    mapStats: mapStatsId === null ? null : find(context, 'map-stats', mapStatsId),
    performance: mapStatsId === null ? null : find(context, 'performance', mapStatsId),
    economy: mapStatsId === null ? null : find(context, 'economy', mapStatsId),
  };
  insertTables(context.sql, assembleMap(overview, map, pages));
  if (pages.economy !== null) insertEconomyTotals(context.sql, overview.matchId, map.mapNumber);
}

function insertEconomyTotals(sql: Sql, matchId: number, mapNumber: number): void {
  sql.run(
    `INSERT INTO economy_totals
    SELECT match_id, map_number, team_id,
      count(*) FILTER (WHERE buy_type = 'full_eco'), count(*) FILTER (WHERE buy_type = 'full_eco' AND won),
      count(*) FILTER (WHERE buy_type = 'semi_eco'), count(*) FILTER (WHERE buy_type = 'semi_eco' AND won),
      count(*) FILTER (WHERE buy_type = 'semi_buy'), count(*) FILTER (WHERE buy_type = 'semi_buy' AND won),
      count(*) FILTER (WHERE buy_type = 'full_buy'), count(*) FILTER (WHERE buy_type = 'full_buy' AND won)
    FROM round_economy WHERE match_id = ? AND map_number = ? GROUP BY team_id`,
    [matchId, mapNumber],
  );
}

/** Parents come before their children: in the order of the object's tables. */
function insertTables(sql: Sql, rows: Partial<PublicRows>): void {
  for (const [table, records] of Object.entries(rows)) insertAll(sql, table, records);
}

function listedMatch(sql: Sql, matchId: number): ListedMatch {
  const row = sql.find<object>('SELECT ended_at_ms, stars FROM listing_entries WHERE match_id = ?', [matchId]);
  return row === undefined ? null : toRecord<NonNullable<ListedMatch>>(row);
}
