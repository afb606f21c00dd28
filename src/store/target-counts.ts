import type { TargetKind } from '../records.ts';
import type { Context } from './sql.ts';
import { filterParams, type PendingFilter, TO_DO } from './targets.ts';

/** How much is to be done, counted by SQLite: no target is loaded. */

export type PendingCounts = {
  pages: Record<TargetKind, number>;
  /** Matches that these pages belong to. */
  matches: number;
  /** Pending overviews that have not been read: none of the pages that they lead to is known. */
  unreadOverviews: number;
};

type Row = PendingCounts['pages'] & Pick<PendingCounts, 'matches' | 'unreadOverviews'>;

/** Pages to be fetched now, by kind. */
export const countByKind = ({ sql }: Context, filter: PendingFilter): PendingCounts => {
  const row = sql.find<Row>(
    `SELECT count(*) FILTER (WHERE kind = 'match') AS "match",
      count(*) FILTER (WHERE kind = 'map-stats') AS "map-stats",
      count(*) FILTER (WHERE kind = 'performance') AS performance,
      count(*) FILTER (WHERE kind = 'economy') AS economy,
      count(DISTINCT match_id) AS matches,
      count(*) FILTER (WHERE kind = 'match' AND NOT EXISTS (
        SELECT 1 FROM targets AS page WHERE page.match_id = targets.id AND page.kind <> 'match')) AS unreadOverviews
    ${TO_DO}`,
    filterParams(filter),
  );
  const { matches = 0, unreadOverviews = 0, ...pages } = row ?? {};
  return { pages: { match: 0, 'map-stats': 0, performance: 0, economy: 0, ...pages }, matches, unreadOverviews };
};

/** Matches with a page to be fetched now that has never failed. */
export const countUntriedMatches = ({ sql }: Context, filter: PendingFilter): number =>
  sql.find<{ count: number }>(
    `SELECT count(DISTINCT match_id) AS count ${TO_DO} AND attempts = 0`,
    filterParams(filter),
  )?.count ?? 0;

type NextMatches = PendingFilter & {
  limit: number;
  /** Matches that are not to be named again. */
  except: readonly number[];
};

/**
 * The matches that a run with a limit takes, in the order in which it takes them: those begun by an earlier run, then
 * those whose overview is to be read, newest first in both; last those of which every page has failed or been refused before.
 */
export const nextMatches = (
  { sql }: Context,
  { limit, except, ...filter }: NextMatches,
): { matchId: number; isBegun: boolean }[] =>
  sql
    .list<{ matchId: number; place: number }>(
      `SELECT match_id AS matchId,
        iif(min(last_error IS NOT NULL), 2, max(kind = 'match' AND state = 'pending')) AS place
      ${TO_DO} AND match_id IS NOT NULL AND match_id NOT IN (SELECT value FROM json_each(@except))
      GROUP BY match_id ORDER BY place, max(sort_ms) DESC, match_id DESC LIMIT @limit`,
      { ...filterParams(filter), except: JSON.stringify(except), limit },
    )
    .map(({ matchId, place }) => ({ matchId, isBegun: place === 0 }));
