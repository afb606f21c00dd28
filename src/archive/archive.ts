import { createHash } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { asDiskError } from '../disk-errors.ts';
import { EnvironmentError } from '../errors.ts';
import { LARGEST_PAGE_BYTES } from '../fetcher.ts';
import type { PageKind } from '../records.ts';
import { type ArchivedFile, dayOf, listFiles, newestListing, relativeFile } from './layout.ts';
import { removeLeftovers, writeAtomically } from './safe-files.ts';

/** A document to be kept as received. */
type ArchivedDocument = { kind: PageKind; id: number; html: string; fetchedAtMs: number };

type Written = {
  /** Relative to the archive folder; null when nothing is kept. */
  file: string | null;
  /** The same as a path that a command takes. */
  path: string | null;
  /** Length of the document in UTF-8. */
  bytes: number;
  sha256: string;
  /** False when the archive held the very same document already. */
  written: boolean;
};

/** A document read back; the time is that of its fetching. */
type ReadDocument = { html: string; fetchedAtMs: number };

/** Pages on disk, by kind and id. */
export type Archive = {
  readonly folder: string;
  /** Keeps a document: after the return it is on the disk, whole; before, nothing of it can be seen. */
  write(document: ArchivedDocument): Written;
  /** The document, or null when there is none; of a listing offset the newest. Throws when the file is damaged. */
  read(kind: PageKind, id: number): string | null;
  /** The same with its date; `file` is relative to the archive. */
  readFile(file: string): ReadDocument | null;
  /** Where a page is kept, relative to the archive; null when it is not. */
  find(kind: PageKind, id: number): string | null;
  /** Every page that is kept, by kind, day and id. */
  list(): Iterable<ArchivedFile>;
};

const damaged = (path: string, error: unknown) =>
  new EnvironmentError(
    'archive-damaged',
    `The archived page ${path} is damaged (${error instanceof Error ? error.message : String(error)}). ` +
      'Delete it and have the page fetched again with `hltv-scraper --match <id> --force-rescrape`.',
    error,
  );

/** A page as the site may send it; a byte that is no UTF-8 is kept as a replacement character, three bytes. */
const MOST_BYTES = 3 * LARGEST_PAGE_BYTES;

const unzip = (bytes: Buffer) => gunzipSync(bytes, { maxOutputLength: MOST_BYTES });

/** A link is followed to a file; whatever else lies in the place of one may have no end. */
const readBytes = (path: string) => {
  try {
    const stat = statSync(path);
    const bytes = stat.isFile() && stat.size <= MOST_BYTES ? readFileSync(path) : Buffer.alloc(0);
    return { bytes, fetchedAtMs: Math.round(stat.mtimeMs) };
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    throw asDiskError(error, path);
  }
};

const unzipped = (bytes: Buffer, path: string) => {
  try {
    return unzip(bytes);
  } catch (error) {
    throw damaged(path, error);
  }
};

/** True when the file holds exactly this document; a damaged file holds none. */
const holds = (path: string, document: Buffer) => {
  const stored = readBytes(path);
  if (stored === null) return false;
  try {
    return unzip(stored.bytes).equals(document);
  } catch {
    return false;
  }
};

/** The pages on disk under `folder`, which is made with the first write. */
export const openArchive = (folder: string): Archive => {
  // Only who writes holds the data folder; a reader must not take a running write for a leftover.
  let isClean = false;

  const write = ({ kind, id, html, fetchedAtMs }: ArchivedDocument): Written => {
    if (!isClean) removeLeftovers(folder);
    isClean = true;
    const file = relativeFile(kind, id, dayOf(fetchedAtMs));
    const document = Buffer.from(html, 'utf8');
    const sha256 = createHash('sha256').update(document).digest('hex');
    const path = join(folder, file);
    const written = !holds(path, document);
    if (written) writeAtomically({ folder, file, bytes: gzipSync(document), modifiedAtMs: fetchedAtMs });
    return { file, path, bytes: document.length, sha256, written };
  };

  const readFile = (file: string): ReadDocument | null => {
    const path = join(folder, file);
    const stored = readBytes(path);
    if (stored === null) return null;
    return { html: unzipped(stored.bytes, path).toString('utf8'), fetchedAtMs: stored.fetchedAtMs };
  };

  const find = (kind: PageKind, id: number) => {
    if (kind === 'results') return newestListing(folder, id);
    const file = relativeFile(kind, id, '');
    return statSync(join(folder, file), { throwIfNoEntry: false }) === undefined ? null : file;
  };

  const read = (kind: PageKind, id: number) => {
    const file = find(kind, id);
    return file === null ? null : (readFile(file)?.html ?? null);
  };

  return { folder, write, read, readFile, find, list: () => listFiles(folder) };
};
