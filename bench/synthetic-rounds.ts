import type { BuyType, MatchMap, Round, RoundEconomy, Side } from '../src/records.ts';

/** The rounds of a generated map, with the economy of both teams and the resulting scores. */

type Scores = Pick<
  MatchMap,
  | 'team1Rounds'
  | 'team2Rounds'
  | 'winnerTeamId'
  | 'team1StartSide'
  | 'team1CtRounds'
  | 'team1TRounds'
  | 'team1OtRounds'
  | 'team2CtRounds'
  | 'team2TRounds'
  | 'team2OtRounds'
  | 'ratingVersion'
>;

/** The rounds of a map, and their economy. */
export type RoundRows = { rounds: Round[]; economy: RoundEconomy[] };

type Input = {
  matchId: number;
  mapNumber: number;
  teamIds: readonly [number, number];
  random: () => number;
};

const HALF = 12;
const BUYS: readonly (readonly [BuyType, number])[] = [
  ['full_eco', 4_200],
  ['semi_eco', 8_700],
  ['semi_buy', 16_400],
  ['full_buy', 26_300],
];

/** Generates the rounds of a map. */
export function playRounds(input: Input): RoundRows & { scores: Scores } {
  const winners = playOut(input.random);
  const rounds = winners.map((winner, index) => roundRow(input, { winner, number: index + 1 }));
  const economy = winners
    .slice(0, 2 * HALF)
    .flatMap((winner, index) => economyRows(input, { winner, number: index + 1 }));
  return { rounds, economy, scores: scoresOf(input, winners) };
}

/** Winners, 0 or 1, round by round: first to 13, or in overtimes of six rounds. */
function playOut(random: () => number): (0 | 1)[] {
  const winners: (0 | 1)[] = [];
  const won = { 0: 0, 1: 0 };
  for (let target = HALF + 1; Math.max(won[0], won[1]) < target; ) {
    const winner = random() < 0.5 ? 0 : 1;
    winners.push(winner);
    won[winner] += 1;
    if (won[0] === target - 1 && won[1] === target - 1) target += 3;
  }
  return winners;
}

type Played = { winner: 0 | 1; number: number };

const halfOf = (number: number): number =>
  number <= 2 * HALF ? Math.ceil(number / HALF) : 2 + Math.ceil((number - 2 * HALF) / 3);

/** Team 1 starts as CT; sides change with every half. */
const sideOf = (team: 0 | 1, number: number): Side => ((team === 0) === (halfOf(number) % 2 === 1) ? 'ct' : 't');

const isPistol = (number: number): boolean => number === 1 || number === HALF + 1;

function roundRow({ matchId, mapNumber, teamIds }: Input, { winner, number }: Played): Round {
  return {
    ...{ matchId, mapNumber, roundNumber: number, winnerTeamId: teamIds[winner], winnerSide: sideOf(winner, number) },
    ...{ half: halfOf(number), isPistol: isPistol(number), isOvertime: number > 2 * HALF, outcome: 'elimination' },
  };
}

function economyRows({ matchId, mapNumber, teamIds, random }: Input, { winner, number }: Played): RoundEconomy[] {
  return ([0, 1] as const).map((team) => {
    const [buyType, equipmentValue] = BUYS[isPistol(number) ? 0 : Math.floor(random() * BUYS.length)] ?? [
      'full_eco',
      0,
    ];
    return {
      ...{ matchId, mapNumber, roundNumber: number, teamId: teamIds[team], side: sideOf(team, number) },
      ...{ equipmentValue, buyType, won: team === winner, isPistol: isPistol(number) },
    };
  });
}

function scoresOf({ teamIds }: Input, winners: readonly (0 | 1)[]): Scores {
  const won = (team: 0 | 1, from: number, to: number): number =>
    winners.slice(from, to).filter((winner) => winner === team).length;
  const all = [won(0, 0, winners.length), won(1, 0, winners.length)] as const;
  const hasOvertime = winners.length > 2 * HALF;
  return {
    ...{
      team1Rounds: all[0],
      team2Rounds: all[1],
      winnerTeamId: teamIds[all[0] > all[1] ? 0 : 1],
      team1StartSide: 'ct',
    },
    ...{ team1CtRounds: won(0, 0, HALF), team1TRounds: won(0, HALF, 2 * HALF), ratingVersion: '3.0' },
    ...{ team2TRounds: won(1, 0, HALF), team2CtRounds: won(1, HALF, 2 * HALF) },
    team1OtRounds: hasOvertime ? won(0, 2 * HALF, winners.length) : null,
    team2OtRounds: hasOvertime ? won(1, 2 * HALF, winners.length) : null,
  };
}
