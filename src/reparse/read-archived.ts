import { createHash } from 'node:crypto';
import { openArchive } from '../archive/archive.ts';
import { EnvironmentError } from '../errors.ts';
import type { PageKind } from '../page-kinds.ts';
import type { KnownMap } from '../pages/page.ts';
import { siteNamedBy } from '../pages/page-site.ts';
import { PAGES } from '../pages/pages.ts';
import { decodeLeniently, decodePage } from '../saved/decode.ts';
import { type ReadPage, readPage } from '../stages/page-handler.ts';
import { failureOf, type PageResult } from '../stages/store-page.ts';

/** A file of the archive to be read. */
export type ReadJob = {
  /** Folder of the archive. */
  folder: string;
  file: string;
  kind: PageKind;
  id: number;
  contentType: string | null;
  known: KnownMap | null;
};

/** The document in a file: what the page log has of it. */
type ReadSource = { bytes: number; sha256: string; fetchedAtMs: number; site: string | null };

export type ReadAnswer =
  | { outcome: 'read'; source: ReadSource; read: ReadPage }
  | { outcome: 'failed'; source: ReadSource; failure: Exclude<PageResult, { outcome: 'stored' }> }
  /** There is no such file, or it is damaged. */
  | { outcome: 'unreadable'; message: string };

/** Reads and parses one archived page. Uses neither store nor network. */
export function readArchivedPage({ folder, file, kind, id, contentType, known }: ReadJob): ReadAnswer {
  const found = readFile(folder, file);
  if ('message' in found) return { outcome: 'unreadable', message: found.message };
  const { document, fetchedAtMs } = found;
  const html = textOf(document, contentType);
  const sha256 = createHash('sha256').update(document).digest('hex');
  const source = { bytes: document.length, sha256, fetchedAtMs, site: siteNamedBy(html) };
  try {
    return { outcome: 'read', source, read: readPage(PAGES[kind], html, { id, known }) };
  } catch (error) {
    return { outcome: 'failed', source, failure: failureOf({ kind, id }, error) };
  }
}

function readFile(folder: string, file: string): { document: Buffer; fetchedAtMs: number } | { message: string } {
  try {
    return openArchive(folder).readFile(file) ?? { message: `There is no file ${file} in the archive.` };
  } catch (error) {
    if (error instanceof EnvironmentError) return { message: error.message };
    throw error;
  }
}

function textOf(document: Uint8Array, contentType: string | null): string {
  const decoded = decodePage(document, contentType);
  return 'text' in decoded ? decoded.text : decodeLeniently(document, contentType);
}
