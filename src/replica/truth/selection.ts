import { entriesAt } from '../render/listing.ts';
import type { MatchPlan } from '../world/model.ts';
import type { World } from '../world/world.ts';

export type TruthStage = 'overview' | 'map-stats' | 'performance' | 'economy';

/** The selection of a run: the truth has the rows that such a run stores. */
export type TruthSelection = {
  /** These matches, listed or not; `sinceMs` does not apply unless given. Default: everything listed. */
  matchIds?: number[];
  /** Matches that ended earlier are omitted; null includes all. Default 2023-09-27. */
  sinceMs?: number | null;
  /** First and last listing offset, both included. */
  offsets?: [number, number];
  /** Pages that were read. Default all. */
  stages?: TruthStage[];
  /** Origin of match URLs. */
  origin?: string;
  /** False: the listing was not read, so end and stars are unknown. */
  fromListing?: boolean;
};

const CS2_ERA_MS = Date.UTC(2023, 8, 27);

/** The selected matches by start, oldest first. */
export function selectMatches(world: World, selection: TruthSelection): MatchPlan[] {
  const matches = candidates(world, selection).filter((match) => isWanted(match, selection));
  return matches.toSorted((a, b) => a.startedAtMs - b.startedAtMs || a.matchId - b.matchId);
}

function candidates(world: World, { matchIds, offsets }: TruthSelection): MatchPlan[] {
  if (matchIds !== undefined) return [...new Set(matchIds)].map((matchId) => found(world, matchId));
  if (offsets === undefined) return Array.from({ length: world.listedCount() }, (_, place) => listedAt(world, place));
  const [first, last] = offsets;
  const pages: MatchPlan[] = [];
  for (let offset = first; offset <= last; offset += world.pageSize) pages.push(...entriesAt(world, offset));
  return pages;
}

function listedAt(world: World, place: number): MatchPlan {
  const match = world.matchAtPlace(place);
  if (match === null) throw new RangeError(`There is no match at place ${place} of the listing.`);
  return match;
}

function found(world: World, matchId: number): MatchPlan {
  const match = world.findMatch(matchId);
  if (match === null)
    throw new RangeError(`This world has no match ${matchId}. Take ids from matchIds() or case(name).`);
  return match;
}

function isWanted(match: MatchPlan, { matchIds, sinceMs }: TruthSelection): boolean {
  const since = sinceMs === undefined && matchIds === undefined ? CS2_ERA_MS : (sinceMs ?? null);
  return since === null || match.endedAtMs >= since;
}
