import { type MapOverview, overviewOfMap as overviewOf } from '../assembly/map-overview.ts';
import { ScraperError } from '../errors.ts';
import type { PageRecords } from '../page-records.ts';
import type { TargetKind } from '../records.ts';
import { findMap, replaceMap, replaceMatch } from './assembled-rows.ts';
import { replaceNames } from './observed-names.ts';
import { find, put, type StoredRecord } from './page-records.ts';
import type { Context, Sql } from './sql.ts';
import { isConstraintError } from './storage-errors.ts';

/**
 * Page records and what follows from them. A page is saved in one transaction: its record, the rows of the public tables
 * that it has a part in, the names it mentions. Rows depend on the stored records alone, whatever their order.
 */

const REPLACE_ROWS: { [Kind in TargetKind]: (context: Context, record: PageRecords[Kind]) => void } = {
  match: (context, overview) => {
    refuseForeignMaps(context.sql, overview);
    replaceMatch(context, overview);
  },
  'map-stats': (context, { mapStatsId }) => replaceMap(context, 'map-stats', mapStatsId),
  performance: (context, { mapStatsId }) => replaceMap(context, 'performance', mapStatsId),
  economy: (context, { mapStatsId }) => replaceMap(context, 'economy', mapStatsId),
};

/**
 * Saves the record of a page in place of an earlier one. A record that breaks the schema throws a `ScraperError` of
 * policy `quarantine`: it is the page's fault, nothing is changed.
 */
export function save<Kind extends TargetKind>(context: Context, page: StoredRecord<Kind>): void {
  const { kind, id, record } = page;
  try {
    context.sql.transaction(() => {
      refuseRepeatedRows(page);
      replaceNames(context.sql, page, { before: find(context, kind, id), after: record });
      put(context, page);
      REPLACE_ROWS[kind](context, record);
    });
  } catch (error) {
    if (isConstraintError(error)) throw refused(page, `the record breaks the schema: ${error.message}`);
    throw error;
  }
}

/** A map and its match as the overview alone has them; null while no stored overview links the map. */
export function overviewOfMap(context: Context, mapStatsId: number): MapOverview | null {
  const found = findMap(context, mapStatsId);
  return found === null ? null : overviewOf(found.overview, found.map);
}

/** Lists of map pages and what tells their rows apart. Those of match pages are rows of tables at once. */
const ROW_KEYS: { [Kind in TargetKind]: (record: PageRecords[Kind]) => (readonly (string | number | null)[])[] } = {
  match: () => [],
  'map-stats': ({ playerMapStats, rounds }) => [
    ...playerMapStats.map(({ playerId, side }) => ['player', playerId, side]),
    ...rounds.map(({ roundNumber }) => ['round', roundNumber]),
  ],
  performance: ({ playerMapStats, killMatrix }) => [
    ...playerMapStats.map(({ playerId }) => ['player', playerId]),
    ...killMatrix.map(({ kind, killerId, victimId }) => ['kills', kind, killerId, victimId]),
  ],
  economy: ({ roundEconomy }) => roundEconomy.map(({ team, roundNumber }) => ['round', roundNumber, 'of team', team]),
};

/** Before its match is known a page has no rows, so that the schema cannot refuse them. */
function refuseRepeatedRows<Kind extends TargetKind>(page: StoredRecord<Kind>): void {
  const keys = ROW_KEYS[page.kind](page.record).map((key) => key.join(' '));
  const repeated = keys.find((key, index) => keys.indexOf(key) !== index);
  if (repeated !== undefined) throw refused(page, `the record breaks the schema: ${repeated} is there twice`);
}

/** A map belongs to one match. */
function refuseForeignMaps(sql: Sql, { maps, matchId }: PageRecords['match']): void {
  for (const { mapStatsId } of maps) {
    const owner = sql.find<{ match_id: number }>('SELECT match_id FROM maps WHERE map_stats_id = ? AND match_id <> ?', [
      mapStatsId,
      matchId,
    ]);
    if (owner === undefined) continue;
    const reason = `links map stats ${mapStatsId}, which match ${owner.match_id} has already`;
    throw refused({ kind: 'match', id: matchId }, reason);
  }
}

function refused({ kind, id }: { kind: TargetKind; id: number }, reason: string): ScraperError {
  return new ScraperError(`${kind} ${id}: ${reason}`, { policy: 'quarantine', code: 'constraint' });
}
