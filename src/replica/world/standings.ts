import type { MatchPlan, TeamIndex } from './model.ts';
import { randomFor } from './random.ts';

/** The Valve Regional Standings of a team before a match; what the result alone changed, null while it is open. */
export type Standing = { points: number; rank: number; result: { change: number; rankAfter: number } | null };

/** Null where the page has no VRS box: older layouts, deleted matches, and teams that are unranked or undecided. */
export function standingsOf(match: MatchPlan): [Standing, Standing] | null {
  const { layout, status, undecided, teams } = match;
  const [left, right] = [teams[0].rank, teams[1].rank];
  if (layout !== 'E26' || status === 'deleted' || undecided.size > 0 || left === null || right === null) return null;
  return [standing(match, 0, left), standing(match, 1, right)];
}

function standing(match: MatchPlan, team: TeamIndex, worldRank: number): Standing {
  const random = randomFor(match.matchId, 'vrs', team);
  const rank = worldRank + random.int(0, 4);
  const points = Math.max(5, 2000 - 11 * rank - random.int(0, 9));
  if (match.status !== 'finished' || match.winner === null) return { points, rank, result: null };
  const change = match.winner === team ? random.int(0, 30) : -random.int(0, 25);
  return { points, rank, result: { change, rankAfter: Math.max(1, rank - Math.round(change / 12)) } };
}

/** The rows of the box stand in the order of the match, or the other one. */
export function standingsOrder(match: MatchPlan): readonly [TeamIndex, TeamIndex] {
  return match.matchId % 3 === 0 ? [1, 0] : [0, 1];
}
