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

/** Removes what a kill left unfinished; never what a link leads to. */
export const removeLeftovers = (folder: string) => {
  const unfinished = join(folder, UNFINISHED);
  try {
    const stat = lstatSync(unfinished, { throwIfNoEntry: false });
    if (stat?.isSymbolicLink()) rmSync(unfinished);
    if (stat?.isDirectory() !== true) return;
    for (const name of readdirSync(unfinished)) rmSync(join(unfinished, name), { recursive: true, force: true });
  } catch (error) {
    throw asDiskError(error, unfinished);
  }
};
