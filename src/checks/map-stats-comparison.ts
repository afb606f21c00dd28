import type { MapStatsPage } from '../page-records.ts';
import { listed, plainName } from './comparing.ts';
import { type Mismatch, mismatchIf } from './rule.ts';

/** Comparisons that every page of a map shares with its map stats page. */

type NamedPage = { mapStatsId: number; team1Name: string | null; team2Name: string | null };
type Subject = { page: NamedPage; mapStats: MapStatsPage };

/** A round can lack a first kill; more than this many on one map were never seen. */
const MAX_ROUNDS_WITHOUT_FIRST_KILL = 2;

export function compareMapStatsId({ page, mapStats }: Subject): Mismatch[] {
  return mismatchIf(page.mapStatsId !== mapStats.mapStatsId, () => ({
    expected: `map stats ${mapStats.mapStatsId}`,
    seen: `map stats ${page.mapStatsId}`,
  }));
}

/** The same two team names, in either order. */
export function compareTeamNames({ page, mapStats }: Subject): Mismatch[] {
  const expected = [mapStats.team1Name, mapStats.team2Name].filter((name) => name !== null);
  const seen = [page.team1Name, page.team2Name].filter((name) => name !== null);
  if (expected.length < 2 || seen.length < 2) return [];
  const text = (names: string[]) => listed(names.map(plainName).sort());
  return mismatchIf(text(expected) !== text(seen), () => ({ expected: listed(expected), seen: listed(seen) }));
}

/** One first kill a round, or nearly; `seen` is how the page words its number. */
export function compareFirstKills(firstKills: number | null, mapStats: MapStatsPage, seen: string): Mismatch[] {
  const rounds = mapStats.team1Rounds + mapStats.team2Rounds;
  const least = rounds - MAX_ROUNDS_WITHOUT_FIRST_KILL;
  const isWrong = firstKills !== null && (firstKills > rounds || firstKills < least);
  return mismatchIf(isWrong, () => ({
    expected: `${rounds} first kills in ${rounds} rounds, or up to ${MAX_ROUNDS_WITHOUT_FIRST_KILL} fewer`,
    seen,
  }));
}
