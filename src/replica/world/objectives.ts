import type { RoundOutcome } from '../../records.ts';
import type { Pair, PlayedRound, RoundStep, TeamIndex } from './model.ts';
import { at, type Random } from './random.ts';

export type Objectives = {
  outcome: RoundOutcome;
  winner: TeamIndex;
  survivors: Pair;
  sides: PlayedRound['sides'];
  active: PlayedRound['active'];
  random: Random;
};

/**
 * A round's deaths with plant, defuse, explosion and the end of time among them, up to the event that decides the
 * round. Deaths after it are left out; a plant may come after the last opponent's death.
 */
export function addObjectives(deaths: readonly RoundStep[], round: Objectives): RoundStep[] {
  const { outcome, random } = round;
  if (outcome === 'elimination') return addOptionalPlant(deaths, round);
  const end = drawEnd(deaths, round);
  if (outcome === 'time') return [...deaths.slice(0, end), { type: 'time_expired' }];
  const before = withPlant(deaths.slice(0, end), random.pick(plantTimes(deaths, round, end)), round);
  const alive = aliveAfter(deaths, end, round);
  if (outcome === 'bomb_exploded') return [...before, { type: 'bomb_exploded' }];
  return [...before, { type: 'bomb_defused', player: random.pick(alive[round.winner]) }];
}

/** How many deaths come before the end: nearly always all; otherwise the others are exit kills. */
function drawEnd(deaths: readonly RoundStep[], { survivors, random }: Objectives): number {
  const firstKill = deaths.findIndex(({ type }) => type === 'kill') + 1;
  const isExit = Math.min(...survivors) > 0 && random.chance(0.12);
  return isExit ? random.int(firstKill, deaths.length) : deaths.length;
}

/** The attackers may plant before they kill the last defender, rarely just after it. */
function addOptionalPlant(deaths: readonly RoundStep[], round: Objectives): RoundStep[] {
  const { random, sides, winner } = round;
  if (sides[winner] === 'ct' || !random.chance(0.4)) return [...deaths];
  const time = random.chance(0.06) ? deaths.length : random.pick(plantTimes(deaths, round, deaths.length));
  return withPlant(deaths, time, round);
}

/** After how many deaths, at most `end`, both teams still have players. */
function plantTimes(deaths: readonly RoundStep[], round: Objectives, end: number): number[] {
  const times = Array.from({ length: end + 1 }, (_, count) => count);
  return times.filter((count) => aliveAfter(deaths, count, round).every((team) => team.length > 0));
}

function withPlant(deaths: readonly RoundStep[], time: number, round: Objectives): RoundStep[] {
  const attackers: TeamIndex = round.sides[0] === 't' ? 0 : 1;
  const player = round.random.pick(aliveAfter(deaths, time, round)[attackers]);
  return [...deaths.slice(0, time), { type: 'bomb_planted', player }, ...deaths.slice(time)];
}

function aliveAfter(deaths: readonly RoundStep[], count: number, { active }: Objectives): [number[], number[]] {
  const dead = new Set(deaths.slice(0, count).map(victimOf));
  return [active[0].filter((index) => !dead.has(index)), active[1].filter((index) => !dead.has(index))];
}

/** Player who dies in a step, or null. */
export function victimOf(step: RoundStep): number | null {
  if (step.type === 'kill') return step.kill.victim;
  return step.type === 'team_kill' || step.type === 'accident' ? step.victim : null;
}

/** Index of the step that decides the round: the end, or in an elimination the last death. */
export function decidingStep(steps: readonly RoundStep[]): number {
  const end = steps.findIndex(({ type }) => ['bomb_exploded', 'bomb_defused', 'time_expired'].includes(type));
  return end >= 0 ? end : steps.findLastIndex((step) => victimOf(step) !== null);
}

/** The player at the start of a step's title, or null. */
export function actorOf(step: RoundStep): number | null {
  if (step.type === 'kill') return step.kill.killer;
  if (step.type === 'team_kill') return step.killer;
  return 'player' in step ? step.player : null;
}

export function teamOf(active: PlayedRound['active'], player: number): TeamIndex {
  return at(active, 0).includes(player) ? 0 : 1;
}
