import type { TableSide } from '../../records.ts';
import type { PlayedMap, PlayedRound, TeamIndex } from './model.ts';
import { at } from './random.ts';

/** A player's statistics on one side of one map, rounded as the pages show them. */
export type PlayerLine = {
  kills: number;
  headshots: number;
  assists: number;
  flashAssists: number;
  deaths: number;
  tradedDeaths: number;
  adr: number;
  kast: number;
  openingKills: number;
  openingDeaths: number;
  multiKillRounds: number;
  clutchesWon: number;
  roundSwing: number;
  rating: number;
  ecoKills: number;
  ecoHeadshots: number;
  ecoDeaths: number;
  ecoTradedDeaths: number;
  ecoAdr: number;
  ecoKast: number;
  ecoOpeningKills: number;
  ecoOpeningDeaths: number;
  kpr: number;
  dpr: number;
  impact: number;
  mkRating: number;
  /** Rounds of the team on this side, the divisor of all rates. */
  rounds: number;
  kastRounds: number;
  damage: number;
  swingSum: number;
};

export type PlayerLines = Record<TableSide, PlayerLine>;

type Tally = Pick<
  PlayerLine,
  | 'kills'
  | 'headshots'
  | 'assists'
  | 'flashAssists'
  | 'deaths'
  | 'tradedDeaths'
  | 'openingKills'
  | 'openingDeaths'
  | 'multiKillRounds'
  | 'clutchesWon'
  | 'ecoKills'
  | 'ecoHeadshots'
  | 'ecoDeaths'
  | 'ecoTradedDeaths'
  | 'ecoAdr'
  | 'ecoKast'
  | 'ecoOpeningKills'
  | 'ecoOpeningDeaths'
  | 'rounds'
  | 'kastRounds'
  | 'damage'
  | 'swingSum'
>;

const EMPTY: Tally = {
  kills: 0,
  headshots: 0,
  assists: 0,
  flashAssists: 0,
  deaths: 0,
  tradedDeaths: 0,
  openingKills: 0,
  openingDeaths: 0,
  multiKillRounds: 0,
  clutchesWon: 0,
  ecoKills: 0,
  ecoHeadshots: 0,
  ecoDeaths: 0,
  ecoTradedDeaths: 0,
  ecoAdr: 0,
  ecoKast: 0,
  ecoOpeningKills: 0,
  ecoOpeningDeaths: 0,
  rounds: 0,
  kastRounds: 0,
  damage: 0,
  swingSum: 0,
};

function round1(value: number): number {
  return Math.round(value * 10) / 10;
}

function round2(value: number): number {
  return Math.round(value * 100) / 100 + 0;
}

/** Lines of all players of a map by player index: both sides, as CT, as T. */
export function playerLines(map: PlayedMap): PlayerLines[] {
  return map.players.map((player) => {
    const ct: Tally = { ...EMPTY };
    const t: Tally = { ...EMPTY };
    for (const round of map.rounds) tallyRound(round.sides[player.team] === 'ct' ? ct : t, round, player);
    return { both: lineOf(sum(ct, t)), ct: lineOf(ct), t: lineOf(t) };
  });
}

/** Weight of a kill by `team`, by the equipment of both teams. */
function ecoWeight(round: PlayedRound, team: TeamIndex): number {
  const own = round.equipment[team] + 2000;
  const theirs = round.equipment[team === 0 ? 1 : 0] + 2000;
  return Math.min(1.35, Math.max(0.55, 0.5 + 0.5 * (theirs / own)));
}

function tallyRound(tally: Tally, round: PlayedRound, player: { index: number; team: TeamIndex }): void {
  tally.rounds += 1;
  if (!round.active[player.team].includes(player.index)) return;
  const weight = ecoWeight(round, player.team);
  const kills = tallyKills(tally, { round, index: player.index, weight });
  const assists = round.kills.filter((kill) => kill.assister === player.index);
  tally.assists += assists.length;
  tally.flashAssists += assists.filter((kill) => kill.flash).length;
  const survived = tallyDeath(tally, { round, index: player.index, weight: 2 - weight });
  if (kills > 1) tally.multiKillRounds += 1;
  if (round.clutch === player.index) tally.clutchesWon += 1;
  if (kills > 0 || assists.length > 0 || survived) {
    tally.kastRounds += 1;
    tally.ecoKast += 0.4 + 0.6 * weight + 0.12;
  }
  tally.damage += at(round.damage, player.index);
  tally.ecoAdr += at(round.damage, player.index) * weight;
  tally.swingSum += swingOf(round, player.index);
}

/** In hundredths of a percent point. */
function swingOf({ events }: PlayedRound, index: number): number {
  let total = 0;
  for (const { swings } of events) {
    for (const { player, swing } of swings) if (player === index) total += swing;
  }
  return total;
}

type Weighted = { round: PlayedRound; index: number; weight: number };

function tallyKills(tally: Tally, { round, index, weight }: Weighted): number {
  const kills = round.kills.filter((kill) => kill.killer === index);
  const headshots = kills.filter((kill) => kill.headshot).length;
  tally.kills += kills.length;
  tally.headshots += headshots;
  tally.ecoKills += kills.length * weight;
  tally.ecoHeadshots += headshots * weight;
  if (round.kills[0]?.killer === index) {
    tally.openingKills += 1;
    tally.ecoOpeningKills += weight;
  }
  return kills.length;
}

/** Counts a death. Returns whether the player survived or was traded. */
function tallyDeath(tally: Tally, { round, index, weight }: Weighted): boolean {
  const death = round.kills.find((kill) => kill.victim === index);
  if (death === undefined && !round.otherDeaths.includes(index)) return true;
  tally.deaths += 1;
  tally.ecoDeaths += weight;
  if (round.kills[0]?.victim === index) {
    tally.openingDeaths += 1;
    tally.ecoOpeningDeaths += weight;
  }
  if (death?.traded !== true) return false;
  tally.tradedDeaths += 1;
  tally.ecoTradedDeaths += weight;
  return true;
}

function sum(a: Tally, b: Tally): Tally {
  const total = { ...EMPTY };
  for (const key of Object.keys(EMPTY) as (keyof Tally)[]) total[key] = a[key] + b[key];
  return total;
}

function lineOf(tally: Tally): PlayerLine {
  const rounds = Math.max(1, tally.rounds);
  const kpr = tally.kills / rounds;
  const dpr = tally.deaths / rounds;
  const apr = tally.assists / rounds;
  const adr = tally.damage / rounds;
  const kast = (100 * tally.kastRounds) / rounds;
  const swing = Math.round(tally.swingSum / rounds) / 100 + 0;
  const impact = 2.13 * kpr + 0.42 * apr - 0.41;
  const rating = 0.0073 * kast + 0.3591 * kpr - 0.5329 * dpr + 0.2372 * impact + 0.0032 * adr + 0.1587 + swing / 80;
  return {
    ...tally,
    adr: round1(adr),
    kast: round1(kast),
    roundSwing: swing,
    rating: round2(Math.max(0.01, rating)),
    ecoKills: Math.round(tally.ecoKills),
    ecoHeadshots: Math.min(Math.round(tally.ecoHeadshots), Math.round(tally.ecoKills)),
    ecoDeaths: Math.round(tally.ecoDeaths),
    ecoTradedDeaths: Math.min(Math.round(tally.ecoTradedDeaths), Math.round(tally.ecoDeaths)),
    ecoAdr: round1(tally.ecoAdr / rounds),
    ecoKast: round1((100 * tally.ecoKast) / rounds),
    ecoOpeningKills: Math.round(tally.ecoOpeningKills),
    ecoOpeningDeaths: Math.round(tally.ecoOpeningDeaths),
    kpr: round2(kpr),
    dpr: round2(dpr),
    impact: round2(Math.max(0, impact)),
    mkRating: round2(0.6 + (2.4 * tally.multiKillRounds) / rounds),
  };
}

/** The all-maps line of a player: sums, and rates over all rounds. */
export function seriesLine(lines: readonly PlayerLine[]): PlayerLine {
  const tally = { ...EMPTY };
  for (const line of lines) {
    for (const key of Object.keys(EMPTY) as (keyof Tally)[]) tally[key] += line[key];
  }
  const rounds = Math.max(1, tally.rounds);
  const mean = (key: 'ecoAdr' | 'ecoKast'): number =>
    lines.reduce((total, line) => total + line[key] * line.rounds, 0) / rounds;
  return { ...lineOf(tally), ecoAdr: round1(mean('ecoAdr')), ecoKast: round1(mean('ecoKast')) };
}

/** Mean rating of a team's players, as the team rating of the info box. */
export function teamRating(lines: readonly PlayerLine[]): number {
  return round2(lines.reduce((total, line) => total + line.rating, 0) / Math.max(1, lines.length));
}

/** Kills of each player on each: `[killer][victim]` by player index. */
export function killCounts(map: PlayedMap, kind: 'all' | 'first_kill' | 'awp'): number[][] {
  const counts = map.players.map(() => map.players.map(() => 0));
  for (const round of map.rounds) {
    const kills =
      kind === 'first_kill' ? round.kills.slice(0, 1) : round.kills.filter((kill) => kind === 'all' || kill.awp);
    for (const kill of kills) {
      const row = at(counts, kill.killer);
      row[kill.victim] = at(row, kill.victim) + 1;
    }
  }
  return counts;
}
