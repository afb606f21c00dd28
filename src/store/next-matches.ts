import type { Sql, StoreContext } from './sql.ts';
import { countWaitingMatches, kindBits } from './target-counts.ts';
import { filterParams, type PendingFilter, TO_DO } from './targets.ts';

/** Selects the matches of a run with a limit. The index of waiting_matches has them in order, so few rows are read. */

type NextMatches = PendingFilter & {
  limit: number;
  /** Matches to leave out. */
  except: readonly number[];
};

type NextMatch = { matchId: number; isBegun: boolean };

/** `rank`: 0: begun by an earlier run, 1: the overview is pending, 2: every page has failed or been refused before. */
type Candidate = { matchId: number; rank: 0 | 1 | 2; sortMs: number | null };

const OF_KINDS = 'kind IN (SELECT value FROM json_each(@kinds))';

/** The few matches with a page that was tried before or is awaiting a recheck. All of their pages are examined. */
function examinedMatchIds(sql: Sql): string {
  const rows = sql.list<{ matchId: number }>(
    `SELECT match_id AS matchId FROM targets INDEXED BY targets_tried
    WHERE state = 'pending' AND (last_error IS NOT NULL OR last_attempt_run_id IS NOT NULL) AND match_id IS NOT NULL
    UNION SELECT match_id FROM targets INDEXED BY targets_awaiting WHERE state = 'awaiting' AND match_id IS NOT NULL`,
  );
  return JSON.stringify(rows.map(({ matchId }) => matchId));
}

/**
 * The matches of a run with a limit, in order: those begun by an earlier run, then those whose overview is pending, both
 * newest first; last those of which every page has failed or been refused before.
 */
export function nextMatches({ sql }: StoreContext, { limit, except, ...filter }: NextMatches): NextMatch[] {
  if (limit <= 0) return [];
  const isOfAllMatches = (filter.matchIds ?? null) === null;
  const examined = isOfAllMatches ? examinedMatchIds(sql) : JSON.stringify(filter.matchIds);
  const params = { ...filterParams(filter), except: JSON.stringify(except), limit, examined };
  const untried = isOfAllMatches ? untriedMatches(sql, filter, params) : [];
  const candidates = [...untried, ...examinedMatches(sql, params)];
  return candidates
    .sort(compareCandidates)
    .slice(0, limit)
    .map(({ matchId, rank }) => ({ matchId, isBegun: rank === 0 }));
}

function compareCandidates(one: Candidate, other: Candidate): number {
  const [oneMs, otherMs] = [one.sortMs ?? 0, other.sortMs ?? 0];
  return one.rank - other.rank || otherMs - oneMs || other.matchId - one.matchId;
}

type Params = ReturnType<typeof filterParams> & { except: string; limit: number; examined: string };

/** Matches without a page that was tried before: all their pages can be fetched now. */
function untriedMatches(sql: Sql, { kinds }: PendingFilter, params: Params): Candidate[] {
  return [1, 0].flatMap((isBegun) =>
    sql.list<Candidate>(
      `SELECT match_id AS matchId, @rank AS rank, sort_ms AS sortMs
      FROM waiting_matches INDEXED BY waiting_matches_in_order
      WHERE is_begun = @isBegun AND kinds & @bits <> 0 AND match_id NOT IN (SELECT value FROM json_each(@examined))
        AND match_id NOT IN (SELECT value FROM json_each(@except))
      ORDER BY sort_ms DESC, match_id DESC LIMIT @limit`,
      // For a run without the overview stage all matches count as begun.
      { ...params, isBegun, bits: kindBits(kinds), rank: isBegun === 1 || !kinds.includes('match') ? 0 : 1 },
    ),
  );
}

/** Examined matches with a page that can be fetched now. */
function examinedMatches(sql: Sql, params: Params): Candidate[] {
  return sql.list<Candidate>(
    `SELECT match_id AS matchId, iif(min(last_error IS NOT NULL), 2, max(kind = 'match' AND state = 'pending')) AS rank,
      (SELECT sort_ms FROM waiting_matches AS w WHERE w.match_id = targets.match_id) AS sortMs
    FROM targets INDEXED BY targets_to_do_by_match
    WHERE match_id IN (SELECT value FROM json_each(@examined)) AND ${OF_KINDS} AND ${TO_DO}
      AND match_id NOT IN (SELECT value FROM json_each(@except))
    GROUP BY match_id`,
    params,
  );
}

/** True when at least `limit` matches have a page that can be fetched now and has never failed. */
export function hasUntriedMatches(
  { sql }: StoreContext,
  { limit, ...filter }: PendingFilter & { limit: number },
): boolean {
  const params = { ...filterParams(filter), bits: kindBits(filter.kinds), examined: examinedMatchIds(sql) };
  const examined = sql.find<{ waiting: number; untried: number }>(
    `SELECT
      (SELECT count(*) FROM waiting_matches WHERE match_id IN (SELECT value FROM json_each(@examined)) AND kinds & @bits <> 0) AS waiting,
      (SELECT count(DISTINCT match_id) FROM targets INDEXED BY targets_to_do_by_match
        WHERE match_id IN (SELECT value FROM json_each(@examined)) AND ${OF_KINDS} AND ${TO_DO} AND attempts = 0) AS untried`,
    params,
  ) ?? { waiting: 0, untried: 0 };
  return countWaitingMatches(sql, filter.kinds) - examined.waiting + examined.untried >= limit;
}
