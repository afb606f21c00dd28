import type { RoundOutcome } from '../../records.ts';
import { hasSnipers } from './equipment.ts';
import {
  type Kill,
  type MapPlayer,
  type MapQuirk,
  other,
  type Pair,
  type PlayedRound,
  type RoundStep,
  type TeamIndex,
} from './model.ts';
import { addObjectives } from './objectives.ts';
import { at, type Random } from './random.ts';
import { roundEvents } from './round-events.ts';

export type RoundInput = {
  number: number;
  winner: TeamIndex;
  sides: PlayedRound['sides'];
  active: [number[], number[]];
  equipment: Pair;
  players: readonly MapPlayer[];
  random: Random;
  eventRandom: Random;
  quirks: ReadonlySet<MapQuirk>;
  /** How many deaths that are no kill of an opponent are still allowed on this map. */
  accidentsLeft: number;
};

type Ending = { outcome: RoundOutcome; survivors: Pair };

/** One round: how it ended, who killed whom in which order, who traded, assisted and clutched, and its events. */
export function playRound(input: RoundInput): PlayedRound {
  const { winner, sides, active } = input;
  const ending = drawEnding(input);
  const { steps, clutch } = playDeaths(input, ending);
  const kills = steps.flatMap((step) => (step.type === 'kill' ? [step.kill] : []));
  const otherDeaths = steps.flatMap((step) =>
    step.type === 'accident' || step.type === 'team_kill' ? step.victim : [],
  );
  markTrades(kills);
  const course = addObjectives(steps, { ...ending, sides, active, random: input.eventRandom, winner });
  if (hasUnknownEvent(input)) course.unshift({ type: 'unknown', player: at(active[0], 0) });
  return {
    number: input.number,
    winner,
    sides,
    outcome: ending.outcome,
    kills,
    otherDeaths,
    active,
    equipment: input.equipment,
    clutch,
    damage: damageOf({ kills, otherDeaths }, input),
    events: roundEvents(course, input),
  };
}

/** On the maps made for that: one round in each half. */
function hasUnknownEvent({ number, quirks }: RoundInput): boolean {
  return quirks.has('unknown-round-event') && (number === 2 || number === 14);
}

function drawEnding({ winner, sides, random, eventRandom }: RoundInput): Ending {
  const draw = random.next();
  const outcome: RoundOutcome =
    sides[winner] === 'ct'
      ? draw < 0.58
        ? 'elimination'
        : draw < 0.86
          ? 'bomb_defused'
          : 'time'
      : draw < 0.56
        ? 'elimination'
        : 'bomb_exploded';
  const drawn = random.pick([1, 2, 2, 3, 3, 3, 4, 4, 5]);
  const saved = {
    elimination: 0,
    time: random.int(1, 4),
    bomb_exploded: random.int(1, 4),
    bomb_defused: random.int(0, 2),
  };
  // A planted bomb also wins the round for a team that is dead.
  const standing = outcome === 'bomb_exploded' && eventRandom.chance(0.06) ? 0 : drawn;
  const survivors: Pair = winner === 0 ? [standing, saved[outcome]] : [saved[outcome], standing];
  return { outcome, survivors };
}

/** Teams of the victims in order; when a team dies out, its last death is the round's last. */
function orderOfDeaths([left, right]: Pair, random: Random): TeamIndex[] {
  const deaths = [...Array<TeamIndex>(5 - left).fill(0), ...Array<TeamIndex>(5 - right).fill(1)];
  const order = random.shuffle(deaths);
  if (left > 0 && right > 0) return order;
  const dead: TeamIndex = left === 0 ? 0 : 1;
  order.splice(order.lastIndexOf(dead), 1);
  return [...order, dead];
}

function playDeaths(input: RoundInput, { outcome, survivors }: Ending): { steps: RoundStep[]; clutch: number | null } {
  const { random, winner } = input;
  const alive: [number[], number[]] = [[...input.active[0]], [...input.active[1]]];
  const steps: RoundStep[] = [];
  let clutch: number | null = null;
  let atMs = 8000;
  const victims = orderOfDeaths(survivors, random);
  for (const [index, team] of victims.entries()) {
    atMs += random.int(300, 8000);
    const isLast = index === victims.length - 1;
    const isDeciding = isLast && outcome === 'elimination';
    steps.push(die({ input, alive, team, atMs, steps, isLast, isDeciding }));
    if (team === winner && alive[winner].length === 1 && alive[other(winner)].length > 0) clutch = at(alive[winner], 0);
  }
  return { steps, clutch };
}

type Death = {
  input: RoundInput;
  alive: [number[], number[]];
  team: TeamIndex;
  atMs: number;
  steps: readonly RoundStep[];
  isLast: boolean;
  isDeciding: boolean;
};

function die(death: Death): RoundStep {
  const { input, alive, team, steps } = death;
  const victim = input.random.pick(alive[team]);
  alive[team] = alive[team].filter((index) => index !== victim);
  const others = steps.filter(({ type }) => type !== 'kill').length;
  const mayBeOther = others < input.accidentsLeft;
  const hasKill = steps.length > others;
  if (hasKill && mayBeOther && input.random.chance(0.006) && !death.isDeciding) return { type: 'accident', victim };
  // The last death stays a kill of an opponent, so that each round has one.
  if (
    input.quirks.has('team-kills') &&
    mayBeOther &&
    !death.isLast &&
    alive[team].length > 0 &&
    input.eventRandom.chance(0.1)
  )
    return { type: 'team_kill', killer: input.eventRandom.pick(alive[team]), victim };
  return { type: 'kill', kill: drawKill(death, victim) };
}

function drawKill({ input, alive, team, atMs }: Death, victim: number): Kill {
  const { random, players } = input;
  const killer = weighted(alive[other(team)], players, random);
  const mates = input.active[other(team)].filter((index) => index !== killer);
  const assister = random.chance(0.32) ? random.pick(mates) : null;
  const awp = at(players, killer).awper && hasSnipers(input.equipment, other(team)) && random.chance(0.65);
  return {
    killer,
    victim,
    headshot: random.chance(awp ? 0.06 : 0.52),
    awp,
    assister,
    flash: assister !== null && random.chance(0.25),
    traded: false,
    atMs,
  };
}

function weighted(indexes: readonly number[], players: readonly MapPlayer[], random: Random): number {
  const total = indexes.reduce((sum, index) => sum + at(players, index).skill, 0);
  let draw = random.next() * total;
  for (const index of indexes) {
    draw -= at(players, index).skill;
    if (draw < 0) return index;
  }
  return at(indexes, indexes.length - 1);
}

/** A death is traded when its killer dies within five seconds. */
function markTrades(kills: Kill[]): void {
  for (const kill of kills) {
    kill.traded = kills.some(
      (later) => later.victim === kill.killer && later.atMs > kill.atMs && later.atMs - kill.atMs <= 5000,
    );
  }
}

/** Damage by player index. */
function damageOf(
  { kills, otherDeaths }: Pick<PlayedRound, 'kills' | 'otherDeaths'>,
  { active, players, random }: RoundInput,
): number[] {
  const dealt = players.map(() => 0);
  const add = (index: number, damage: number): void => {
    dealt[index] = at(dealt, index) + damage;
  };
  const dead = new Set(otherDeaths);
  for (const kill of kills) {
    dead.add(kill.victim);
    const shared = kill.assister !== null && !kill.flash ? random.int(41, 75) : 0;
    if (kill.assister !== null) add(kill.assister, shared);
    add(kill.killer, 100 - shared - (shared === 0 ? random.int(0, 12) : 0));
  }
  for (const team of [0, 1] as const) {
    for (const _survivor of active[team].filter((index) => !dead.has(index))) {
      if (random.chance(0.45)) add(random.pick(active[other(team)]), random.int(4, 88));
    }
  }
  return dealt;
}
