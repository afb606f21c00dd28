import { halvesOf } from '../assembly/halves.ts';
import type { MapStatsPage } from '../page-records.ts';
import { otherSide } from '../records.ts';
import { isPartial } from './common-rules.ts';
import { listed, scoresDiffer, scoreText } from './comparing.ts';
import { firstHalfLength, isAwarded, roundsPlayed, sideFor, team1SideIn } from './halves.ts';
import { hard, type Mismatch, mismatchIf, type Rule, soft } from './rule.ts';

function hasWithheldRounds(page: MapStatsPage): boolean {
  return isPartial(page, 'rounds');
}

/** Whether the rounds are numbered in order, and without a gap unless one is withheld. */
function isNumbered(page: MapStatsPage): boolean {
  const isShortened = hasWithheldRounds(page);
  return page.rounds.every(({ roundNumber }, index) => {
    const previous = page.rounds[index - 1]?.roundNumber ?? 0;
    return isShortened ? roundNumber > previous : roundNumber === previous + 1;
  });
}

function winsOf(page: MapStatsPage, from: number, to: number): [team1: number, team2: number] {
  const inRange = page.rounds.filter(({ roundNumber }) => roundNumber >= from && roundNumber <= to);
  const count = (teamId: number) => inRange.filter((round) => round.winnerTeamId === teamId).length;
  return [count(page.team1Id), count(page.team2Id)];
}

/** Each half of regulation with its score and the rounds won in the history; none without half scores or rounds. */
function listHalves(page: MapStatsPage) {
  const halves = halvesOf(page);
  const length = firstHalfLength(page);
  if (halves === null || length === null || page.rounds.length === 0 || hasWithheldRounds(page)) return [];
  return [
    { part: 'first half', score: halves.first, wins: winsOf(page, 1, length) },
    { part: 'second half', score: halves.second, wins: winsOf(page, length + 1, 2 * length) },
  ];
}

function isRegulationComplete(page: MapStatsPage): boolean {
  const half = firstHalfLength(page);
  const isLong = half !== null && page.rounds.length >= 2 * half;
  return isLong && listHalves(page).every(({ score, wins }) => !scoresDiffer(score, wins));
}

/** The sides of team 1 in each block of three overtime rounds, as far as the icons show them. */
function overtimeBlocks(page: MapStatsPage): Map<number, Set<string>> {
  const regulation = 2 * (firstHalfLength(page) ?? Number.POSITIVE_INFINITY);
  const blocks = new Map<number, Set<string>>();
  for (const { roundNumber, winnerTeamId, winnerSide } of page.rounds) {
    if (roundNumber <= regulation || winnerSide === null) continue;
    const block = Math.floor((roundNumber - regulation - 1) / 3);
    const sides = blocks.get(block) ?? new Set();
    sides.add(winnerTeamId === page.team1Id ? winnerSide : otherSide(winnerSide));
    blocks.set(block, sides);
  }
  return blocks;
}

function compareOvertimeSides(page: MapStatsPage): Mismatch[] {
  const blocks = overtimeBlocks(page);
  return [...blocks].flatMap(([block, sides]) => {
    const overtime = Math.floor(block / 2) + 1;
    const half = block % 2 === 0 ? 'first' : 'second';
    if (sides.size > 1) {
      return [{ expected: `one side for team 1 in the ${half} half of overtime ${overtime}`, seen: 'both sides' }];
    }
    const previous = block % 2 === 1 ? blocks.get(block - 1) : undefined;
    const isKept = previous?.size === 1 && [...sides].every((side) => previous.has(side));
    return mismatchIf(isKept, () => ({
      expected: `sides swapped within overtime ${overtime}`,
      seen: `team 1 stays ${listed(sides)}`,
    }));
  });
}

/** Each round with the score of its title and the score by the history up to it. */
function listRunningScores(page: MapStatsPage) {
  let [team1, team2] = [0, 0];
  return page.rounds.map(({ roundNumber, winnerTeamId, team1Score, team2Score }) => {
    if (winnerTeamId === page.team1Id) team1 += 1;
    else team2 += 1;
    return { roundNumber, score: [team1, team2], title: [team1Score, team2Score] };
  });
}

function isOtherConvention(page: MapStatsPage): boolean {
  const different = listRunningScores(page).filter(({ score, title }) => scoresDiffer(score, title));
  return 2 * different.length > page.rounds.length;
}

/** Rules of the round history. A page without rounds (icons not published) violates none of them. */
export const ROUND_RULES: Rule<MapStatsPage>[] = [
  hard('map-stats/rounds-are-numbered', {
    statement: 'Rounds are numbered 1, 2, 3 and so on; only the number of an unreadable round is left out.',
    holds: isNumbered,
    expected: ({ rounds }) => `rounds 1 to ${rounds.length}`,
    seen: ({ rounds }) => listed(rounds.map((round) => round.roundNumber)),
  }),
  // The layout of several overtimes is not certain; rounds-are-the-halves proves regulation.
  hard('map-stats/rounds-are-the-score', {
    statement:
      'Each team won as many rounds of the history as its score says; soft where only overtime differs or the win was ' +
      'given (1:0).',
    skipIf: (page) => page.rounds.length === 0 || hasWithheldRounds(page),
    downgradeIf: (page) => isAwarded(page) || (page.team1OtRounds !== null && isRegulationComplete(page)),
    each: (page) => [winsOf(page, 1, Number.POSITIVE_INFINITY)],
    holds: ([team1, team2], page) =>
      page.rounds.length === roundsPlayed(page) && team1 === page.team1Rounds && team2 === page.team2Rounds,
    expected: (_, { team1Rounds, team2Rounds }) => `a round history of ${team1Rounds}:${team2Rounds}`,
    seen: (wins, { rounds }) => `${scoreText(wins)} in ${rounds.length} rounds`,
  }),
  hard('map-stats/rounds-are-the-halves', {
    statement: 'Each team won as many rounds of each half as its half scores say.',
    each: listHalves,
    holds: ({ score, wins }) => !scoresDiffer(score, wins),
    expected: ({ part, score }) => `${part} ${scoreText(score)}`,
    seen: ({ wins }) => `${scoreText(wins)} in the round history`,
  }),
  hard('map-stats/winner-plays-its-side', {
    statement: 'In regulation a round is won on the side the winner plays in that half.',
    each: ({ rounds }) => rounds,
    same: ({ roundNumber, winnerTeamId, winnerSide }, page) => [
      sideFor(winnerTeamId === page.team1Id, team1SideIn(roundNumber, page)),
      winnerSide,
    ],
    expected: (side, { roundNumber, winnerTeamId }) => `round ${roundNumber} won by team ${winnerTeamId} as ${side}`,
  }),
  soft('map-stats/overtime-sides-change', {
    statement: 'In overtime sides are the same within three rounds and swapped in the next three.',
    compare: compareOvertimeSides,
  }),
  // If most titles differ, HLTV writes them by another convention.
  hard('map-stats/running-score', {
    statement: 'The title of a round is the score after it; soft where most titles differ (another convention).',
    skipIf: hasWithheldRounds,
    downgradeIf: isOtherConvention,
    each: listRunningScores,
    holds: ({ score, title }) => !scoresDiffer(score, title),
    expected: ({ roundNumber, score }) => `${score.join('-')} after round ${roundNumber}`,
    seen: ({ title }) => title.join('-'),
  }),
];
