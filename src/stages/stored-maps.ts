import { checkMapBeside } from '../checks/cross-page.ts';
import { MAP_KINDS } from '../page-kinds.ts';
import type { Finding, MatchPage } from '../page-records.ts';
import type { Store } from '../store/store.ts';

/**
 * Checks the stored pages of the maps of a match against its overview, for pages that were stored before the overview.
 * The findings are soft, because the overview is stored, and exclude those that the map pages already have.
 */
export function checkStoredMaps(store: Store, overview: MatchPage): Finding[] {
  const { pageRecords } = store;
  return overview.maps.flatMap((map) => {
    const { mapStatsId: id, mapNumber } = map;
    if (id === null) return [];
    const known = new Set(MAP_KINDS.flatMap((kind) => store.findings.ofPage({ kind, id }).map(keyOf)));
    const found = checkMapBeside(overview, map, {
      mapStats: pageRecords.find('map-stats', id),
      performance: pageRecords.find('performance', id),
      economy: pageRecords.find('economy', id),
    }).filter((finding) => !known.has(keyOf(finding)));
    return found.map((finding) => ({ ...finding, severity: 'soft', mapNumber }));
  });
}

function keyOf({ rule, expected, seen }: Pick<Finding, 'rule' | 'expected' | 'seen'>): string {
  return JSON.stringify([rule, expected, seen]);
}
