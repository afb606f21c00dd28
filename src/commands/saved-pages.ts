import { statSync } from 'node:fs';
import { type DiskFile, openFile } from '../saved/files.ts';
import type { SavedFile } from '../saved/saved-page.ts';

/** The standard input as a file. */
export const STANDARD_INPUT: DiskFile = { path: '-', name: '-' };

/** Opens the standard input or a file on disk. Throws `EnvironmentError` that names the file. */
export function openSaved(file: DiskFile, onBytes?: (bytes: number) => void): SavedFile {
  return file === STANDARD_INPUT ? { name: file.name, bytes: process.stdin } : openFile(file, onBytes);
}

/** Modification time of a file in Unix ms; an impossible time is replaced by `nowMs`. */
export function timeSavedMs({ path }: DiskFile, nowMs: number): number {
  const savedMs = Math.round(statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? nowMs);
  return savedMs > 0 && savedMs <= nowMs ? savedMs : nowMs;
}

/** Size of a file in bytes; 0 if it does not exist. */
export function sizeOf({ path }: DiskFile): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0;
}
