import { CLOCK_STEP_MS } from '../clock.ts';
import type { TargetKind } from '../records.ts';
import { type Context, toRecord, type Value } from './sql.ts';

/** Pages we want: which are to be fetched next, and what is known of each. */

const TARGET_STATES = ['pending', 'done', 'no_data', 'awaiting', 'failed', 'skipped'] as const;
/** How a target stands; `target-states.ts` moves it on. */
export type TargetState = (typeof TARGET_STATES)[number];

export type TargetRef = { kind: TargetKind; id: number };

export type NewTarget = TargetRef & {
  matchId: number | null;
  /** Path on the site. */
  path: string;
  /** Date that orders targets, newest first. */
  sortMs: number | null;
};

export type Target = NewTarget & {
  state: TargetState;
  /** Why it is skipped, awaiting or without data. */
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

/** The longest pause before a page that said too little is read again: a date further away is a clock's mistake. */
export const MAX_RECHECK_PAUSE_MS = 48 * 3_600_000;

export type PendingFilter = {
  kinds: readonly TargetKind[];
  /** Targets that failed in this run are not pending again in it. */
  runId: number;
  nowMs: number;
  matchIds?: readonly number[] | null;
  /** Only targets that have not failed or been refused since they were stored last. */
  isNew?: boolean;
};

/** Makes a target pending, or refreshes path, match and date of a known one; its state is left alone. */
export const upsert = ({ sql, clock }: Context, target: NewTarget): 'new' | 'known' =>
  sql.transaction(() => {
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

export const find = ({ sql }: Context, kind: TargetKind, id: number): Target | null => {
  const row = sql.find<object>('SELECT * FROM targets WHERE kind = ? AND id = ?', [kind, id]);
  return row === undefined ? null : toRecord<Target>(row);
};

// The literal list of states lets SQLite use the partial index targets_to_do.
export const TO_DO = `FROM targets
  WHERE kind IN (SELECT value FROM json_each(@kinds))
    AND state IN ('pending', 'awaiting')
    AND ((state = 'pending' AND last_attempt_run_id IS NOT @runId)
      OR (state = 'awaiting' AND (next_attempt_at_ms <= @nowMs OR next_attempt_at_ms > @nowMs + @maxPauseMs)))
    AND (@matchIds IS NULL OR match_id IN (SELECT value FROM json_each(@matchIds)))
    AND (@isNew = 0 OR last_error IS NULL)`;

export const filterParams = ({
  kinds,
  runId,
  nowMs,
  matchIds = null,
  isNew = false,
}: PendingFilter): Record<string, Value> => ({
  kinds: JSON.stringify(kinds),
  runId,
  nowMs,
  maxPauseMs: MAX_RECHECK_PAUSE_MS + CLOCK_STEP_MS,
  matchIds: matchIds === null ? null : JSON.stringify(matchIds),
  isNew: isNew ? 1 : 0,
});

/** What is to be fetched now: what did not fail before first, then newest match first, performance and economy as a pair. */
export const pending = ({ sql }: Context, filter: PendingFilter & { limit: number }): Target[] =>
  sql
    .list<object>(
      `SELECT * ${TO_DO} ORDER BY last_error IS NOT NULL, sort_ms DESC, match_id DESC, id, kind DESC LIMIT @limit`,
      {
        ...filterParams(filter),
        limit: filter.limit,
      },
    )
    .map((row) => toRecord<Target>(row));

export const countPending = ({ sql }: Context, filter: PendingFilter): number =>
  sql.find<{ count: number }>(`SELECT count(*) AS count ${TO_DO}`, filterParams(filter))?.count ?? 0;

/** Number of targets of each kind in each state; zeros included. */
export const counts = ({ sql }: Context): Record<TargetKind, Record<TargetState, number>> => {
  const none = () => Object.fromEntries(TARGET_STATES.map((state) => [state, 0])) as Record<TargetState, number>;
  const result = { match: none(), 'map-stats': none(), performance: none(), economy: none() };
  const rows = sql.list<{ kind: TargetKind; state: TargetState; count: number }>(
    'SELECT kind, state, count(*) AS count FROM targets GROUP BY kind, state',
  );
  for (const { kind, state, count } of rows) result[kind][state] = count;
  return result;
};

/** Targets whose attempts are used up. */
export const failedIds = ({
  sql,
}: Context): (TargetRef & { lastErrorKind: string | null; lastError: string | null })[] =>
  sql
    .list<object>(`SELECT kind, id, last_error_kind, last_error FROM targets WHERE state = 'failed' ORDER BY kind, id`)
    .map((row) => toRecord(row));

type SkippedFilter = { prefix: string; kinds: readonly TargetKind[]; matchIds: readonly number[] | null };

/** Of the targets that are skipped for a reason with this beginning, the newest for each reason. */
export const newestSkipped = ({ sql }: Context, filter: SkippedFilter): (TargetRef & { reason: string })[] =>
  sql
    .list<object>(
      `SELECT kind, id, reason, max(coalesce(sort_ms, 0)) AS newest_ms FROM targets
      WHERE kind IN (SELECT value FROM json_each(@kinds)) AND state = 'skipped'
        AND substr(reason, 1, length(@prefix)) = @prefix
        AND (@matchIds IS NULL OR match_id IN (SELECT value FROM json_each(@matchIds)))
      GROUP BY reason`,
      {
        prefix: filter.prefix,
        kinds: JSON.stringify(filter.kinds),
        matchIds: filter.matchIds === null ? null : JSON.stringify(filter.matchIds),
      },
    )
    .map((row) => toRecord(row));

/** All targets of a match: its overview and its map pages. */
export const ofMatch = ({ sql }: Context, matchId: number): Target[] =>
  sql
    .list<object>('SELECT * FROM targets WHERE match_id = ? ORDER BY kind, id', [matchId])
    .map((row) => toRecord<Target>(row));
