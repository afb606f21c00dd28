import { createHash } from 'node:crypto';
import { readFileSync, statSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { asDiskError } from '../disk-errors.ts';
import { EnvironmentError } from '../errors.ts';
import { MAX_PAGE_BYTES } from '../fetcher.ts';
import type { PageKind } from '../page-kinds.ts';
import {
  type ArchivedFile,
  listFiles,
  listingFile,
  listPending,
  newestListing,
  PENDING_FOLDER,
  pageFile,
  pendingFile,
  rejectedFile,
} from './layout.ts';
import { makeFolderOf, moveFile, removeFile, removeLeftovers, writeSafely } from './safe-files.ts';

/** A document to archive as received. @internal */
export type ArchivedDocument = {
  kind: PageKind;
  id: number;
  document: Uint8Array;
  /** `document` compressed with gzip, if the caller has it. */
  gzip?: Uint8Array | undefined;
  fetchedAtMs: number;
};

/** A document that is on disk, but not yet under its final name. Files are relative to the archive; null without archive. */
export type ReceivedDocument = {
  kind: PageKind;
  id: number;
  fetchedAtMs: number;
  /** Length of the document. */
  bytes: number;
  sha256: string;
  /** Its file once it is accepted. */
  file: string | null;
  /** Its file once it is rejected; equal to `file` when that already contains the same document. */
  rejectedFile: string | null;
  /** False when the archive already contains the same document. */
  isPending: boolean;
};

/** A document read from the archive, with the time when it was fetched. */
type ReadDocument = { document: Buffer; fetchedAtMs: number };

/** The part of an archive that a run uses: a page is received, then accepted, rejected or discarded. */
export type PageArchive = {
  /** Writes a document to disk completely before it returns; the previous page of the id is unchanged. */
  receive(document: ArchivedDocument): ReceivedDocument;
  /** The document becomes the page of its id. */
  accept(received: ReceivedDocument): void;
  /** The document is kept beside the page of its id and replaces an earlier rejected one. */
  reject(received: ReceivedDocument): void;
  /** The document is deleted. */
  discard(received: ReceivedDocument): void;
  /** Removes the rejected page of an id, if there is one. */
  removeRejected(kind: PageKind, id: number): void;
  /** Documents that were received but neither accepted, rejected nor discarded, because a run was killed. */
  pending(): ReceivedDocument[];
  /** Path of a file of the archive, for use in a command. */
  pathOf(file: string | null): string | null;
};

/** The pages on disk, by kind and id. */
export type Archive = PageArchive & {
  readonly folder: string;
  /** The document, for a listing offset the newest; null when there is none. Throws when the file is damaged. */
  read(kind: PageKind, id: number): Buffer | null;
  /** The document of a file relative to the archive, with its time. */
  readFile(file: string): ReadDocument | null;
  /** Whether a file relative to the archive exists. */
  has(file: string): boolean;
  /** Whether a page was received and is not yet under its final name. */
  isPending(kind: PageKind, id: number): boolean;
  /** The document of such a page; null when there is none. */
  readPending(kind: PageKind, id: number): ReadDocument | null;
  /** The file of a page, relative to the archive; null when there is none. Rejected pages are not found. */
  find(kind: PageKind, id: number): string | null;
  /** All pages, including rejected ones, by kind, day and id. */
  list(): Iterable<ArchivedFile>;
};

function damaged(path: string, error: unknown) {
  return new EnvironmentError(
    'archive-damaged',
    `The archived page ${path} is damaged (${error instanceof Error ? error.message : String(error)}). ` +
      'Delete it and have the page fetched again with `hltv-scraper --match <id> --force-rescrape`.',
    error,
  );
}

/** Maximum size of a page; archives of version 0.1.0 contain three bytes for each byte that is not UTF-8. */
const MAX_BYTES = 3 * MAX_PAGE_BYTES;

function unzip(bytes: Buffer) {
  return gunzipSync(bytes, { maxOutputLength: MAX_BYTES, chunkSize: chunkSizeOf(bytes) });
}

const MIN_CHUNK_BYTES = 16_384;
const MAX_CHUNK_BYTES = 8_388_608;

/** A page is unzipped into one chunk: the last four bytes of its file state its length. */
function chunkSizeOf(bytes: Buffer): number {
  const length = bytes.length < 4 ? 0 : bytes.readUInt32LE(bytes.length - 4);
  return Math.min(Math.max(length + 1, MIN_CHUNK_BYTES), MAX_CHUNK_BYTES);
}

function digestOf(document: Uint8Array): string {
  return createHash('sha256').update(document).digest('hex');
}

/** Links to files are followed. Anything else, such as a pipe, is not read, because it may never end. */
function readBytes(path: string) {
  try {
    const stat = statSync(path);
    const bytes = stat.isFile() && stat.size <= MAX_BYTES ? readFileSync(path) : Buffer.alloc(0);
    return { bytes, fetchedAtMs: Math.round(stat.mtimeMs) };
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    throw asDiskError(error, path);
  }
}

function unzipped(bytes: Buffer, path: string) {
  try {
    return unzip(bytes);
  } catch (error) {
    throw damaged(path, error);
  }
}

function unzippedOrNull(bytes: Buffer) {
  try {
    return unzip(bytes);
  } catch {
    return null;
  }
}

/** True when the file contains exactly this document; false for a damaged file. */
function contains(path: string, document: Uint8Array) {
  const stored = readBytes(path);
  return stored !== null && unzippedOrNull(stored.bytes)?.equals(document) === true;
}

/** The file of a document, and whether it is stored already. A listing page is compared with the newest of its offset. */
function locate(folder: string, { kind, id, document, fetchedAtMs }: ArchivedDocument) {
  const sha256 = digestOf(document);
  const own = kind === 'results' ? listingFile(id, { fetchedAtMs, sha256 }) : pageFile(kind, id);
  const candidates = kind === 'results' ? [own, newestListing(folder, id)] : [own];
  const stored = candidates.find((file) => file !== null && contains(join(folder, file), document)) ?? null;
  return { sha256, file: stored ?? own, isStored: stored !== null };
}

/** Sets the time of a file to that of the last fetch that returned the same document. */
function confirmTime(path: string, fetchedAtMs: number): void {
  const stat = statSync(path, { throwIfNoEntry: false });
  if (stat === undefined || Math.round(stat.mtimeMs) >= fetchedAtMs) return;
  try {
    utimesSync(path, fetchedAtMs / 1000, fetchedAtMs / 1000);
  } catch (error) {
    throw asDiskError(error, path);
  }
}

/** The part of an archive that writes. Each step is one rename, so a kill leaves the state before or after the step. */
function openForRuns(folder: string): PageArchive {
  // Only a run, which locks the data folder, cleans up: a reader could take a write in progress for a leftover.
  let isClean = false;

  function receive(received: ArchivedDocument): ReceivedDocument {
    const { kind, id, document, gzip, fetchedAtMs } = received;
    const { sha256, file, isStored } = locate(folder, received);
    if (!isClean) removeLeftovers(folder, PENDING_FOLDER);
    isClean = true;
    if (!isStored) {
      makeFolderOf(folder, file);
      const bytes = gzip ?? gzipSync(document);
      writeSafely({ folder, file: pendingFile(kind, id), bytes, modifiedAtMs: fetchedAtMs });
    }
    const rejected = isStored ? file : rejectedFile(kind, id);
    const common = { kind, id, fetchedAtMs, bytes: document.length, sha256 };
    return { ...common, file, rejectedFile: rejected, isPending: !isStored };
  }

  /** After a power cut that undoes it the document is among `pending` again. */
  function move({ kind, id }: ReceivedDocument, file: string): void {
    moveFile(folder, pendingFile(kind, id), file);
  }

  function pending(): ReceivedDocument[] {
    return listPending(folder).flatMap(({ kind, id }) => {
      const path = join(folder, pendingFile(kind, id));
      const stored = readBytes(path);
      const document = stored === null ? null : unzippedOrNull(stored.bytes);
      if (stored === null || document === null) {
        removeFile(folder, pendingFile(kind, id));
        return [];
      }
      const { fetchedAtMs } = stored;
      const { sha256, file } = locate(folder, { kind, id, document, fetchedAtMs });
      const common = { kind, id, fetchedAtMs, bytes: document.length, sha256 };
      return [{ ...common, file, rejectedFile: rejectedFile(kind, id), isPending: true }];
    });
  }

  return {
    receive,
    accept(received) {
      if (received.file === null) return;
      if (received.isPending) move(received, received.file);
      else confirmTime(join(folder, received.file), received.fetchedAtMs);
    },
    reject(received) {
      if (received.isPending && received.rejectedFile !== null) move(received, received.rejectedFile);
    },
    discard({ kind, id, isPending }) {
      if (isPending) removeFile(folder, pendingFile(kind, id));
    },
    removeRejected: (kind, id) => removeFile(folder, rejectedFile(kind, id)),
    pending,
    pathOf: (file) => (file === null ? null : join(folder, file)),
  };
}

/** The archive in `folder`, which is created with the first write. */
export function openArchive(folder: string): Archive {
  const readFile = (file: string): ReadDocument | null => {
    const path = join(folder, file);
    const stored = readBytes(path);
    if (stored === null) return null;
    return { document: unzipped(stored.bytes, path), fetchedAtMs: stored.fetchedAtMs };
  };

  const has = (file: string): boolean => statSync(join(folder, file), { throwIfNoEntry: false }) !== undefined;

  const find = (kind: PageKind, id: number) => {
    if (kind === 'results') return newestListing(folder, id);
    const file = pageFile(kind, id);
    return has(file) ? file : null;
  };

  const read = (kind: PageKind, id: number) => {
    const file = find(kind, id);
    return file === null ? null : (readFile(file)?.document ?? null);
  };

  return {
    folder,
    ...openForRuns(folder),
    read,
    readFile,
    has,
    isPending: (kind, id) => has(pendingFile(kind, id)),
    readPending: (kind, id) => readFile(pendingFile(kind, id)),
    find,
    list: () => listFiles(folder),
  };
}
