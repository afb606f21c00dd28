import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { EnvironmentError, UsageError } from '../errors.ts';

/** Beyond this a file is no page of the site. */
const MOST_BYTES = 16 * 1024 * 1024;

/** What browsers and this program call a saved page. */
const PAGE_NAME = /\.html?(\.gz)?$/i;

/** The files a person named and the pages below the folders named, in a stable order; whatever else lies there. */
export function findSavedPages(paths: readonly string[]): { pages: string[]; others: string[] } {
  const found = { pages: [] as string[], others: [] as string[] };
  for (const path of paths) {
    const stat = statSync(path, { throwIfNoEntry: false });
    if (stat === undefined) throw new UsageError(`There is no file or folder ${path}.`);
    if (!stat.isDirectory()) found.pages.push(path);
    else for (const file of filesBelow(path)) found[PAGE_NAME.test(file) ? 'pages' : 'others'].push(file);
  }
  return found;
}

function* filesBelow(folder: string): Generator<string> {
  for (const entry of readdirSync(folder, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) yield* filesBelow(path);
    else if (entry.isFile()) yield path;
  }
}

/** The text of a saved page, plain or gzip-compressed. Throws `EnvironmentError` naming the file. */
export function readPage(file: string): string {
  try {
    const bytes = readFileSync(file);
    const isGzip = bytes[0] === 0x1f && bytes[1] === 0x8b;
    const text = isGzip ? gunzipSync(bytes, { maxOutputLength: MOST_BYTES }) : bytes;
    if (text.length > MOST_BYTES) throw new Error(`larger than ${MOST_BYTES} bytes`);
    return text.toString('utf8');
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new EnvironmentError('unreadable', `Cannot read ${file}: ${reason}`, error);
  }
}
