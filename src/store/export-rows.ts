import type Database from 'better-sqlite3';
import type { StoreContext, Value } from './sql.ts';
import { asStorageError } from './storage-errors.ts';

/** Reads for an export: rows of tables and views as arrays of values, in the order of their keys. */

/** The values of a row, in the order of the selected columns. */
export type RawRow = Value[];

/** A table or view. Names come from the dictionary or the database, never from user input. */
export type Relation = { name: string; columns: readonly string[]; key: readonly string[] };

/** A column as the database declares it; type is `INTEGER`, `INT`, `REAL` or `TEXT`. */
export type DeclaredColumn = { name: string; type: string };

/** Columns of a table or view, in declared order. */
export function columns({ sql }: StoreContext, relation: string): DeclaredColumn[] {
  return sql.list<DeclaredColumn>('SELECT name, type FROM pragma_table_info(?) ORDER BY cid', [relation]);
}

/** Tables and views other than these, sorted by name. */
export function otherTables({ sql }: StoreContext, known: readonly string[]): string[] {
  return sql
    .list<{ name: string }>(
      `SELECT name FROM sqlite_schema WHERE type IN ('table', 'view') AND name NOT LIKE 'sqlite%'
        AND name NOT IN (SELECT value FROM json_each(?)) ORDER BY name`,
      [JSON.stringify(known)],
    )
    .map(({ name }) => name);
}

/**
 * Begins a read transaction: until it is disposed of, all reads see one state of the database. It may span an `await`,
 * because nothing else uses the connection of an export. It does not block a run that writes at the same time.
 */
export function beginReading({ sql: { database }, file }: StoreContext): Disposable {
  database.exec('BEGIN');
  try {
    // The snapshot is taken at the first read.
    database.prepare('SELECT count(*) FROM sqlite_schema').get();
  } catch (error) {
    database.exec('ROLLBACK');
    throw asStorageError(error, file);
  }
  return {
    [Symbol.dispose]: () => {
      if (database.inTransaction) database.exec('ROLLBACK');
    },
  };
}

/** The values of a match that the filters of an export use. */
export type ExportedMatch = {
  matchId: number;
  /** 0: it is only in the listing. */
  isStored: 0 | 1;
  /** Start; for a match that is only in the listing, its end, null when that is unreadable. */
  atMs: number | null;
  eventName: string | null;
  team1Name: string | null;
  team2Name: string | null;
  stars: number | null;
};

/** All stored matches and all other matches of the listing, one at a time. */
export function* matches({ sql, file }: StoreContext): Generator<ExportedMatch> {
  try {
    yield* sql.iterate<ExportedMatch>(
      `SELECT match_id AS matchId, 1 AS isStored, started_at_ms AS atMs, event_name AS eventName,
        team1_name AS team1Name, team2_name AS team2Name, stars
      FROM matches
      UNION ALL
      SELECT match_id, 0, ended_at_ms, event_name, team1_name, team2_name, stars FROM listing_entries AS l
      WHERE NOT EXISTS (SELECT 1 FROM matches AS g WHERE g.match_id = l.match_id)`,
    );
  } catch (error) {
    throw asStorageError(error, file);
  }
}

export type ExportedMap = { matchId: number; mapNumber: number; mapName: string };

/** All maps, one at a time. */
export function* maps({ sql, file }: StoreContext): Generator<ExportedMap> {
  try {
    yield* sql.iterate<ExportedMap>(
      'SELECT match_id AS matchId, map_number AS mapNumber, map_name AS mapName FROM maps',
    );
  } catch (error) {
    throw asStorageError(error, file);
  }
}

type RawStatement = Database.Statement<unknown[], RawRow>;

const STATEMENTS = new WeakMap<Database.Database, Map<string, RawStatement>>();

/** A statement that returns arrays; prepared once per connection. */
function prepared(database: Database.Database, text: string): RawStatement {
  const statements = STATEMENTS.get(database) ?? new Map<string, RawStatement>();
  STATEMENTS.set(database, statements);
  const statement = statements.get(text) ?? database.prepare<unknown[], RawRow>(text).raw();
  statements.set(text, statement);
  return statement;
}

function list(names: readonly string[]): string {
  return names.map((name) => `"${name}"`).join(', ');
}

/** The rows of one match, by key. */
export function rowsOfMatch({ sql, file }: StoreContext, { name, columns, key }: Relation, matchId: number): RawRow[] {
  try {
    const text = `SELECT ${list(columns)} FROM ${name} WHERE match_id = ? ORDER BY ${list(key)}`;
    return prepared(sql.database, text).all(matchId);
  } catch (error) {
    throw asStorageError(error, file);
  }
}

/** All rows, one at a time. */
export function* allRows({ sql, file }: StoreContext, { name, columns, key }: Relation): Generator<RawRow> {
  try {
    const text = `SELECT ${list(columns)} FROM ${name} ORDER BY ${list(key)}`;
    yield* sql.database.prepare<unknown[], RawRow>(text).raw().iterate();
  } catch (error) {
    throw asStorageError(error, file);
  }
}

/** Ids that the rows of a match refer to, by the table with their names. */
const REFERENCES = {
  teams: `SELECT team_id FROM match_teams WHERE match_id = @matchId
    UNION SELECT team_id FROM lineups WHERE match_id = @matchId
    UNION SELECT team_id FROM player_map_stats WHERE match_id = @matchId AND team_id IS NOT NULL`,
  players: `SELECT player_id FROM player_map_stats WHERE match_id = @matchId
    UNION SELECT player_id FROM lineups WHERE match_id = @matchId
    UNION SELECT killer_id FROM kill_matrix WHERE match_id = @matchId
    UNION SELECT victim_id FROM kill_matrix WHERE match_id = @matchId
    UNION SELECT player_of_match_id FROM matches WHERE match_id = @matchId AND player_of_match_id IS NOT NULL`,
  events: 'SELECT event_id FROM matches WHERE match_id = @matchId AND event_id IS NOT NULL',
} as const;
export type NameTable = keyof typeof REFERENCES;

export function isNameTable(table: string): table is NameTable {
  return Object.hasOwn(REFERENCES, table);
}

/** The teams, players or events that a match names. */
export function referencesOf({ sql }: StoreContext, table: NameTable, matchId: number): number[] {
  return prepared(sql.database, REFERENCES[table])
    .all({ matchId })
    .map((row) => Number(row[0]));
}

/** The schema version of the database. */
export function schemaVersion({ sql }: StoreContext): number {
  return sql.find<{ version: number }>('SELECT max(version) AS version FROM schema_version')?.version ?? 0;
}
