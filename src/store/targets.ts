import { CLOCK_STEP_MS } from '../clock.ts';
import { KINDS, TARGET_KINDS, type TargetKind } from '../page-kinds.ts';
import { type Sql, type StoreContext, toRecord, type Value } from './sql.ts';

/** Targets: the pages to fetch, their state, and which of them are next. */

/** The states of a target; docs/operations.md describes them. */
export const TARGET_STATES = ['pending', 'done', 'no_data', 'awaiting', 'failed', 'skipped'] as const;
/** The state of a target; `target-states.ts` changes it. */
export type TargetState = (typeof TARGET_STATES)[number];

export type TargetRef = { kind: TargetKind; id: number };

export type NewTarget = TargetRef & {
  matchId: number | null;
  /** Path on the site. */
  path: string;
  /** Sort key of targets, newest first. */
  sortMs: number | null;
};

export type Target = NewTarget & {
  state: TargetState;
  /** Why it is skipped, awaiting a recheck or without data. */
  reason: string | null;
  attempts: number;
  rechecks: number;
  lastErrorKind: string | null;
  lastError: string | null;
  nextAttemptAtMs: number | null;
  lastAttemptRunId: number | null;
  firstSeenAtMs: number;
  lastSeenAtMs: number;
};

/** The longest pause before a recheck. A later date comes from a wrong clock. */
const MAX_RECHECK_PAUSE_MS = Math.max(...TARGET_KINDS.flatMap((kind) => KINDS[kind].recheckPauses)) * 3_600_000;

export type PendingFilter = {
  kinds: readonly TargetKind[];
  /** Targets that failed in this run are not pending again in it. */
  runId: number;
  nowMs: number;
  matchIds?: readonly number[] | null;
  /** Only targets that have not failed or been refused since they were last stored. */
  isNew?: boolean;
};

const COLUMNS = `kind, id, match_id, path, sort_ms, state, reason, attempts, rechecks, last_error_kind, last_error,
  next_attempt_at_ms, last_attempt_run_id, first_seen_at_ms, last_seen_at_ms`;

/** Adds a pending target, or updates path, match and date of a known one without changing its state. */
export function upsert({ sql, clock }: StoreContext, target: NewTarget): 'new' | 'known' {
  return sql.transaction(() => {
    const nowMs = clock();
    const known = sql.run(
      `UPDATE targets SET path = @path, match_id = coalesce(@matchId, match_id), sort_ms = coalesce(@sortMs, sort_ms),
        last_seen_at_ms = @nowMs
      WHERE kind = @kind AND id = @id`,
      { ...target, nowMs },
    );
    if (known > 0) return 'known';
    sql.run(
      `INSERT INTO targets (kind, id, match_id, path, sort_ms, state, first_seen_at_ms, last_seen_at_ms)
      VALUES (@kind, @id, @matchId, @path, @sortMs, 'pending', @nowMs, @nowMs)`,
      { ...target, nowMs },
    );
    return 'new';
  });
}

/**
 * Removes the map pages of a match that its overview no longer links. Those that were read before stay, as pages of an
 * unknown match.
 */
export function releaseMaps(
  { sql }: StoreContext,
  { matchId, linkedIds }: { matchId: number; linkedIds: readonly number[] },
): void {
  const isReleased = `match_id = @matchId AND kind <> 'match' AND id NOT IN (SELECT value FROM json_each(@linkedIds))`;
  const params = { matchId, linkedIds: JSON.stringify(linkedIds) };
  sql.transaction(() => {
    const removed = sql.run(
      `DELETE FROM targets WHERE ${isReleased}
        AND NOT EXISTS (SELECT 1 FROM pages WHERE pages.kind = targets.kind AND pages.id = targets.id)`,
      params,
    );
    const released = sql.run(`UPDATE targets SET match_id = NULL WHERE ${isReleased}`, params);
    if (removed + released === 0) return;
    sql.run(
      `UPDATE targets SET has_follow_ups = EXISTS (
        SELECT 1 FROM targets AS page WHERE page.match_id = @matchId AND page.kind <> 'match')
      WHERE kind = 'match' AND id = @matchId`,
      { matchId },
    );
  });
}

export function find({ sql }: StoreContext, kind: TargetKind, id: number): Target | null {
  const row = sql.find<object>(`SELECT ${COLUMNS} FROM targets WHERE kind = ? AND id = ?`, [kind, id]);
  return row === undefined ? null : toRecord<Target>(row);
}

// The literal list of states lets SQLite use the partial indexes.
export const TO_DO = `state IN ('pending', 'awaiting')
  AND ((state = 'pending' AND last_attempt_run_id IS NOT @runId)
    OR (state = 'awaiting' AND (next_attempt_at_ms <= @nowMs OR next_attempt_at_ms > @nowMs + @maxPauseMs)))
  AND (last_error IS NOT NULL) <= @mayHaveFailed`;

export function filterParams(filter: PendingFilter): Record<string, Value> {
  const { kinds, runId, nowMs, matchIds = null, isNew = false } = filter;
  return {
    kinds: JSON.stringify(kinds),
    runId,
    nowMs,
    maxPauseMs: MAX_RECHECK_PAUSE_MS + CLOCK_STEP_MS,
    matchIds: JSON.stringify(matchIds),
    mayHaveFailed: isNew ? 0 : 1,
  };
}

/**
 * Targets that can be fetched now: those that never failed first, then the newest match first, performance and economy
 * as a pair.
 */
export function pending(context: StoreContext, filter: PendingFilter & { limit: number }): Target[] {
  const isOfAllMatches = (filter.matchIds ?? null) === null;
  const rows = isOfAllMatches
    ? filter.kinds.flatMap((kind) => pendingOfKind(context, { ...filter, kind }))
    : pendingOfMatches(context, filter);
  return rows.sort(compareTargets).slice(0, filter.limit);
}

/** The index has the pages of one kind in this order. */
function pendingOfKind(
  { sql }: StoreContext,
  { kind, limit, ...filter }: PendingFilter & { kind: TargetKind; limit: number },
): Target[] {
  return sql
    .list<object>(
      `SELECT ${COLUMNS} FROM targets INDEXED BY targets_to_do WHERE kind = @kind AND ${TO_DO}
      ORDER BY last_error IS NOT NULL, sort_ms DESC, match_id DESC, id LIMIT @limit`,
      { ...filterParams(filter), kind, limit },
    )
    .map((row) => toRecord<Target>(row));
}

function pendingOfMatches({ sql }: StoreContext, filter: PendingFilter): Target[] {
  return sql
    .list<object>(
      `SELECT ${COLUMNS} FROM targets INDEXED BY targets_to_do_by_match
      WHERE match_id IN (SELECT value FROM json_each(@matchIds)) AND kind IN (SELECT value FROM json_each(@kinds)) AND ${TO_DO}`,
      filterParams(filter),
    )
    .map((row) => toRecord<Target>(row));
}

function compareTargets(one: Target, other: Target): number {
  const hasFailed = (target: Target): number => (target.lastError === null ? 0 : 1);
  const latest = (value: number | null): number => value ?? Number.NEGATIVE_INFINITY;
  return (
    hasFailed(one) - hasFailed(other) ||
    compare(latest(other.sortMs), latest(one.sortMs)) ||
    compare(latest(other.matchId), latest(one.matchId)) ||
    one.id - other.id ||
    compare(other.kind, one.kind)
  );
}

/** Subtraction would return NaN for two infinities. */
function compare<Value extends number | string>(one: Value, other: Value): number {
  if (one === other) return 0;
  return one < other ? -1 : 1;
}

/** Targets without attempts left. */
export function failedIds({
  sql,
}: StoreContext): (TargetRef & { lastErrorKind: string | null; lastError: string | null })[] {
  return sql
    .list<object>(`SELECT kind, id, last_error_kind, last_error FROM targets WHERE state = 'failed' ORDER BY kind, id`)
    .map((row) => toRecord(row));
}

type SkippedFilter = { prefix: string; kinds: readonly TargetKind[]; matchIds: readonly number[] | null };

type SkippedTarget = TargetRef & { matchId: number | null; reason: string };

/** The newest skipped target for each reason that begins with this prefix. */
export function newestSkipped({ sql }: StoreContext, filter: SkippedFilter): SkippedTarget[] {
  const params = { kinds: JSON.stringify(filter.kinds), matchIds: JSON.stringify(filter.matchIds) };
  return skippedReasons(sql, filter.prefix).flatMap((reason) => {
    const row = sql.find<Omit<SkippedTarget, 'reason'>>(
      `SELECT kind, id, match_id AS matchId FROM targets INDEXED BY targets_skipped
      WHERE state = 'skipped' AND reason = @reason AND kind IN (SELECT value FROM json_each(@kinds))
        AND (@matchIds = 'null' OR match_id IN (SELECT value FROM json_each(@matchIds)))
      ORDER BY sort_ms DESC LIMIT 1`,
      { ...params, reason },
    );
    return row === undefined ? [] : [{ ...row, reason }];
  });
}

/** Finds each reason with one index lookup, regardless of the number of targets. */
function skippedReasons(sql: Sql, prefix: string): string[] {
  const reasons: string[] = [];
  let after = prefix;
  for (;;) {
    const row = sql.find<{ reason: string }>(
      `SELECT reason FROM targets INDEXED BY targets_skipped WHERE state = 'skipped' AND reason > ? ORDER BY reason LIMIT 1`,
      [after],
    );
    if (row?.reason.startsWith(prefix) !== true) return reasons;
    reasons.push(row.reason);
    after = row.reason;
  }
}

/** All targets of a match: its overview and its map pages. */
export function ofMatch({ sql }: StoreContext, matchId: number): Target[] {
  return sql
    .list<object>(`SELECT ${COLUMNS} FROM targets WHERE match_id = ?`, [matchId])
    .map((row) => toRecord<Target>(row))
    .sort((one, other) => compare(one.kind, other.kind) || one.id - other.id);
}
