import { recordBy, TARGET_KINDS, type TargetKind } from '../page-kinds.ts';
import type { Sql, StoreContext } from './sql.ts';
import { filterParams, type PendingFilter, TARGET_STATES, type TargetState, TO_DO } from './targets.ts';

/** Numbers of pending targets. Triggers maintain the totals, so no target is loaded or counted for them. */

/** Number of targets by kind and state, including zeros. */
export function counts({ sql }: StoreContext): Record<TargetKind, Record<TargetState, number>> {
  const result = recordBy(TARGET_KINDS, () => recordBy(TARGET_STATES, () => 0));
  const rows = sql.list<Total & { state: TargetState }>('SELECT kind, state, count FROM target_totals');
  for (const { kind, state, count } of rows) result[kind][state] += count;
  return result;
}

type Total = { kind: TargetKind; count: number };

/** Number of pages of a kind that can be fetched now. */
export type PendingPages = {
  pages: number;
  /** Of these, the overviews without known map pages. */
  withoutFollowUps: number;
};

const NONE: PendingPages = { pages: 0, withoutFollowUps: 0 };

const COUNT = 'SELECT count(*) AS pages, count(*) FILTER (WHERE has_follow_ups = 0) AS withoutFollowUps FROM targets';

/** Pending targets that cannot be fetched now, because this run or an earlier one tried them. Same condition as the index. */
const TRIED_AND_LEFT_OUT = `INDEXED BY targets_tried
  WHERE state = 'pending' AND (last_error IS NOT NULL OR last_attempt_run_id IS NOT NULL) AND NOT (${TO_DO})`;

/** Number of pages that can be fetched now, by kind; zero for kinds that the filter excludes. */
export function countByKind(context: StoreContext, filter: PendingFilter): Record<TargetKind, PendingPages> {
  const count = (filter.matchIds ?? null) === null ? countOfAll : countOfMatches;
  const ofKind = (kind: TargetKind) => (filter.kinds.includes(kind) ? count(context.sql, kind, filter) : NONE);
  return recordBy(TARGET_KINDS, ofKind);
}

export function countPending(context: StoreContext, filter: PendingFilter): number {
  return Object.values(countByKind(context, filter)).reduce((sum, { pages }) => sum + pages, 0);
}

function countOfMatches(sql: Sql, kind: TargetKind, filter: PendingFilter): PendingPages {
  const found = sql.find<PendingPages>(
    `${COUNT} INDEXED BY targets_to_do_by_match
    WHERE match_id IN (SELECT value FROM json_each(@matchIds)) AND kind = @kind AND ${TO_DO}`,
    { ...filterParams(filter), kind },
  );
  return found ?? NONE;
}

/** All pending targets, minus those that were tried and are left out, plus those whose recheck is due. */
function countOfAll(sql: Sql, kind: TargetKind, filter: PendingFilter): PendingPages {
  const params = { ...filterParams(filter), kind };
  const all = sql.find<PendingPages>(
    `SELECT coalesce(sum(count), 0) AS pages, coalesce(sum(count) FILTER (WHERE has_follow_ups = 0), 0) AS withoutFollowUps
    FROM target_totals WHERE kind = @kind AND state = 'pending'`,
    params,
  );
  const leftOut = sql.find<PendingPages>(`${COUNT} ${TRIED_AND_LEFT_OUT} AND kind = @kind`, params);
  const due = sql.find<PendingPages>(
    `${COUNT} INDEXED BY targets_awaiting WHERE kind = @kind AND state = 'awaiting' AND ${TO_DO}`,
    params,
  );
  const sum = (of: (part: PendingPages) => number) => of(all ?? NONE) - of(leftOut ?? NONE) + of(due ?? NONE);
  return { pages: sum(({ pages }) => pages), withoutFollowUps: sum(({ withoutFollowUps }) => withoutFollowUps) };
}

const OF_KINDS = 'kind IN (SELECT value FROM json_each(@kinds))';

/** Number of matches with a page that can be fetched now: all waiting matches, minus those of which every page is left out. */
export function countPendingMatches({ sql }: StoreContext, filter: PendingFilter): number {
  if ((filter.matchIds ?? null) !== null) return countNamedMatches(sql, filter);
  const leftOut = sql.find<{ count: number }>(
    `WITH left_out AS (
      SELECT match_id FROM targets ${TRIED_AND_LEFT_OUT} AND ${OF_KINDS}
      UNION
      SELECT match_id FROM targets INDEXED BY targets_awaiting WHERE state = 'awaiting' AND NOT (${TO_DO}) AND ${OF_KINDS})
    SELECT count(match_id) AS count FROM left_out
    WHERE NOT EXISTS (SELECT 1 FROM targets INDEXED BY targets_to_do_by_match
      WHERE match_id = left_out.match_id AND ${OF_KINDS} AND ${TO_DO})`,
    filterParams(filter),
  );
  return countWaitingMatches(sql, filter.kinds) - (leftOut?.count ?? 0);
}

function countNamedMatches(sql: Sql, filter: PendingFilter): number {
  const found = sql.find<{ count: number }>(
    `SELECT count(DISTINCT match_id) AS count FROM targets INDEXED BY targets_to_do_by_match
    WHERE match_id IN (SELECT value FROM json_each(@matchIds)) AND ${OF_KINDS} AND ${TO_DO}`,
    filterParams(filter),
  );
  return found?.count ?? 0;
}

/** Number of matches with a pending or awaiting page of these kinds, whether it can be fetched now or not. */
export function countWaitingMatches(sql: Sql, kinds: readonly TargetKind[]): number {
  const found = sql.find<{ count: number }>(
    'SELECT coalesce(sum(count), 0) AS count FROM waiting_match_totals WHERE kinds & ? <> 0',
    [kindBits(kinds)],
  );
  return found?.count ?? 0;
}

/** Kinds as a bit set, as in the column waiting_matches.kinds: 1 for the first kind, 2 for the second, 4 for the third. */
export function kindBits(kinds: readonly TargetKind[]): number {
  return kinds.reduce((bits, kind) => bits | (2 ** TARGET_KINDS.indexOf(kind)), 0);
}
