import type { Unknown } from '../../page-records.ts';

/** Values that the parser does not know. They are listed in the record, because the site may have changed. */

const MAPS = new Set([
  ...['Ancient', 'Anubis', 'Cache', 'Cobblestone', 'Dust2', 'Inferno', 'Mirage', 'Nuke', 'Overpass', 'Season', 'Train'],
  ...['Tuscan', 'Vertigo', 'TBA', 'Default'],
]);
const RATING_VERSIONS = new Set(['1.0', '2.0', '2.1', '3.0']);
const SEEN_LIMIT = 80;

/** The map names that the parser does not know. */
export function unknownMaps(names: string[]): Unknown[] {
  return named(
    'map',
    names.filter((name) => !MAPS.has(name)),
  );
}

/** The rating versions that the parser does not know. */
export function unknownRatings(versions: (string | null)[]): Unknown[] {
  return named(
    'rating version',
    versions.filter((version) => version !== null && version !== '' && !RATING_VERSIONS.has(version)),
  );
}

/** Entries for the texts that are not empty; `what` describes what they were expected to be. */
export function named(what: string, seen: (string | null | undefined)[]): Unknown[] {
  return seen.flatMap((text) => (text ? [{ what, seen: text.slice(0, SEEN_LIMIT) }] : []));
}

/** The `unknowns` field of a record: each entry once; no field when there is none. */
export function unknownsOf(...lists: Unknown[][]): { unknowns?: Unknown[] } {
  const each = new Map(lists.flat().map((unknown) => [`${unknown.what} ${unknown.seen}`, unknown]));
  return each.size === 0 ? {} : { unknowns: [...each.values()] };
}
