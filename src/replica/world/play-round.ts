import type { RoundOutcome } from '../../records.ts';
import { hasSnipers } from './equipment.ts';
import { type Kill, type MapPlayer, other, type Pair, type PlayedRound, type TeamIndex } from './model.ts';
import { at, type Random } from './random.ts';

export type RoundInput = {
  number: number;
  winner: TeamIndex;
  sides: PlayedRound['sides'];
  active: [number[], number[]];
  equipment: Pair;
  players: readonly MapPlayer[];
  random: Random;
  /** Deaths without a killer still allowed on this map. */
  accidentsLeft: number;
};

type Ending = { outcome: RoundOutcome; survivors: Pair };

/** One round: how it ended, who killed whom in which order, who traded, assisted and clutched. */
export function playRound(input: RoundInput): PlayedRound {
  const { random, winner, sides } = input;
  const ending = drawEnding(winner, sides[winner] === 'ct', random);
  const victims = orderOfDeaths(winner, ending.survivors, random);
  const alive: [number[], number[]] = [[...input.active[0]], [...input.active[1]]];
  const round: PlayedRound = {
    number: input.number,
    winner,
    sides,
    outcome: ending.outcome,
    kills: [],
    otherDeaths: [],
    active: input.active,
    equipment: input.equipment,
    clutch: null,
    damage: input.players.map(() => 0),
    swing: input.players.map(() => 0),
  };
  let atMs = 8000;
  for (const team of victims) {
    atMs += random.int(300, 8000);
    die(round, { input, alive, team, atMs });
    if (team === winner && alive[winner].length === 1 && alive[other(winner)].length > 0)
      round.clutch = at(alive[winner], 0);
  }
  markTrades(round.kills);
  dealDamage(round, input);
  shareSwing(round);
  return round;
}

function drawEnding(winner: TeamIndex, wonByCt: boolean, random: Random): Ending {
  const draw = random.next();
  const outcome: RoundOutcome = wonByCt
    ? draw < 0.58
      ? 'elimination'
      : draw < 0.86
        ? 'bomb_defused'
        : 'time'
    : draw < 0.56
      ? 'elimination'
      : 'bomb_exploded';
  const standing = random.pick([1, 2, 2, 3, 3, 3, 4, 4, 5]);
  const saved = {
    elimination: 0,
    time: random.int(1, 4),
    bomb_exploded: random.int(1, 4),
    bomb_defused: random.int(0, 2),
  };
  const survivors: Pair = winner === 0 ? [standing, saved[outcome]] : [saved[outcome], standing];
  return { outcome, survivors };
}

/** Teams of the victims in order; when a team dies out, its last death is the round's last. */
function orderOfDeaths(winner: TeamIndex, survivors: Pair, random: Random): TeamIndex[] {
  const loser = other(winner);
  const deaths = [...Array<TeamIndex>(5 - survivors[0]).fill(0), ...Array<TeamIndex>(5 - survivors[1]).fill(1)];
  const order = random.shuffle(deaths);
  if (survivors[loser] > 0) return order;
  order.splice(order.lastIndexOf(loser), 1);
  return [...order, loser];
}

type Death = { input: RoundInput; alive: [number[], number[]]; team: TeamIndex; atMs: number };

function die(round: PlayedRound, { input, alive, team, atMs }: Death): void {
  const { random, players } = input;
  const victim = random.pick(alive[team]);
  alive[team] = alive[team].filter((index) => index !== victim);
  const accident = round.kills.length > 0 && round.otherDeaths.length < input.accidentsLeft && random.chance(0.006);
  if (accident) {
    round.otherDeaths.push(victim);
    return;
  }
  const killers = alive[other(team)];
  const killer = weighted(killers, players, random);
  const mates = input.active[other(team)].filter((index) => index !== killer);
  const assister = random.chance(0.32) ? random.pick(mates) : null;
  const awp = at(players, killer).awper && hasSnipers(input.equipment, other(team)) && random.chance(0.65);
  round.kills.push({
    killer,
    victim,
    headshot: random.chance(awp ? 0.06 : 0.52),
    awp,
    assister,
    flash: assister !== null && random.chance(0.25),
    traded: false,
    atMs,
  });
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

function dealDamage(round: PlayedRound, { active, random }: RoundInput): void {
  const add = (index: number, damage: number): void => {
    round.damage[index] = at(round.damage, index) + damage;
  };
  const dead = new Set(round.otherDeaths);
  for (const kill of round.kills) {
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
}

const ROUND_SWING = 50;

/** What the winners gain the losers lose: winners by kills and assists, losers by deaths without kills. */
function shareSwing(round: PlayedRound): void {
  const kills = (index: number): number => round.kills.filter((kill) => kill.killer === index).length;
  const assisted = (index: number): number => round.kills.filter((kill) => kill.assister === index).length;
  const died = (index: number): number => (round.kills.some((kill) => kill.victim === index) ? 1 : 0);
  const merit = (index: number): number => kills(index) + 0.3 * assisted(index) - 0.8 * died(index);
  for (const team of [0, 1] as const) {
    const squad = round.active[team];
    const mean = squad.reduce((sum, index) => sum + merit(index), 0) / squad.length;
    const share = (team === round.winner ? ROUND_SWING : -ROUND_SWING) / squad.length;
    for (const index of squad) round.swing[index] = share + 12 * (merit(index) - mean);
  }
}
