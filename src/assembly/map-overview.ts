import type { MatchPage, OverviewMap, OverviewPlayerStats } from '../page-records.ts';
import type { MatchMap } from '../records.ts';

/** A map as its match overview alone shows it: what checks of the map's own pages compare with. */
export type MapOverview = Pick<
  MatchPage,
  'matchId' | 'url' | 'status' | 'note' | 'startedAtMs' | 'bestOf' | 'team1Id' | 'team1Name' | 'team2Id' | 'team2Name'
> & {
  mapNumber: number;
  map: MatchMap;
  /** Rows of this map alone. */
  playerMapStats: OverviewPlayerStats[];
};

/** What the overview says of one of its maps. */
export function overviewOfMap(overview: MatchPage, map: OverviewMap): MapOverview {
  const { matchId, url, status, note, startedAtMs, bestOf, team1Id, team1Name, team2Id, team2Name } = overview;
  const { mapStatsPath: _, pickMarkerTeamId: __, ...own } = map;
  const statsOnly = {
    startedAtMs: null,
    team1Rating: null,
    team2Rating: null,
    team1FirstKills: null,
    team2FirstKills: null,
  };
  return {
    ...{ matchId, url, status, note, startedAtMs, bestOf, team1Id, team1Name, team2Id, team2Name },
    mapNumber: map.mapNumber,
    map: { matchId, ...own, ...statsOnly, team1ClutchesWon: null, team2ClutchesWon: null },
    playerMapStats: overview.playerMapStats.filter((row) => row.mapNumber === map.mapNumber),
  };
}
