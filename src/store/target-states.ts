import { TARGET_KINDS, type TargetKind } from '../page-kinds.ts';
import type { Sql, StoreContext } from './sql.ts';
import type { TargetRef, TargetState } from './targets.ts';

/** State changes of targets. Each function is one statement, so it is atomic. */

type Outcome = { state: TargetState; reason: string | null; runId: number };

function settle(sql: Sql, { kind, id }: TargetRef, { state, reason, runId }: Outcome) {
  return sql.run(
    `UPDATE targets SET state = @state, reason = @reason, last_error_kind = NULL, last_error = NULL,
      next_attempt_at_ms = NULL, last_attempt_run_id = @runId
    WHERE kind = @kind AND id = @id`,
    { kind, id, state, reason, runId },
  );
}

/** The page is stored. */
export function markDone({ sql }: StoreContext, ref: TargetRef, runId: number): void {
  settle(sql, ref, { state: 'done', reason: null, runId });
}

/** The page is genuine but has no data; final. */
export function markNoData(
  { sql }: StoreContext,
  ref: TargetRef,
  { reason, runId }: { reason: string; runId: number },
): void {
  settle(sql, ref, { state: 'no_data', reason, runId });
}

/** Skips a target, for example because the filters of the run exclude it. */
export function markSkipped({ sql }: Pick<StoreContext, 'sql'>, { kind, id }: TargetRef, reason: string): void {
  sql.run(`UPDATE targets SET state = 'skipped', reason = ?, next_attempt_at_ms = NULL WHERE kind = ? AND id = ?`, [
    reason,
    kind,
    id,
  ]);
}

/**
 * The page has too little data yet: recheck it at `nextAttemptAtMs`. Counts as a recheck. With `isRecheck` false it does
 * not count, and a time that was set before remains. Returns the time.
 */
export function markAwaiting(
  { sql }: StoreContext,
  ref: TargetRef,
  { isRecheck = true, ...detail }: { reason: string; nextAttemptAtMs: number; isRecheck?: boolean; runId: number },
): number {
  const row = sql.find<{ next_attempt_at_ms: number }>(
    `UPDATE targets SET state = 'awaiting', reason = @reason, rechecks = rechecks + @isRecheck,
      next_attempt_at_ms = iif(@isRecheck, @nextAttemptAtMs, coalesce(next_attempt_at_ms, @nextAttemptAtMs)),
      last_error_kind = NULL, last_error = NULL, last_attempt_run_id = @runId
    WHERE kind = @kind AND id = @id RETURNING next_attempt_at_ms`,
    { kind: ref.kind, id: ref.id, isRecheck, ...detail },
  );
  return row?.next_attempt_at_ms ?? detail.nextAttemptAtMs;
}

/** An attempt failed: the target is pending again for the next run, or failed when no attempts are left. */
export function markAttemptFailed(
  { sql }: StoreContext,
  ref: TargetRef,
  detail: { code: string; message: string; maxAttempts: number; runId: number },
): 'pending' | 'failed' {
  const row = sql.find<{ state: 'pending' | 'failed' }>(
    `UPDATE targets SET attempts = attempts + 1, state = iif(attempts + 1 >= @maxAttempts, 'failed', 'pending'),
      reason = NULL, last_error_kind = @code, last_error = @message, next_attempt_at_ms = NULL,
      last_attempt_run_id = @runId
    WHERE kind = @kind AND id = @id RETURNING state`,
    { kind: ref.kind, id: ref.id, ...detail },
  );
  return row?.state ?? 'pending';
}

const FRESH = `state = 'pending', reason = NULL, attempts = 0, rechecks = 0, last_error_kind = NULL,
  last_error = NULL, next_attempt_at_ms = NULL, last_attempt_run_id = NULL`;

/**
 * Makes failed targets pending with all attempts, of these matches or (null) of all; keeps their last error. Returns how
 * many.
 */
export function resetFailed({ sql }: StoreContext, matchIds: readonly number[] | null = null): number {
  // A rehearsal on a read-only database copies all targets before the first change.
  if (sql.find(`SELECT 1 FROM targets WHERE state = 'failed' LIMIT 1`) === undefined) return 0;
  return sql.run(
    `UPDATE targets SET state = 'pending', reason = NULL, attempts = 0, rechecks = 0, next_attempt_at_ms = NULL,
      last_attempt_run_id = NULL
    WHERE state = 'failed' AND (@matchIds = 'null' OR match_id IN (SELECT value FROM json_each(@matchIds)))`,
    { matchIds: JSON.stringify(matchIds) },
  );
}

/** Makes all pages of these matches pending, regardless of their state; optionally of some kinds. Returns how many. */
export function resetForce(
  { sql }: StoreContext,
  matchIds: readonly number[],
  kinds: readonly TargetKind[] = TARGET_KINDS,
): number {
  return sql.run(
    `UPDATE targets SET ${FRESH}
    WHERE match_id IN (SELECT value FROM json_each(?)) AND kind IN (SELECT value FROM json_each(?))`,
    [JSON.stringify(matchIds), JSON.stringify(kinds)],
  );
}

/** Makes one page pending, regardless of its state. */
export function resetPage({ sql }: StoreContext, { kind, id }: TargetRef): void {
  sql.run(`UPDATE targets SET ${FRESH} WHERE kind = ? AND id = ?`, [kind, id]);
}

/** Why the filters of a run exclude a match. A run with other filters may include it again. */
export const FILTER_REASONS = ['before-since', 'after-until', 'other-event', 'other-team', 'too-few-stars'] as const;
export type FilterReason = (typeof FILTER_REASONS)[number];

/** The values that filters use: from the listing entry, otherwise from the stored overview. */
export type FilteredMatch = {
  isListed: boolean;
  endedAtMs: number | null;
  eventName: string | null;
  team1Name: string | null;
  team2Name: string | null;
  stars: number | null;
};

type FilteredRow = Omit<FilteredMatch, 'isListed'> & {
  kind: TargetKind;
  id: number;
  state: TargetState;
  reason: string | null;
  isListed: number;
};

/** Limits the targets that are read to those that a filter can change. */
type FilterScope = {
  /** False: the filter excludes no pending or awaiting target. */
  leavesOutPending: boolean;
  /** Targets skipped because their match ended before this time stay skipped and are not read; null: read all. */
  sinceMs: number | null;
};

function filteredBy(index: string): string {
  return `SELECT t.kind, t.id, t.state, t.reason, l.match_id IS NOT NULL AS isListed,
  coalesce(l.ended_at_ms, t.sort_ms) AS endedAtMs, coalesce(l.event_name, m.event_name) AS eventName,
  coalesce(l.team1_name, m.team1_name) AS team1Name, coalesce(l.team2_name, m.team2_name) AS team2Name, l.stars
  FROM targets AS t INDEXED BY ${index}
  LEFT JOIN listing_entries AS l ON l.match_id = t.match_id
  LEFT JOIN matches AS m ON m.match_id = t.match_id`;
}

/** Targets skipped for these reasons. */
const SKIPPED = `${filteredBy('targets_skipped')}
  WHERE t.state = 'skipped' AND t.reason IN (SELECT value FROM json_each(@reasons))`;

/** Targets skipped for the --since of an earlier run that this --since includes. */
const NOT_BEFORE_SINCE = `${filteredBy('targets_before_since')}
  WHERE t.state = 'skipped' AND t.reason = 'before-since' AND t.listed_end_ms >= @sinceMs`;

/** The few targets skipped for the --since of an earlier run whose match has no listed end. */
const SINCE_WITHOUT_END = `${filteredBy('targets_before_since')}
  WHERE t.state = 'skipped' AND t.reason = 'before-since' AND t.listed_end_ms IS NULL
    AND (l.match_id IS NULL OR coalesce(l.ended_at_ms, t.sort_ms, @sinceMs) >= @sinceMs)`;

const TO_BE_FETCHED = `${filteredBy('targets_to_do')} WHERE t.state IN ('pending', 'awaiting')`;

/**
 * Applies a filter to the waiting targets: those of excluded matches become skipped with the reason; those that an earlier
 * filter excluded and this one includes become pending, with their attempts.
 */
export function applyFilter(
  { sql }: StoreContext,
  reasonToSkip: (match: FilteredMatch, state: TargetState) => FilterReason | null,
  { leavesOutPending, sinceMs }: FilterScope = { leavesOutPending: true, sinceMs: null },
): void {
  const changes: (TargetRef & { reason: FilterReason | null })[] = [];
  const compare = (row: FilteredRow): void => {
    const { kind, id, state, reason: oldReason, isListed, ...match } = row;
    const reason = reasonToSkip({ ...match, isListed: isListed === 1 }, state);
    const isUnchanged = state === 'skipped' ? reason === oldReason : reason === null;
    if (!isUnchanged) changes.push({ kind, id, reason });
  };
  // Row by row, because there can be a million.
  const read = (query: string, params = {}): void => {
    for (const row of sql.iterate<FilteredRow>(query, params)) compare(row);
  };
  const reasons = sinceMs === null ? FILTER_REASONS : FILTER_REASONS.filter((reason) => reason !== 'before-since');
  read(SKIPPED, { reasons: JSON.stringify(reasons) });
  if (sinceMs !== null) for (const query of [NOT_BEFORE_SINCE, SINCE_WITHOUT_END]) read(query, { sinceMs });
  if (leavesOutPending) read(TO_BE_FETCHED);
  for (const { reason, ...ref } of changes) {
    if (reason === null) unskipFiltered({ sql }, ref);
    else markSkipped({ sql }, ref, reason);
  }
}

/** Makes a target pending that a filter excluded; one that was skipped for another reason stays skipped. */
export function unskipFiltered({ sql }: Pick<StoreContext, 'sql'>, { kind, id }: TargetRef): void {
  sql.run(
    `UPDATE targets SET state = 'pending', reason = NULL
    WHERE kind = ? AND id = ? AND state = 'skipped' AND reason IN (SELECT value FROM json_each(?))`,
    [kind, id, JSON.stringify(FILTER_REASONS)],
  );
}

/** The site refused the page: pending, without counting an attempt. `leftByRunId`: the run that will not try it again. */
export function markRefused(
  { sql }: StoreContext,
  ref: TargetRef,
  detail: { code: string; message: string; leftByRunId: number | null },
): void {
  sql.run(
    `UPDATE targets SET state = 'pending', reason = NULL, next_attempt_at_ms = NULL, last_error_kind = @code,
      last_error = @message, last_attempt_run_id = coalesce(@leftByRunId, last_attempt_run_id)
    WHERE kind = @kind AND id = @id`,
    { kind: ref.kind, id: ref.id, ...detail },
  );
}

/** Makes targets pending that were skipped for this reason: one or all. Their attempts still count. */
export function reviveSkipped(
  { sql }: StoreContext,
  { reason, only = null }: { reason: string; only?: TargetRef | null },
) {
  return sql.run(
    `UPDATE targets SET state = 'pending', reason = NULL
    WHERE state = 'skipped' AND reason = @reason AND (@id IS NULL OR (kind = @kind AND id = @id))`,
    { reason, kind: only?.kind ?? null, id: only?.id ?? null },
  );
}

/** Makes a skipped target pending, because the user named it. */
export function unskip({ sql }: StoreContext, ref: TargetRef): void {
  sql.run(`UPDATE targets SET ${FRESH} WHERE kind = ? AND id = ? AND state = 'skipped'`, [ref.kind, ref.id]);
}
