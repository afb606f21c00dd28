import type { TargetKind } from '../page-kinds.ts';
import type { ListingEntry } from '../page-records.ts';
import { insertAll, type Sql, type StoreContext, toRecord } from './sql.ts';
import { type FilterReason, markSkipped, resetForce, unskipFiltered } from './target-states.ts';
import { upsert } from './targets.ts';

/** The entries of the results listing, and the ranges of it that are still to be read. */

/** A range of the listing that a crawl has not read yet. */
export type GapFields = {
  nextOffset: number;
  endOffset: number;
  /** Lowest end time read above the gap. Locates the gap again after new matches have shifted the offsets. */
  upperEndedAtMs: number | null;
  /** Newest end time in the listing at the previous crawl: the gap ends at or below it. Null: there was no previous crawl. */
  previousTopMs: number | null;
  full: boolean;
  force: boolean;
  sinceMs: number | null;
  stoppedBySince: boolean;
  /** The range of the crawl ended here. With `previousTopMs`, known matches follow below the gap. */
  stoppedByRange: boolean;
  /** The crawl began at the top, so everything above is known. */
  fromTop: boolean;
};
export type Gap = GapFields & { gapId: number };

export type ListingSave = {
  entries: readonly ListingEntry[];
  /** Why a match is skipped; null: it is not. */
  reasonToSkip: (entry: ListingEntry) => FilterReason | null;
  /** Fetch the matches of the page that are not skipped again, even complete ones. */
  force: boolean;
  /** The kinds of page to fetch again; absent: all. */
  forcedKinds?: readonly TargetKind[];
  /** False for a page that did not come from a crawl of the site. */
  crawled: boolean;
  /** When the page was fetched; absent: now. */
  fetchedAtMs?: number;
  /** The page is the top of the listing. */
  isTop?: boolean;
};

const GAP_COLUMNS = `next_offset = @nextOffset, end_offset = @endOffset, upper_ended_at_ms = @upperEndedAtMs,
  previous_top_ms = @previousTopMs, "full" = @full, "force" = @force, since_ms = @sinceMs, stopped_by_since = @stoppedBySince,
  stopped_by_range = @stoppedByRange, from_top = @fromTop`;

/** Adds a range that is still to be read; returns its id. */
export function openGap({ sql }: StoreContext, gap: GapFields): number {
  insertAll(sql, 'listing_gaps', [gap]);
  return sql.find<{ gap_id: number }>('SELECT max(gap_id) AS gap_id FROM listing_gaps')?.gap_id ?? 0;
}

export function updateGap({ sql }: StoreContext, gapId: number, gap: GapFields): void {
  sql.run(`UPDATE listing_gaps SET ${GAP_COLUMNS} WHERE gap_id = @gapId`, { ...gap, gapId });
}

export function closeGap({ sql }: StoreContext, gapId: number): void {
  sql.run('DELETE FROM listing_gaps WHERE gap_id = ?', [gapId]);
}

type Switches = Pick<Gap, 'full' | 'force' | 'stoppedBySince' | 'stoppedByRange' | 'fromTop'>;
type GapRow = Omit<Gap, keyof Switches> & Record<keyof Switches, number>;

/** Ranges that are still to be read, newest first. */
export function gaps({ sql }: StoreContext): Gap[] {
  return sql.list<object>('SELECT * FROM listing_gaps ORDER BY gap_id DESC').map((row) => {
    const gap = toRecord<GapRow>(row);
    const { full, force, stoppedBySince, stoppedByRange, fromTop } = gap;
    return {
      ...gap,
      full: full === 1,
      force: force === 1,
      stoppedBySince: stoppedBySince === 1,
      stoppedByRange: stoppedByRange === 1,
      fromTop: fromTop === 1,
    };
  });
}

/** Unread matches between known ones, not below all known matches. */
const HOLE = `NOT stopped_by_since AND (NOT stopped_by_range OR previous_top_ms IS NOT NULL)`;

/** Number of gaps between known matches, which the next runs read. */
export function countHoles({ sql }: StoreContext): number {
  return sql.find<{ count: number }>(`SELECT count(*) AS count FROM listing_gaps WHERE ${HOLE}`)?.count ?? 0;
}

/**
 * End time of the match down to which the listing is known without a gap; null when it is known to its end, or when no
 * crawl has recorded it. With a gap at the top, the newest known end time.
 */
export function knownDownToMs({ sql }: StoreContext): number | null {
  return (
    sql.find<{ endedAtMs: number | null }>(
      `SELECT max(coalesce(upper_ended_at_ms, (SELECT max(ended_at_ms) FROM listing_entries WHERE crawled = 1))) AS endedAtMs
    FROM listing_gaps WHERE from_top OR (${HOLE})`,
    )?.endedAtMs ?? null
  );
}

/** True when a crawl has read this match in the listing. */
export function isKnown({ sql }: StoreContext, matchId: number): boolean {
  return sql.find('SELECT 1 FROM listing_entries WHERE match_id = ? AND crawled = 1', [matchId]) !== undefined;
}

const CONTENT = [
  'path',
  'endedAtMs',
  'team1Name',
  'team2Name',
  'team1Score',
  'team2Score',
  'format',
  'stars',
  'eventName',
  'isForfeit',
] as const;

function contentOf(entry: ListingEntry): string {
  return JSON.stringify(CONTENT.map((field) => entry[field]));
}

/** False when the stored entry comes from a newer listing page, or from one of the same time that sorts higher by content. */
function isNewest(context: StoreContext, entry: ListingEntry, fetchedAtMs: number): boolean {
  const stored = entryOf(context, entry.matchId);
  if (stored === null) return true;
  const row = context.sql.find<{ as_of_ms: number }>('SELECT as_of_ms FROM listing_entries WHERE match_id = ?', [
    entry.matchId,
  ]);
  const ageMs = fetchedAtMs - (row?.as_of_ms ?? 0);
  return ageMs === 0 ? contentOf(entry) >= contentOf(stored) : ageMs > 0;
}

/** Entries of a listing page that would change what is stored. */
export function differing(
  context: StoreContext,
  entries: readonly ListingEntry[],
  fetchedAtMs: number,
): ListingEntry[] {
  return entries.filter((entry) => {
    const stored = entryOf(context, entry.matchId);
    if (stored === null) return true;
    const isNewer = isNewest(context, entry, fetchedAtMs);
    return CONTENT.some(
      (field) => entry[field] !== null && entry[field] !== stored[field] && (isNewer || stored[field] === null),
    );
  });
}

/** An older listing page adds values that the newer one lacks, such as the event name on a page filtered by event. */
function saveOlderEntry(sql: Sql, entry: ListingEntry): void {
  sql.run(
    `UPDATE listing_entries SET ended_at_ms = coalesce(ended_at_ms, @endedAtMs),
      team1_name = coalesce(team1_name, @team1Name), team2_name = coalesce(team2_name, @team2Name),
      team1_score = coalesce(team1_score, @team1Score), team2_score = coalesce(team2_score, @team2Score),
      format = coalesce(format, @format), stars = coalesce(stars, @stars),
      event_name = coalesce(event_name, @eventName), is_forfeit = coalesce(is_forfeit, @isForfeit)
    WHERE match_id = @matchId`,
    entry,
  );
}

function saveEntry(sql: Sql, entry: ListingEntry & { crawled: boolean; asOfMs: number }, nowMs: number) {
  return sql.run(
    `INSERT INTO listing_entries (match_id, path, ended_at_ms, team1_name, team2_name, team1_score, team2_score, format,
      stars, event_name, is_forfeit, crawled, as_of_ms, first_seen_at_ms, last_seen_at_ms)
    VALUES (@matchId, @path, @endedAtMs, @team1Name, @team2Name, @team1Score, @team2Score, @format,
      @stars, @eventName, @isForfeit, @crawled, @asOfMs, @nowMs, @nowMs)
    ON CONFLICT (match_id) DO UPDATE SET path = @path, ended_at_ms = coalesce(@endedAtMs, ended_at_ms),
      team1_name = coalesce(@team1Name, team1_name), team2_name = coalesce(@team2Name, team2_name),
      team1_score = coalesce(@team1Score, team1_score), team2_score = coalesce(@team2Score, team2_score),
      format = coalesce(@format, format), stars = coalesce(@stars, stars),
      event_name = coalesce(@eventName, event_name), is_forfeit = coalesce(@isForfeit, is_forfeit),
      crawled = max(crawled, @crawled), as_of_ms = @asOfMs, last_seen_at_ms = @nowMs`,
    { ...entry, nowMs },
  );
}

type SavedEntry = { entry: ListingEntry; isNew: boolean /** Sort key of the target. */; sortMs: number | null };

function saveTarget(context: StoreContext, { entry, isNew, sortMs }: SavedEntry, page: ListingSave): void {
  const { matchId, path } = entry;
  const seen = upsert(context, { kind: 'match', id: matchId, matchId, path, sortMs });
  const target = { kind: 'match', id: matchId } as const;
  const reason = page.reasonToSkip(entry);
  if (seen === 'new' && reason !== null) markSkipped(context, target, reason);
  if (seen === 'new' || reason !== null) return;
  unskipFiltered(context, target);
  if (isNew && page.crawled && contradictsOverview(context, entry)) resetForce(context, [matchId]);
  else if (page.force) resetForce(context, [matchId], page.forcedKinds);
}

/** True when the stored overview is from before the end of the match, or shows a match as deleted that was played. */
function contradictsOverview(
  { sql }: StoreContext,
  { matchId, isForfeit }: Pick<ListingEntry, 'matchId' | 'isForfeit'>,
): boolean {
  const row = sql.find<{ status: string }>('SELECT status FROM matches WHERE match_id = ?', [matchId]);
  if (row === undefined || row.status === 'finished') return false;
  // The page of a full forfeit shows a deleted match.
  return row.status !== 'deleted' || isForfeit === false;
}

/**
 * Copies the end and the stars of the listing entry to the stored match. Without UPDATE FROM, which takes seven times as
 * long, also when the match is not stored: SQLite makes a temporary table for it.
 */
function updateMatch(sql: Sql, matchId: number): void {
  sql.run(
    `UPDATE matches SET (ended_at_ms, stars) = (SELECT ended_at_ms, stars FROM listing_entries WHERE match_id = @matchId)
    WHERE match_id = @matchId AND EXISTS (
      SELECT 1 FROM listing_entries AS l WHERE l.match_id = @matchId
        AND (matches.ended_at_ms IS NOT l.ended_at_ms OR matches.stars IS NOT l.stars))`,
    { matchId },
  );
}

/** True when the match is listed, so that it is over, and its stored overview does not show that. */
export function hasOldOverview(context: StoreContext, matchId: number): boolean {
  const entry = entryOf(context, matchId);
  return entry !== null && contradictsOverview(context, entry);
}

/** Stores one listing page; returns the ids of the matches that no crawl had read before. */
export function savePage(context: StoreContext, page: ListingSave): number[] {
  return context.sql.transaction(() => {
    const nowMs = context.clock();
    const asOfMs = page.fetchedAtMs ?? nowMs;
    const newMatchIds: number[] = [];
    let sortMs = page.entries.find(({ endedAtMs }) => endedAtMs !== null)?.endedAtMs ?? null;
    for (const entry of page.entries) {
      // Entries are sorted by end time: an unreadable one is close to that of the match above.
      sortMs = entry.endedAtMs ?? sortMs;
      const isNew = !isKnown(context, entry.matchId);
      if (isNew) newMatchIds.push(entry.matchId);
      if (!page.crawled && !isNewest(context, entry, asOfMs)) {
        saveOlderEntry(context.sql, entry);
        updateMatch(context.sql, entry.matchId);
        continue;
      }
      saveEntry(context.sql, { ...entry, crawled: page.crawled, asOfMs }, nowMs);
      updateMatch(context.sql, entry.matchId);
      saveTarget(context, { entry, isNew, sortMs }, page);
    }
    const top = page.entries.find(({ endedAtMs }) => endedAtMs !== null);
    if (page.isTop === true && top !== undefined) {
      context.sql.run('UPDATE listing_entries SET was_top = 1 WHERE match_id = ?', [top.matchId]);
    }
    return newMatchIds;
  });
}

/** Number of listed matches that ended at or after this time: the offset at which the listing continues below it. */
export function rankOf({ sql }: StoreContext, endedAtMs: number): number {
  return (
    sql.find<{ count: number }>(
      'SELECT count(*) AS count FROM listing_entries WHERE ended_at_ms >= ? AND crawled = 1',
      [endedAtMs],
    )?.count ?? 0
  );
}

/** Number of matches that crawls have read in the listing. */
export function count({ sql }: StoreContext): number {
  return sql.find<{ count: number }>('SELECT count(*) AS count FROM listing_entries WHERE crawled = 1')?.count ?? 0;
}

/** The same, but stops counting at this limit. */
export function countUpTo({ sql }: StoreContext, limit: number): number {
  const found = sql.find<{ count: number }>(
    'SELECT count(*) AS count FROM (SELECT 1 FROM listing_entries WHERE crawled = 1 LIMIT ?)',
    [limit],
  );
  return found?.count ?? 0;
}

/** The listing entry of a match; null without one. */
export function entryOf({ sql }: StoreContext, matchId: number): ListingEntry | null {
  const row = sql.find<object>(
    `SELECT match_id, path, ended_at_ms, team1_name, team2_name, team1_score, team2_score, format, stars, event_name,
      is_forfeit
    FROM listing_entries WHERE match_id = ?`,
    [matchId],
  );
  if (row === undefined) return null;
  const entry = toRecord<Omit<ListingEntry, 'isForfeit'> & { isForfeit: number | null }>(row);
  return { ...entry, isForfeit: entry.isForfeit === null ? null : entry.isForfeit === 1 };
}

/** End time of the newest match that a crawl found at the top of the listing; null before the first. */
export function topEndMs({ sql }: StoreContext): number | null {
  return (
    sql.find<{ top: number | null }>('SELECT max(ended_at_ms) AS top FROM listing_entries WHERE was_top = 1')?.top ??
    null
  );
}
