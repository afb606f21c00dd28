import type { PageKind } from '../page-kinds.ts';
import { firstHalfLength, halvesOf, isAwarded, isLegalScore, type MapScore, roundsPlayed } from './halves.ts';
import { hard, type Mismatch, type Rule, soft } from './rule.ts';

/** A played map with its number in the series; null where the page does not show it. */
export type ScoredMap = { mapNumber: number | null; score: MapScore };

const REGULATION_HALVES = [12, 15];

/** Score rules of the page kinds that show halves. `hasNote`: officials may have changed the score. */
export function mapScoreRules<Page>(
  page: PageKind,
  listMaps: (record: Page) => ScoredMap[],
  hasNote: (record: Page) => boolean,
): Rule<Page>[] {
  const eachMap = (compare: (score: MapScore) => Mismatch[]) => (record: Page) =>
    listMaps(record).flatMap(({ mapNumber, score }) => compare(score).map((each) => ({ ...each, mapNumber })));

  return [
    hard({
      name: `${page}/half-scores-add-up`,
      statement:
        'Both halves and the overtime add up to the final score; soft where the page has a note; not asked of 1:0.',
      compare: eachMap((score) => (isAwarded(score) ? [] : compareHalvesWithScore(score))),
      downgradeIf: hasNote,
    }),
    soft({
      name: `${page}/half-scores-have-sides`,
      statement: 'Half scores come with the start side, and a start side with the rounds of the first half.',
      compare: eachMap(compareSides),
    }),
    soft({
      name: `${page}/first-half-is-12-or-15`,
      statement: 'The first half has 12 (MR12) or 15 (MR15) rounds; a map may be given up earlier.',
      compare: eachMap(compareFirstHalf),
    }),
    soft({
      name: `${page}/second-half-is-not-longer`,
      statement: 'The second half has at most as many rounds as the first.',
      compare: eachMap(compareSecondHalf),
    }),
    soft({
      name: `${page}/score-is-legal`,
      statement: 'The final score is one that MR12 or MR15 with overtimes of six rounds can end in; rulings differ.',
      compare: eachMap(compareLegality),
    }),
    soft({
      name: `${page}/overtime-follows-a-draw`,
      statement: 'A map with overtime rounds is level after regulation.',
      compare: eachMap(compareOvertime),
    }),
  ];
}

function compareHalvesWithScore(score: MapScore): Mismatch[] {
  const halves = halvesOf(score);
  if (halves === null || score.team1Rounds === null || score.team2Rounds === null) return [];
  const team1 = halves.first[0] + halves.second[0] + (halves.overtime?.[0] ?? 0);
  const team2 = halves.first[1] + halves.second[1] + (halves.overtime?.[1] ?? 0);
  if (team1 === score.team1Rounds && team2 === score.team2Rounds) return [];
  const seen = `${halvesText(score)} = ${team1}:${team2}`;
  return [{ expected: `halves of ${score.team1Rounds}:${score.team2Rounds}`, seen }];
}

function compareSides(score: MapScore): Mismatch[] {
  const all = [score.team1CtRounds, score.team1TRounds, score.team2CtRounds, score.team2TRounds];
  if (score.team1StartSide === null) {
    if (all.some((rounds) => rounds === null)) return [];
    return [{ expected: 'a start side with the half scores', seen: 'no start side' }];
  }
  const isCt = score.team1StartSide === 'ct';
  const first = isCt ? [score.team1CtRounds, score.team2TRounds] : [score.team1TRounds, score.team2CtRounds];
  if (first.every((rounds) => rounds !== null)) return [];
  return [{ expected: `first half scores, team 1 starts as ${score.team1StartSide}`, seen: 'none' }];
}

function compareFirstHalf(score: MapScore): Mismatch[] {
  const length = firstHalfLength(score);
  if (length === null || REGULATION_HALVES.includes(length)) return [];
  return [{ expected: '12 or 15 rounds in the first half', seen: `${length} in ${halvesText(score)}` }];
}

function compareSecondHalf(score: MapScore): Mismatch[] {
  const halves = halvesOf(score);
  const first = firstHalfLength(score);
  if (halves === null || first === null) return [];
  const second = halves.second[0] + halves.second[1];
  if (second <= first) return [];
  return [{ expected: `at most ${first} rounds in the second half`, seen: `${second} in ${halvesText(score)}` }];
}

function compareLegality(score: MapScore): Mismatch[] {
  if (score.team1Rounds === null || score.team2Rounds === null) return [];
  const pair = [score.team1Rounds, score.team2Rounds] as const;
  const half = firstHalfLength(score);
  const lengths = half !== null && REGULATION_HALVES.includes(half) ? [half] : REGULATION_HALVES;
  if (lengths.some((length) => isLegalScore(pair, length))) return [];
  return [{ expected: `a final score of halves of ${lengths.join(' or ')}`, seen: `${pair[0]}:${pair[1]}` }];
}

function compareOvertime(score: MapScore): Mismatch[] {
  const halves = halvesOf(score);
  const rounds = roundsPlayed(score);
  if (halves === null || rounds === null) return [];
  const team1 = halves.first[0] + halves.second[0];
  const team2 = halves.first[1] + halves.second[1];
  if (halves.overtime === null || team1 === team2) return [];
  return [{ expected: 'a draw before overtime', seen: `${team1}:${team2} in ${halvesText(score)}` }];
}

function halvesText(score: MapScore): string {
  const halves = halvesOf(score);
  if (halves === null) return '(unknown)';
  const regulation = `(${halves.first[0]}:${halves.first[1]}; ${halves.second[0]}:${halves.second[1]})`;
  return halves.overtime === null ? regulation : `${regulation} (${halves.overtime[0]}:${halves.overtime[1]})`;
}
