import { type Halves, halvesOf, type MapScore, roundsIn } from '../assembly/halves.ts';
import { scoresDiffer, scoreText } from './comparing.ts';
import { firstHalfLength, isAwarded, isLegalScore } from './halves.ts';
import { hard, type Rule, soft } from './rule.ts';

/**
 * A played map with its number in the series; null where the page does not show it. `hasNote`: officials may have changed
 * the score.
 */
export type ScoredMap = { mapNumber: number | null; score: MapScore; hasNote: boolean };

type Score = readonly [team1: number | null, team2: number | null];

const REGULATION_HALVES = [12, 15];

/** The halves of the map; none where the page does not show them. */
function listHalves({ score }: ScoredMap): Halves[] {
  const halves = halvesOf(score);
  return halves === null ? [] : [halves];
}

function finalScore({ score }: ScoredMap): Score {
  return [score.team1Rounds, score.team2Rounds];
}

function totalOf({ regulation, overtime }: Halves): Score {
  return [regulation[0] + (overtime?.[0] ?? 0), regulation[1] + (overtime?.[1] ?? 0)];
}

/** The rounds of both teams in the first half; of all halves while the start side is unknown. */
function firstHalfScores({ score }: ScoredMap): (number | null)[] {
  const asCt = [score.team1CtRounds, score.team2TRounds];
  const asT = [score.team1TRounds, score.team2CtRounds];
  if (score.team1StartSide === null) return [...asCt, ...asT];
  return score.team1StartSide === 'ct' ? asCt : asT;
}

/** The lengths of a half that the map can have. */
function possibleLengths({ score }: ScoredMap): number[] {
  const length = firstHalfLength(score);
  return length !== null && REGULATION_HALVES.includes(length) ? [length] : REGULATION_HALVES;
}

function halvesText({ first, second, overtime }: Halves): string {
  const regulation = `(${scoreText(first)}; ${scoreText(second)})`;
  return overtime === null ? regulation : `${regulation} (${scoreText(overtime)})`;
}

/** Rules of the score of a map, for the page kinds that show halves. */
export const MAP_SCORE_RULES: Rule<ScoredMap>[] = [
  hard('half-scores-add-up', {
    statement:
      'Both halves and the overtime add up to the final score; soft where the page has a note; not checked for 1:0.',
    skipIf: ({ score }) => isAwarded(score),
    downgradeIf: ({ hasNote }) => hasNote,
    each: listHalves,
    same: (halves, map) => [finalScore(map), totalOf(halves)],
    differ: scoresDiffer,
    expected: (final) => `halves of ${scoreText(final)}`,
    seen: (total, halves) => `${halvesText(halves)} = ${scoreText(total)}`,
  }),
  soft('half-scores-have-sides', {
    statement: 'Half scores come with the start side, and a start side with the rounds of the first half.',
    holds: (map) => firstHalfScores(map).includes(null) === (map.score.team1StartSide === null),
    expected: ({ score: { team1StartSide } }) =>
      team1StartSide === null
        ? 'a start side with the half scores'
        : `first half scores, team 1 starts as ${team1StartSide}`,
    seen: ({ score }) => (score.team1StartSide === null ? 'no start side' : 'none'),
  }),
  soft('first-half-is-12-or-15', {
    statement: 'The first half has 12 (MR12) or 15 (MR15) rounds; a map may be given up earlier.',
    each: listHalves,
    holds: ({ first }) => REGULATION_HALVES.includes(roundsIn(first)),
    expected: () => '12 or 15 rounds in the first half',
    seen: (halves) => `${roundsIn(halves.first)} in ${halvesText(halves)}`,
  }),
  soft('second-half-is-not-longer', {
    statement: 'The second half has at most as many rounds as the first.',
    each: listHalves,
    holds: ({ first, second }) => roundsIn(second) <= roundsIn(first),
    expected: ({ first }) => `at most ${roundsIn(first)} rounds in the second half`,
    seen: (halves) => `${roundsIn(halves.second)} in ${halvesText(halves)}`,
  }),
  soft('score-is-legal', {
    statement: 'The final score is one that MR12 or MR15 with overtimes of six rounds can end in; rulings differ.',
    holds(map) {
      const [team1, team2] = finalScore(map);
      if (team1 === null || team2 === null) return true;
      return possibleLengths(map).some((length) => isLegalScore([team1, team2], length));
    },
    expected: (map) => `a final score of halves of ${possibleLengths(map).join(' or ')}`,
    seen: (map) => scoreText(finalScore(map)),
  }),
  soft('overtime-follows-a-draw', {
    statement: 'A map with overtime rounds is level after regulation.',
    skipIf: (map) => finalScore(map).includes(null),
    each: listHalves,
    holds: ({ regulation: [team1, team2], overtime }) => overtime === null || team1 === team2,
    expected: () => 'a draw before overtime',
    seen: (halves) => `${scoreText(halves.regulation)} in ${halvesText(halves)}`,
  }),
];
