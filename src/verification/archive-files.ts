import { createHash } from 'node:crypto';
import { EnvironmentError } from '../errors.ts';
import type { LoggedPage } from '../store/verification.ts';
import { ofPage, placeOf } from './report.ts';
import type { Extent, Verification } from './verify.ts';

/** Compares the archive with the page log. */

/**
 * Reports files of the page log that are missing, files that it does not name, and with `readsFiles` files with another
 * document than the logged one. Resolves to false when it was stopped.
 */
export async function verifyArchive(task: Verification, extent: Extent): Promise<boolean> {
  const { store, selection, kinds, isStopped } = task;
  const advance = task.countPhase('comparing', store.verification.countPages({ ...selection, kinds }));
  let after: LoggedPage | null = null;
  for (;;) {
    const pages: LoggedPage[] = store.verification.nextPages(after, { ...selection, kinds });
    for (const page of pages) {
      if (await isStopped()) return false;
      if (page.file !== null) {
        extent.files += 1;
        verifyFile(task, page, page.file);
      }
      advance(`${page.kind} ${page.id}`);
    }
    const last = pages.at(-1);
    if (last === undefined) break;
    after = last;
  }
  return selection.matchIds !== null || selection.sinceMs !== null || reportUnlogged(task);
}

function verifyFile({ archive, readsFiles, report }: Verification, page: LoggedPage, file: string): void {
  const place = placeOf(page);
  if (!readsFiles) {
    if (archive.has(file) || archive.isPending(page.kind, page.id)) return;
    report(ofPage(place, { rule: 'archive/file', expected: file, seen: 'no such file' }));
    return;
  }
  const seen = [() => archive.readFile(file), () => archive.readPending(page.kind, page.id)].map(digestOf);
  const expected = `${file} of ${page.bytes} bytes, sha256 ${page.sha256}`;
  // A page that was just stored has its temporary name until it is renamed.
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

/** Reports files that no row of the page log names. */
async function reportUnlogged({ archive, store, kinds, report, isStopped }: Verification): Promise<boolean> {
  for (const { kind, id, file } of archive.list()) {
    if (await isStopped()) return false;
    if (!kinds.includes(kind) || store.verification.isLogged({ kind, id, file })) continue;
    const mismatch = { rule: 'archive/unlogged', expected: 'a file that the page log names', seen: file };
    report(ofPage(placeOf({ kind, id }), { ...mismatch, severity: 'soft' }));
  }
  return true;
}
