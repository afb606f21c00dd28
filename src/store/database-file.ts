import { join } from 'node:path';

/** Path of the database in a data folder. */
export function databaseFile(dataDir: string): string {
  return join(dataDir, 'hltv.db');
}
