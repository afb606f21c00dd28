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

/** Files that are either whole or not there, whatever happens while they are written. */

// One folder for unfinished files, on the same disk: what a kill leaves behind is found at once.
const UNFINISHED = '.unfinished';

const syncFolder = (folder: string) => {
  // Windows has no such thing: renames are in its journal.
  if (process.platform === 'win32') return;
  const handle = openSync(folder, 'r');
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
};

/** Makes a folder so that it is there after a power cut as well. */
const makeFolder = (folder: string) => {
  if (existsSync(folder)) return;
  const parent = dirname(folder);
  makeFolder(parent);
  // Not recursive: that says ENOENT of a read-only disk.
  mkdirSync(folder);
  syncFolder(parent);
};

/** Makes the folder of a file, so that a rename is all that is left to do. */
export const makeFolderOf = (folder: string, file: string) => {
  const path = dirname(join(folder, file));
  try {
    makeFolder(path);
  } catch (error) {
    throw asDiskError(error, path);
  }
};

const writeWhole = (path: string, bytes: Uint8Array, modifiedAtMs: number) => {
  const handle = openSync(path, 'wx');
  try {
    let done = 0;
    while (done < bytes.length) done += writeSync(handle, bytes, done);
    futimesSync(handle, modifiedAtMs / 1000, modifiedAtMs / 1000);
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
};

export type SafeFile = { folder: string; file: string; bytes: Uint8Array; modifiedAtMs: number };

/** Writes `folder`/`file` under another name, brings it to the disk, and gives it its name in one step. */
export const writeAtomically = ({ folder, file, bytes, modifiedAtMs }: SafeFile) => {
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
};

/** Gives a file another name in one step; both are relative to `folder`. A file of that name is replaced; its folder exists. */
export const moveDurably = (folder: string, from: string, to: string) => {
  const path = join(folder, to);
  try {
    renameSync(join(folder, from), path);
    syncFolder(dirname(path));
    syncFolder(dirname(join(folder, from)));
  } catch (error) {
    throw asDiskError(error, path);
  }
};

/** Removes a file, if it is there; never what a link leads to. */
export const removeFile = (folder: string, file: string) => {
  const path = join(folder, file);
  try {
    if (lstatSync(path, { throwIfNoEntry: false }) === undefined) return;
    rmSync(path);
    syncFolder(dirname(path));
  } catch (error) {
    throw asDiskError(error, path);
  }
};

/** True when the link was one, and is gone. */
const removeLink = (path: string): boolean => {
  const isLink = lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() === true;
  if (isLink) rmSync(path);
  return isLink;
};

/**
 * Removes what a kill left unfinished; never what a link leads to. A link in the place of another `ownFolder` of the
 * archive is removed as well.
 */
export const removeLeftovers = (folder: string, ownFolder: string) => {
  const unfinished = join(folder, UNFINISHED);
  try {
    removeLink(join(folder, ownFolder));
    if (removeLink(unfinished) || lstatSync(unfinished, { throwIfNoEntry: false })?.isDirectory() !== true) return;
    for (const name of readdirSync(unfinished)) rmSync(join(unfinished, name), { recursive: true, force: true });
  } catch (error) {
    throw asDiskError(error, unfinished);
  }
};
