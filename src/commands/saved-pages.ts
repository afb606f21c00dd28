import { type Dirent, readdirSync, type Stats, statSync } from 'node:fs';
import { join } from 'node:path';
import { EnvironmentError, UsageError } from '../errors.ts';
import { openFile } from '../saved/files.ts';
import type { SavedFile } from '../saved/saved-page.ts';

/** What browsers, crawlers and this program call a saved page or a file of several. */
const PAGE_NAME = /\.(?:html?|mht|mhtml|har|warc)(?:\.gz)?$/i;

/** The files a person named and the pages below the folders named, in a stable order; whatever else lies there. */
export function findSavedPages(paths: readonly string[]): { pages: string[]; others: string[] } {
  const found = { pages: [] as string[], others: [] as string[] };
  for (const path of paths) {
    if (!statOf(path).isDirectory()) found.pages.push(path);
    else for (const file of filesBelow(path)) found[PAGE_NAME.test(file) ? 'pages' : 'others'].push(file);
  }
  return found;
}

function statOf(path: string): Stats {
  try {
    return statSync(path);
  } catch (error) {
    throw new UsageError(`There is no file or folder ${path} that can be read (${codeOf(error)}).`);
  }
}

const codeOf = (error: unknown): string => (error as NodeJS.ErrnoException).code ?? String(error);

/** Links are not followed: what lies below a folder is what lies in it. */
function* filesBelow(folder: string): Generator<string> {
  for (const entry of entriesOf(folder).sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) yield* filesBelow(path);
    else if (entry.isFile()) yield path;
  }
}

function entriesOf(folder: string): Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch (error) {
    throw new EnvironmentError('unreadable', `Cannot read the folder ${folder} (${codeOf(error)}).`, error);
  }
}

/** Stands for the standard input among the names of files. */
export const STANDARD_INPUT = '-';

/** The standard input by its name, or a file of the disk. Throws `EnvironmentError` naming the file. */
export function openSaved(file: string, onBytes?: (bytes: number) => void): SavedFile {
  return file === STANDARD_INPUT ? { name: file, bytes: process.stdin } : openFile(file, onBytes);
}

/** When a file was written; a date that cannot be is now. */
export function timeSavedMs(file: string, nowMs: number): number {
  const savedMs = Math.round(statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? nowMs);
  return savedMs > 0 && savedMs <= nowMs ? savedMs : nowMs;
}

/** Bytes of a file; 0 where it is gone. */
export const sizeOf = (file: string): number => statSync(file, { throwIfNoEntry: false })?.size ?? 0;
