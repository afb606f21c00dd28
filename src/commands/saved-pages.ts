import { statSync } from 'node:fs';
import { type DiskFile, openFile } from '../saved/files.ts';
import type { SavedFile } from '../saved/saved-page.ts';

/** Stands for the standard input among the names of files. */
export const STANDARD_INPUT: DiskFile = { path: '-', name: '-' };

/** The standard input, or a file of the disk. Throws `EnvironmentError` naming the file. */
export function openSaved(file: DiskFile, onBytes?: (bytes: number) => void): SavedFile {
  return file === STANDARD_INPUT ? { name: file.name, bytes: process.stdin } : openFile(file, onBytes);
}

/** When a file was written; a date that cannot be is now. */
export function timeSavedMs({ path }: DiskFile, nowMs: number): number {
  const savedMs = Math.round(statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? nowMs);
  return savedMs > 0 && savedMs <= nowMs ? savedMs : nowMs;
}

/** Bytes of a file; 0 where it is gone. */
export const sizeOf = ({ path }: DiskFile): number => statSync(path, { throwIfNoEntry: false })?.size ?? 0;
