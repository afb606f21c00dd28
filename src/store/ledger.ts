import type { Transport } from '../fetcher.ts';
import type { PageKind } from '../records.ts';
import { type Context, toRecord } from './sql.ts';

/** The ledger of fetched pages: which document the rows of a page came from. */

/** One page as it was fetched last. */
export type PageEntry = {
  kind: PageKind;
  /** Match id, map stats id, or the offset of a listing page. */
  id: number;
  /** `YYYY-MM-DD` of a listing page, null for every other kind. */
  day: string | null;
  url: string;
  fetchedAtMs: number;
  httpStatus: number | null;
  transport: Transport;
  transportReason: string | null;
  /** Length of the document in UTF-8. */
  bytes: number;
  sha256: string;
  /** Null when the page was not parsed. */
  parserVersion: number | null;
  outcome: string;
  /** Archived file relative to the archive; null without an archive. */
  file: string | null;
};

const dayOf = ({ kind, fetchedAtMs }: Omit<PageEntry, 'day'>) =>
  kind === 'results' ? new Date(fetchedAtMs).toISOString().slice(0, 10) : '';

/** Enters a page, replacing what was known of it; listing pages are kept apart by day. */
export const record = ({ sql }: Context, page: Omit<PageEntry, 'day'>) => {
  sql.run(
    `INSERT OR REPLACE INTO pages (kind, id, day, url, fetched_at_ms, http_status, transport, transport_reason, bytes,
      sha256, parser_version, outcome, file)
    VALUES (@kind, @id, @day, @url, @fetchedAtMs, @httpStatus, @transport, @transportReason, @bytes,
      @sha256, @parserVersion, @outcome, @file)`,
    { ...page, day: dayOf(page) },
  );
};

const COLUMNS = `kind, id, nullif(day, '') AS day, url, fetched_at_ms, http_status, transport, transport_reason, bytes,
  sha256, parser_version, outcome, file`;

/** The ledger's row of a page; of a listing offset the newest. */
export const find = ({ sql }: Context, kind: PageKind, id: number): PageEntry | null => {
  const row = sql.find<object>(
    `SELECT ${COLUMNS} FROM pages WHERE kind = ? AND id = ? ORDER BY pages.day DESC LIMIT 1`,
    [kind, id],
  );
  return row === undefined ? null : toRecord<PageEntry>(row);
};

export type PageFilter = {
  kinds?: readonly PageKind[];
  /** The overview and the map pages of one match. */
  matchId?: number;
  /** Only pages read by an older parser than this, or by none; kinds not named are left out. */
  parserVersionBelow?: Partial<Record<PageKind, number>>;
};

/** Pages of the ledger by kind, id and day. */
export const list = ({ sql }: Context, filter: PageFilter = {}): PageEntry[] =>
  sql
    .list<object>(
      `SELECT ${COLUMNS} FROM pages
      WHERE (@kinds IS NULL OR kind IN (SELECT value FROM json_each(@kinds)))
        AND (@matchId IS NULL OR (kind = 'match' AND id = @matchId)
          OR (kind IN ('map-stats', 'performance', 'economy') AND id IN (
            SELECT map_stats_id FROM match_page_maps WHERE match_id = @matchId
            UNION SELECT map_stats_id FROM map_stats_page WHERE match_id = @matchId
            UNION SELECT id FROM targets WHERE match_id = @matchId AND kind <> 'match')))
        AND (@versions IS NULL
          OR coalesce(parser_version, 0) < (SELECT value FROM json_each(@versions) WHERE key = pages.kind))
      ORDER BY kind, id, pages.day`,
      {
        kinds: filter.kinds === undefined ? null : JSON.stringify(filter.kinds),
        matchId: filter.matchId ?? null,
        versions: filter.parserVersionBelow === undefined ? null : JSON.stringify(filter.parserVersionBelow),
      },
    )
    .map((row) => toRecord<PageEntry>(row));

type RecentPages = { kind: PageKind; sinceMs: number; untilMs: number; limit: number };

/** Pages of a kind that the site itself served between these times and that were stored, the newest first. */
export const recentlyStored = ({ sql }: Context, filter: RecentPages): PageEntry[] =>
  sql
    .list<object>(
      `SELECT ${COLUMNS} FROM pages
      WHERE kind = @kind AND fetched_at_ms BETWEEN @sinceMs AND @untilMs AND outcome = 'stored'
        AND transport IN ('fetch', 'navigate')
      ORDER BY fetched_at_ms DESC LIMIT @limit`,
      filter,
    )
    .map((row) => toRecord<PageEntry>(row));
