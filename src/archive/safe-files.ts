import { randomUUID } from 'node:crypto';
import { lstatSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { asDiskError } from '../disk-errors.ts';
import { makeFolder, syncFolder, writeAtomically } from '../durable-files.ts';

/** Writes, moves and removes files of the archive so that a kill or power cut never leaves a partial file. */

// Unfinished files are in one folder on the same disk, so that leftovers of a kill are found without a search.
const UNFINISHED = '.unfinished';

/** Creates the folder of a file, so that only a rename remains to be done. */
export function makeFolderOf(folder: string, file: string): void {
  const path = dirname(join(folder, file));
  try {
    makeFolder(path, syncFolder);
  } catch (error) {
    throw asDiskError(error, path);
  }
}

/** A file to write; `file` is relative to `folder`. */
export type SafeFile = { folder: string; file: string; bytes: Uint8Array; modifiedAtMs: number };

/** Writes a file atomically. An existing file is replaced. Throws `EnvironmentError`. */
export function writeSafely({ folder, file, bytes, modifiedAtMs }: SafeFile): void {
  const temporary = join(folder, UNFINISHED, randomUUID());
  writeAtomically({ path: join(folder, file), temporary, bytes, modifiedAtMs });
}

/**
 * Renames a file; both names are relative to `folder`. An existing file is replaced; the target folder must exist. A power
 * cut may undo it: the caller must be able to repeat it, so that a page needs no further wait for the disk.
 */
export function moveFile(folder: string, from: string, to: string): void {
  const path = join(folder, to);
  try {
    renameSync(join(folder, from), path);
  } catch (error) {
    throw asDiskError(error, path);
  }
}

/** Removes a file if it exists; of a symbolic link only the link. */
export function removeFile(folder: string, file: string): void {
  const path = join(folder, file);
  try {
    if (lstatSync(path, { throwIfNoEntry: false }) === undefined) return;
    rmSync(path);
    syncFolder(dirname(path));
  } catch (error) {
    throw asDiskError(error, path);
  }
}

/** Removes a symbolic link; returns whether the path was one. */
function removeLink(path: string): boolean {
  const isLink = lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() === true;
  if (isLink) rmSync(path);
  return isLink;
}

/**
 * Removes unfinished files that a kill left; never the target of a symbolic link. If `ownFolder` of the archive is a
 * symbolic link, the link is removed too.
 */
export function removeLeftovers(folder: string, ownFolder: string): void {
  const unfinished = join(folder, UNFINISHED);
  try {
    removeLink(join(folder, ownFolder));
    if (removeLink(unfinished) || lstatSync(unfinished, { throwIfNoEntry: false })?.isDirectory() !== true) return;
    for (const name of readdirSync(unfinished)) rmSync(join(unfinished, name), { recursive: true, force: true });
  } catch (error) {
    throw asDiskError(error, unfinished);
  }
}
