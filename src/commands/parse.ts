import type { CommonSettings, ParseSettings } from '../config.ts';
import { EnvironmentError, NoDataError, ParseError } from '../errors.ts';
import type { ExitCode } from '../exit-codes.ts';
import type { SkipReason } from '../notices.ts';
import type { ParsedPage } from '../output/documents/parsed-page.ts';
import { renderPageDiff } from '../output/page-diff.ts';
import { renderSkipReason } from '../output/skip-reason.ts';
import type { PageKind } from '../page-kinds.ts';
import { parseKind } from '../parse-page.ts';
import type { DiskFile } from '../saved/files.ts';
import { findFiles } from '../saved/find-files.ts';
import { readSaved } from '../saved/read-saved.ts';
import { diffFiles } from './parse-diff.ts';
import { type Recognition, recogniseEntry } from './recognise.ts';
import { openSaved, STANDARD_INPUT } from './saved-pages.ts';
import { openTerminal, type Terminal } from './terminal.ts';

type Parse = { paths: string[]; common: CommonSettings; settings: ParseSettings };

/** Prints the content of saved pages, or how two of them differ. Returns the exit code. */
export async function printPages({ paths, common, settings }: Parse): Promise<ExitCode> {
  using terminal = openTerminal(common);
  if (settings.diff) {
    const diff = await diffFiles(findFiles(paths).files);
    if (common.json) terminal.document(diff);
    else terminal.result(renderPageDiff(diff));
    return 0;
  }
  const named = paths.filter((path) => path !== STANDARD_INPUT.name);
  const files = [...(named.length === paths.length ? [] : [STANDARD_INPUT]), ...findFiles(named).files];
  if (files.length === 0) terminal.log({ level: 'warn', text: `There is no file in ${named.join(', ')}.` });
  return (await printDocuments(documentsOf(files, named), { terminal, asArray: common.json })) ? 3 : 0;
}

/** `isFailure`: the file should have been readable, and was not. */
type Printed = { document: ParsedPage; isFailure: boolean };
type Printing = { terminal: Terminal; asArray: boolean };

/**
 * Prints one document per page, each after the reader has received the previous one, so that memory holds one page at a
 * time. Returns whether a page could not be read.
 */
async function printDocuments(documents: AsyncIterable<Printed>, { terminal, asArray }: Printing): Promise<boolean> {
  let hasErrors = false;
  let waiting: ParsedPage | null = null;
  if (asArray) terminal.raw('[');
  for await (const { document, isFailure } of documents) {
    hasErrors ||= isFailure;
    if (!asArray) terminal.raw(JSON.stringify(document));
    // Only the next document shows that this one is not the last.
    else if (waiting !== null) terminal.raw(`${arrayElement(waiting)},`);
    waiting = document;
    await terminal.flush();
  }
  if (asArray && waiting !== null) terminal.raw(arrayElement(waiting));
  if (asArray) terminal.raw(']');
  return hasErrors;
}

/** A document, indented. Line breaks inside of strings are escaped in JSON, so only layout is indented. */
function arrayElement(document: ParsedPage): string {
  return `  ${JSON.stringify(document, null, 2).replaceAll('\n', '\n  ')}`;
}

const NO_FIELD = { field: null, seen: null, source: null };
const UNREAD = { kind: null, id: null, record: null, findings: [] };

/**
 * One document for each page and for each file or entry that is not a page; the latter is no failure inside a folder.
 */
async function* documentsOf(files: DiskFile[], named: readonly string[]): AsyncGenerator<Printed> {
  for (const file of files) {
    const isNamed = file === STANDARD_INPUT || named.includes(file.name);
    try {
      let others = 0;
      let isListed = false;
      for await (const entry of readSaved(openSaved(file))) {
        const printed = printedOf(recogniseEntry(entry), isNamed);
        if (printed === null) others += 1;
        else yield printed;
        isListed ||= printed !== null;
      }
      if (!isListed && others > 0) yield { document: documentWithoutPage(file.name, others), isFailure: isNamed };
    } catch (error) {
      if (!(error instanceof EnvironmentError)) throw error;
      const { code, message } = error;
      const document = { file: file.name, ...UNREAD, error: { code, message, ...NO_FIELD } };
      yield { document, isFailure: true };
    }
  }
}

function printedOf(recognition: Recognition, isNamed: boolean): Printed | null {
  if (recognition.type === 'other') return null;
  if (recognition.type === 'skipped') {
    return { document: skippedDocument(recognition), isFailure: isNamed || !isOfAnotherKind(recognition.reason) };
  }
  const document = pageDocument(recognition);
  return { document, isFailure: document.error !== null };
}

function isOfAnotherKind(reason: SkipReason): boolean {
  if (reason.type === 'damaged-entry') return reason.damage.type === 'no-document';
  return reason.type === 'foreign-file' || (reason.type === 'foreign-page' && reason.page.type === 'not-html');
}

function pageDocument({ page, recognised }: Extract<Recognition, { type: 'recognised' }>): ParsedPage {
  const { kind, id, html } = recognised;
  return { file: page.name, kind, id, ...parseOrError(kind, html, id) };
}

function documentWithoutPage(name: string, entries: number): ParsedPage {
  return skippedDocument({ type: 'skipped', name, reason: { type: 'no-page', entries }, kind: null, id: null });
}

function skippedDocument({ name, reason, kind, id }: Extract<Recognition, { type: 'skipped' }>): ParsedPage {
  const error = { code: codeOf(reason), message: renderSkipReason(reason), ...NO_FIELD };
  return { file: name, ...UNREAD, kind, id, error };
}

function codeOf({ type }: SkipReason): string {
  if (type === 'cut-off') return 'broken';
  return type === 'damaged-entry' || type === 'bad-bytes' || type === 'no-access' ? 'unreadable' : 'unrecognised';
}

function parseOrError(
  kind: PageKind,
  html: string,
  id: number | null,
): Pick<ParsedPage, 'record' | 'findings' | 'error'> {
  try {
    return { ...parseKind(kind, html, id), error: null };
  } catch (error) {
    if (error instanceof ParseError || error instanceof NoDataError) {
      const { code, message } = error;
      const { field, seen, source } = error instanceof ParseError ? error : NO_FIELD;
      return { record: null, findings: [], error: { code, message, field, seen, source } };
    }
    throw error;
  }
}
