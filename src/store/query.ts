import Database from 'better-sqlite3';
import { UsageError } from '../errors.ts';
import type { QueryRow } from './reader.ts';
import { bound, type StoreContext } from './sql.ts';

type Parameters = readonly unknown[] | Readonly<Record<string, unknown>>;

/** The rows of a statement of the user. Throws `UsageError` for one that does not only read, or that SQLite rejects. */
export function query({ sql: { database } }: StoreContext, text: string, parameters: Parameters = []): QueryRow[] {
  try {
    const statement = database.prepare<unknown[], QueryRow>(text);
    if (!statement.reader || !statement.readonly) {
      throw new UsageError('Expected an SQL statement that reads, such as SELECT, got one that does not.');
    }
    return statement.all(...boundParameters(parameters));
  } catch (error) {
    if (!isMistake(error)) throw error;
    throw new UsageError(`Cannot run this SQL statement: ${error.message}.`);
  }
}

function boundParameters(parameters: Parameters): unknown[] {
  if (Array.isArray(parameters)) return parameters.map(bound);
  return [Object.fromEntries(Object.entries(parameters).map(([name, value]) => [name, bound(value)]))];
}

/** Whether the statement or its parameters are wrong, not the database. */
function isMistake(error: unknown): error is Error {
  if (error instanceof Database.SqliteError) return error.code === 'SQLITE_ERROR';
  return error instanceof RangeError || error instanceof TypeError;
}
