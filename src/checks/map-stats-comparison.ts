import type { MapStatsPage } from '../page-records.ts';
import { listed, plainName } from './comparing.ts';
import { type Mismatch, mismatchIf } from './rule.ts';
import { sameValue } from './shared-values.ts';

/** Comparisons that every page of a map shares with its map stats page. */

type NamedPage = { mapStatsId: number; team1Name: string | null; team2Name: string | null };
/** A page of a map, and the map stats page of the map. */
export type WithMapStats<Page> = { page: Page; mapStats: MapStatsPage };

/** A round can have no first kill; no map with more such rounds is known. */
const MAX_ROUNDS_WITHOUT_FIRST_KILL = 2;

export const compareMapStatsId = sameValue(
  ({ page, mapStats }: WithMapStats<NamedPage>) => [mapStats.mapStatsId, page.mapStatsId],
  (mapStatsId) => `map stats ${mapStatsId}`,
);

/** The same two team names, in either order. */
export function compareTeamNames({ page, mapStats }: WithMapStats<NamedPage>): Mismatch[] {
  const expected = [mapStats.team1Name, mapStats.team2Name].filter((name) => name !== null);
  const seen = [page.team1Name, page.team2Name].filter((name) => name !== null);
  if (expected.length < 2 || seen.length < 2) return [];
  const text = (names: string[]) => listed(names.map(plainName).sort());
  return mismatchIf(text(expected) !== text(seen), () => ({ expected: listed(expected), seen: listed(seen) }));
}

/** One first kill in each round, with few exceptions; `seen` is the number as the page shows it. */
export function compareFirstKills(firstKills: number | null, mapStats: MapStatsPage, seen: string): Mismatch[] {
  const rounds = mapStats.team1Rounds + mapStats.team2Rounds;
  const min = rounds - MAX_ROUNDS_WITHOUT_FIRST_KILL;
  const isWrong = firstKills !== null && (firstKills > rounds || firstKills < min);
  return mismatchIf(isWrong, () => ({
    expected: `${rounds} first kills in ${rounds} rounds, or up to ${MAX_ROUNDS_WITHOUT_FIRST_KILL} fewer`,
    seen,
  }));
}
