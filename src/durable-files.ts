import {
  closeSync,
  fsyncSync,
  futimesSync,
  mkdirSync,
  openSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { asDiskError } from './disk-errors.ts';

/** Creates folders and writes files so that a kill or power cut never leaves a partial file under its final name. */

/**
 * Creates a folder and its missing parents. `onCreated` is called with the parent of each new folder. Throws the error
 * of the system.
 */
export function makeFolder(folder: string, onCreated: (parent: string) => void = () => undefined): void {
  if (isFolder(folder)) return;
  const parent = dirname(folder);
  makeFolder(parent, onCreated);
  try {
    // Not recursive: that reports ENOENT on a read-only disk, and does not return where nothing can be created
    // (`/proc`).
    mkdirSync(folder);
  } catch (error) {
    // Another process may have created it in the meantime.
    if (!isFolder(folder)) throw error;
    return;
  }
  onCreated(parent);
}

/** Whether there is a folder at the path; links are followed. */
export function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
}

/** Writes the entries of a folder to disk, so that a rename in it survives a power cut. */
export function syncFolder(folder: string): void {
  // Windows cannot sync a folder; its journal records renames.
  if (process.platform === 'win32') return;
  const handle = openSync(folder, 'r');
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}

/** `temporary`: a path on the same disk. `modifiedAtMs`: modification time of the file in Unix ms; absent: now. */
export type AtomicFile = { path: string; temporary: string; bytes: Uint8Array; modifiedAtMs?: number | undefined };

/**
 * Writes the bytes to the temporary path, syncs them, and renames the file to its final path. Creates both folders.
 * Throws `EnvironmentError` that names the file.
 */
export function writeAtomically({ path, temporary, bytes, modifiedAtMs }: AtomicFile): void {
  try {
    makeFolder(dirname(temporary), syncFolder);
    makeFolder(dirname(path), syncFolder);
    writeAndRename({ path, temporary, bytes, modifiedAtMs });
    syncFolder(dirname(path));
  } catch (error) {
    throw asDiskError(error, path);
  }
}

/** Like `writeAtomically`, in folders that exist and without syncing them. Throws the error of the system. */
export function writeAndRename({ path, temporary, bytes, modifiedAtMs }: AtomicFile): void {
  try {
    writeAndSync(temporary, bytes, modifiedAtMs);
    renameSync(temporary, path);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
}

function writeAndSync(path: string, bytes: Uint8Array, modifiedAtMs: number | undefined): void {
  const handle = openSync(path, 'w');
  try {
    let done = 0;
    while (done < bytes.length) done += writeSync(handle, bytes, done);
    if (modifiedAtMs !== undefined) futimesSync(handle, modifiedAtMs / 1000, modifiedAtMs / 1000);
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}
