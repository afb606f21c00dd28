import { checkListingAgainstOverview } from '../checks/cross-page.ts';
import { kindsFoundOn } from '../page-kinds.ts';
import type { MatchPage, OverviewMap } from '../page-records.ts';
import { PAGES } from '../pages/pages.ts';
import type { Store } from '../store/store.ts';
import type { NewTarget } from '../store/targets.ts';
import { FINAL_AFTER_MS, type PageHandler, pageHandler } from './page-handler.ts';
import { checkStoredMaps } from './stored-maps.ts';

/** Match overview: teams, maps, vetoes, line-ups and player rows by side; its follow-up targets are the map pages. */
export function overviewHandler(store: Store): PageHandler<'match'> {
  return pageHandler(store, {
    page: PAGES.match,
    related: (matchId) => store.listing.entryOf(matchId),
    check: (record, entry) => (entry === null ? [] : checkListingAgainstOverview(entry, record)),
    checkStored: (record) => checkStoredMaps(store, record),
    save(record, source) {
      store.pageRecords.save({ kind: 'match', record, ...source });
      const linkedIds = record.maps.flatMap(({ mapStatsId }) => mapStatsId ?? []);
      store.targets.releaseMaps({ matchId: record.matchId, linkedIds });
    },
    followUpTargets: (record) => record.maps.flatMap((map) => mapTargets(record, map)),
    awaiting,
  });
}

function mapTargets(match: MatchPage, map: OverviewMap): NewTarget[] {
  const { mapStatsId, mapStatsPath } = map;
  if (mapStatsId === null || mapStatsPath === null) return [];
  const slug = mapStatsPath.split('/').at(-1) ?? '';
  return kindsFoundOn('match').map((kind) => ({
    kind,
    id: mapStatsId,
    matchId: match.matchId,
    path: PAGES[kind].path({ id: mapStatsId, slug }),
    sortMs: match.startedAtMs,
  }));
}

function awaiting(match: MatchPage, nowMs: number): string | null {
  if (match.status === 'deleted' || nowMs - match.startedAtMs > FINAL_AFTER_MS) return null;
  if (match.status !== 'finished') return `the match is ${match.status}`;
  const unpublished = match.maps.filter((map) => map.state === 'played' && map.mapStatsId === null);
  return unpublished.length > 0 ? `stats not published yet: ${unpublished.map((map) => map.mapName).join(', ')}` : null;
}
