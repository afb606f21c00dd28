import type { PageKind } from '../page-kinds.ts';
import type { CoverageGap } from '../page-records.ts';
import type { Sql, StoreContext } from './sql.ts';

/** Which optional blocks the stored pages have, and which blocks the latest pages lack. */

/** A stored page; `year` is the year of the match, null when the page does not state it. */
export type ObservedPage = { kind: PageKind; id: number; year: number | null };

/** An expected block of a page, and whether the page has it; see `pages/coverage.ts`. */
export type ObservedBlock = {
  block: string;
  index: number;
  classes: readonly string[];
  isPresent: boolean;
  places: number;
};

/** Maximum number of page ids in a gap. */
const MAX_PAGE_IDS = 20;

/** Records which blocks a page has and lacks; returns the gaps that this page opened or extended. */
export function observe(
  { sql, clock }: StoreContext,
  page: ObservedPage,
  blocks: readonly ObservedBlock[],
): CoverageGap[] {
  return sql.transaction(() => {
    const bits = (chosen: readonly ObservedBlock[]) => chosen.reduce((sum, { index }) => sum + 2 ** index, 0);
    const absent = blocks.filter(({ isPresent }) => !isPresent);
    sql.run(
      `INSERT INTO page_blocks (kind, id, year, expected, absent) VALUES (@kind, @id, @year, @expected, @absent)
      ON CONFLICT DO UPDATE SET year = @year, expected = @expected, absent = @absent`,
      { kind: page.kind, id: page.id, year: page.year ?? 0, expected: bits(blocks), absent: bits(absent) },
    );
    for (const { block, isPresent } of blocks) {
      if (isPresent) sql.run('DELETE FROM coverage_gaps WHERE kind = ? AND block = ?', [page.kind, block]);
    }
    return absent.flatMap((block) => extendGap(sql, { page, block, nowMs: clock() }));
  });
}

type Missed = { page: ObservedPage; block: ObservedBlock; nowMs: number };

/** Adds a page to the gap of a block. A page that is parsed again counts once. */
function extendGap(sql: Sql, { page: { kind, id }, block: { block, classes, places }, nowMs }: Missed): CoverageGap[] {
  const known = find(sql, kind, block);
  if (known?.pageIds.includes(id)) return [];
  const pageIds = [...(known?.pageIds ?? []), id].slice(0, MAX_PAGE_IDS);
  sql.run(
    `INSERT INTO coverage_gaps (kind, block, classes, missing, page_ids, first_missed_at_ms)
    VALUES (@kind, @block, @classes, @places, @pageIds, @nowMs)
    ON CONFLICT DO UPDATE SET classes = @classes, missing = missing + @places, page_ids = @pageIds`,
    { kind, block, classes: JSON.stringify(classes), places, pageIds: JSON.stringify(pageIds), nowMs },
  );
  const gap = find(sql, kind, block);
  return gap === null ? [] : [gap];
}

type GapRow = {
  kind: PageKind;
  block: string;
  classes: string;
  missing: number;
  page_ids: string;
  first_missed_at_ms: number;
};

function find(sql: Sql, kind: PageKind, block: string): CoverageGap | null {
  const row = sql.find<GapRow>('SELECT * FROM coverage_gaps WHERE kind = ? AND block = ?', [kind, block]);
  return row === undefined ? null : gapOf(sql, row);
}

/** The items of a JSON list in a column. */
function listIn<Item extends string | number>(sql: Sql, json: string): Item[] {
  return sql.list<{ value: Item }>('SELECT value FROM json_each(?)', [json]).map(({ value }) => value);
}

function gapOf(sql: Sql, row: GapRow): CoverageGap {
  return {
    kind: row.kind,
    block: row.block,
    classes: listIn(sql, row.classes),
    missing: row.missing,
    pageIds: listIn(sql, row.page_ids),
    files: sql
      .list<{ file: string }>(
        `SELECT file FROM pages
      WHERE kind = ? AND id IN (SELECT value FROM json_each(?)) AND file IS NOT NULL ORDER BY fetched_at_ms, id`,
        [row.kind, row.page_ids],
      )
      .map(({ file }) => file),
    firstMissedAtMs: row.first_missed_at_ms,
  };
}

/** Number of stored pages of a kind and year that should have a block, without the pages of its gap, and how many lack it. */
export function sample(
  { sql }: StoreContext,
  { kind, year }: Pick<ObservedPage, 'kind' | 'year'>,
  { block, index }: Pick<ObservedBlock, 'block' | 'index'>,
): { pages: number; absent: number } {
  return (
    sql.find<{ pages: number; absent: number }>(
      `SELECT count(*) AS pages, count(*) FILTER (WHERE absent & @bit) AS absent FROM page_blocks
    WHERE kind = @kind AND year = @year AND expected & @bit AND id NOT IN (
      SELECT value FROM coverage_gaps AS g, json_each(g.page_ids) WHERE g.kind = @kind AND g.block = @block)`,
      { kind, year: year ?? 0, bit: 2 ** index, block },
    ) ?? { pages: 0, absent: 0 }
  );
}

/** Marks a gap as an alarm until a page has the block again. Returns false when it is one already. */
export function raiseAlarm(
  { sql, clock }: StoreContext,
  { kind, block }: Pick<CoverageGap, 'kind' | 'block'>,
): boolean {
  return (
    sql.run('UPDATE coverage_gaps SET alarmed_at_ms = ? WHERE kind = ? AND block = ? AND alarmed_at_ms IS NULL', [
      clock(),
      kind,
      block,
    ]) > 0
  );
}

/** Gaps that are alarms now. */
export function alarms({ sql }: StoreContext): CoverageGap[] {
  return sql
    .list<GapRow>('SELECT * FROM coverage_gaps WHERE alarmed_at_ms IS NOT NULL ORDER BY kind, block')
    .map((row) => gapOf(sql, row));
}
