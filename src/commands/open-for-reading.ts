import { systemClock } from '../clock.ts';
import { EnvironmentError } from '../errors.ts';
import { databaseFile } from '../store/database-file.ts';
import { openStore, type Store } from '../store/store.ts';

/**
 * Opens the database for reading. In a folder that is not writable a copy in memory is read. `skipsDamagedRecords`: see
 * `StoreOptions`.
 */
export function openForReading(dataDir: string, { skipsDamagedRecords = false } = {}): Store {
  const options = { file: databaseFile(dataDir), clock: systemClock.now, readOnly: true, skipsDamagedRecords };
  try {
    return openStore(options);
  } catch (error) {
    if (!(error instanceof EnvironmentError) || error.code !== 'read-only') throw error;
    return openStore({ ...options, snapshot: true });
  }
}
