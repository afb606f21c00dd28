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
import { EnvironmentError } from '../errors.ts';

/** Files that are either whole or not there, whatever happens while they are written. */

// One folder for unfinished files, on the same disk: what a kill leaves behind is found at once.
const UNFINISHED = '.unfinished';

const REMEDIES: Record<string, { code: string; remedy: string }> = {
  ENOSPC: {
    code: 'disk-full',
    remedy: 'No space left. Free some space or scrape with --no-archive, then start again.',
  },
  EDQUOT: { code: 'disk-full', remedy: 'The quota is used up. Free some space or scrape with --no-archive.' },
  EROFS: { code: 'read-only', remedy: 'The disk is read-only. Choose another --data-dir.' },
  EACCES: { code: 'read-only', remedy: 'Make the folder writable for this user, or choose another --data-dir.' },
  EPERM: { code: 'read-only', remedy: 'Make the folder writable for this user, or choose another --data-dir.' },
  ENOTDIR: { code: 'read-only', remedy: 'A file stands where a folder is needed. Move it away.' },
  EEXIST: { code: 'read-only', remedy: 'A file stands where a folder is needed. Move it away.' },
  EXDEV: {
    code: 'read-only',
    remedy: 'A link leads to another disk. Link the whole archive folder, not a part of it.',
  },
  EIO: { code: 'disk-error', remedy: 'The disk failed. Check it (cable, mount), then run doctor.' },
};

/** Trouble with the disk as an `EnvironmentError` that names file and remedy; anything else as it is. */
export const asFileError = (error: unknown, path: string): unknown => {
  if (!(error instanceof Error) || !('code' in error)) return error;
  const known = REMEDIES[String(error.code)];
  if (known === undefined) return error;
  return new EnvironmentError(known.code, `${path}: ${known.remedy} (${error.message})`, error);
};

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
    throw asFileError(error, path);
  }
};

/** Removes what a kill left unfinished; never what a link leads to. */
export const removeLeftovers = (folder: string) => {
  const unfinished = join(folder, UNFINISHED);
  try {
    const stat = lstatSync(unfinished, { throwIfNoEntry: false });
    if (stat?.isSymbolicLink()) rmSync(unfinished);
    if (stat?.isDirectory() !== true) return;
    for (const name of readdirSync(unfinished)) rmSync(join(unfinished, name), { force: true });
  } catch (error) {
    throw asFileError(error, unfinished);
  }
};
