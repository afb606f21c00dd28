import { randomFor } from './random.ts';

/** Ids and times of matches. `seq` counts listed matches from the oldest (0) upwards, unlisted ones apart. */
export const SPACING_MS = 40 * 60_000;
export const DEFAULT_NEWEST_END_MS = Date.UTC(2026, 1, 14, 21, 49, 7);

const LISTED_MATCH_BASE = 2_390_000;
const UNLISTED_MATCH_BASE = 2_350_000;
const LISTED_MAP_BASE = 200_000;
const UNLISTED_MAP_BASE = 190_000;

export type MatchKey = { seq: number; listed: boolean };

/** Four numbers a match, one of them used: ids rise with time and have gaps. */
export function matchIdOf(seed: number, { seq, listed }: MatchKey): number {
  return (listed ? LISTED_MATCH_BASE : UNLISTED_MATCH_BASE) + seq * 4 + randomFor(seed, 'id', seq).int(0, 3);
}

/** The only match that can have this id; the caller checks that it has. */
export function keyOfMatchId(matchId: number): MatchKey {
  const listed = matchId >= LISTED_MATCH_BASE;
  return { seq: Math.floor((matchId - (listed ? LISTED_MATCH_BASE : UNLISTED_MATCH_BASE)) / 4), listed };
}

/** Ids of up to five maps, taken from eight numbers, not in playing order. */
export function mapStatsIdsOf(seed: number, { seq, listed }: MatchKey): number[] {
  const base = (listed ? LISTED_MAP_BASE : UNLISTED_MAP_BASE) + seq * 8;
  const slots = randomFor(seed, 'map-ids', seq, listed ? 1 : 0).shuffle([0, 1, 2, 3, 4, 5, 6, 7]);
  return slots.slice(0, 5).map((slot) => base + slot);
}

export function keyOfMapStatsId(mapStatsId: number): MatchKey {
  const listed = mapStatsId >= LISTED_MAP_BASE;
  return { seq: Math.floor((mapStatsId - (listed ? LISTED_MAP_BASE : UNLISTED_MAP_BASE)) / 8), listed };
}

/** End of a listed match: 20 to 60 minutes after the one before, the newest of the start exactly as given. */
export function endedAtMsOf(seed: number, seq: number, start: { newestSeq: number; newestEndAtMs: number }): number {
  const jitterMs = seq === start.newestSeq ? 0 : randomFor(seed, 'end', seq).int(-599, 599) * 1000;
  return start.newestEndAtMs + (seq - start.newestSeq) * SPACING_MS + jitterMs;
}

/** Scheduled start: whole minutes, some hours before the end. */
export function startedAtMsOf(endedAtMs: number, bestOf: number, extraMinutes: number): number {
  const minutes = 55 * bestOf + extraMinutes;
  return Math.floor((endedAtMs - minutes * 60_000) / 300_000) * 300_000;
}
