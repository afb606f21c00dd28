import { createHash } from 'node:crypto';
import type { ArchivedFile } from '../archive/layout.ts';
import { EnvironmentError } from '../errors.ts';
import type { LoggedPage } from '../store/verification.ts';
import { ofPage } from './report.ts';
import type { Extent, Verification } from './verify.ts';

/** The archive against the page log. */

/** Every file that the page log names exists, and with `readsFiles` holds the logged document. False: stopped. */
export async function verifyArchive(task: Verification, extent: Extent): Promise<boolean> {
  const { store, selection, kinds, isStopped, advance } = task;
  let after: LoggedPage | null = null;
  for (;;) {
    const pages: LoggedPage[] = store.verification.nextPages(after, { ...selection, kinds });
    for (const page of pages) {
      if (await isStopped()) return false;
      if (page.file === null) continue;
      extent.files += 1;
      verifyFile(task, page, page.file);
      advance(`${page.kind} ${page.id}`);
    }
    const last = pages.at(-1);
    if (last === undefined) break;
    after = last;
  }
  return selection.matchIds !== null || selection.sinceMs !== null || reportUnlogged(task);
}

function verifyFile({ archive, readsFiles, report }: Verification, page: LoggedPage, file: string): void {
  const place = { kind: page.kind, id: page.id, matchId: page.kind === 'match' ? page.id : null };
  if (!readsFiles) {
    if (archive.has(file) || archive.isPending(page.kind, page.id)) return;
    report(ofPage(place, { rule: 'archive/file', expected: file, seen: 'no such file' }));
    return;
  }
  const seen = [() => archive.readFile(file), () => archive.readPending(page.kind, page.id)].map(digestOf);
  const expected = `${file} of ${page.bytes} bytes, sha256 ${page.sha256}`;
  // A page that was just stored has its pending name until it is moved.
  if (seen.some((found) => found.sha256 === page.sha256 && found.bytes === page.bytes)) return;
  report(ofPage(place, { rule: seen[0]?.rule ?? 'archive/file', expected, seen: seen[0]?.text ?? 'no such file' }));
}

type Found = { rule: string; text: string; sha256: string | null; bytes: number };

function digestOf(read: () => { document: Uint8Array } | null): Found {
  try {
    const found = read();
    if (found === null) return { rule: 'archive/file', text: 'no such file', sha256: null, bytes: 0 };
    const sha256 = createHash('sha256').update(found.document).digest('hex');
    const bytes = found.document.length;
    return { rule: 'archive/document', text: `${bytes} bytes, sha256 ${sha256}`, sha256, bytes };
  } catch (error) {
    if (!(error instanceof EnvironmentError)) throw error;
    return { rule: 'archive/readable', text: error.message, sha256: null, bytes: 0 };
  }
}

/** Files of pages that no row of the page log names. */
async function reportUnlogged({ archive, store, kinds, report, isStopped }: Verification): Promise<boolean> {
  for (const { kind, id, file } of archive.list() as Iterable<ArchivedFile>) {
    if (await isStopped()) return false;
    if (!kinds.includes(kind) || store.verification.isLogged({ kind, id, file })) continue;
    const place = { kind, id, matchId: kind === 'match' ? id : null };
    const mismatch = { rule: 'archive/unlogged', expected: 'a file that the page log names', seen: file };
    report(ofPage(place, { ...mismatch, severity: 'soft' }));
  }
  return true;
}
