import { type MatchMap, otherSide, type Round, type RoundEconomy, type Side } from '../records.ts';

/** In which half each round of a map was played, as far as half scores or changes of sides say it. */

/** The score of a map as both the overview and the map stats page show it. */
export type MapScore = Pick<MatchMap, 'team1StartSide' | `team${1 | 2}${'' | 'Ct' | 'T' | 'Ot'}Rounds`>;

export type Score = readonly [team1: number, team2: number];

/** Rounds by half, in the order played; `regulation` is the total of both, `overtime` that of all overtimes. */
export type Halves = { first: Score; second: Score; regulation: Score; overtime: Score | null };

/** Null when the page does not show the start side or one of the four numbers. */
export function halvesOf(score: MapScore): Halves | null {
  const { team1StartSide, team1CtRounds, team1TRounds, team2CtRounds, team2TRounds } = score;
  if (team1StartSide === null || team1CtRounds === null || team1TRounds === null) return null;
  if (team2CtRounds === null || team2TRounds === null) return null;
  const team1AsCt: Score = [team1CtRounds, team2TRounds];
  const team1AsT: Score = [team1TRounds, team2CtRounds];
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
export function roundsIn([team1, team2]: Score): number {
  return team1 + team2;
}

/** What the number of a round says of it; null where the length of a half is not known. */
export type RoundPlace = Pick<Round, 'half' | 'isPistol' | 'isOvertime'>;

/** The side of a team by round number, where a page shows it. */
type Sides = ReadonlyMap<number, Side>;

type RoundRows = {
  rounds: readonly Pick<Round, 'roundNumber' | 'winnerTeamId' | 'winnerSide'>[];
  economyRows: readonly Pick<RoundEconomy, 'roundNumber' | 'teamId' | 'side'>[];
};

/** The round history comes before the economy page. */
export function sidesOfTeam(teamId: number | null, { rounds, economyRows }: RoundRows): Sides {
  const sides = new Map<number, Side>();
  const seen = [
    ...economyRows,
    ...rounds.map(({ roundNumber, winnerTeamId, winnerSide }) => ({
      roundNumber,
      teamId: winnerTeamId,
      side: winnerSide,
    })),
  ];
  for (const { roundNumber, teamId: ofTeam, side } of seen) {
    if (side !== null) sides.set(roundNumber, ofTeam === teamId ? side : otherSide(side));
  }
  return sides;
}

/**
 * The place of each round. The length of a half comes from the half scores and from where team 1 changes sides; where the
 * two contradict each other it is not known.
 */
export function roundPlaces(map: MapScore, sides: Sides): (roundNumber: number) => RoundPlace {
  const byScores = firstHalfOf(map);
  const bySides = roundsUntilChange(sides, 1);
  const isContradicted = byScores !== null && bySides !== null && byScores !== bySides;
  const length = isContradicted ? null : (byScores ?? bySides);
  if (length === null) return (roundNumber) => (roundNumber === 1 ? FIRST_ROUND : UNKNOWN);
  const regulation = 2 * length;
  const overtimeLength = overtimeHalfLength(sides, regulation + 1);
  const overtimeHalf = (number: number): number | null =>
    overtimeLength === null ? null : 2 + Math.ceil(number / overtimeLength);
  return (roundNumber) => ({
    half: roundNumber > regulation ? overtimeHalf(roundNumber - regulation) : Math.ceil(roundNumber / length),
    isPistol: roundNumber === 1 || roundNumber === length + 1,
    isOvertime: roundNumber > regulation,
  });
}

const FIRST_ROUND: RoundPlace = { half: 1, isPistol: true, isOvertime: false };
const UNKNOWN: RoundPlace = { half: null, isPistol: null, isOvertime: null };

/** Rounds of the first half. Until the second has begun, the scores do not say how long the first is. */
function firstHalfOf(map: MapScore): number | null {
  const halves = halvesOf(map);
  return halves !== null && roundsIn(halves.first) > 0 && roundsIn(halves.second) > 0 ? roundsIn(halves.first) : null;
}

/** Rounds from `from` on that team 1 plays on one side; null when a round without a side comes before the change. */
function roundsUntilChange(sides: Sides, from: number): number | null {
  const start = sides.get(from);
  let next = from;
  while (start !== undefined && sides.get(next) === start) next += 1;
  return sides.has(next) ? next - from : null;
}

/** Rounds of half an overtime; null when the sides do not fit halves of one length. */
function overtimeHalfLength(sides: Sides, from: number): number | null {
  const length = roundsUntilChange(sides, from);
  if (length === null) return null;
  const halfOf = (roundNumber: number): number => Math.floor((roundNumber - from) / length);
  const isSteady = [...sides].every(([roundNumber, side]) => {
    const isSameHalf = roundNumber > from && halfOf(roundNumber) === halfOf(roundNumber - 1);
    return !isSameHalf || side === (sides.get(roundNumber - 1) ?? side);
  });
  return isSteady ? length : null;
}
