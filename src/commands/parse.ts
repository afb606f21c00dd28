import { Command } from 'commander';
import { checkPage } from '../checks/check-page.ts';
import { COMMON_SETTINGS } from '../config.ts';
import { NoDataError, ParseError } from '../errors.ts';
import type { ParsedPage } from '../output/documents/parsed-page.ts';
import { identifyPage } from '../pages/identify.ts';
import type { Page } from '../pages/page.ts';
import { parseAndCheck } from '../pages/page-parser.ts';
import { PAGES } from '../pages/pages.ts';
import type { PageKind } from '../records.ts';
import { addSettings, commonSettings } from './options.ts';
import { findSavedPages, readPage, readStandardInput, STANDARD_INPUT } from './saved-pages.ts';
import type { Exit } from './scrape.ts';
import { openTerminal, type Terminal } from './terminal.ts';

const EXAMPLES = `
Examples:
  hltv-scraper parse match.html | jq .record.maps
  hltv-scraper parse data/archive/map-stats/219/*.html.gz --json > records.json
  zcat match.html.gz | hltv-scraper parse -

One JSON document a page, one per line: file, kind, id, record, findings; where a page cannot be read, error instead
of record. With --json: one array. Exit code 3 when a page could not be read.`;

export function parseCommand(exit: Exit): Command {
  const command = new Command('parse')
    .description('print what saved pages say as JSON; touches neither network nor database')
    .argument('<files...>', 'saved pages (.html, .html.gz), folders of them, or - for the standard input')
    .addHelpText('after', EXAMPLES);
  addSettings(command, COMMON_SETTINGS);
  return command.action(async (paths: string[], options) => {
    const common = commonSettings(options);
    using terminal = openTerminal(common);
    const input = paths.includes(STANDARD_INPUT) ? await readStandardInput() : null;
    const named = paths.filter((path) => path !== STANDARD_INPUT);
    const files = [...(input === null ? [] : [STANDARD_INPUT]), ...findSavedPages(named).pages];
    if (files.length === 0) terminal.say({ level: 'warn', text: `There is no page in ${named.join(', ')}.` });
    exit((await printDocuments(files, { input, terminal, asArray: common.json })) ? 3 : 0);
  });
}

type Printing = { input: Buffer | null; terminal: Terminal; asArray: boolean };

/**
 * Prints one document a file, each when the reader has taken the one before it: memory holds no more than one page.
 * Returns whether a page could not be read.
 */
async function printDocuments(files: string[], { input, terminal, asArray }: Printing): Promise<boolean> {
  let hasErrors = false;
  if (asArray) terminal.raw('[');
  for (const [index, file] of files.entries()) {
    const document = readDocument(file, input);
    hasErrors ||= document.error !== null;
    const isLast = index === files.length - 1;
    terminal.raw(asArray ? arrayElement(document, isLast) : JSON.stringify(document));
    await terminal.flush();
  }
  if (asArray) terminal.raw(']');
  return hasErrors;
}

/** A line break within a string is escaped in JSON: what is indented here is layout alone. */
function arrayElement(document: ParsedPage, isLast: boolean): string {
  const text = JSON.stringify(document, null, 2).replaceAll('\n', '\n  ');
  return isLast ? `  ${text}` : `  ${text},`;
}

function readDocument(file: string, input: Buffer | null): ParsedPage {
  const unread = { file, kind: null, id: null, record: null, findings: [] };
  try {
    const html = readPage(file, input);
    const { kind, id, isGenuine, isComplete } = identifyPage(html);
    if (kind === null) {
      const message = isGenuine ? 'not one of the five kinds of page' : 'not a page of the site';
      return { ...unread, error: { code: 'unrecognised', message, field: null, seen: null } };
    }
    if (!isComplete) {
      const error = { code: 'broken', message: `${kind} ${id ?? '?'}: the page is cut off`, field: null, seen: null };
      return { ...unread, kind, id, error };
    }
    return { ...unread, kind, id, ...understand(kind, html, id) };
  } catch (error) {
    if (error instanceof Error && 'code' in error) {
      return { ...unread, error: { code: String(error.code), message: error.message, field: null, seen: null } };
    }
    throw error;
  }
}

function parsePage<Kind extends PageKind>(kind: Kind, html: string, id: number | null) {
  const page: Page<Kind> = PAGES[kind];
  return parseAndCheck(page, { html, target: { id }, check: (record) => checkPage(kind, record) });
}

function understand(
  kind: PageKind,
  html: string,
  id: number | null,
): Pick<ParsedPage, 'record' | 'findings' | 'error'> {
  try {
    return { ...parsePage(kind, html, id), error: null };
  } catch (error) {
    if (error instanceof ParseError || error instanceof NoDataError) {
      const { code, message } = error;
      const [field, seen] = error instanceof ParseError ? [error.field, error.seen] : [null, null];
      return { record: null, findings: [], error: { code, message, field, seen } };
    }
    throw error;
  }
}
