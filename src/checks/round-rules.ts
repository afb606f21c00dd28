import type { MapStatsPage } from '../page-records.ts';
import { otherSide } from '../records.ts';
import { listed } from './comparing.ts';
import { firstHalfLength, halvesOf, isAwarded, roundsPlayed, team1SideIn } from './halves.ts';
import { isPartial } from './issues-rule.ts';
import { hard, type Mismatch, type Rule, soft } from './rule.ts';

/** Rules of the round history. A page without rounds (icons not published) violates none of them. */
export const ROUND_RULES: Rule<MapStatsPage>[] = [
  hard({
    name: 'map-stats/rounds-are-numbered',
    statement: 'Rounds are numbered 1, 2, 3 and so on; only the number of an unreadable round is left out.',
    compare: compareNumbers,
  }),
  // The layout of several overtimes is not certain; rounds-are-the-halves proves regulation.
  hard({
    name: 'map-stats/rounds-are-the-score',
    statement:
      'Each team won as many rounds of the history as its score says; soft where only overtime differs or the win was ' +
      'given (1:0).',
    compare: compareWinsWithScore,
    downgradeIf: (page) => isAwarded(page) || (page.team1OtRounds !== null && isRegulationComplete(page)),
  }),
  hard({
    name: 'map-stats/rounds-are-the-halves',
    statement: 'Each team won as many rounds of each half as its half scores say.',
    compare: compareWinsWithHalves,
  }),
  hard({
    name: 'map-stats/winner-plays-its-side',
    statement: 'In regulation a round is won on the side the winner plays in that half.',
    compare: compareWinnerSides,
  }),
  soft({
    name: 'map-stats/overtime-sides-change',
    statement: 'In overtime sides are the same within three rounds and swapped in the next three.',
    compare: compareOvertimeSides,
  }),
  // If most titles differ, HLTV writes them by another convention.
  hard({
    name: 'map-stats/running-score',
    statement: 'The title of a round is the score after it; soft where most titles differ (another convention).',
    compare: compareRunningScore,
    downgradeIf: (page) => 2 * compareRunningScore(page).length > page.rounds.length,
  }),
];

function compareNumbers(page: MapStatsPage): Mismatch[] {
  const { rounds } = page;
  const isNext = isPartial(page, 'rounds')
    ? (number: number, previous: number) => number > previous
    : (number: number, previous: number) => number === previous + 1;
  const isInOrder = rounds.every((round, index) => isNext(round.roundNumber, rounds[index - 1]?.roundNumber ?? 0));
  if (isInOrder) return [];
  return [{ expected: `rounds 1 to ${rounds.length}`, seen: listed(rounds.map((round) => round.roundNumber)) }];
}

function winsOf(page: MapStatsPage, from: number, to: number): [number, number] {
  const inRange = page.rounds.filter(({ roundNumber }) => roundNumber >= from && roundNumber <= to);
  const count = (teamId: number) => inRange.filter((round) => round.winnerTeamId === teamId).length;
  return [count(page.team1Id), count(page.team2Id)];
}

function compareWinsWithScore(page: MapStatsPage): Mismatch[] {
  if (page.rounds.length === 0 || isPartial(page, 'rounds')) return [];
  const [team1, team2] = winsOf(page, 1, Number.POSITIVE_INFINITY);
  const isWhole = page.rounds.length === roundsPlayed(page);
  if (isWhole && team1 === page.team1Rounds && team2 === page.team2Rounds) return [];
  const seen = `${team1}:${team2} in ${page.rounds.length} rounds`;
  return [{ expected: `a round history of ${page.team1Rounds}:${page.team2Rounds}`, seen }];
}

function isRegulationComplete(page: MapStatsPage): boolean {
  const half = firstHalfLength(page);
  return half !== null && page.rounds.length >= 2 * half && compareWinsWithHalves(page).length === 0;
}

function compareWinsWithHalves(page: MapStatsPage): Mismatch[] {
  const halves = halvesOf(page);
  const half = firstHalfLength(page);
  if (halves === null || half === null || page.rounds.length === 0 || isPartial(page, 'rounds')) return [];
  const parts = [
    { part: 'first half', score: halves.first, wins: winsOf(page, 1, half) },
    { part: 'second half', score: halves.second, wins: winsOf(page, half + 1, 2 * half) },
  ];
  return parts
    .filter(({ score, wins }) => score[0] !== wins[0] || score[1] !== wins[1])
    .map(({ part, score, wins }) => ({
      expected: `${part} ${score[0]}:${score[1]}`,
      seen: `${wins[0]}:${wins[1]} in the round history`,
    }));
}

function compareWinnerSides(page: MapStatsPage): Mismatch[] {
  return page.rounds.flatMap(({ roundNumber, winnerTeamId, winnerSide }) => {
    const team1Side = team1SideIn(roundNumber, page);
    if (team1Side === null || winnerSide === null) return [];
    const side = winnerTeamId === page.team1Id ? team1Side : otherSide(team1Side);
    if (side === winnerSide) return [];
    return [{ expected: `round ${roundNumber} won by team ${winnerTeamId} as ${side}`, seen: winnerSide }];
  });
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
    if (!isKept) return [];
    return [{ expected: `sides swapped within overtime ${overtime}`, seen: `team 1 stays ${listed(sides)}` }];
  });
}

function compareRunningScore(page: MapStatsPage): Mismatch[] {
  if (isPartial(page, 'rounds')) return [];
  let team1 = 0;
  let team2 = 0;
  return page.rounds.flatMap((round) => {
    if (round.winnerTeamId === page.team1Id) team1 += 1;
    else team2 += 1;
    if (round.team1Score === null || round.team2Score === null) return [];
    if (round.team1Score === team1 && round.team2Score === team2) return [];
    const seen = `${round.team1Score}-${round.team2Score}`;
    return [{ expected: `${team1}-${team2} after round ${round.roundNumber}`, seen }];
  });
}
