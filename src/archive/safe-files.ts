import { randomUUID } from 'node:crypto';
import {
  closeSync,
  existsSync,
  fsyncSync,
  futimesSync,
  lstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  renameSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { asDiskError } from '../disk-errors.ts';

/** Writes and removes files so that a kill or power cut never leaves a partial file under its final name. */

// Unfinished files are in one folder on the same disk, so that leftovers of a kill are found without a search.
const UNFINISHED = '.unfinished';

function syncFolder(folder: string): void {
  // Windows cannot sync a folder; its journal records renames.
  if (process.platform === 'win32') return;
  const handle = openSync(folder, 'r');
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}

/** Creates a folder that survives a power cut. */
function makeFolder(folder: string): void {
  if (existsSync(folder)) return;
  const parent = dirname(folder);
  makeFolder(parent);
  // Not recursive: on a read-only disk that reports ENOENT.
  mkdirSync(folder);
  syncFolder(parent);
}

/** Creates the folder of a file, so that only a rename remains to be done. */
export function makeFolderOf(folder: string, file: string): void {
  const path = dirname(join(folder, file));
  try {
    makeFolder(path);
  } catch (error) {
    throw asDiskError(error, path);
  }
}

function writeWhole(path: string, bytes: Uint8Array, modifiedAtMs: number): void {
  const handle = openSync(path, 'wx');
  try {
    let done = 0;
    while (done < bytes.length) done += writeSync(handle, bytes, done);
    futimesSync(handle, modifiedAtMs / 1000, modifiedAtMs / 1000);
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}

export type SafeFile = { folder: string; file: string; bytes: Uint8Array; modifiedAtMs: number };

/** Writes the content to a temporary file, syncs it, and renames it to `folder`/`file`. */
export function writeAtomically({ folder, file, bytes, modifiedAtMs }: SafeFile): void {
  const path = join(folder, file);
  const unfinished = join(folder, UNFINISHED, randomUUID());
  try {
    makeFolder(dirname(unfinished));
    makeFolder(dirname(path));
    writeWhole(unfinished, bytes, modifiedAtMs);
    renameSync(unfinished, path);
    syncFolder(dirname(path));
  } catch (error) {
    rmSync(unfinished, { force: true });
    throw asDiskError(error, path);
  }
}

/** Renames a file; both names are relative to `folder`. An existing file is replaced; the target folder must exist. */
export function moveDurably(folder: string, from: string, to: string): void {
  const path = join(folder, to);
  try {
    renameSync(join(folder, from), path);
    syncFolder(dirname(path));
    syncFolder(dirname(join(folder, from)));
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
