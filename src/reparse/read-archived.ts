import { createHash } from 'node:crypto';
import { openArchive } from '../archive/archive.ts';
import { EnvironmentError } from '../errors.ts';
import type { PageKind } from '../page-kinds.ts';
import type { KnownMap } from '../pages/page.ts';
import { siteNamedBy } from '../pages/page-site.ts';
import { PAGES } from '../pages/pages.ts';
import { decodeLeniently } from '../saved/decode.ts';
import { type ReadPage, readPage } from '../stages/page-handler.ts';
import { failureOf, type PageResult } from '../stages/store-page.ts';
import { identityOf, type RecordIdentity } from '../store/encoded-record.ts';

/** A file of the archive that a worker reads. */
export type ReadJob = {
  /** Folder of the archive. */
  folder: string;
  file: string;
  kind: PageKind;
  id: number;
  contentType: string | null;
  /** What the stored match page says about the map of the page. */
  known: KnownMap | null;
  /** The stored record, if it is one of today's parser: null where the result is needed in any case. */
  stored: RecordIdentity | null;
};

/** The properties of a document that the page log has. */
type ReadSource = { bytes: number; sha256: string; fetchedAtMs: number; site: string | null };

/** The result of reading a file. */
export type ReadResult =
  | { outcome: 'read'; source: ReadSource; read: ReadPage }
  /** Its record is the stored one, and is not sent to the other thread. */
  | { outcome: 'unchanged'; source: ReadSource }
  | { outcome: 'failed'; source: ReadSource; failure: Exclude<PageResult, { outcome: 'stored' }> }
  /** There is no such file, or it is damaged. */
  | { outcome: 'unreadable'; message: string };

/** Reads and parses one archived page. Uses neither store nor network. */
export function readArchivedPage({ folder, file, kind, id, contentType, known, stored }: ReadJob): ReadResult {
  const found = readFile(folder, file);
  if ('message' in found) return { outcome: 'unreadable', message: found.message };
  const { document, fetchedAtMs } = found;
  const html = decodeLeniently(document, contentType);
  const sha256 = createHash('sha256').update(document).digest('hex');
  const source = { bytes: document.length, sha256, fetchedAtMs, site: siteNamedBy(html) };
  try {
    const read = readPage(PAGES[kind], html, { id, known });
    return stored !== null && isSame(read, stored)
      ? { outcome: 'unchanged', source }
      : { outcome: 'read', source, read };
  } catch (error) {
    return { outcome: 'failed', source, failure: failureOf({ kind, id }, error) };
  }
}

function isSame({ record }: ReadPage, stored: RecordIdentity): boolean {
  if ('entries' in record) return false;
  const { sha256, matchId } = identityOf(record);
  return sha256 === stored.sha256 && matchId === stored.matchId;
}

function readFile(folder: string, file: string): { document: Buffer; fetchedAtMs: number } | { message: string } {
  try {
    return openArchive(folder).readFile(file) ?? { message: `There is no file ${file} in the archive.` };
  } catch (error) {
    if (error instanceof EnvironmentError) return { message: error.message };
    throw error;
  }
}
