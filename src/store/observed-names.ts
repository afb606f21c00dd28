import {
  namesOfMapStats,
  namesOfMatch,
  namesOfPerformance,
  type ObservedName,
  type PageNames,
} from '../assembly/names.ts';
import type { PageRecords } from '../page-records.ts';
import type { TargetKind } from '../records.ts';
import { insertAll, type Sql } from './sql.ts';

/** Latest known names of teams, players and events, whatever the order in which pages are saved. */

/** Pages of the same date, the most reliable first. */
const PAGE_RANKS = { match: 1, 'map-stats': 2, performance: 3, economy: 4 } as const;

const NAMES: { [Kind in TargetKind]: (record: PageRecords[Kind]) => PageNames } = {
  match: namesOfMatch,
  'map-stats': namesOfMapStats,
  performance: namesOfPerformance,
  economy: () => ({ asOfMs: 0, names: [] }),
};

type Page<Kind extends TargetKind> = { kind: Kind; id: number };
type Versions<Kind extends TargetKind> = { before: PageRecords[Kind] | null; after: PageRecords[Kind] | null };

/** Replaces what a page calls its teams, players and events, and brings their latest names up to date. */
export function replaceNames<Kind extends TargetKind>(
  sql: Sql,
  { kind, id }: Page<Kind>,
  { before, after }: Versions<Kind>,
): void {
  const pageRank = PAGE_RANKS[kind];
  const old = before === null ? null : NAMES[kind](before);
  const current = after === null ? null : NAMES[kind](after);
  for (const { entity, entityId } of old?.names ?? []) {
    sql.run(
      `DELETE FROM observed_names
      WHERE entity = @entity AND entity_id = @entityId AND as_of_ms = @asOfMs AND page_rank = @pageRank AND page_id = @id`,
      { entity, entityId, asOfMs: old?.asOfMs, pageRank, id },
    );
  }
  if (current !== null) {
    const { asOfMs, names } = current;
    insertAll(
      sql,
      'observed_names',
      names.map((name) => ({ ...name, asOfMs, pageRank, pageId: id })),
    );
  }
  const entities = new Map([...(old?.names ?? []), ...(current?.names ?? [])].map((name) => [keyOf(name), name]));
  for (const { entity, entityId } of entities.values()) updateLatest(sql, entity, entityId);
}

const keyOf = ({ entity, entityId }: ObservedName): string => `${entity} ${entityId}`;

const latest = (column: string): string =>
  `(SELECT ${column} FROM observed_names WHERE entity = @entity AND entity_id = @entityId AND ${column} IS NOT NULL
  ORDER BY as_of_ms DESC, page_rank, page_id DESC LIMIT 1)`;

/** A country or full name that the latest page lacks comes from the latest page that has it. */
const LATEST = {
  team: `INSERT INTO teams (team_id, name, country)
    SELECT @entityId, name, ${latest('country')} FROM (SELECT ${latest('name')} AS name) WHERE name IS NOT NULL
    ON CONFLICT DO UPDATE SET name = excluded.name, country = excluded.country
    WHERE name <> excluded.name OR country IS NOT excluded.country`,
  player: `INSERT INTO players (player_id, name, full_name, country)
    SELECT @entityId, name, ${latest('full_name')}, ${latest('country')}
    FROM (SELECT ${latest('name')} AS name) WHERE name IS NOT NULL
    ON CONFLICT DO UPDATE SET name = excluded.name, full_name = excluded.full_name, country = excluded.country
    WHERE name <> excluded.name OR full_name IS NOT excluded.full_name OR country IS NOT excluded.country`,
  event: `INSERT INTO events (event_id, name)
    SELECT @entityId, name FROM (SELECT ${latest('name')} AS name) WHERE name IS NOT NULL
    ON CONFLICT DO UPDATE SET name = excluded.name WHERE name <> excluded.name`,
} as const;

const UNNAMED = {
  team: `DELETE FROM teams WHERE team_id = @entityId AND ${latest('name')} IS NULL`,
  player: `DELETE FROM players WHERE player_id = @entityId AND ${latest('name')} IS NULL`,
  event: `DELETE FROM events WHERE event_id = @entityId AND ${latest('name')} IS NULL`,
} as const;

function updateLatest(sql: Sql, entity: ObservedName['entity'], entityId: number): void {
  sql.run(UNNAMED[entity], { entity, entityId });
  sql.run(LATEST[entity], { entity, entityId });
}
