import { nameFilter } from '../name-filter.ts';
import { type ExportFilters, NO_YEAR } from '../output/documents/export-manifest.ts';
import type { ExportedMatch } from '../store/export-rows.ts';
import type { Store } from '../store/store.ts';

/**
 * The matches of an export. Filters choose matches, and every table has the rows of the chosen ones. `--map` also chooses
 * maps: only matches with such a map are exported, and only the rows of these maps where rows belong to maps.
 */
export type Selection = {
  isFiltered: boolean;
  /** Ids of stored matches by the year of their start, each in ascending order. */
  stored: ReadonlyMap<string, readonly number[]>;
  /** The same, with matches that are only known from the listing, by the year of their end. */
  listed: ReadonlyMap<string, readonly number[]>;
  /** Numbers of the chosen maps by match; null: all. */
  maps: ReadonlyMap<number, ReadonlySet<number>> | null;
  /** Whether a map of this name is chosen. */
  hasMapName: (name: string | null) => boolean;
};

/** Whether a filter excludes anything. */
export function hasFilter({ sinceMs, untilMs, events, teams, maps, minStars }: ExportFilters): boolean {
  const lists = [events, teams, maps];
  return sinceMs !== null || untilMs !== null || (minStars ?? 0) > 0 || lists.some((list) => list.length > 0);
}

/** Selects matches. Their ids, and with `--map` the numbers of their maps, are in memory. */
export function selectMatches(store: Store, filters: ExportFilters): Selection {
  const maps = filters.maps.length === 0 ? null : chosenMaps(store, filters.maps);
  const isChosen = matchFilter(filters);
  const stored = new Map<string, number[]>();
  const listed = new Map<string, number[]>();
  for (const match of store.exports.matches()) {
    if (!isChosen(match) || (maps !== null && !maps.has(match.matchId))) continue;
    if (match.isStored === 1) add(stored, match);
    add(listed, match);
  }
  for (const ids of [...stored.values(), ...listed.values()]) ids.sort((one, other) => one - other);
  const fitsMaps = nameFilter(filters.maps);
  return { isFiltered: hasFilter(filters), stored, listed, maps, hasMapName: (name) => fitsMaps([name]) };
}

function add(byYear: Map<string, number[]>, { matchId, atMs }: ExportedMatch): void {
  const year = atMs === null ? NO_YEAR : String(new Date(atMs).getUTCFullYear()).padStart(4, '0');
  const ids = byYear.get(year);
  if (ids === undefined) byYear.set(year, [matchId]);
  else ids.push(matchId);
}

function chosenMaps(store: Store, parts: readonly string[]): Map<number, Set<number>> {
  const fits = nameFilter(parts);
  const chosen = new Map<number, Set<number>>();
  for (const { matchId, mapNumber, mapName } of store.exports.maps()) {
    if (!fits([mapName])) continue;
    const numbers = chosen.get(matchId) ?? new Set();
    chosen.set(matchId, numbers.add(mapNumber));
  }
  return chosen;
}

/**
 * The same rules as for a run: a match with an unknown date passes `--since` and `--until`, one with unknown names or
 * stars does not pass filters for them.
 */
function matchFilter({ sinceMs, untilMs, events, teams, minStars }: ExportFilters) {
  const fitsEvents = nameFilter(events);
  const fitsTeams = nameFilter(teams);
  return ({ atMs, eventName, team1Name, team2Name, stars }: ExportedMatch): boolean => {
    const isWithin = atMs === null || ((sinceMs === null || atMs >= sinceMs) && (untilMs === null || atMs < untilMs));
    if (!isWithin || !fitsEvents([eventName]) || !fitsTeams([team1Name, team2Name])) return false;
    return minStars === null || (stars ?? 0) >= minStars;
  };
}
