import { formatDay } from '../../days.ts';
import type { Match } from '../../records.ts';
import type { Value } from '../../store/sql.ts';

/** What the files of the Kaggle set have in common. Pure. */

/** Values by column; columns that are left out are missing. */
export type KaggleRow = Record<string, Value>;

/** 1 or 2, as the files name the teams of the match page; null for any other. */
export function teamNumber({ team1Id, team2Id }: Match, teamId: number | null): 1 | 2 | null {
  if (teamId === null) return null;
  if (teamId === team1Id) return 1;
  return teamId === team2Id ? 2 : null;
}

export function matchColumns(match: Match) {
  return {
    date: formatDay(match.startedAtMs),
    match_id: match.matchId,
    event_id: match.eventId,
    best_of: match.bestOf,
  };
}
