import { createHash } from 'node:crypto';
import { readFileSync, statSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { asDiskError } from '../disk-errors.ts';
import { EnvironmentError } from '../errors.ts';
import { LARGEST_PAGE_BYTES } from '../fetcher.ts';
import type { PageKind } from '../records.ts';
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
import { makeFolderOf, moveDurably, removeFile, removeLeftovers, writeAtomically } from './safe-files.ts';

/** A document to be kept as received. @internal */
export type ArchivedDocument = { kind: PageKind; id: number; document: Uint8Array; fetchedAtMs: number };

/** A document that is on the disk, but not yet in its place. Files are relative to the archive; null: nothing is kept. */
export type ReceivedDocument = {
  kind: PageKind;
  id: number;
  fetchedAtMs: number;
  /** Length of the document. */
  bytes: number;
  sha256: string;
  /** Its place once it is accepted. */
  file: string | null;
  /** Its place once it is rejected; `file` when the page there is the very same document. */
  rejectedFile: string | null;
  /** False when the archive holds the very same document in its place already. */
  isPending: boolean;
};

/** A document read back; the time is that of its fetching. */
type ReadDocument = { document: Buffer; fetchedAtMs: number };

/** What a run needs of an archive: a page is received, and then accepted, rejected or discarded. */
export type PageArchive = {
  /** Keeps a document: after the return all of it is on the disk, and the page that was kept before is untouched. */
  receive(document: ArchivedDocument): ReceivedDocument;
  /** The document becomes the page of its id. */
  accept(received: ReceivedDocument): void;
  /** The document is kept beside the page of its id, in place of an earlier rejected one. */
  reject(received: ReceivedDocument): void;
  /** Nothing is kept of the document. */
  discard(received: ReceivedDocument): void;
  /** Removes the rejected page of an id, if there is one. */
  removeRejected(kind: PageKind, id: number): void;
  /** Documents that were received and neither accepted, rejected nor discarded: a run was killed meanwhile. */
  pending(): ReceivedDocument[];
  /** A file of the archive as a path that a command takes. */
  pathOf(file: string | null): string | null;
};

/** Pages on disk, by kind and id. */
export type Archive = PageArchive & {
  readonly folder: string;
  /** The document, or null when there is none; of a listing offset the newest. Throws when the file is damaged. */
  read(kind: PageKind, id: number): Buffer | null;
  /** The same with its date; `file` is relative to the archive. */
  readFile(file: string): ReadDocument | null;
  /** Where a page is kept, relative to the archive; null when it is not. A rejected page is not found. */
  find(kind: PageKind, id: number): string | null;
  /** Every page that is kept, rejected ones included, by kind, day and id. */
  list(): Iterable<ArchivedFile>;
};

const damaged = (path: string, error: unknown) =>
  new EnvironmentError(
    'archive-damaged',
    `The archived page ${path} is damaged (${error instanceof Error ? error.message : String(error)}). ` +
      'Delete it and have the page fetched again with `hltv-scraper --match <id> --force-rescrape`.',
    error,
  );

/** A page as the site may send it; archives of version 0.1.0 hold three bytes for each byte that is no UTF-8. */
const MOST_BYTES = 3 * LARGEST_PAGE_BYTES;

const unzip = (bytes: Buffer) => gunzipSync(bytes, { maxOutputLength: MOST_BYTES });

const digestOf = (document: Uint8Array): string => createHash('sha256').update(document).digest('hex');

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

const unzippedOrNull = (bytes: Buffer) => {
  try {
    return unzip(bytes);
  } catch {
    return null;
  }
};

/** True when the file holds exactly this document; a damaged file holds none. */
const holds = (path: string, document: Uint8Array) => {
  const stored = readBytes(path);
  return stored !== null && unzippedOrNull(stored.bytes)?.equals(document) === true;
};

/** The place of a document, and whether it is there already. A listing page is compared with the newest of its offset. */
function placeOf(folder: string, { kind, id, document, fetchedAtMs }: ArchivedDocument) {
  const sha256 = digestOf(document);
  const own = kind === 'results' ? listingFile(id, { fetchedAtMs, sha256 }) : pageFile(kind, id);
  const candidates = kind === 'results' ? [own, newestListing(folder, id)] : [own];
  const held = candidates.find((file) => file !== null && holds(join(folder, file), document)) ?? null;
  return { sha256, file: held ?? own, isHeld: held !== null };
}

/** A page that is confirmed later is as old as it was when it was confirmed. */
function confirmTime(path: string, fetchedAtMs: number): void {
  const stat = statSync(path, { throwIfNoEntry: false });
  if (stat === undefined || Math.round(stat.mtimeMs) >= fetchedAtMs) return;
  try {
    utimesSync(path, fetchedAtMs / 1000, fetchedAtMs / 1000);
  } catch (error) {
    throw asDiskError(error, path);
  }
}

/** The half of an archive that writes. Each step is one rename, so a kill leaves the step before or the step after. */
function openForRuns(folder: string): PageArchive {
  // Only a run holds the data folder; a reader must not take a running write for a leftover.
  let isClean = false;

  function receive(received: ArchivedDocument): ReceivedDocument {
    const { kind, id, document, fetchedAtMs } = received;
    const { sha256, file, isHeld } = placeOf(folder, received);
    if (!isClean) removeLeftovers(folder, PENDING_FOLDER);
    isClean = true;
    if (!isHeld) {
      makeFolderOf(folder, file);
      const bytes = gzipSync(document);
      writeAtomically({ folder, file: pendingFile(kind, id), bytes, modifiedAtMs: fetchedAtMs });
    }
    const rejected = isHeld ? file : rejectedFile(kind, id);
    const common = { kind, id, fetchedAtMs, bytes: document.length, sha256 };
    return { ...common, file, rejectedFile: rejected, isPending: !isHeld };
  }

  function move({ kind, id }: ReceivedDocument, file: string): void {
    moveDurably(folder, pendingFile(kind, id), file);
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
      const { sha256, file } = placeOf(folder, { kind, id, document, fetchedAtMs });
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

/** The pages on disk under `folder`, which is made with the first write. */
export const openArchive = (folder: string): Archive => {
  const readFile = (file: string): ReadDocument | null => {
    const path = join(folder, file);
    const stored = readBytes(path);
    if (stored === null) return null;
    return { document: unzipped(stored.bytes, path), fetchedAtMs: stored.fetchedAtMs };
  };

  const find = (kind: PageKind, id: number) => {
    if (kind === 'results') return newestListing(folder, id);
    const file = pageFile(kind, id);
    return statSync(join(folder, file), { throwIfNoEntry: false }) === undefined ? null : file;
  };

  const read = (kind: PageKind, id: number) => {
    const file = find(kind, id);
    return file === null ? null : (readFile(file)?.document ?? null);
  };

  return { folder, ...openForRuns(folder), read, readFile, find, list: () => listFiles(folder) };
};
