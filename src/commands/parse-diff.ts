import { UsageError } from '../errors.ts';
import type { PageDiffDocument } from '../output/documents/page-diff.ts';
import type { PageKind } from '../page-kinds.ts';
import { comparePages } from '../pages/diff/compare-pages.ts';
import { FieldError } from '../pages/html/fields.ts';
import { identifyPage } from '../pages/pages.ts';
import { decodeLeniently, decodePage } from '../saved/decode.ts';
import { type DiskFile, openFile } from '../saved/files.ts';
import { readSaved } from '../saved/read-saved.ts';
import type { SavedPage } from '../saved/saved-page.ts';

/** A page to compare. `kind` is null when it is not recognised, because its markup may have changed too much. */
type ComparedPage = { file: string; html: string; kind: PageKind | null; id: number | null };

/**
 * Compares two saved pages of the same kind. The first must be recognised. Throws `UsageError` for anything but two
 * pages of one kind, `EnvironmentError` for a file that cannot be read.
 */
export async function diffFiles(files: readonly DiskFile[]): Promise<PageDiffDocument> {
  const [first, second, ...others] = files;
  if (first === undefined || second === undefined || others.length > 0) {
    throw new UsageError(`Expected --diff with two files, the good page first, got ${files.length}.`);
  }
  const [good, bad] = [await readPage(first), await readPage(second)];
  const { kind } = good;
  if (kind === null) {
    throw new UsageError(`Expected the first file of --diff to be a page that is recognised, got ${good.file}.`);
  }
  if (bad.kind !== null && bad.kind !== kind) {
    throw new UsageError(
      `Expected --diff with two pages of one kind, got ${kind} (${good.file}) and ${bad.kind} (${bad.file}).`,
    );
  }
  return documentOf(kind, good, bad);
}

function documentOf(kind: PageKind, good: ComparedPage, bad: ComparedPage): PageDiffDocument {
  try {
    const { goodError, badError, tokens, blocks, fields } = comparePages(kind, good.html, bad.html);
    return {
      kind,
      good: { file: good.file, id: good.id, error: goodError },
      bad: { file: bad.file, id: bad.id, error: badError },
      tokens,
      blocks,
      fields,
    };
  } catch (error) {
    if (!(error instanceof FieldError)) throw error;
    throw new UsageError(`${good.file} and ${bad.file} cannot be compared: expected ${error.expected}.`);
  }
}

/** Reads the only page of a file. */
async function readPage(file: DiskFile): Promise<ComparedPage> {
  const pages: SavedPage[] = [];
  for await (const entry of readSaved(openFile(file))) {
    if (entry.type === 'page') pages.push(entry.page);
    if (pages.length > 1) break;
  }
  const [page] = pages;
  if (page === undefined || pages.length > 1) {
    const seen = page === undefined ? 'none' : 'several';
    throw new UsageError(`Expected --diff with files of one page each, got ${seen} in ${file.name}.`);
  }
  const decoded = decodePage(page.bytes, page.contentType);
  const html = 'text' in decoded ? decoded.text : decodeLeniently(page.bytes, page.contentType);
  const { kind, id, isGenuine } = identifyPage(html);
  return { file: file.name, html, kind: isGenuine ? kind : null, id };
}
