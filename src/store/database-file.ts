import { lstatSync, type Stats, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { EnvironmentError, systemCodeOf } from '../errors.ts';

/** Path of the database in a data folder. */
export function databaseFile(dataDir: string): string {
  return join(dataDir, 'hltv.db');
}

/** Whether there is a database. Throws `EnvironmentError` if that cannot be seen: a hidden database is not a missing one. */
export function databaseExists(file: string): boolean {
  let found: Stats | undefined;
  try {
    found = statSync(file, { throwIfNoEntry: false });
  } catch (error) {
    throw new EnvironmentError(
      'unreadable',
      `Cannot look for the database ${file} (${systemCodeOf(error)}). Let this user read its folder, or choose another --data-dir.`,
      error,
    );
  }
  if (found === undefined) assertFolderOrNothing(dirname(file));
  if (found?.isDirectory()) {
    throw new EnvironmentError(
      'unreadable',
      `${file} is a folder, not a database. Move it away, or choose another --data-dir.`,
    );
  }
  return found !== undefined;
}

/** Throws `EnvironmentError` if there is something else in place of the data folder. */
function assertFolderOrNothing(path: string): void {
  if (lstatSync(path, { throwIfNoEntry: false }) === undefined) return;
  if (statSync(path, { throwIfNoEntry: false })?.isDirectory() === true) return;
  throw new EnvironmentError('unreadable', `${path} is not a folder. Move it away, or choose another --data-dir.`);
}
