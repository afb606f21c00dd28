import type { MapPlan, Pair, TeamIndex } from './model.ts';
import { at, type Random } from './random.ts';

/** Rounds won in both halves and each overtime, left and right. */
export type Shape = { halfLength: 12 | 15; parts: Pair[] };

/** `8:4 5:5`, or with overtimes `5:7 7:5 3:3 4:1`. The length of the first half, 12 or 15 rounds, is that of both. */
export function parseShape(text: string): Shape {
  const parts = text.split(' ').map((part): Pair => {
    const [left = '', right = ''] = part.split(':');
    return [Number(left), Number(right)];
  });
  const [left, right] = at(parts, 0);
  return { halfLength: left + right === 15 ? 15 : 12, parts };
}

/** Winners of all rounds, in an order in which only the last round decides the map. */
export function arrangeRounds(shape: Shape, random: Random): TeamIndex[] {
  const left = shape.parts.reduce((sum, part) => sum + part[0], 0);
  const right = shape.parts.reduce((sum, part) => sum + part[1], 0);
  const winner: TeamIndex = left > right ? 0 : 1;
  return shape.parts.flatMap((part, index) => {
    const rounds = [...Array<TeamIndex>(part[0]).fill(0), ...Array<TeamIndex>(part[1]).fill(1)];
    if (index < shape.parts.length - 1) return random.shuffle(rounds);
    rounds.splice(rounds.indexOf(winner), 1);
    return [...random.shuffle(rounds), winner];
  });
}

/** Winners of the rounds of a map: first to half + 1, overtimes of six rounds, `strength` is team 0's chance in a round. */
export function playOut(halfLength: 12 | 15, strength: number, random: Random): TeamIndex[] {
  const rounds: TeamIndex[] = [];
  const won: Pair = [0, 0];
  let target = halfLength + 1;
  while (won[0] < target && won[1] < target) {
    const winner: TeamIndex = random.chance(strength) ? 0 : 1;
    rounds.push(winner);
    won[winner] += 1;
    if (won[0] === won[1] && won[0] === target - 1) target += 3;
  }
  return rounds;
}

/** Rounds won by both teams between two round numbers, both included. */
export function roundsWon(winners: readonly TeamIndex[], from: number, to: number): Pair {
  const part = winners.slice(from - 1, to);
  const right = part.reduce((sum: number, winner) => sum + winner, 0);
  return [part.length - right, right];
}

/** Halves and the total of all overtimes, as the pages print them. */
export function halvesOf(map: Pick<MapPlan, 'winners' | 'halfLength'>): {
  halves: [Pair, Pair];
  overtime: Pair | null;
} {
  const regulation = 2 * map.halfLength;
  return {
    halves: [roundsWon(map.winners, 1, map.halfLength), roundsWon(map.winners, map.halfLength + 1, regulation)],
    overtime: map.winners.length > regulation ? roundsWon(map.winners, regulation + 1, map.winners.length) : null,
  };
}

export function finalScore(winners: readonly TeamIndex[]): Pair {
  return roundsWon(winners, 1, winners.length);
}
