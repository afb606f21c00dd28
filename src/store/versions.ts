import Database from 'better-sqlite3';
import { listMigrations } from './migrations.ts';

/** The version of SQLite, and the schema version that this program creates. Opens no file. */
export function storeVersions(): { sqlite: string; schema: number } {
  const database = new Database(':memory:');
  try {
    const sqlite = String(database.prepare('SELECT sqlite_version()').pluck().get());
    return { sqlite, schema: listMigrations().length };
  } finally {
    database.close();
  }
}
