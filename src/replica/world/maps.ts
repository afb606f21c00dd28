/** Maps by full name with the abbreviation the site uses. */
const MAP_SHORT_NAMES: Readonly<Record<string, string>> = {
  Ancient: 'anc',
  Anubis: 'anb',
  Dust2: 'd2',
  Inferno: 'inf',
  Mirage: 'mrg',
  Nuke: 'nuke',
  Overpass: 'ovp',
  Train: 'trn',
  Vertigo: 'vtg',
  Cache: 'cch',
  Cobblestone: 'cbl',
  Thornfield: 'thf',
};

/** Seven maps of the pool: what is played today, and what was played in the last months of the older game. */
export const CS2_POOL = ['Ancient', 'Anubis', 'Dust2', 'Inferno', 'Mirage', 'Nuke', 'Train'] as const;
export const CSGO_POOL = ['Ancient', 'Inferno', 'Mirage', 'Nuke', 'Overpass', 'Vertigo', 'Anubis'] as const;

/** A map that is in no list of maps. */
export const UNKNOWN_MAP = 'Thornfield';

export function shortMapName(name: string): string {
  return MAP_SHORT_NAMES[name] ?? name.toLowerCase().slice(0, 4);
}
