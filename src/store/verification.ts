import { namesOfPage, type ObservedName } from '../assembly/names.ts';
import { KINDS, MAP_KINDS, type PageKind, type TargetKind } from '../page-kinds.ts';
import type { PageRecords } from '../page-records.ts';
import { BOOKKEEPING_RULES } from './bookkeeping-rules.ts';
import { NAME_RULES } from './name-rules.ts';
import type { PageEntry } from './page-log.ts';
import { openReassembly } from './reassembly.ts';
import { type Difference, valueText } from './row-differences.ts';
import { type Sql, type StoreContext, toRecord } from './sql.ts';

/** The queries of `verify`. Long results are read in parts, so that memory does not grow with the database. */

/** Which matches are verified. */
export type MatchSelection = {
  /** Null: all. */
  matchIds: readonly number[] | null;
  /** Unix ms; matches that ended earlier, or started earlier where no end is known, are left out. Null: none. */
  sinceMs: number | null;
};

/** A contradiction between a page or target and the rest of the database. */
export type BookkeepingFinding = {
  rule: string;
  severity: 'hard' | 'soft';
  kind: PageKind | null;
  id: number | null;
  matchId: number | null;
  expected: string;
  seen: string;
};

/** Rows of one part. */
const PART = 500;
/** At most this many findings of one rule are reported. */
const MAX_FINDINGS = 1000;

const SELECTED = `(@matchIds IS NULL OR match_id IN (SELECT value FROM json_each(@matchIds)))
  AND (@sinceMs IS NULL OR match_id IN (
    SELECT match_id FROM matches WHERE coalesce(ended_at_ms, started_at_ms) >= @sinceMs))`;

function paramsOf({ matchIds, sinceMs }: MatchSelection): Record<string, unknown> {
  return { matchIds: matchIds === null ? null : JSON.stringify(matchIds), sinceMs };
}

/** Matches that have a page record or rows. */
const MATCHES = `(SELECT id AS match_id FROM page_records WHERE kind = 'match' UNION SELECT match_id FROM matches)`;

/** Number of the selected matches. */
export function countMatches({ sql }: StoreContext, selection: MatchSelection): number {
  const query = `SELECT count(*) AS count FROM ${MATCHES} WHERE ${SELECTED}`;
  return sql.find<{ count: number }>(query, paramsOf(selection))?.count ?? 0;
}

/** The ids that are no match of the database: no target, page or row names them. */
export function unknownMatchIds({ sql }: StoreContext, matchIds: readonly number[]): number[] {
  return sql
    .list<{ match_id: number }>(
      `SELECT value AS match_id FROM json_each(?) AS given
      WHERE NOT EXISTS (SELECT 1 FROM targets WHERE match_id = given.value)
        AND NOT EXISTS (SELECT 1 FROM pages WHERE kind = 'match' AND id = given.value)
        AND NOT EXISTS (SELECT 1 FROM ${MATCHES} WHERE match_id = given.value)`,
      [JSON.stringify(matchIds)],
    )
    .map(({ match_id }) => match_id);
}

/** The ids of the next matches after `afterId`, in ascending order; empty at the end. */
export function nextMatchIds({ sql }: StoreContext, afterId: number, selection: MatchSelection): number[] {
  return sql
    .list<{ match_id: number }>(
      `SELECT match_id FROM (SELECT id AS match_id FROM page_records WHERE kind = 'match' AND id > @afterId
        UNION SELECT match_id FROM matches WHERE match_id > @afterId)
      WHERE ${SELECTED} ORDER BY match_id LIMIT ${PART}`,
      { ...paramsOf(selection), afterId },
    )
    .map(({ match_id }) => match_id);
}

/** A page that has a record. */
export type RecordRef = { kind: TargetKind; id: number };

/** The pages of a match that have a record: its overview and those of its maps. */
export function recordsOfMatch({ sql }: StoreContext, matchId: number): RecordRef[] {
  return sql.list<RecordRef>(
    `SELECT kind, id FROM page_records WHERE kind = 'match' AND id = @matchId
    UNION ALL SELECT kind, id FROM page_records
    WHERE kind IN (${MAP_KINDS_SQL}) AND id IN (SELECT map_stats_id FROM maps WHERE match_id = @matchId)`,
    { matchId },
  );
}

const MAP_KINDS_SQL = MAP_KINDS.map((kind) => `'${kind}'`).join(', ');

/** The match whose overview links to these map stats; null: none is stored. */
export function matchOfMap({ sql }: StoreContext, mapStatsId: number): number | null {
  const query = 'SELECT match_id FROM maps WHERE map_stats_id = ?';
  return sql.find<{ match_id: number }>(query, [mapStatsId])?.match_id ?? null;
}

/** The next map pages after `after` whose match is not known; empty at the end. */
export function nextRecordsWithoutMatch({ sql }: StoreContext, after: RecordRef | null): RecordRef[] {
  return sql.list<RecordRef>(
    `SELECT kind, id FROM page_records
    WHERE kind IN (${MAP_KINDS_SQL}) AND (kind, id) > (@kind, @id)
      AND id NOT IN (SELECT map_stats_id FROM maps WHERE map_stats_id IS NOT NULL)
    ORDER BY kind, id LIMIT ${PART}`,
    { kind: after?.kind ?? '', id: after?.id ?? 0 },
  );
}

/** The match in the row of a record. */
export function matchIdOfRecord({ sql }: StoreContext, { kind, id }: RecordRef): number | null {
  const query = 'SELECT match_id FROM page_records WHERE kind = ? AND id = ?';
  return sql.find<{ match_id: number | null }>(query, [kind, id])?.match_id ?? null;
}

/** The findings that were stored with a page, each as the JSON array of its fields. */
export function storedFindings({ sql }: StoreContext, { kind, id }: RecordRef): Set<string> {
  const rows = sql.list<object>(
    'SELECT rule, severity, map_number, expected, seen FROM findings WHERE kind = ? AND id = ? ORDER BY number',
    [kind, id],
  );
  return new Set(rows.map((row) => JSON.stringify(Object.values(row))));
}

/** Damage that SQLite finds in the database file, and rows that violate a foreign key. */
export function fileFindings({ sql }: StoreContext): BookkeepingFinding[] {
  const damage = sql.database.pragma(`integrity_check(${MAX_FINDINGS})`) as { integrity_check: string }[];
  const orphans = sql.database.pragma('foreign_key_check') as { table: string; parent: string }[];
  const finding = (rule: string, expected: string, seen: string): BookkeepingFinding => ({
    ...{ rule, severity: 'hard', kind: null, id: null, matchId: null, expected, seen },
  });
  return [
    ...damage
      .filter(({ integrity_check }) => integrity_check !== 'ok')
      .map(({ integrity_check }) => finding('database/integrity', 'ok', integrity_check)),
    ...[...Map.groupBy(orphans, ({ table, parent }) => `${table} without parent in ${parent}`)].map(([what, rows]) =>
      finding('database/foreign-keys', 'no row without parent', `${rows.length} of ${what}`),
    ),
  ];
}

/** Contradictions between targets, page log, page records and quarantine. */
export function bookkeepingFindings({ sql }: StoreContext, selection: MatchSelection): BookkeepingFinding[] {
  return BOOKKEEPING_RULES.flatMap(({ rule, severity, query }) =>
    sql
      .list<object>(`SELECT * FROM (${query}) WHERE ${SELECTED} LIMIT ${MAX_FINDINGS}`, paramsOf(selection))
      .map((row) => ({ rule, severity, ...toRecord<Omit<BookkeepingFinding, 'rule' | 'severity'>>(row) })),
  );
}

/** Rows of `teams`, `players` and `events` that do not have the latest of the observed names. */
export function latestNameFindings({ sql }: StoreContext): (Difference & { entityId: number })[] {
  return NAME_RULES.flatMap(({ table, key, query }) =>
    sql
      .list<{ id: number; expected: string; seen: string }>(`${query} LIMIT ${MAX_FINDINGS}`)
      .map(({ id, expected, seen }) => ({
        ...{ table, key: `${key} ${id}`, column: null, matchId: null, mapNumber: null, entityId: id, expected, seen },
      })),
  );
}

/** The number of names on a page, and those that are stored differently or not at all. */
export function nameFindings<Kind extends TargetKind>(
  { sql }: StoreContext,
  { kind, id }: { kind: Kind; id: number },
  record: PageRecords[Kind],
): { count: number; differences: Difference[] } {
  const { asOfMs, names } = namesOfPage(kind, record);
  const place = { asOfMs, pageRank: KINDS[kind].namePriority, pageId: id };
  return { count: names.length, differences: names.flatMap((name) => compareName(sql, place, name)) };
}

type NamePlace = { asOfMs: number; pageRank: number; pageId: number };

function compareName(sql: Sql, place: NamePlace, { entity, entityId, ...expected }: ObservedName): Difference[] {
  const seen = sql.find<Record<string, unknown>>(
    `SELECT name, full_name AS fullName, country FROM observed_names WHERE entity = @entity AND entity_id = @entityId
      AND as_of_ms = @asOfMs AND page_rank = @pageRank AND page_id = @pageId`,
    { ...place, entity, entityId },
  );
  const text = (row: Record<string, unknown> | undefined): string =>
    row === undefined ? 'no row' : [row.name, row.fullName, row.country].map(valueText).join(', ');
  if (text(seen) === text(expected)) return [];
  const key = `entity '${entity}', entity_id ${entityId}, page_rank ${place.pageRank}, page_id ${place.pageId}`;
  const where = { table: 'observed_names', key, column: null, matchId: null, mapNumber: null };
  return [{ ...where, expected: text(expected), seen: text(seen) }];
}

/** Number of observed names. */
export function countNames({ sql }: StoreContext): number {
  return sql.find<{ count: number }>('SELECT count(*) AS count FROM observed_names')?.count ?? 0;
}

/** Pages with another number of observed names than `expectedOf` returns for them. It is called once for each page. */
export function unexpectedNames(
  { sql }: StoreContext,
  expectedOf: (page: RecordRef) => number,
): (Difference & { kind: TargetKind | null; id: number })[] {
  const pages = sql.list<{ page_rank: number; page_id: number; count: number }>(
    'SELECT page_rank, page_id, count(*) AS count FROM observed_names GROUP BY page_rank, page_id',
  );
  return pages.flatMap(({ page_rank, page_id, count }) => {
    const kind = kindOfRank(page_rank);
    const expected = kind === undefined ? 0 : expectedOf({ kind, id: page_id });
    if (expected === count) return [];
    const key = `page_rank ${page_rank}, page_id ${page_id}`;
    const where = { table: 'observed_names', key, column: null, matchId: null, mapNumber: null };
    return [{ ...where, kind: kind ?? null, id: page_id, expected: `${expected} rows`, seen: `${count} rows` }];
  });
}

function kindOfRank(rank: number): TargetKind | undefined {
  return (['match', ...MAP_KINDS] as const).find((kind) => KINDS[kind].namePriority === rank);
}

/** A page of the page log; `capture` tells the pages of one id apart. */
export type LoggedPage = PageEntry & { capture: string };

/** Which pages are read. */
export type PageSelection = MatchSelection & { kinds: readonly PageKind[] };

/** The next pages of the page log after `after`, by kind, id and capture; empty at the end. */
export function nextPages({ sql }: StoreContext, after: LoggedPage | null, selection: PageSelection): LoggedPage[] {
  return sql
    .list<object>(
      `SELECT * FROM pages WHERE (kind, id, capture) > (@kind, @id, @capture) AND ${PAGE_SELECTED}
      ORDER BY kind, id, capture LIMIT ${PART}`,
      {
        ...{ kind: after?.kind ?? '', id: after?.id ?? 0, capture: after?.capture ?? '' },
        ...pageParamsOf(selection),
      },
    )
    .map((row) => toRecord<LoggedPage>(row));
}

/** Number of the selected pages. */
export function countPages({ sql }: StoreContext, selection: PageSelection): number {
  const query = `SELECT count(*) AS count FROM pages WHERE ${PAGE_SELECTED}`;
  return sql.find<{ count: number }>(query, pageParamsOf(selection))?.count ?? 0;
}

/** Whether the page log names this file. */
export function isLogged({ sql }: StoreContext, page: { kind: PageKind; id: number; file: string }): boolean {
  return sql.find('SELECT 1 FROM pages WHERE kind = @kind AND id = @id AND file = @file', page) !== undefined;
}

const MATCH_OF_PAGE = `iif(kind = 'match', id, (SELECT coalesce(
  (SELECT match_id FROM maps WHERE map_stats_id = pages.id),
  (SELECT match_id FROM targets AS t WHERE t.kind = pages.kind AND t.id = pages.id))))`;
const PAGE_SELECTED = `kind IN (SELECT value FROM json_each(@kinds))
  AND (@matchIds IS NULL OR (kind <> 'results' AND ${MATCH_OF_PAGE} IN (SELECT value FROM json_each(@matchIds))))
  AND (@sinceMs IS NULL OR (kind <> 'results' AND ${MATCH_OF_PAGE} IN (
    SELECT match_id FROM matches WHERE coalesce(ended_at_ms, started_at_ms) >= @sinceMs)))`;

function pageParamsOf(selection: PageSelection): Record<string, unknown> {
  return { ...paramsOf(selection), kinds: JSON.stringify(selection.kinds) };
}

/** See `Reassembly`. */
export function reassembly(context: StoreContext) {
  return openReassembly(context);
}

/** Runs `work` in a read transaction: it does not see what other processes write meanwhile. */
export async function inSnapshot<Result>({ sql }: StoreContext, work: () => Promise<Result>): Promise<Result> {
  sql.database.exec('BEGIN');
  try {
    // SQLite takes the snapshot at the first query of a transaction.
    sql.find('SELECT 1 FROM sqlite_schema');
    return await work();
  } finally {
    if (sql.database.inTransaction) sql.database.exec('COMMIT');
  }
}
