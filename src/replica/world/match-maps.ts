import type { CaseSpec } from './cases.ts';
import { CS2_POOL, CSGO_POOL, UNKNOWN_MAP } from './maps.ts';
import type { MapPlan, MapQuirk, MatchPlan, MatchQuirk, Pair, TeamIndex, Veto } from './model.ts';
import { other } from './model.ts';
import { at, type Random } from './random.ts';
import { arrangeRounds, finalScore, parseShape, playOut } from './score.ts';

type MapsInput = {
  random: Random;
  spec: CaseSpec;
  quirks: ReadonlySet<MatchQuirk>;
  bestOf: number;
  status: MatchPlan['status'];
  /** Team 0's chance in a round. */
  strength: number;
  mapStatsIds: number[];
};

/** `R` removed, `P` picked, `L` left over; the letter before names the team. */
const VETO_PATTERNS: Record<number, string[]> = {
  1: ['AR AR BR BR BR AR -L'],
  2: ['AR BR AP BP'],
  3: ['AR BR AP BP BR AR -L', 'AR BR AP BP AR BR -L'],
  5: ['AR BR AP BP AP BP -L'],
};

/** The seven steps (two by two in a best of two) and so the maps of the series. */
export function drawVetoes({ random, spec, quirks, bestOf }: MapsInput): Veto[] {
  const pool = random.shuffle<string>(spec.game === 'csgo' ? CSGO_POOL : CS2_POOL);
  if (quirks.has('unknown-map')) pool[2] = UNKNOWN_MAP;
  const first: TeamIndex = random.chance(0.5) ? 0 : 1;
  return random
    .pick(VETO_PATTERNS[bestOf] ?? [])
    .split(' ')
    .map((code, index): Veto => {
      const team = code[0] === '-' ? null : code[0] === 'A' ? first : other(first);
      const action = code[1] === 'P' ? 'picked' : code[1] === 'R' ? 'removed' : 'left_over';
      return { step: index + 1, team, action, mapName: at(pool, index) };
    });
}

/** All holders of the series in order, decided maps with their rounds' winners. */
export function drawMaps(input: MapsInput, vetoes: readonly Veto[]): MapPlan[] {
  if (input.quirks.has('full-forfeit')) return [forfeitMap(1, input.random.chance(0.5) ? 0 : 1)];
  const chosen = vetoes.filter((veto) => veto.action !== 'removed');
  const wins = seriesWinners(input);
  const names = new Map(chosen.map((veto) => [veto.mapName, veto.team]));
  const listed = [...names.keys()];
  return Array.from({ length: input.bestOf }, (_, index): MapPlan => {
    const name = input.quirks.has('tba-maps') ? 'TBA' : (listed[index] ?? 'TBA');
    const winner = wins[index];
    const marker = names.get(name) ?? null;
    if (winner === undefined) return { ...emptyMap(index + 1, name), pickMarker: marker };
    const forfeited = input.quirks.has('partial-forfeit') && index === wins.length - 1;
    return forfeited ? forfeitMap(index + 1, winner) : playedMap(input, { index, name, winner, marker });
  });
}

function seriesWinners({ random, spec, bestOf, status, strength }: MapsInput): TeamIndex[] {
  if (status !== 'finished') return spec.wins ?? [];
  if (spec.wins !== undefined) return spec.wins;
  const needed = bestOf === 2 ? 3 : Math.ceil(bestOf / 2);
  const won: Pair = [0, 0];
  const wins: TeamIndex[] = [];
  while (wins.length < bestOf && Math.max(...won) < needed) {
    const winner: TeamIndex = random.chance(0.5 + (strength - 0.5) * 4) ? 0 : 1;
    wins.push(winner);
    won[winner] += 1;
  }
  return wins;
}

function emptyMap(number: number, name: string): MapPlan {
  return {
    number,
    name,
    state: 'unplayed',
    mapStatsId: null,
    winner: null,
    score: null,
    halfLength: 12,
    startSide: 'ct',
    winners: [],
    pickMarker: null,
    quirks: new Set<MapQuirk>(),
  };
}

function forfeitMap(number: number, winner: TeamIndex): MapPlan {
  const score: Pair = winner === 0 ? [1, 0] : [0, 1];
  return { ...emptyMap(number, 'Default'), state: 'forfeit', winner, score };
}

type PlayedInput = { index: number; name: string; winner: TeamIndex; marker: TeamIndex | null };

function playedMap(input: MapsInput, { index, name, winner, marker }: PlayedInput): MapPlan {
  const { random, spec } = input;
  const quirks = new Set(spec.maps?.[index + 1] ?? []);
  const shapeText = spec.shapes?.[index];
  const halfLength = spec.game === 'csgo' ? 15 : 12;
  const drawn =
    shapeText === undefined
      ? playOut(halfLength, input.strength, random)
      : arrangeRounds(parseShape(shapeText), random);
  const rounds = winnerOf(drawn) === winner ? drawn : drawn.map(other);
  return {
    number: index + 1,
    name,
    state: 'played',
    mapStatsId: quirks.has('no-stats-link') ? null : at(input.mapStatsIds, index),
    winner,
    score: finalScore(rounds),
    halfLength,
    startSide: random.chance(0.5) ? 'ct' : 't',
    winners: rounds,
    pickMarker: marker,
    quirks,
  };
}

function winnerOf(winners: readonly TeamIndex[]): TeamIndex {
  const [left, right] = finalScore(winners);
  return left > right ? 0 : 1;
}
