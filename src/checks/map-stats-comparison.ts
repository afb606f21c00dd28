import type { PageKind } from '../page-kinds.ts';
import type { MapStatsPage } from '../page-records.ts';
import { listed, plainName } from './comparing.ts';
import { hard, type Mismatch, mismatchIf, type Rule, soft } from './rule.ts';

/** Comparisons that every page of a map shares with its map stats page. */

type NamedPage = { mapStatsId: number; team1Name: string | null; team2Name: string | null };
/** A page of a map, and the map stats page of the map. */
export type WithMapStats<Page> = { page: Page; mapStats: MapStatsPage };

/** A round can have no first kill; no map with more such rounds is known. */
const MAX_ROUNDS_WITHOUT_FIRST_KILL = 2;

export function idOfMapStats(page: PageKind): Rule<WithMapStats<NamedPage>> {
  return hard(`${page}/id-of-map-stats`, {
    statement: 'The page has the map stats id of the map stats page.',
    same: ({ page, mapStats }) => [mapStats.mapStatsId, page.mapStatsId],
    text: (mapStatsId) => `map stats ${mapStatsId}`,
  });
}

/** The same two team names, in either order. */
export function namesOfMapStats(page: PageKind, statement: string): Rule<WithMapStats<NamedPage>> {
  const known = ({ team1Name, team2Name }: NamedPage) => [team1Name, team2Name].filter((name) => name !== null);
  return soft(`${page}/names-of-map-stats`, {
    statement,
    same: ({ page, mapStats }) => [known(mapStats), known(page)],
    differ: (expected, seen) => expected.length === 2 && seen.length === 2 && sorted(expected) !== sorted(seen),
    text: (names) => listed(names),
  });
}

function sorted(names: readonly string[]): string {
  return listed(names.map(plainName).sort());
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
