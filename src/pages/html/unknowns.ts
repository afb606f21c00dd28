import type { Unknown } from '../../page-records.ts';

/** The reader keeps what it does not know or leaves it out, and names it here: the site has changed or grown. */

const MAPS = new Set([
  ...['Ancient', 'Anubis', 'Cache', 'Cobblestone', 'Dust2', 'Inferno', 'Mirage', 'Nuke', 'Overpass', 'Season', 'Train'],
  ...['Tuscan', 'Vertigo', 'TBA', 'Default'],
]);
const RATING_VERSIONS = new Set(['1.0', '2.0', '2.1', '3.0']);
const SEEN_LIMIT = 80;

export function unknownMaps(names: string[]): Unknown[] {
  return named(
    'map',
    names.filter((name) => !MAPS.has(name)),
  );
}

export function unknownRatings(versions: (string | null)[]): Unknown[] {
  return named(
    'rating version',
    versions.filter((version) => version !== null && version !== '' && !RATING_VERSIONS.has(version)),
  );
}

/** What was seen, under the name of what it may be. */
export function named(what: string, seen: (string | null | undefined)[]): Unknown[] {
  return seen.flatMap((text) => (text ? [{ what, seen: text.slice(0, SEEN_LIMIT) }] : []));
}

/** The field of the record: each unknown once, no field where there is none. */
export function unknownsOf(...lists: Unknown[][]): { unknowns?: Unknown[] } {
  const each = new Map(lists.flat().map((unknown) => [`${unknown.what} ${unknown.seen}`, unknown]));
  return each.size === 0 ? {} : { unknowns: [...each.values()] };
}
