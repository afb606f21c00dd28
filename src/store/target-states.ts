import { TARGET_KINDS, type TargetKind } from '../records.ts';
import type { Context, Sql } from './sql.ts';
import type { TargetRef, TargetState } from './targets.ts';

/** How targets change their state. Each function is one statement, so it is whole or not at all. */

type Outcome = { state: TargetState; reason: string | null; runId: number | null };

const settle = (sql: Sql, { kind, id }: TargetRef, { state, reason, runId }: Outcome) =>
  sql.run(
    `UPDATE targets SET state = @state, reason = @reason, last_error_kind = NULL, last_error = NULL,
      next_attempt_at_ms = NULL, last_attempt_run_id = coalesce(@runId, last_attempt_run_id)
    WHERE kind = @kind AND id = @id`,
    { kind, id, state, reason, runId },
  );

/** The page is stored. */
export const markDone = ({ sql }: Context, ref: TargetRef, runId: number) => {
  settle(sql, ref, { state: 'done', reason: null, runId });
};

/** The page is genuine and says nothing; final. */
export const markNoData = ({ sql }: Context, ref: TargetRef, { reason, runId }: { reason: string; runId: number }) => {
  settle(sql, ref, { state: 'no_data', reason, runId });
};

/** Not wanted: a forfeit, a match before `--since`. */
export const markSkipped = ({ sql }: Context, ref: TargetRef, reason: string) => {
  settle(sql, ref, { state: 'skipped', reason, runId: null });
};

/** Too early: to be looked at again at `nextAttemptAtMs`; counts as a recheck. */
export const markAwaiting = (
  { sql }: Context,
  ref: TargetRef,
  detail: { reason: string; nextAttemptAtMs: number; runId: number },
) => {
  sql.run(
    `UPDATE targets SET state = 'awaiting', reason = @reason, rechecks = rechecks + 1,
      next_attempt_at_ms = @nextAttemptAtMs, last_error_kind = NULL, last_error = NULL, last_attempt_run_id = @runId
    WHERE kind = @kind AND id = @id`,
    { kind: ref.kind, id: ref.id, ...detail },
  );
};

/** An attempt failed: pending again from the next run on, or failed when all attempts are used up. */
export const markAttemptFailed = (
  { sql }: Context,
  ref: TargetRef,
  detail: { code: string; message: string; maxAttempts: number; runId: number },
): 'pending' | 'failed' => {
  const row = sql.find<{ state: 'pending' | 'failed' }>(
    `UPDATE targets SET attempts = attempts + 1, state = iif(attempts + 1 >= @maxAttempts, 'failed', 'pending'),
      reason = NULL, last_error_kind = @code, last_error = @message, next_attempt_at_ms = NULL,
      last_attempt_run_id = @runId
    WHERE kind = @kind AND id = @id RETURNING state`,
    { kind: ref.kind, id: ref.id, ...detail },
  );
  return row?.state ?? 'pending';
};

const FRESH = `state = 'pending', reason = NULL, attempts = 0, rechecks = 0, last_error_kind = NULL,
  last_error = NULL, next_attempt_at_ms = NULL, last_attempt_run_id = NULL`;

/** Gives exhausted targets a new set of attempts; returns how many. */
export const resetFailed = ({ sql }: Context): number => sql.run(`UPDATE targets SET ${FRESH} WHERE state = 'failed'`);

/** The pages of these matches, of some kinds or of all, are wanted again, whatever their state; returns how many. */
export const resetForce = (
  { sql }: Context,
  matchIds: readonly number[],
  kinds: readonly TargetKind[] = TARGET_KINDS,
): number =>
  sql.run(
    `UPDATE targets SET ${FRESH}
    WHERE match_id IN (SELECT value FROM json_each(?)) AND kind IN (SELECT value FROM json_each(?))`,
    [JSON.stringify(matchIds), JSON.stringify(kinds)],
  );

/** Reason of matches that ended before `--since`. */
const BEFORE_SINCE = 'before-since';

/** Takes up matches that an earlier, later `--since` had left out; null takes all. Returns how many. */
export const reviveSkippedBefore = ({ sql }: Context, sinceMs: number | null): number =>
  sql.run(
    `UPDATE targets SET ${FRESH} WHERE state = 'skipped' AND reason = '${BEFORE_SINCE}'
      AND (@sinceMs IS NULL
        OR coalesce((SELECT ended_at_ms FROM listing_entries AS l WHERE l.match_id = targets.match_id), sort_ms)
          >= @sinceMs)`,
    { sinceMs },
  );

/** Not tried again in this run; no attempt is counted. */
export const leaveForNextRun = ({ sql }: Context, ref: TargetRef, runId: number) => {
  sql.run(
    `UPDATE targets SET state = 'pending', reason = NULL, next_attempt_at_ms = NULL, last_attempt_run_id = ?
    WHERE kind = ? AND id = ?`,
    [runId, ref.kind, ref.id],
  );
};

/** Asked for by name: a target that was skipped is wanted after all. */
export const unskip = ({ sql }: Context, ref: TargetRef) => {
  sql.run(`UPDATE targets SET ${FRESH} WHERE kind = ? AND id = ? AND state = 'skipped'`, [ref.kind, ref.id]);
};
