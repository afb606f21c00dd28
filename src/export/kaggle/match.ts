import { formatDay } from '../../days.ts';
import type { Match } from '../../records.ts';
import type { Value } from '../../store/sql.ts';

/** Functions that several files of the Kaggle set use. */

/** Values by column. A column that is left out is NULL. */
export type KaggleRow = Record<string, Value>;

/** 1 for the left team of the match page, 2 for the right one; null for any other. */
export function teamNumber({ team1Id, team2Id }: Match, teamId: number | null): 1 | 2 | null {
  if (teamId === null) return null;
  if (teamId === team1Id) return 1;
  return teamId === team2Id ? 2 : null;
}

/** The columns of the match in every file. */
export function matchColumns(match: Match) {
  return {
    date: formatDay(match.startedAtMs),
    match_id: match.matchId,
    event_id: match.eventId,
    best_of: match.bestOf,
  };
}
