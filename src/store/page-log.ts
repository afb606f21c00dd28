import type { Transport } from '../fetcher.ts';
import { MAP_KINDS, type PageKind } from '../page-kinds.ts';
import { type StoreContext, toRecord } from './sql.ts';

/** The page log: the document that the stored rows of each page came from. */

/** Completeness of a page: the status of a match, or whether all statistics of a map are present. */
export type PageState =
  | 'no_data'
  | 'upcoming'
  | 'postponed'
  | 'live'
  | 'incomplete'
  | 'deleted'
  | 'finished'
  | 'complete';

/** The stored page of an id, or its last rejected page. */
export type PageEntry = {
  kind: PageKind;
  /** Match id, map stats id, or the offset of a listing page. */
  id: number;
  url: string;
  fetchedAtMs: number;
  httpStatus: number | null;
  transport: Transport;
  transportReason: string | null;
  /** The `Content-Type` header of the document; null without one. */
  contentType: string | null;
  /** Length of the document in bytes. */
  bytes: number;
  sha256: string;
  /** Null when the page was not parsed. */
  parserVersion: number | null;
  outcome: string;
  /** Null when the page is rejected. */
  state: PageState | null;
  /** Number of tables and other data blocks; null when it is rejected, or was stored before they were counted. */
  blocks: number | null;
  /** Archived file, relative to the archive; null without an archive. */
  file: string | null;
  /** Fetch time of the newest readable page of this id, stored or not. */
  newestReadableAtMs: number | null;
};

/** An id can have one stored and one rejected page. Listing offsets can have several stored pages. */
function captureOf({ kind, sha256, outcome }: Pick<PageEntry, 'kind' | 'sha256' | 'outcome'>): string {
  if (outcome === 'quarantined') return 'rejected';
  return kind === 'results' ? sha256 : '';
}

/** Adds a stored or rejected page; replaces the earlier entry. */
export function record({ sql }: StoreContext, page: Omit<PageEntry, 'newestReadableAtMs'>): void {
  sql.run(
    `INSERT INTO pages (kind, id, capture, url, fetched_at_ms, http_status, transport, transport_reason, content_type, bytes, sha256,
      parser_version, outcome, state, blocks, newest_readable_at_ms, file)
    VALUES (@kind, @id, @capture, @url, @fetchedAtMs, @httpStatus, @transport, @transportReason, @contentType, @bytes, @sha256,
      @parserVersion, @outcome, @state, @blocks, iif(@state IS NULL, NULL, @fetchedAtMs), @file)
    ON CONFLICT (kind, id, capture) DO UPDATE SET url = @url, fetched_at_ms = @fetchedAtMs, http_status = @httpStatus,
      transport = @transport, transport_reason = @transportReason, content_type = @contentType, bytes = @bytes, sha256 = @sha256,
      parser_version = @parserVersion, outcome = @outcome, state = @state, blocks = @blocks,
      newest_readable_at_ms = iif(@state IS NULL, newest_readable_at_ms,
        max(coalesce(newest_readable_at_ms, @fetchedAtMs), @fetchedAtMs)), file = @file`,
    { ...page, capture: captureOf(page) },
  );
}

/** Records the time of a readable page that does not replace the stored one. */
export function noteReadable({ sql }: StoreContext, page: Pick<PageEntry, 'kind' | 'id' | 'fetchedAtMs'>): void {
  const { kind, id, fetchedAtMs } = page;
  sql.run(
    `UPDATE pages SET newest_readable_at_ms = max(coalesce(newest_readable_at_ms, @fetchedAtMs), @fetchedAtMs)
    WHERE kind = @kind AND id = @id AND capture = ''`,
    { kind, id, fetchedAtMs },
  );
}

const COLUMNS = `kind, id, url, fetched_at_ms, http_status, transport, transport_reason, content_type, bytes, sha256,
  parser_version, outcome, state, blocks, file, newest_readable_at_ms`;

/** The stored page of an id (of a listing offset the newest one), otherwise its rejected page. */
export function find(context: StoreContext, kind: PageKind, id: number): PageEntry | null {
  const stored = kind === 'results' ? findNewestListing(context, id) : findCapture(context, { kind, id, capture: '' });
  return stored ?? findRejected(context, kind, id);
}

function findNewestListing({ sql }: StoreContext, id: number): PageEntry | null {
  const row = sql.find<object>(
    `SELECT ${COLUMNS} FROM pages WHERE kind = 'results' AND id = ? AND capture <> 'rejected'
    ORDER BY fetched_at_ms DESC, capture LIMIT 1`,
    [id],
  );
  return row === undefined ? null : toRecord<PageEntry>(row);
}

function findCapture(
  { sql }: StoreContext,
  { kind, id, capture }: { kind: PageKind; id: number; capture: string },
): PageEntry | null {
  const row = sql.find<object>(`SELECT ${COLUMNS} FROM pages WHERE kind = ? AND id = ? AND capture = ?`, [
    kind,
    id,
    capture,
  ]);
  return row === undefined ? null : toRecord<PageEntry>(row);
}

/** The rejected page of an id; null without one. */
export function findRejected(context: StoreContext, kind: PageKind, id: number): PageEntry | null {
  return findCapture(context, { kind, id, capture: 'rejected' });
}

/** Whether a document is the stored or the rejected page of its id; null: neither. */
export function versionOf(
  context: StoreContext,
  { kind, id, sha256 }: Pick<PageEntry, 'kind' | 'id' | 'sha256'>,
): 'stored' | 'rejected' | null {
  const capture = captureOf({ kind, sha256, outcome: 'stored' });
  if (findCapture(context, { kind, id, capture })?.sha256 === sha256) return 'stored';
  return findRejected(context, kind, id)?.sha256 === sha256 ? 'rejected' : null;
}

export type PageFilter = {
  kinds?: readonly PageKind[];
  /** The overview and the map pages of one match. */
  matchId?: number;
  /** Only pages that an older parser version read, or that were not parsed. Kinds without a version are left out. */
  parserVersionBelow?: Partial<Record<PageKind, number>>;
};

/** Entries by kind, id and time. */
export function list({ sql }: StoreContext, filter: PageFilter = {}): PageEntry[] {
  return sql
    .list<object>(
      `SELECT ${COLUMNS} FROM pages
      WHERE (@kinds IS NULL OR kind IN (SELECT value FROM json_each(@kinds)))
        AND (@matchId IS NULL OR (kind = 'match' AND id = @matchId)
          OR (kind IN (SELECT value FROM json_each(@mapKinds)) AND id IN (
            SELECT map_stats_id FROM maps WHERE match_id = @matchId
            UNION SELECT id FROM page_records WHERE kind = 'map-stats' AND match_id = @matchId
            UNION SELECT id FROM targets WHERE match_id = @matchId AND kind <> 'match')))
        AND (@versions IS NULL
          OR coalesce(parser_version, 0) < (SELECT value FROM json_each(@versions) WHERE key = pages.kind))
      ORDER BY kind, id, fetched_at_ms, capture`,
      {
        kinds: filter.kinds === undefined ? null : JSON.stringify(filter.kinds),
        matchId: filter.matchId ?? null,
        mapKinds: JSON.stringify(MAP_KINDS),
        versions: filter.parserVersionBelow === undefined ? null : JSON.stringify(filter.parserVersionBelow),
      },
    )
    .map((row) => toRecord<PageEntry>(row));
}

/**
 * Ids of stored and archived pages that an older parser version read, the newest first. Pages that this parser version
 * rejected are left out.
 */
export function outdatedIds({ sql }: StoreContext, kind: PageKind, parserVersion: number): number[] {
  return sql
    .list<{ id: number }>(
      `SELECT p.id FROM pages AS p
      WHERE p.kind = @kind AND p.parser_version < @parserVersion AND p.capture = '' AND p.outcome = 'stored'
        AND p.file IS NOT NULL AND NOT EXISTS (
          SELECT 1 FROM pages AS r WHERE r.kind = p.kind AND r.id = p.id AND r.capture = 'rejected'
            AND r.sha256 = p.sha256 AND r.parser_version >= @parserVersion)
      ORDER BY p.id DESC`,
      { kind, parserVersion },
    )
    .map(({ id }) => id);
}

type RecentPages = { kind: PageKind; sinceMs: number; untilMs: number; limit: number };

/** Stored pages of a kind that were fetched from the site between these times, the newest first. */
export function recentlyStored({ sql }: StoreContext, filter: RecentPages): PageEntry[] {
  return sql
    .list<object>(
      `SELECT ${COLUMNS} FROM pages
      WHERE kind = @kind AND fetched_at_ms BETWEEN @sinceMs AND @untilMs AND outcome = 'stored'
        AND transport IN ('fetch', 'navigate')
      ORDER BY fetched_at_ms DESC LIMIT @limit`,
      filter,
    )
    .map((row) => toRecord<PageEntry>(row));
}
