import type { Side } from '../../records.ts';
import { FieldError, integer, quoted, required } from './fields.ts';
import { classesOf, collapse, type Element, isElement, type Node, rawTextOf } from './tree.ts';

/** A number of a score line, with the classes of its element. */
export type ScoreToken = { text: string; classes: string[] };

/** Rounds by half and side, as the overview and the map stats page show them. */
export type Halves = {
  team1StartSide: Side | null;
  team1CtRounds: number | null;
  team1TRounds: number | null;
  team1OtRounds: number | null;
  team2CtRounds: number | null;
  team2TRounds: number | null;
  team2OtRounds: number | null;
  /** Rounds of the first half and of regulation; null without half scores. */
  firstHalfRounds: number | null;
  regulationRounds: number | null;
};

/** The halves of a page without half scores. */
export const NO_HALVES: Halves = {
  team1StartSide: null,
  team1CtRounds: null,
  team1TRounds: null,
  team1OtRounds: null,
  team2CtRounds: null,
  team2TRounds: null,
  team2OtRounds: null,
  firstHalfRounds: null,
  regulationRounds: null,
};

/** Not only digits, so that `4.2` is no score of 4 to 2. */
const BETWEEN_SEPARATORS = /[^\s:;()–-]*\d[^\s:;()–-]*/g;

/** The numbers (and dashes) in a score line, from left to right. */
export function scoreTokens(line: Element): ScoreToken[] {
  return line.children.flatMap((node) => tokensOf(node));
}

function tokensOf(node: Node): ScoreToken[] {
  if (!isElement(node)) {
    const numbers = node.type === 'text' ? node.data.match(BETWEEN_SEPARATORS) : null;
    return (numbers ?? []).map((text) => ({ text, classes: [] }));
  }
  const text = collapse(rawTextOf(node));
  return /^(?:\d+|-)$/.test(text) ? [{ text, classes: classesOf(node) }] : node.children.flatMap(tokensOf);
}

/**
 * Reads half scores: L1 R1 L2 R2 with sides, then L R of the overtimes without sides. Two numbers are a map that ended
 * in its first half.
 */
export function readHalves(tokens: ScoreToken[]): Halves {
  if (tokens.every(({ text }) => text === '-')) return NO_HALVES;
  const rounds = tokens.map(({ text }) => required('halves', text, integer));
  if (rounds.length % 2 === 1) throw new FieldError('halves', 'pairs of rounds', quoted(rounds.join(' ')));
  const [left1, right1] = [sideOf(tokens[0]), sideOf(tokens[1])];
  const isOneHalf = rounds.length === 2;
  const [left2, right2] = isOneHalf ? [right1, left1] : [sideOf(tokens[2]), sideOf(tokens[3])];
  if (left1 === right1 || left2 !== right1 || right2 !== left1) {
    throw new FieldError('halves', 'sides that change', `${left1}:${right1}; ${left2}:${right2}`);
  }
  const [l1 = 0, r1 = 0, l2 = null, r2 = null] = rounds;
  const startsAsCt = left1 === 'ct';
  return {
    team1StartSide: left1,
    team1CtRounds: startsAsCt ? l1 : l2,
    team1TRounds: startsAsCt ? l2 : l1,
    team2CtRounds: startsAsCt ? r2 : r1,
    team2TRounds: startsAsCt ? r1 : r2,
    ...overtimeOf(rounds.slice(4)),
    firstHalfRounds: l1 + r1,
    regulationRounds: l1 + r1 + (l2 ?? 0) + (r2 ?? 0),
  };
}

function sideOf(token: ScoreToken | undefined): Side {
  const classes = token?.classes ?? [];
  const isCt = classes.includes('ct') || classes.includes('ct-color');
  const isT = classes.includes('t') || classes.includes('t-color');
  if (isCt === isT) {
    throw new FieldError('team1StartSide', 'a side on each number of the halves', quoted(classes.join(' ')));
  }
  return isCt ? 'ct' : 't';
}

function overtimeOf(rounds: number[]): Pick<Halves, 'team1OtRounds' | 'team2OtRounds'> {
  if (rounds.length === 0) return { team1OtRounds: null, team2OtRounds: null };
  const sum = (parity: number) =>
    rounds.filter((_, index) => index % 2 === parity).reduce((total, value) => total + value, 0);
  return { team1OtRounds: sum(0), team2OtRounds: sum(1) };
}
