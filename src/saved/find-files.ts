import { type BigIntStats, type Dirent, existsSync, readdirSync, statSync } from 'node:fs';
import { basename, dirname, join, sep } from 'node:path';
import { EnvironmentError, systemCodeOf, UsageError } from '../errors.ts';
import type { DiskFile } from './files.ts';

/** Why a file is not read, according to the file system. */
export type FileProblem =
  /** A pipe, a socket or a device. */
  | { type: 'not-a-file' }
  | { type: 'link-to-folder' }
  | { type: 'broken-link' }
  | { type: 'same-file'; as: string }
  | { type: 'no-access'; message: string };

export type FoundFiles = { files: DiskFile[]; others: { file: string; reason: FileProblem }[] };

/** The files found so far; `seen` has their names by device and inode, so that each file is read once. */
type Search = FoundFiles & { seen: Map<string, string> };

/**
 * The named files and all files below the named folders, in a stable order, and other entries with the reason why they
 * are not read. File names do not matter. Links to files are followed; links to folders below a named folder are not, so
 * that the search ends. Throws `UsageError` for a name without a file or folder.
 */
export function findFiles(names: readonly string[]): FoundFiles {
  const search: Search = { files: [], others: [], seen: new Map() };
  for (const named of new Set(names)) {
    for (const path of pathsOf(named)) addNamed(search, { path, name: printableName(path) });
  }
  return { files: search.files, others: search.others };
}

function addNamed(search: Search, file: DiskFile): void {
  const stat = statOfNamed(file);
  if (stat.isDirectory()) searchFolder(search, file.path, entriesOf(file));
  else if (stat.isFile()) addFile(search, file, stat);
  // Reading it later reports the problem.
  else search.files.push(file);
}

function statOfNamed({ path, name }: DiskFile): BigIntStats {
  try {
    return statSync(path, { bigint: true });
  } catch (error) {
    const shown = name.trim() === '' ? JSON.stringify(name) : name;
    throw new UsageError(`There is no file or folder ${shown} that can be read (${systemCodeOf(error)}).`);
  }
}

function entriesOf({ path, name }: DiskFile): Dirent<Buffer>[] {
  try {
    return readdirSync(path, { withFileTypes: true, encoding: 'buffer' });
  } catch (error) {
    throw new EnvironmentError('unreadable', `Cannot read the folder ${name} (${systemCodeOf(error)}).`, error);
  }
}

function searchFolder(search: Search, folder: DiskFile['path'], entries: Dirent<Buffer>[]): void {
  for (const entry of entries.sort((one, other) => Buffer.compare(one.name, other.name))) {
    const path = joined(folder, entry.name);
    addEntry(search, { path, name: printableName(path) }, entry);
  }
}

function addEntry(search: Search, file: DiskFile, entry: Dirent<Buffer>): void {
  if (entry.isDirectory()) addFolder(search, file);
  else if (entry.isFile()) addFile(search, file, statOf(file));
  else if (entry.isSymbolicLink()) addLink(search, file);
  else skip(search, file, { type: 'not-a-file' });
}

function addFolder(search: Search, file: DiskFile): void {
  let entries: Dirent<Buffer>[];
  try {
    entries = entriesOf(file);
  } catch (error) {
    if (!(error instanceof EnvironmentError)) throw error;
    skip(search, file, { type: 'no-access', message: error.message });
    return;
  }
  searchFolder(search, file.path, entries);
}

function addLink(search: Search, file: DiskFile): void {
  const stat = statOf(file);
  if (stat === null) skip(search, file, { type: 'broken-link' });
  else if (stat.isDirectory()) skip(search, file, { type: 'link-to-folder' });
  else if (stat.isFile()) addFile(search, file, stat);
  else skip(search, file, { type: 'not-a-file' });
}

/** On file systems without inode numbers, files are identified by their names. */
function addFile(search: Search, file: DiskFile, stat: BigIntStats | null): void {
  const key = stat === null || stat.ino === 0n ? file.name : `${stat.dev}:${stat.ino}`;
  const as = search.seen.get(key);
  if (as !== undefined) {
    skip(search, file, { type: 'same-file', as });
    return;
  }
  search.seen.set(key, file.name);
  search.files.push(file);
}

function statOf({ path }: DiskFile): BigIntStats | null {
  try {
    return statSync(path, { bigint: true });
  } catch {
    return null;
  }
}

function skip({ others }: Search, { name }: DiskFile, reason: FileProblem): void {
  others.push({ file: name, reason });
}

/** A path as text if it is valid UTF-8, otherwise as bytes. */
function joined(folder: DiskFile['path'], name: Buffer): DiskFile['path'] {
  const parent = Buffer.from(folder);
  const isRoot = parent.at(-1) === sep.charCodeAt(0);
  const path = Buffer.concat([parent, Buffer.from(isRoot ? '' : sep), name]);
  return isText(path) ? path.toString() : path;
}

function isText(bytes: Buffer): boolean {
  return Buffer.from(bytes.toString()).equals(bytes);
}

const REPLACEMENT = '\ufffd';

/**
 * The paths that a command line argument can mean. Node decodes arguments as UTF-8 and replaces other bytes, so the
 * folder is searched for names that match.
 */
function pathsOf(named: string): DiskFile['path'][] {
  if (!named.includes(REPLACEMENT) || existsSync(named)) return [named];
  const [folder, last] = [dirname(named), basename(named)];
  const found = pathsOf(folder).flatMap((parent) => {
    if (!last.includes(REPLACEMENT)) return [joined(parent, Buffer.from(last))];
    const names = existsSync(parent) ? readdirSync(parent, { encoding: 'buffer' }) : [];
    return names.filter((name) => name.toString() === last).map((name) => joined(parent, name));
  });
  return found.length > 0 ? found : [join(folder, last)];
}

/** A path for messages: bytes that are not UTF-8 are written as `\xE9`. @internal */
export function printableName(path: DiskFile['path']): string {
  if (typeof path === 'string') return path;
  let text = '';
  for (let at = 0; at < path.length; ) {
    const length = lengthOfCharacter(path, at);
    text +=
      length === 0 ? `\\x${path.toString('hex', at, at + 1).toUpperCase()}` : path.toString('utf8', at, at + length);
    at += Math.max(1, length);
  }
  return text;
}

/** Length in bytes of the UTF-8 character at this offset; 0 when there is none. */
function lengthOfCharacter(bytes: Buffer, at: number): number {
  return [1, 2, 3, 4].find((length) => at + length <= bytes.length && isText(bytes.subarray(at, at + length))) ?? 0;
}
