import { TARGET_KINDS, type TargetKind } from '../page-kinds.ts';
import type { Sql, StoreContext } from './sql.ts';
import type { TargetRef, TargetState } from './targets.ts';

/** How targets change their state. Each function is one statement, so it is whole or not at all. */

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

/** The page is genuine and says nothing; final. */
export function markNoData(
  { sql }: StoreContext,
  ref: TargetRef,
  { reason, runId }: { reason: string; runId: number },
): void {
  settle(sql, ref, { state: 'no_data', reason, runId });
}

/** Not wanted: outside the filters of the run. */
export function markSkipped({ sql }: Pick<StoreContext, 'sql'>, { kind, id }: TargetRef, reason: string): void {
  sql.run(`UPDATE targets SET state = 'skipped', reason = ?, next_attempt_at_ms = NULL WHERE kind = ? AND id = ?`, [
    reason,
    kind,
    id,
  ]);
}

/** Too early: to be looked at again at `nextAttemptAtMs`; counts as a recheck. */
export function markAwaiting(
  { sql }: StoreContext,
  ref: TargetRef,
  detail: { reason: string; nextAttemptAtMs: number; runId: number },
): void {
  sql.run(
    `UPDATE targets SET state = 'awaiting', reason = @reason, rechecks = rechecks + 1,
      next_attempt_at_ms = @nextAttemptAtMs, last_error_kind = NULL, last_error = NULL, last_attempt_run_id = @runId
    WHERE kind = @kind AND id = @id`,
    { kind: ref.kind, id: ref.id, ...detail },
  );
}

/** An attempt failed: pending again from the next run on, or failed when all attempts are used up. */
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

/** Gives exhausted targets a new set of attempts; that they failed before stays known. Returns how many. */
export function resetFailed({ sql }: StoreContext): number {
  // A rehearsal on a read-only database copies all targets before the first change.
  if (sql.find(`SELECT 1 FROM targets WHERE state = 'failed' LIMIT 1`) === undefined) return 0;
  return sql.run(
    `UPDATE targets SET state = 'pending', reason = NULL, attempts = 0, rechecks = 0, next_attempt_at_ms = NULL,
      last_attempt_run_id = NULL
    WHERE state = 'failed'`,
  );
}

/** The pages of these matches, of some kinds or of all, are wanted again, whatever their state; returns how many. */
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

/** One page is wanted again, whatever its state. */
export function resetPage({ sql }: StoreContext, { kind, id }: TargetRef): void {
  sql.run(`UPDATE targets SET ${FRESH} WHERE kind = ? AND id = ?`, [kind, id]);
}

/** Why the filters of a run leave a match out: the reasons of skipped targets that another run may take. */
export const FILTER_REASONS = ['before-since', 'after-until', 'other-event', 'other-team', 'too-few-stars'] as const;
export type FilterReason = (typeof FILTER_REASONS)[number];

/** What filters look at: the listing first; of a match that it has not shown, the stored overview. */
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

/** What a filter cannot change is not read. */
type FilterScope = {
  /** False: it leaves out nothing that is pending or awaiting. */
  leavesOutPending: boolean;
  /** Matches that were listed to end before this time, and skipped for it, stay skipped; null: look at all. */
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

/** Skipped for these reasons. */
const SKIPPED = `${filteredBy('targets_skipped')}
  WHERE t.state = 'skipped' AND t.reason IN (SELECT value FROM json_each(@reasons))`;

/** Skipped for the --since of an earlier run, and not to be skipped for this one. */
const NOT_BEFORE_SINCE = `${filteredBy('targets_before_since')}
  WHERE t.state = 'skipped' AND t.reason = 'before-since' AND t.listed_end_ms >= @sinceMs`;

/** Skipped for the --since of an earlier run, although no listing says when the match ended: few. */
const SINCE_WITHOUT_END = `${filteredBy('targets_before_since')}
  WHERE t.state = 'skipped' AND t.reason = 'before-since' AND t.listed_end_ms IS NULL
    AND (l.match_id IS NULL OR coalesce(l.ended_at_ms, t.sort_ms, @sinceMs) >= @sinceMs)`;

const TO_BE_FETCHED = `${filteredBy('targets_to_do')} WHERE t.state IN ('pending', 'awaiting')`;

/**
 * Applies a filter to what is waiting to be fetched: targets of matches that do not fit become skipped with the reason,
 * those that a filter left out and that fit now become pending, with the attempts that they have.
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
  // Row by row, for there may be a million.
  const read = (query: string, params = {}): void => {
    for (const row of sql.iterate<FilteredRow>(query, params)) compare(row);
  };
  const reasons = sinceMs === null ? FILTER_REASONS : FILTER_REASONS.filter((reason) => reason !== 'before-since');
  read(SKIPPED, { reasons: JSON.stringify(reasons) });
  if (sinceMs !== null) for (const query of [NOT_BEFORE_SINCE, SINCE_WITHOUT_END]) read(query, { sinceMs });
  if (leavesOutPending) read(TO_BE_FETCHED);
  for (const { reason, ...ref } of changes) {
    if (reason === null) admitSkipped({ sql }, ref);
    else markSkipped({ sql }, ref, reason);
  }
}

/** A target that a filter left out fits now; one that was skipped for another reason stays skipped. */
export function admitSkipped({ sql }: Pick<StoreContext, 'sql'>, { kind, id }: TargetRef): void {
  sql.run(
    `UPDATE targets SET state = 'pending', reason = NULL
    WHERE kind = ? AND id = ? AND state = 'skipped' AND reason IN (SELECT value FROM json_each(?))`,
    [kind, id, JSON.stringify(FILTER_REASONS)],
  );
}

/** Refused: pending, no attempt is counted; `leftByRunId` names the run that will not try it again. */
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

/** What was skipped for this reason is wanted again: one target, or all of them; its attempts still count. */
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

/** Asked for by name: a target that was skipped is wanted after all. */
export function unskip({ sql }: StoreContext, ref: TargetRef): void {
  sql.run(`UPDATE targets SET ${FRESH} WHERE kind = ? AND id = ? AND state = 'skipped'`, [ref.kind, ref.id]);
}
