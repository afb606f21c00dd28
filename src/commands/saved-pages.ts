import { type Dirent, readdirSync, readFileSync, type Stats, statSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { EnvironmentError, UsageError } from '../errors.ts';
import { LARGEST_PAGE_BYTES } from '../fetcher.ts';

const TOO_LARGE = `larger than ${LARGEST_PAGE_BYTES / 1024 / 1024} MB`;

/** What browsers and this program call a saved page. */
const PAGE_NAME = /\.html?(\.gz)?$/i;

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

/** The text of a saved page, plain or gzip-compressed. Throws `EnvironmentError` naming the file. */
export function readPage(file: string, input: Buffer | null = null): string {
  try {
    const bytes = file === STANDARD_INPUT && input !== null ? input : readBytes(file);
    const isGzip = bytes[0] === 0x1f && bytes[1] === 0x8b;
    return textOf(isGzip ? gunzipSync(bytes, { maxOutputLength: LARGEST_PAGE_BYTES }) : bytes);
  } catch (error) {
    const isTooLarge = error instanceof Error && 'code' in error && error.code === 'ERR_BUFFER_TOO_LARGE';
    const reason = isTooLarge ? TOO_LARGE : error instanceof Error ? error.message : String(error);
    throw new EnvironmentError('unreadable', `Cannot read ${file}: ${reason}`, error);
  }
}

/** Stands for the standard input among the names of files. */
export const STANDARD_INPUT = '-';

/** All that comes, up to a little more than a page may have. */
export async function readStandardInput(): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of process.stdin as AsyncIterable<Buffer>) {
    chunks.push(chunk);
    length += chunk.length;
    if (length > LARGEST_PAGE_BYTES) break;
  }
  return Buffer.concat(chunks);
}

/** Asks before it reads: a pipe never ends, nor does a device. */
function readBytes(file: string): Buffer {
  const stat = statSync(file);
  if (!stat.isFile()) throw new Error('not a regular file');
  if (stat.size > LARGEST_PAGE_BYTES) throw new Error(TOO_LARGE);
  return readFileSync(file);
}

/** Pages are UTF-8; what Windows tools save is often UTF-16 with a mark at its beginning. */
function textOf(bytes: Buffer): string {
  const mark = bytes.length < 2 ? 0 : bytes.readUInt16BE(0);
  return new TextDecoder(mark === 0xfffe ? 'utf-16le' : mark === 0xfeff ? 'utf-16be' : 'utf-8').decode(bytes);
}

/** When a page was saved; a date that cannot be is now. */
export function timeSavedMs(file: string, nowMs: number): number {
  const savedMs = Math.round(statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? nowMs);
  return savedMs > 0 && savedMs <= nowMs ? savedMs : nowMs;
}
