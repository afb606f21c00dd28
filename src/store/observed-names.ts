import { namesOfPage, type ObservedName } from '../assembly/names.ts';
import { KINDS, type TargetKind } from '../page-kinds.ts';
import type { PageRecords } from '../page-records.ts';
import { insertAll, type Sql } from './sql.ts';

/** Latest names of teams, players and events. They do not depend on the order in which pages are saved. */

type Versions<Kind extends TargetKind> = { before: PageRecords[Kind] | null; after: PageRecords[Kind] };

/** Replaces the names on a page, and updates the latest names of its teams, players and events. */
export function replaceNames<Kind extends TargetKind>(
  sql: Sql,
  { kind, id }: { kind: Kind; id: number },
  { before, after }: Versions<Kind>,
): void {
  const old = before === null ? null : namesOfPage(kind, before);
  const current = namesOfPage(kind, after);
  if (JSON.stringify(old) === JSON.stringify(current)) return;
  const pageRank = KINDS[kind].namePriority;
  for (const { entity, entityId } of old?.names ?? []) {
    sql.run(
      `DELETE FROM observed_names
      WHERE entity = @entity AND entity_id = @entityId AND as_of_ms = @asOfMs AND page_rank = @pageRank AND page_id = @id`,
      { entity, entityId, asOfMs: old?.asOfMs, pageRank, id },
    );
  }
  const { asOfMs, names } = current;
  insertAll(
    sql,
    'observed_names',
    names.map((name) => ({ ...name, asOfMs, pageRank, pageId: id })),
  );
  const named = new Set(names.map(keyOf));
  for (const name of old?.names ?? []) if (!named.has(keyOf(name))) removeUnnamed(sql, name);
  const changed = [...(old?.names ?? []), ...(old === null ? names.filter((name) => !isKnown(sql, name)) : names)];
  for (const { entity, entityId } of changed) sql.run(LATEST[entity], { entity, entityId });
}

/** Removes the names on a page, without a look at its record. Reads the whole table. */
export function removeNames(sql: Sql, { kind, id }: { kind: TargetKind; id: number }): void {
  const removed = sql.list<Pick<ObservedName, 'entity' | 'entityId'>>(
    `DELETE FROM observed_names WHERE page_rank = ? AND page_id = ? RETURNING entity, entity_id AS entityId`,
    [KINDS[kind].namePriority, id],
  );
  for (const name of removed) updateLatestName(sql, name);
}

/** Derives the latest name of an entity again after its observed names were changed. */
export function updateLatestName(sql: Sql, { entity, entityId }: Pick<ObservedName, 'entity' | 'entityId'>): void {
  sql.run(LATEST[entity], { entity, entityId });
  removeUnnamed(sql, { entity, entityId });
}

type KnownName = Pick<ObservedName, 'name' | 'fullName' | 'country'>;

/** Whether the latest name already has the values of an observed name. A new page cannot change it then. */
function isKnown(sql: Sql, { entity, entityId, name, fullName, country }: ObservedName): boolean {
  const known = sql.find<KnownName>(KNOWN[entity], [entityId]);
  if (known === undefined || known.name !== name) return false;
  return [null, known.fullName].includes(fullName) && [null, known.country].includes(country);
}

const KNOWN = {
  team: 'SELECT name, NULL AS fullName, country FROM teams WHERE team_id = ?',
  player: 'SELECT name, full_name AS fullName, country FROM players WHERE player_id = ?',
  event: 'SELECT name, NULL AS fullName, NULL AS country FROM events WHERE event_id = ?',
} as const;

function keyOf({ entity, entityId }: ObservedName): string {
  return `${entity} ${entityId}`;
}

const ROWS = `FROM observed_names WHERE entity = @entity AND entity_id = @entityId`;
const ORDER = 'ORDER BY as_of_ms DESC, page_rank, page_id DESC LIMIT 1';

/** The value of the latest page that has one. */
function latest(column: string): string {
  return `coalesce(${column}, (SELECT ${column} ${ROWS} AND ${column} IS NOT NULL ${ORDER}))`;
}

const LATEST = {
  team: `INSERT INTO teams (team_id, name, country) SELECT @entityId, name, ${latest('country')} ${ROWS} ${ORDER}
    ON CONFLICT DO UPDATE SET name = excluded.name, country = excluded.country
    WHERE name <> excluded.name OR country IS NOT excluded.country`,
  player: `INSERT INTO players (player_id, name, full_name, country)
    SELECT @entityId, name, ${latest('full_name')}, ${latest('country')} ${ROWS} ${ORDER}
    ON CONFLICT DO UPDATE SET name = excluded.name, full_name = excluded.full_name, country = excluded.country
    WHERE name <> excluded.name OR full_name IS NOT excluded.full_name OR country IS NOT excluded.country`,
  event: `INSERT INTO events (event_id, name) SELECT @entityId, name ${ROWS} ${ORDER}
    ON CONFLICT DO UPDATE SET name = excluded.name WHERE name <> excluded.name`,
} as const;

const TABLES = { team: ['teams', 'team_id'], player: ['players', 'player_id'], event: ['events', 'event_id'] } as const;

/** Deletes an entity that no stored page names. */
function removeUnnamed(sql: Sql, { entity, entityId }: Pick<ObservedName, 'entity' | 'entityId'>): void {
  const [table, key] = TABLES[entity];
  sql.run(`DELETE FROM ${table} WHERE ${key} = @entityId AND NOT EXISTS (SELECT 1 ${ROWS})`, { entity, entityId });
}
