import type { MapStatsPage, MatchPage, PerformancePage } from '../page-records.ts';
import { insertAll, type Sql } from './sql.ts';

/** Order of belief among pages of the same date. */
export const PAGE_RANKS = { match: 1, 'map-stats': 2, performance: 3 } as const;

type Entity = 'team' | 'player' | 'event';
type Sighting = { entity: Entity; entityId: number; name: string; fullName: string | null; country: string | null };
type Witness = { kind: keyof typeof PAGE_RANKS; id: number; asOfMs: number };

const team = (id: number | null, name: string | null, country: string | null): Sighting[] =>
  id === null || name === null ? [] : [{ entity: 'team', entityId: id, name, fullName: null, country }];

const event = (id: number | null, name: string | null): Sighting[] =>
  id === null || name === null ? [] : [{ entity: 'event', entityId: id, name, fullName: null, country: null }];

type Named = { playerId: number; playerName: string; country: string | null; fullName?: string | null };

const player = ({ playerId, playerName, country, fullName = null }: Named): Sighting => ({
  entity: 'player',
  entityId: playerId,
  name: playerName,
  fullName,
  country,
});

/** One row per entity: the first name stands, blanks are filled from later mentions on the same page. */
const merged = (sightings: readonly Sighting[]) => {
  const byEntity = new Map<string, Sighting>();
  for (const sighting of sightings) {
    const key = `${sighting.entity} ${sighting.entityId}`;
    const known = byEntity.get(key) ?? sighting;
    byEntity.set(key, {
      ...known,
      fullName: known.fullName ?? sighting.fullName,
      country: known.country ?? sighting.country,
    });
  }
  return [...byEntity.values()];
};

const saveSightings = (sql: Sql, witness: Witness, sightings: readonly Sighting[]) => {
  const page = { asOfMs: witness.asOfMs, pageRank: PAGE_RANKS[witness.kind], pageId: witness.id };
  insertAll(
    sql,
    'sightings',
    merged(sightings).map((sighting) => ({ ...sighting, ...page })),
  );
};

/** Part of removing a page. */
export const deleteSightings = (sql: Sql, kind: keyof typeof PAGE_RANKS, id: number) =>
  sql.run('DELETE FROM sightings WHERE page_rank = ? AND page_id = ?', [PAGE_RANKS[kind], id]);

export const saveMatchSightings = (sql: Sql, page: MatchPage) =>
  saveSightings(sql, { kind: 'match', id: page.matchId, asOfMs: page.startedAtMs }, [
    ...event(page.eventId, page.eventName),
    ...team(page.team1Id, page.team1Name, page.team1Country),
    ...team(page.team2Id, page.team2Name, page.team2Country),
    ...[...page.lineups, ...page.playerMapStats, ...page.seriesPlayerStats].map(player),
  ]);

export const saveMapStatsSightings = (sql: Sql, page: MapStatsPage) =>
  saveSightings(sql, { kind: 'map-stats', id: page.mapStatsId, asOfMs: page.startedAtMs ?? 0 }, [
    ...event(page.eventId, page.eventName),
    ...team(page.team1Id, page.team1Name, page.team1Country),
    ...team(page.team2Id, page.team2Name, page.team2Country),
    ...page.playerMapStats.map(player),
  ]);

export const savePerformanceSightings = (sql: Sql, page: PerformancePage) =>
  saveSightings(sql, { kind: 'performance', id: page.mapStatsId, asOfMs: 0 }, page.playerMapStats.map(player));
