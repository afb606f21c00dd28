import { type MatchMap, otherSide, type Side } from '../records.ts';

/** The score of a map as both the overview and the map stats page show it. */
export type MapScore = Pick<
  MatchMap,
  | 'team1Rounds'
  | 'team2Rounds'
  | 'team1StartSide'
  | 'team1CtRounds'
  | 'team1TRounds'
  | 'team1OtRounds'
  | 'team2CtRounds'
  | 'team2TRounds'
  | 'team2OtRounds'
>;

type Pair = readonly [team1: number, team2: number];

/** Rounds by half, in the order played; `regulation` is the total of both, `overtime` that of all overtimes. */
export type Halves = { first: Pair; second: Pair; regulation: Pair; overtime: Pair | null };

/** Null when the page does not show the start side or one of the four numbers. */
export function halvesOf(score: MapScore): Halves | null {
  const { team1StartSide, team1CtRounds, team1TRounds, team2CtRounds, team2TRounds } = score;
  if (team1StartSide === null || team1CtRounds === null || team1TRounds === null) return null;
  if (team2CtRounds === null || team2TRounds === null) return null;
  const team1AsCt: Pair = [team1CtRounds, team2TRounds];
  const team1AsT: Pair = [team1TRounds, team2CtRounds];
  const [first, second] = team1StartSide === 'ct' ? [team1AsCt, team1AsT] : [team1AsT, team1AsCt];
  const hasOvertime = score.team1OtRounds !== null || score.team2OtRounds !== null;
  return {
    first,
    second,
    regulation: [first[0] + second[0], first[1] + second[1]],
    overtime: hasOvertime ? [score.team1OtRounds ?? 0, score.team2OtRounds ?? 0] : null,
  };
}

/** Rounds of both teams. */
export function roundsIn([team1, team2]: Pair): number {
  return team1 + team2;
}

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
export function sideOfTeam(isTeam1: boolean, side: Side | null): Side | null {
  return isTeam1 || side === null ? side : otherSide(side);
}

/**
 * Whether a final score is possible with regulation halves of this length: the winner has 13 or 16 rounds, or 3k more
 * after k overtimes of six rounds, and the loser between the last draw and two more.
 */
export function isLegalScore(score: Pair, halfLength: number): boolean {
  const winner = Math.max(...score);
  const loser = Math.min(...score);
  const needed = halfLength + 1;
  if (winner === needed) return loser < halfLength;
  const overtimes = (winner - needed) / 3;
  if (overtimes < 1 || !Number.isInteger(overtimes)) return false;
  const lastDraw = halfLength + 3 * (overtimes - 1);
  return loser >= lastDraw && loser <= lastDraw + 2;
}
