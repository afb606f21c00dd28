import { endedAtMsOf, type MatchKey, mapStatsIdsOf, matchIdOf, startedAtMsOf } from './calendar.ts';
import { type CaseSpec, LISTED_CASES } from './cases.ts';
import { drawMaps, drawVetoes } from './match-maps.ts';
import type { MapPlan, MatchPlan, MatchQuirk, MatchTeam, Pair, TeamIndex } from './model.ts';
import { at, type Random, randomFor } from './random.ts';
import { type Club, personAt, type Rosters, teamNameAt } from './rosters.ts';

export type PlanInput = {
  seed: number;
  rosters: Rosters;
  key: MatchKey;
  spec: CaseSpec | null;
  /** Name of the case at this fixed place of the listing, null for an ordinary match. */
  caseName: string | null;
  newestSeq: number;
  newestEndAtMs: number;
  /** Ranked teams only. */
  plain: boolean;
};

const EVENT_NAMES = [
  'Example Cup',
  'Northern Lights Open',
  'Harbour Masters',
  'Red Clay League',
  'Copper Series',
  'Winter Circuit',
];
const STAGES = [
  'Swiss round 2 (teams with a 1-0 record)',
  'Upper bracket semi-final',
  'Grand final',
  'Group A upper bracket final. Winner advances to semi-finals, loser to group decider',
  'Quarter-final',
];
const ORDINARY_LENGTHS = [1, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 5];
const ORDINARY: CaseSpec = { name: 'ordinary' };

/** A match without its rounds. The result depends on the input alone. */
export function planMatch(input: PlanInput): MatchPlan {
  const { seed, key, rosters } = input;
  const spec = input.spec ?? ORDINARY;
  const random = randomFor(seed, 'match', key.seq, key.listed ? 1 : 0);
  const quirks = new Set<MatchQuirk>(spec.match ?? []);
  const bestOf = spec.bestOf ?? random.pick(ORDINARY_LENGTHS);
  const status = spec.status ?? (quirks.has('full-forfeit') ? 'deleted' : 'finished');
  const times = timesOf(input, bestOf, random);
  const event = eventOf(key.seq, random);
  const clubs = drawClubs(input, spec, random);
  const { vetoes, maps } = planMaps({ input, spec, quirks, bestOf, status, random, clubs });
  const mapsWon = countMaps(maps);
  const team = (index: TeamIndex, unranked: MatchQuirk): MatchTeam =>
    teamAt(rosters, clubs[index], { atMs: times.startedAtMs, unranked: quirks.has(unranked) });
  const teams: MatchPlan['teams'] = [team(0, 'unranked-left'), team(1, 'unranked-right')];
  return {
    seq: key.seq,
    matchId: matchIdOf(seed, key),
    listed: key.listed,
    caseName: input.caseName,
    status,
    ...times,
    stars: drawStars(event.big, random),
    event: { eventId: event.eventId, name: event.name },
    bestOf,
    isLan: quirks.has('no-location') ? null : event.eventId % 2 === 0,
    stage: quirks.has('no-stage') ? null : random.pick(STAGES),
    notes: notesOf(quirks, maps),
    teams: withEqualNicks(teams, quirks),
    undecided: new Set<TeamIndex>(quirks.has('undecided-team') ? [1] : []),
    hasLineups: !quirks.has('no-lineups'),
    vetoes: showsVetoes(quirks) ? vetoes : [],
    maps,
    winner: status === 'finished' || quirks.has('full-forfeit') ? leader(mapsWon) : null,
    mapsWon,
    demoId: quirks.has('no-demo') || status !== 'finished' ? null : 90_000 + key.seq,
    ratingVersion: ratingVersionOf(spec, quirks),
    layout: spec.layout ?? 'E26',
    quirks,
  };
}

function showsVetoes(quirks: ReadonlySet<MatchQuirk>): boolean {
  return !quirks.has('no-veto') && !quirks.has('tba-maps');
}

function drawStars(big: boolean, random: Random): number {
  if (big) return random.int(1, 5);
  return random.chance(0.12) ? random.int(1, 2) : 0;
}

function leader([left, right]: Pair): TeamIndex | null {
  if (left === right) return null;
  return left > right ? 0 : 1;
}

function ratingVersionOf(spec: CaseSpec, quirks: ReadonlySet<MatchQuirk>): string {
  if (quirks.has('unknown-rating')) return '4.0';
  return spec.game === 'csgo' ? '2.0' : '3.0';
}

function timesOf(
  { seed, key, newestSeq, newestEndAtMs }: PlanInput,
  bestOf: number,
  random: Random,
): { startedAtMs: number; endedAtMs: number } {
  const endedAtMs = key.listed
    ? endedAtMsOf(seed, key.seq, { newestSeq, newestEndAtMs })
    : newestEndAtMs - key.seq * 3_600_000;
  return { endedAtMs, startedAtMs: startedAtMsOf(endedAtMs, bestOf, random.int(20, 80)) };
}

/** Two events run at a time, forty matches each pair; every sixth is a big one with stars. */
function eventOf(seq: number, random: Random): { eventId: number; name: string; big: boolean } {
  const number = Math.floor(Math.max(seq, 0) / 40) * 2 + (random.chance(0.5) ? 1 : 0);
  const name = `${at(EVENT_NAMES, number % EVENT_NAMES.length)} ${1 + Math.floor(number / EVENT_NAMES.length)}`;
  return { eventId: 9100 + number, name, big: number % 6 === 1 };
}

function drawClubs({ rosters, key, plain }: PlanInput, spec: CaseSpec, random: Random): [Club, Club] {
  if (spec.hostilePair !== undefined)
    return [at(rosters.hostile, spec.hostilePair), at(rosters.hostile, spec.hostilePair + 1)];
  const [left, right] = random.shuffle(plain ? rosters.clubs.filter((club) => club.rank !== null) : rosters.clubs);
  const pair: [Club, Club] = [left ?? at(rosters.clubs, 0), right ?? at(rosters.clubs, 1)];
  // The renamed team and the renamed player play often enough to be seen on both sides of the renaming.
  const guest = key.seq % 10 === 3 ? at(rosters.clubs, 3) : key.seq % 10 === 6 ? at(rosters.clubs, 5) : null;
  if (guest === null || pair.includes(guest)) return pair;
  return [guest, pair[1]];
}

function teamAt(rosters: Rosters, club: Club, { atMs, unranked }: { atMs: number; unranked: boolean }): MatchTeam {
  return {
    teamId: club.teamId,
    name: teamNameAt(rosters, club, atMs),
    country: club.country,
    rank: unranked ? null : club.rank,
    lineup: club.players.slice(0, 5).map((player) => personAt(rosters, player, atMs)),
  };
}

/** With the quirk, the second player of the right team has the nick of the first player of the left one. */
function withEqualNicks(teams: MatchPlan['teams'], quirks: ReadonlySet<MatchQuirk>): MatchPlan['teams'] {
  if (!quirks.has('equal-nicks')) return teams;
  const [left, right] = teams;
  const { nick } = at(left.lineup, 0);
  const lineup = right.lineup.map((person, index) => (index === 1 ? { ...person, nick } : person));
  return [left, { ...right, lineup }];
}

type MapsPlanInput = {
  input: PlanInput;
  spec: CaseSpec;
  quirks: ReadonlySet<MatchQuirk>;
  bestOf: number;
  status: MatchPlan['status'];
  random: Random;
  clubs: [Club, Club];
};

function planMaps({ input, spec, quirks, bestOf, status, random, clubs }: MapsPlanInput) {
  const strength = Math.min(0.62, Math.max(0.38, 0.5 + (clubs[0].strength - clubs[1].strength)));
  const mapStatsIds = mapStatsIdsOf(input.seed, input.key);
  const mapsInput = { random, spec, quirks, bestOf, status, strength, mapStatsIds };
  const vetoes = drawVetoes(mapsInput);
  const maps = drawMaps(mapsInput, vetoes).map((map) =>
    bestOf === 1 || quirks.has('unmarked-picks') ? { ...map, pickMarker: null } : map,
  );
  return { vetoes, maps };
}

function countMaps(maps: readonly MapPlan[]): Pair {
  return [maps.filter((map) => map.winner === 0).length, maps.filter((map) => map.winner === 1).length];
}

function notesOf(quirks: ReadonlySet<MatchQuirk>, maps: readonly MapPlan[]): string[] {
  if (quirks.has('full-forfeit')) return ['** The opponent forfeits the match.'];
  if (quirks.has('partial-forfeit')) {
    return [
      `** Map ${maps.filter((map) => map.winner !== null).length} is a forfeit.`,
      '*** The team could not continue.',
    ];
  }
  if (quirks.has('substitution-note')) return ['** A reserve will play instead for the remainder of the 2nd map.'];
  if (quirks.has('technical-note')) return ['** Rounds of the first map were replayed after a server crash.'];
  return [];
}

/** The case at a place of the listing: fixed ones follow the newest match, random ones are further down. */
export function caseAt(input: {
  seed: number;
  seq: number;
  newestSeq: number;
}): { spec: CaseSpec; fixed: boolean } | null {
  const place = input.newestSeq - input.seq;
  const fixed = place >= 1 ? LISTED_CASES[place - 1] : undefined;
  if (fixed !== undefined) return { spec: fixed, fixed: true };
  const random = randomFor(input.seed, 'case', input.seq);
  if (!random.chance(0.1)) return null;
  const spec = random.pick(LISTED_CASES);
  return place < 0 && spec.match?.includes('full-forfeit') ? null : { spec, fixed: false };
}
