import { checkMapBeside, checkPagesBeside } from '../checks/cross-page.ts';
import { MAP_KINDS, type MapKind } from '../page-kinds.ts';
import type { Finding, MapStatsPage, MatchPage } from '../page-records.ts';
import type { Store } from '../store/store.ts';

/** Checks of stored pages beside a page that is stored after them. The findings are soft, because that page is stored. */

/** Checks the stored pages of the maps of a match against its overview. Findings that they already have are left out. */
export function checkStoredMaps(store: Store, overview: MatchPage): Finding[] {
  return overview.maps.flatMap((map) => {
    const { mapStatsId: id, mapNumber } = map;
    if (id === null) return [];
    const pages = { mapStats: store.pageRecords.find('map-stats', id), ...laterPages(store, id) };
    const known = new Set(MAP_KINDS.flatMap((kind) => keysOf(store, kind, id)));
    const found = checkMapBeside(overview, map, pages).filter((finding) => !known.has(keyOf(finding)));
    return found.map((finding) => ({ ...finding, severity: 'soft', mapNumber }));
  });
}

/** Checks the stored performance and economy pages of a map against its map stats page in the same way. */
export function checkStoredPages(store: Store, mapStats: MapStatsPage): Finding[] {
  const { mapStatsId: id } = mapStats;
  const known = new Set((['performance', 'economy'] as const).flatMap((kind) => keysOf(store, kind, id)));
  const found = checkPagesBeside(mapStats, laterPages(store, id)).filter((finding) => !known.has(keyOf(finding)));
  return found.map((finding) => ({ ...finding, severity: 'soft' }));
}

function laterPages({ pageRecords }: Store, id: number) {
  return { performance: pageRecords.find('performance', id), economy: pageRecords.find('economy', id) };
}

function keysOf(store: Store, kind: MapKind, id: number): string[] {
  return store.findings.ofPage({ kind, id }).map(keyOf);
}

function keyOf({ rule, expected, seen }: Pick<Finding, 'rule' | 'expected' | 'seen'>): string {
  return JSON.stringify([rule, expected, seen]);
}
