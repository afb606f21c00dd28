import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { EnvironmentError, UsageError } from '../errors.ts';

/** Beyond this a file is no page of the site. */
const MOST_BYTES = 16 * 1024 * 1024;

/** The files a person named, and those below the folders named, in a stable order. */
export function* savedPages(paths: readonly string[]): Generator<string> {
  for (const path of paths) {
    const stat = statSync(path, { throwIfNoEntry: false });
    if (stat === undefined) throw new UsageError(`There is no file or folder ${path}.`);
    if (stat.isDirectory()) yield* filesBelow(path);
    else yield path;
  }
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
