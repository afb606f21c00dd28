import type { MatchStatus, RoundOutcome, Side } from '../../records.ts';

/** 0 is the left team of the match overview, 1 the right one. */
export type TeamIndex = 0 | 1;
export type Pair = [number, number];

/** Markup by date of capture: 2026, December 2022, 2018-19 (overview only). */
export type Layout = 'E26' | 'E22' | 'E18';

/** Deviations of one map or its pages. */
export type MapQuirk =
  | 'no-stats-link'
  | 'stats-page-missing'
  | 'stats-link-query'
  | 'no-half-scores'
  | 'one-scoreboard'
  | 'plain-totals'
  | 'no-match-link'
  | 'no-info-box'
  | 'unknown-icon'
  | 'extra-figure'
  | 'missing-adr'
  | 'missing-from-performance'
  | 'only-on-performance'
  | 'no-performance'
  | 'no-economy'
  | 'economy-tables-only'
  | 'economy-alias'
  | 'economy-thresholds'
  | 'substitution'
  | 'stand-in'
  | 'team-kills'
  | 'unknown-round-event'
  | 'short-copies'
  | 'no-round-swing';

/** Deviations of a match or its overview. */
export type MatchQuirk =
  | 'unranked-left'
  | 'unranked-right'
  | 'no-veto'
  | 'unmarked-picks'
  | 'substitution-note'
  | 'technical-note'
  | 'no-lineups'
  | 'no-location'
  | 'no-stage'
  | 'no-demo'
  | 'no-player-of-match'
  | 'unknown-map'
  | 'unknown-rating'
  | 'full-forfeit'
  | 'partial-forfeit'
  | 'swapped-teams'
  | 'tba-maps'
  | 'undecided-team'
  | 'equal-nicks'
  | 'hostile';

export type Person = { playerId: number; nick: string; firstName: string; lastName: string; country: string };

export type MatchTeam = {
  teamId: number;
  name: string;
  country: string;
  rank: number | null;
  /** As announced: five players. */
  lineup: Person[];
};

export type Veto = {
  step: number;
  team: TeamIndex | null;
  action: 'removed' | 'picked' | 'left_over';
  mapName: string;
};

/** One map of a series as far as the listing and the overview header need it; `playMap` adds the rounds. */
export type MapPlan = {
  number: number;
  name: string;
  state: 'played' | 'unplayed' | 'forfeit';
  /** Id of the stats pages; null when there are none. */
  mapStatsId: number | null;
  winner: TeamIndex | null;
  score: Pair | null;
  halfLength: 12 | 15;
  /** Side of team 0 in the first half. */
  startSide: Side;
  /** Winner of each round, in order. */
  winners: TeamIndex[];
  pickMarker: TeamIndex | null;
  quirks: ReadonlySet<MapQuirk>;
};

export type MatchPlan = {
  seq: number;
  matchId: number;
  listed: boolean;
  caseName: string | null;
  status: MatchStatus;
  startedAtMs: number;
  endedAtMs: number;
  stars: number;
  event: { eventId: number; name: string };
  bestOf: number;
  isLan: boolean | null;
  stage: string | null;
  notes: string[];
  /** A team is null while undecided. */
  teams: [MatchTeam, MatchTeam];
  undecided: ReadonlySet<TeamIndex>;
  hasLineups: boolean;
  vetoes: Veto[];
  maps: MapPlan[];
  winner: TeamIndex | null;
  mapsWon: Pair;
  demoId: number | null;
  ratingVersion: string;
  layout: 'E26' | 'E22';
  quirks: ReadonlySet<MatchQuirk>;
};

/** A player on one map; `index` is the position in `PlayedMap.players`. */
export type MapPlayer = { person: Person; team: TeamIndex; index: number; skill: number; awper: boolean };

export type Kill = {
  killer: number;
  victim: number;
  headshot: boolean;
  awp: boolean;
  /** Index of the assisting player or null. */
  assister: number | null;
  flash: boolean;
  /** The killer died within five seconds. */
  traded: boolean;
  atMs: number;
};

/** What happens in a round, in order. `accident`: a death without a killer. `unknown`: something no title is known for. */
export type RoundStep =
  | { type: 'kill'; kill: Kill }
  | { type: 'team_kill'; killer: number; victim: number }
  | { type: 'accident'; victim: number }
  | { type: 'bomb_planted' | 'bomb_defused' | 'unknown'; player: number }
  | { type: 'bomb_exploded' | 'time_expired' };

/** An event of the Round swing section. Players are indexes. */
export type RoundEvent = {
  type: 'round_started' | 'kill' | 'bomb_planted' | 'bomb_defused' | 'bomb_exploded' | 'time_expired' | 'unknown';
  player: number | null;
  victim: number | null;
  /** Players alive after the event, by team. */
  alive: Pair;
  /** Team 0's chance to win the round after the event, in hundredths of a percent. */
  chance: number;
  /** What the event changes for a player, in hundredths of a percent point of the own team's chance. */
  swings: { player: number; swing: number }[];
};

export type PlayedRound = {
  number: number;
  winner: TeamIndex;
  sides: [Side, Side];
  outcome: RoundOutcome;
  /** Kills of opponents, those after the round was decided included. */
  kills: Kill[];
  /** Deaths that are no kill of an opponent: accidents and kills inside a team. */
  otherDeaths: number[];
  /** Player indexes on the server, by team. */
  active: [number[], number[]];
  equipment: Pair;
  /** Player who won a 1vX, or null. */
  clutch: number | null;
  /** By player index. */
  damage: number[];
  events: RoundEvent[];
};

export type PlayedMap = { plan: MapPlan; players: MapPlayer[]; rounds: PlayedRound[] };

/** The other team. */
export function other(team: TeamIndex): TeamIndex {
  return team === 0 ? 1 : 0;
}

export function otherSide(side: Side): Side {
  return side === 'ct' ? 't' : 'ct';
}

/** Side of a team in a round: it changes at half-time and after every three rounds of overtime. */
export function sideOf(map: Pick<MapPlan, 'startSide' | 'halfLength'>, team: TeamIndex, roundNumber: number): Side {
  const start = team === 0 ? map.startSide : otherSide(map.startSide);
  if (roundNumber <= map.halfLength) return start;
  if (roundNumber <= 2 * map.halfLength) return otherSide(start);
  const block = Math.floor((roundNumber - 2 * map.halfLength - 1) / 3);
  return block % 2 === 0 ? otherSide(start) : start;
}

/** 1 and 2 in regulation; in overtime a half is three rounds, counted on from 3. */
export function halfOf({ halfLength }: Pick<MapPlan, 'halfLength'>, roundNumber: number): number {
  if (roundNumber <= 2 * halfLength) return roundNumber <= halfLength ? 1 : 2;
  return 2 + Math.ceil((roundNumber - 2 * halfLength) / 3);
}

/** The first round of each half of regulation is a pistol round. */
export function isPistolRound({ halfLength }: Pick<MapPlan, 'halfLength'>, roundNumber: number): boolean {
  return roundNumber === 1 || roundNumber === halfLength + 1;
}
