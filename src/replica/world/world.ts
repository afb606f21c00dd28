import {
  DEFAULT_NEWEST_END_MS,
  keyOfMapStatsId,
  keyOfMatchId,
  type MatchKey,
  matchIdOf,
  SPACING_MS,
} from './calendar.ts';
import { CASE_NAMES, LISTED_CASES, UNLISTED_CASES } from './cases.ts';
import { caseAt, planMatch } from './match-plan.ts';
import type { MapPlan, MatchPlan, PlayedMap } from './model.ts';
import { playMap } from './play-map.ts';
import { createRosters, type Rosters } from './rosters.ts';
import { type PlayerLines, playerLines } from './statistics.ts';

export type WorldOptions = {
  seed: number;
  /** Listed matches at the start. */
  matches?: number;
  /** End of the newest match at the start, Unix ms. */
  newestEndAtMs?: number;
  pageSize?: number;
  variants?: 'all' | 'plain';
};

export type MapStory = { match: MatchPlan; map: MapPlan; played: PlayedMap; lines: PlayerLines[] };

/** A deterministic site. Matches are generated on demand and only a few are cached. */
export type World = {
  seed: number;
  rosters: Rosters;
  pageSize: number;
  /** Listed matches now. */
  listedCount(): number;
  /** Adds newer matches; returns their ids, oldest first. */
  addMatches(count: number): number[];
  /** Listed match by its place on the listing, newest 0. */
  matchAtPlace(place: number): MatchPlan | null;
  /** Ids of all listed matches, newest first. */
  matchIds(): number[];
  findMatch(matchId: number): MatchPlan | null;
  findMap(mapStatsId: number): MapStory | null;
  storyOf(match: MatchPlan, map: MapPlan): MapStory;
  /** The match of a named variant. */
  caseMatch(name: string): MatchPlan;
};

const CACHED_MATCHES = 256;
const CACHED_MAPS = 24;

/** Creates the world of a seed. It depends on the options alone, not on the time or earlier calls. */
export function createWorld(options: WorldOptions): World {
  const startCount = options.matches ?? 60;
  const newestEndAtMs = options.newestEndAtMs ?? DEFAULT_NEWEST_END_MS;
  const plain = options.variants === 'plain';
  const newestSeq = startCount - 1;
  const rosters = createRosters(options.seed, newestEndAtMs - Math.floor(startCount / 2) * SPACING_MS);
  const plans = cacheOf<MatchPlan>(CACHED_MATCHES);
  const stories = cacheOf<MapStory>(CACHED_MAPS);
  let count = startCount;

  const exists = ({ seq, listed }: MatchKey): boolean =>
    seq >= 0 && (listed ? seq < count : !plain && seq < UNLISTED_CASES.length);
  const planOf = (key: MatchKey): MatchPlan =>
    plans(`${key.listed}${key.seq}`, () => {
      const listedCase = plain ? null : caseAt({ seed: options.seed, seq: key.seq, newestSeq });
      const spec = key.listed ? (listedCase?.spec ?? null) : (UNLISTED_CASES[key.seq] ?? null);
      const caseName = key.listed && listedCase?.fixed !== true ? null : (spec?.name ?? null);
      return planMatch({ seed: options.seed, rosters, key, spec, caseName, newestSeq, newestEndAtMs, plain });
    });
  const storyOf = (match: MatchPlan, map: MapPlan): MapStory =>
    stories(`${match.matchId}/${map.number}`, () => {
      const played = playMap(rosters, match, map);
      return { match, map, played, lines: playerLines(played) };
    });

  return {
    seed: options.seed,
    rosters,
    pageSize: options.pageSize ?? 100,
    listedCount: () => count,
    addMatches: (added) => {
      const first = count;
      count += added;
      return Array.from({ length: added }, (_, index) => planOf({ seq: first + index, listed: true }).matchId);
    },
    matchAtPlace: (place) => (place < 0 || place >= count ? null : planOf({ seq: count - 1 - place, listed: true })),
    matchIds: () =>
      Array.from({ length: count }, (_, place) => matchIdOf(options.seed, { seq: count - 1 - place, listed: true })),
    findMatch: (matchId) => {
      const key = keyOfMatchId(matchId);
      const match = exists(key) ? planOf(key) : null;
      return match?.matchId === matchId ? match : null;
    },
    findMap: (mapStatsId) => {
      const key = keyOfMapStatsId(mapStatsId);
      const match = exists(key) ? planOf(key) : null;
      const map = match?.maps.find((candidate) => candidate.mapStatsId === mapStatsId);
      return match === null || map === undefined ? null : storyOf(match, map);
    },
    storyOf,
    caseMatch: (name) => planOf(keyOfCase(name, { startCount, plain })),
  };
}

function keyOfCase(name: string, world: { startCount: number; plain: boolean }): MatchKey {
  if (!CASE_NAMES.includes(name)) throw new Error(`No variant is called "${name}". Known: ${CASE_NAMES.join(', ')}.`);
  if (world.plain) throw new Error(`A plain world has no variant "${name}". Start it with variants: 'all'.`);
  const unlisted = UNLISTED_CASES.findIndex((spec) => spec.name === name);
  if (unlisted >= 0) return { seq: unlisted, listed: false };
  const place = 1 + LISTED_CASES.findIndex((spec) => spec.name === name);
  if (place < world.startCount) return { seq: world.startCount - 1 - place, listed: true };
  throw new Error(`The variant "${name}" needs at least ${place + 1} matches, the world has ${world.startCount}.`);
}

/** Caches the last few values; a value generated again is equal. */
function cacheOf<Value>(limit: number): (key: string, make: () => Value) => Value {
  const cache = new Map<string, Value>();
  return (key, make) => {
    const found = cache.get(key);
    if (found !== undefined) return found;
    const value = make();
    cache.set(key, value);
    const oldest = cache.keys().next().value;
    if (cache.size > limit && oldest !== undefined) cache.delete(oldest);
    return value;
  };
}
