import type { TargetKind } from '../page-kinds.ts';
import type { MapStatsPage, MatchPage, PageRecords, PerformancePage } from '../page-records.ts';

/** What a page calls a team, player or event. */
export type ObservedName = {
  entity: 'team' | 'player' | 'event';
  entityId: number;
  name: string;
  fullName: string | null;
  country: string | null;
};

/** The names on a page, each entity once, and the time of the match or map that the page is about; 0: not said. */
export type PageNames = { asOfMs: number; names: ObservedName[] };

type Teams = Pick<
  MapStatsPage,
  'eventId' | 'eventName' | 'team1Name' | 'team1Country' | 'team2Name' | 'team2Country'
> & { team1Id: number | null; team2Id: number | null };

const NAMES: { [Kind in TargetKind]: (record: PageRecords[Kind]) => PageNames } = {
  match: namesOfMatch,
  'map-stats': namesOfMapStats,
  performance: namesOfPerformance,
  economy: () => ({ asOfMs: 0, names: [] }),
};

/** What a page calls its teams, players and event. */
export function namesOfPage<Kind extends TargetKind>(kind: Kind, record: PageRecords[Kind]): PageNames {
  return NAMES[kind](record);
}

function namesOfMatch(page: MatchPage): PageNames {
  const players = [...page.lineups, ...page.playerMapStats, ...page.seriesPlayerStats];
  return { asOfMs: page.startedAtMs, names: merged([...eventAndTeams(page), ...players.map(player)]) };
}

function namesOfMapStats(page: MapStatsPage): PageNames {
  return { asOfMs: page.startedAtMs ?? 0, names: merged([...eventAndTeams(page), ...page.playerMapStats.map(player)]) };
}

function namesOfPerformance(page: PerformancePage): PageNames {
  return { asOfMs: 0, names: merged(page.playerMapStats.map(player)) };
}

function eventAndTeams(page: Teams): ObservedName[] {
  return [
    ...named({ entity: 'event', entityId: page.eventId, name: page.eventName, country: null }),
    ...named({ entity: 'team', entityId: page.team1Id, name: page.team1Name, country: page.team1Country }),
    ...named({ entity: 'team', entityId: page.team2Id, name: page.team2Name, country: page.team2Country }),
  ];
}

type Mention = Pick<ObservedName, 'entity' | 'country'> & { entityId: number | null; name: string | null };

function named({ entity, entityId, name, country }: Mention): ObservedName[] {
  return entityId === null || name === null ? [] : [{ entity, entityId, name, fullName: null, country }];
}

type NamedPlayer = { playerId: number; playerName: string; country: string | null; fullName?: string | null };

function player({ playerId, playerName, country, fullName = null }: NamedPlayer): ObservedName {
  return { entity: 'player', entityId: playerId, name: playerName, fullName, country };
}

/** The first name is used; what it lacks is filled from later mentions on the same page. */
function merged(names: readonly ObservedName[]): ObservedName[] {
  const byEntity = new Map<string, ObservedName>();
  for (const name of names) {
    const key = `${name.entity} ${name.entityId}`;
    const known = byEntity.get(key) ?? name;
    const { fullName, country } = known;
    byEntity.set(key, { ...known, fullName: fullName ?? name.fullName, country: country ?? name.country });
  }
  return [...byEntity.values()];
}
