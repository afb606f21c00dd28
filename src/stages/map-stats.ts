import type { MapOverview } from '../assembly/map-overview.ts';
import { checkMapStatsAgainstOverview } from '../checks/cross-page.ts';
import type { MapStatsPage } from '../page-records.ts';
import type { KnownMap } from '../pages/page.ts';
import { PAGES } from '../pages/pages.ts';
import type { Store } from '../store/store.ts';
import { FINAL_AFTER_MS, type PageHandler, pageHandler } from './page-handler.ts';
import { checkStoredPages } from './stored-maps.ts';

/** Map stats: score, halves, rounds and the full player tables by side. */
export function mapStatsHandler(store: Store): PageHandler<'map-stats'> {
  return pageHandler(store, {
    page: PAGES['map-stats'],
    related: (mapStatsId) => store.pageRecords.overviewOfMap(mapStatsId),
    check: (record, overview) => (overview === null ? [] : checkMapStatsAgainstOverview(record, overview)),
    checkStored: (record) => checkStoredPages(store, record),
    known: knownMap,
    save: (record, source) => store.pageRecords.save({ kind: 'map-stats', record, ...source }),
    awaiting,
  });
}

function knownMap(overview: MapOverview | null): KnownMap | null {
  if (overview === null) return null;
  const { matchId, team1Id, team1Name, team2Id, team2Name, map } = overview;
  const { mapName, team1Rounds, team2Rounds } = map;
  if (team1Id === null || team1Name === null || team1Rounds === null) return null;
  if (team2Id === null || team2Name === null || team2Rounds === null) return null;
  const teams: KnownMap['teams'] = [
    { teamId: team1Id, teamName: team1Name, rounds: team1Rounds },
    { teamId: team2Id, teamName: team2Name, rounds: team2Rounds },
  ];
  return { matchId, mapName, teams };
}

function awaiting(page: MapStatsPage, nowMs: number): string | null {
  const isFresh = page.startedAtMs !== null && nowMs - page.startedAtMs <= FINAL_AFTER_MS;
  return isFresh && page.scoreboards < 2 ? 'one scoreboard of two is published' : null;
}
