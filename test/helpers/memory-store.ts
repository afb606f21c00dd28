import Database from 'better-sqlite3';
import { openDatabase } from '../../src/store/database.ts';
import { type Store, storeOn } from '../../src/store/store.ts';

let migrated: Buffer | undefined;

/** An empty database in memory, with the schema. The migrations, which take 40 ms, run once per process: each database is a copy. */
export function memoryDatabase(): Database.Database {
  migrated ??= migratedDatabase();
  return databaseOf(migrated);
}

/** A database in memory with this content. */
export function databaseOf(content: Buffer): Database.Database {
  const database = new Database(content);
  // As `openDatabase` sets them; the other pragmas concern files.
  database.pragma('temp_store = MEMORY');
  database.pragma('foreign_keys = ON');
  return database;
}

function migratedDatabase(): Buffer {
  const database = openDatabase({ file: ':memory:', readOnly: false, clock: () => 1 });
  try {
    return database.serialize();
  } finally {
    database.close();
  }
}

/** An empty store on a database in memory. */
export function memoryStore(clock: () => number): Store {
  return storeOn(memoryDatabase(), { file: ':memory:', clock });
}
