import { halvesOf, type MapScore, roundsIn, type Score } from '../assembly/halves.ts';
import { otherSide, type Side } from '../records.ts';

/** Rounds of the first half: 12 or 15 in every format known. Null without halves. */
export function firstHalfLength(score: MapScore): number | null {
  const halves = halvesOf(score);
  return halves === null ? null : roundsIn(halves.first);
}

/** All rounds of the map; null while the score is unknown. */
export function roundsPlayed(score: Pick<MapScore, 'team1Rounds' | 'team2Rounds'>): number | null {
  const { team1Rounds, team2Rounds } = score;
  return team1Rounds === null || team2Rounds === null ? null : team1Rounds + team2Rounds;
}

/** A win awarded by the officials, `1:0`: not the score of the rounds played, which the page may still show. */
export function isAwarded(score: Pick<MapScore, 'team1Rounds' | 'team2Rounds'>): boolean {
  return roundsPlayed(score) === 1;
}

/** The side of team 1 in a regulation round; null in overtime and when the page does not show it. */
export function team1SideIn(roundNumber: number, score: MapScore): Side | null {
  const half = firstHalfLength(score);
  const start = score.team1StartSide;
  if (half === null || start === null || roundNumber > 2 * half) return null;
  return roundNumber <= half ? start : otherSide(start);
}

/** The side of a team while team 1 is on the one given; also that of team 1 while the team is on the one given. */
export function sideFor(isTeam1: boolean, side: Side | null): Side | null {
  return isTeam1 || side === null ? side : otherSide(side);
}

/**
 * Whether a final score is possible with regulation halves of this length: the winner has 13 or 16 rounds, or 3k more
 * after k overtimes of six rounds, and the loser between the last draw and two more.
 */
export function isLegalScore(score: Score, halfLength: number): boolean {
  const winner = Math.max(...score);
  const loser = Math.min(...score);
  const needed = halfLength + 1;
  if (winner === needed) return loser < halfLength;
  const overtimes = (winner - needed) / 3;
  if (overtimes < 1 || !Number.isInteger(overtimes)) return false;
  const lastDraw = halfLength + 3 * (overtimes - 1);
  return loser >= lastDraw && loser <= lastDraw + 2;
}
