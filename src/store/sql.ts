import type Database from 'better-sqlite3';
import type { DecodedRecords } from './decoded-records.ts';

/** A value of SQLite. */
export type Value = number | string | null;
type Params = Record<string, unknown> | readonly unknown[];

/** A connection that prepares each statement once. `Row` is the type that the caller expects of the statement. */
export type Sql = {
  run(sql: string, params?: Params): number;
  find<Row>(sql: string, params?: Params): Row | undefined;
  list<Row>(sql: string, params?: Params): Row[];
  /** The rows as arrays of values, in the order of the columns: for many rows. */
  values(sql: string, params?: Params): unknown[][];
  iterate<Row>(sql: string, params?: Params): IterableIterator<Row>;
  /** Runs `work` in one transaction, or in a savepoint inside a running one. `work` must not be async. */
  transaction<T>(work: () => T): T;
  /** Runs `work` and rolls back its changes. On a read-only connection it may only change targets. */
  rehearse<T>(work: () => T, scope?: RehearsalScope): T;
  readonly database: Database.Database;
};

/** `matchIds`: `work` only reads and changes the targets of these matches; null: of all. */
export type RehearsalScope = { matchIds: readonly number[] | null };

/** The first argument of every store function: the connection, the clock, the file name for messages. */
export type StoreContext = {
  sql: Sql;
  clock: () => number;
  file: string;
  decodedRecords: DecodedRecords;
  /** A damaged page record counts as missing; false: reading it throws. */
  skipsDamagedRecords: boolean;
};

/** SQLite has no booleans and no `undefined`. */
export function bound(value: unknown): unknown {
  if (typeof value === 'boolean') return value ? 1 : 0;
  return value === undefined ? null : value;
}

function boundAll(params: Params) {
  return Array.isArray(params)
    ? params.map(bound)
    : Object.fromEntries(Object.entries(params).map(([key, value]) => [key, bound(value)]));
}

/** The tables of targets; each row of these two belongs to one match. */
const OF_MATCHES = ['targets', 'waiting_matches'] as const;
const TOTALS = ['target_totals', 'waiting_match_totals'] as const;
const SHADOWED = [...OF_MATCHES, ...TOTALS];

/** Creates temporary copies of the tables of targets; SQLite resolves names to temporary tables first. */
function shadowTargets(database: Database.Database, { matchIds }: RehearsalScope): void {
  for (const table of SHADOWED) for (const sql of partsOf(database, table, ['table', 'index'])) database.exec(sql);
  const ofThese = matchIds === null ? '' : ' WHERE match_id IN (SELECT value FROM json_each(?))';
  const params = matchIds === null ? [] : [JSON.stringify(matchIds)];
  for (const table of OF_MATCHES) {
    database.prepare(`INSERT INTO temp.${table} SELECT * FROM main.${table}${ofThese}`).run(...params);
  }
  for (const table of TOTALS) database.exec(`INSERT INTO temp.${table} SELECT * FROM main.${table}`);
  // Last, so that the triggers do not count the copied rows.
  for (const table of SHADOWED) for (const sql of partsOf(database, table, ['trigger'])) database.exec(sql);
}

/** The statements that create a table, its indexes or its triggers in the temporary database. */
function partsOf(
  database: Database.Database,
  table: string,
  types: readonly ('table' | 'index' | 'trigger')[],
): string[] {
  const parts = database
    .prepare<[string, string], string>(
      `SELECT sql FROM sqlite_schema WHERE tbl_name = ? AND type IN (SELECT value FROM json_each(?)) AND sql IS NOT NULL
      ORDER BY type = 'index'`,
    )
    .pluck()
    .all(table, JSON.stringify(types));
  return parts.map((sql) =>
    sql.replace(/^CREATE (TABLE|TRIGGER) /, 'CREATE TEMP $1 ').replace(/^CREATE INDEX /, 'CREATE INDEX temp.'),
  );
}

export function createSql(database: Database.Database): Sql {
  const statements = new Map<string, Database.Statement>();
  const rawStatements = new Map<string, Database.Statement>();
  /** Set while a read-only connection rehearses and has changed nothing yet. */
  let unshadowed: RehearsalScope | null = null;
  const prepare = (sql: string) => {
    const statement = statements.get(sql) ?? database.prepare(sql);
    statements.set(sql, statement);
    if (unshadowed !== null && !statement.readonly) {
      shadowTargets(database, unshadowed);
      unshadowed = null;
    }
    return statement;
  };
  return {
    run: (sql, params = []) => prepare(sql).run(boundAll(params)).changes,
    find: <Row>(sql: string, params: Params = []) => prepare(sql).get(boundAll(params)) as Row | undefined,
    list: <Row>(sql: string, params: Params = []) => prepare(sql).all(boundAll(params)) as Row[],
    values: (sql, params = []) => {
      const statement = rawStatements.get(sql) ?? database.prepare(sql).raw();
      rawStatements.set(sql, statement);
      return statement.all(boundAll(params)) as unknown[][];
    },
    // Prepared each time: a statement cannot run again while it is being iterated.
    iterate: <Row>(sql: string, params: Params = []) =>
      database.prepare(sql).iterate(boundAll(params)) as IterableIterator<Row>,
    // IMMEDIATE takes the write lock at the start: a transaction that reads first could fail on its first write.
    transaction: (work) => database.transaction(work).immediate(),
    rehearse: (work, scope = { matchIds: null }) => {
      // On a read-only connection this begins a read transaction.
      database.exec('BEGIN IMMEDIATE');
      try {
        unshadowed = database.readonly ? scope : null;
        return work();
      } finally {
        unshadowed = null;
        // A full disk may have ended the transaction already.
        if (database.inTransaction) database.exec('ROLLBACK');
      }
    },
    database,
  };
}

const columns = new Map<string, string>();
const fields = new Map<string, string>();

/** The column of a record field: `team1CtRounds` is `team1_ct_rounds`. */
export function toColumn(field: string): string {
  const known = columns.get(field);
  if (known !== undefined) return known;
  const column = field.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
  columns.set(field, column);
  return column;
}

/** The record field of a column: the reverse of `toColumn`. */
function toField(column: string): string {
  const known = fields.get(column);
  if (known !== undefined) return known;
  const field = column.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
  fields.set(column, field);
  return field;
}

/** A row with its columns renamed to record fields. */
export function toRecord<T>(row: object) {
  return Object.fromEntries(Object.entries(row).map(([column, value]) => [toField(column), value])) as T;
}

/** The value of a field of a record whose type is not known. */
export function fieldOf(record: object, field: string): unknown {
  return Reflect.get(record, field);
}

/** Inserts records as rows of one table; fields are columns, all records have the same fields. */
export function insertAll(sql: Sql, table: string, records: readonly object[]): void {
  insertRows(sql, { table, records, onConflict: '' });
}

/** Updates the stored rows with the keys of these records. */
export function updateAll(
  sql: Sql,
  table: string,
  { records, key }: { records: readonly object[]; key: readonly string[] },
): void {
  const fields = Object.keys(records[0] ?? {}).filter((field) => !key.includes(field));
  const changes = fields.map((field) => `"${toColumn(field)}" = excluded."${toColumn(field)}"`);
  const onConflict = ` ON CONFLICT (${key.map(toColumn).join(', ')}) DO UPDATE SET ${changes.join(', ')}`;
  insertRows(sql, { table, records, onConflict });
}

type Insertion = { table: string; records: readonly object[]; onConflict: string };

/** One statement for ten rows takes half the time of ten statements. */
const ROWS_AT_ONCE = 10;

function insertRows(sql: Sql, { table, records, onConflict }: Insertion): void {
  const fields = Object.keys(records[0] ?? {});
  const names = fields.map((field) => `"${toColumn(field)}"`).join(', ');
  const marks = `(${fields.map(() => '?').join(', ')})`;
  const insert = (rows: readonly object[]): void => {
    const values = rows.flatMap((row) => fields.map((field) => fieldOf(row, field)));
    sql.run(`INSERT INTO ${table} (${names}) VALUES ${rows.map(() => marks).join(', ')}${onConflict}`, values);
  };
  const whole = records.length - (records.length % ROWS_AT_ONCE);
  for (let start = 0; start < whole; start += ROWS_AT_ONCE) insert(records.slice(start, start + ROWS_AT_ONCE));
  for (const record of records.slice(whole)) insert([record]);
}
