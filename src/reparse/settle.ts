import { KINDS, type PageKind } from '../page-kinds.ts';
import { PAGES } from '../pages/pages.ts';
import type { PageHandler } from '../stages/page-handler.ts';
import { processSaved } from '../stages/process-page.ts';
import type { BasicRun } from '../stages/run.ts';
import { failureOf, judgeParsed, type PageSource, type Parsed, storeParsed } from '../stages/store-page.ts';
import { updateSavedTarget } from '../stages/target-update.ts';
import type { Store } from '../store/store.ts';
import type { ArchivedPage } from './jobs.ts';
import type { ReadResult } from './read-archived.ts';
import type { ReparsedPage } from './reparse.ts';

/**
 * What became of an archived page.
 *
 * - `unchanged`   today's parser reads what is stored
 * - `changed`     its record, or the version of its parser, was replaced
 * - `added`       it was not in the page log
 * - `recovered`   it was in quarantine and can be read now
 * - `failed`      it cannot be read, or contradicts itself or another page
 * - `unreadable`  its file is missing, damaged, or not the document that the page log names
 */
export type Outcome = 'unchanged' | 'changed' | 'added' | 'recovered' | 'failed' | 'unreadable';

/** An archived page with its outcome. `message`: why it failed or is unreadable, else null. */
export type Settled = { page: ArchivedPage; outcome: Outcome; message: string | null };

/** The handler of each kind of page. */
export type Handlers = Record<PageKind, PageHandler>;

/** What is needed to store archived pages. */
export type Writing = {
  run: BasicRun;
  handlers: Handlers;
  /** Reads a file of the archive again: the few pages that leave quarantine are stored with their document. */
  readDocument(file: string, contentType: string | null): { document: Uint8Array; html: string } | null;
  /** Address of the site, for the URLs of pages that the page log does not have: `https://www.hltv.org`. */
  baseUrl: string;
};

/**
 * Stores one batch in one transaction. Pages that leave quarantine are stored after it, each by itself, since their files
 * are renamed too.
 */
export function storeBatch(writing: Writing, batch: readonly ReparsedPage[]): Settled[] {
  const { store } = writing.run;
  const recovered: ReparsedPage[] = [];
  const settled = store.transaction(() =>
    batch.flatMap((reparsed) => {
      const state = stateOf(store, writing.handlers, reparsed);
      if (state.type === 'settled') return [state.settled];
      if (reparsed.page.isRejected && state.parsed.outcome !== 'quarantined') {
        recovered.push(reparsed);
        return [];
      }
      return [storeOne(writing, reparsed, state)];
    }),
  );
  return [...settled, ...recovered.map((reparsed) => recover(writing, reparsed))];
}

type Open = { type: 'open'; source: PageSource; parsed: Parsed };
type State = Open | { type: 'settled'; settled: Settled };

/** What is to be stored of a page, or the outcome if there is nothing to store. */
export function stateOf(store: Store, handlers: Handlers, { page, result }: ReparsedPage): State {
  const settled = (outcome: Outcome, message: string | null = null): State => ({
    type: 'settled',
    settled: { page, outcome, message },
  });
  if (result.outcome === 'unreadable') return settled('unreadable', result.message);
  if (page.logged !== null && page.logged.sha256 !== result.source.sha256) {
    return settled(
      'unreadable',
      `${page.file} is not the document that the page log names: hltv-scraper verify --archive`,
    );
  }
  if (result.outcome === 'unchanged') return settled('unchanged');
  const failure = result.outcome === 'failed' ? result.failure : null;
  if (failure?.outcome === 'quarantined' && isInQuarantine(store, handlers, { page, result })) {
    return settled('failed', failure.message);
  }
  if (isUnchanged(store, handlers, { page, result })) return settled('unchanged');
  const source = sourceOf(page, result);
  return { type: 'open', source, parsed: parsedOf(handlers[page.kind], source, result) };
}

type Read = Exclude<ReadResult, { outcome: 'unreadable' | 'unchanged' }>;
type ReadPage = { page: ArchivedPage; result: Read };

/** Whether the same version of the parser rejected this document before. */
function isInQuarantine(store: Store, handlers: Handlers, { page, result }: ReadPage): boolean {
  const rejected = page.logged === null ? null : store.pages.findRejected(page.kind, page.id);
  return rejected?.sha256 === result.source.sha256 && rejected.parserVersion === handlers[page.kind].parserVersion;
}

function isUnchanged(store: Store, handlers: Handlers, { page, result }: ReadPage): boolean {
  const { kind, id, logged } = page;
  const { parserVersion } = handlers[kind];
  if (logged?.parserVersion !== parserVersion || page.isRejected) return false;
  if (result.outcome === 'failed') return logged.outcome === 'no-data';
  return (
    logged.outcome === 'stored' &&
    isStoredRecord(store, { kind, id, parserVersion, fetchedAtMs: logged.fetchedAtMs }, result)
  );
}

function isStoredRecord(
  store: Store,
  { kind, id, parserVersion, fetchedAtMs }: { kind: PageKind; id: number; parserVersion: number; fetchedAtMs: number },
  { read }: Extract<Read, { outcome: 'read' }>,
): boolean {
  const { record } = read;
  if ('entries' in record) return store.listing.differing(record.entries, fetchedAtMs).length === 0;
  return kind !== 'results' && store.pageRecords.isStored({ kind, id, record, parserVersion });
}

function sourceOf({ kind, id, file, logged }: ArchivedPage, { source }: Read): PageSource {
  if (logged !== null) {
    const { url, httpStatus, transport, transportReason, contentType, fetchedAtMs, bytes, sha256 } = logged;
    const known = { url, httpStatus, transport, transportReason, contentType, fetchedAtMs, bytes, sha256 };
    return { kind, id, ...known, file, rejectedFile: file };
  }
  const { bytes, sha256, fetchedAtMs } = source;
  const unknown = { httpStatus: null, transport: 'archive', transportReason: null, contentType: null } as const;
  return { kind, id, url: '', ...unknown, fetchedAtMs, bytes, sha256, file, rejectedFile: file };
}

function parsedOf(handler: PageHandler, { kind, id, fetchedAtMs }: PageSource, result: Read): Parsed {
  if (result.outcome === 'failed') return result.failure;
  try {
    return judgeParsed({ kind, id }, handler.acceptRead(result.read, { id, nowMs: fetchedAtMs }));
  } catch (error) {
    return failureOf({ kind, id }, error);
  }
}

function storeOne({ run, handlers, baseUrl }: Writing, { page }: ReparsedPage, { source, parsed }: Open): Settled {
  const { kind, id, logged } = page;
  const { store, runId } = run;
  const path = logged === null ? pathOf(store, kind, id) : '';
  if (logged === null && kind !== 'results' && store.targets.find(kind, id) === null) {
    store.targets.upsert({ kind, id, matchId: kind === 'match' ? id : null, path, sortMs: null });
  }
  const found = logged === null ? { ...source, url: `${baseUrl}${path}` } : source;
  const isOfStored = logged !== null && !page.isRejected;
  const result = storeParsed({ store, runId }, { handler: handlers[kind], page: found, parsed }, (stored) => {
    // The state of a target whose page was stored before does not depend on the version of a parser.
    if (isOfStored) return;
    const { fetchedAtMs } = found;
    const clock = { ...run.clock, now: () => fetchedAtMs };
    updateSavedTarget({ ...run, clock }, { kind, id, matchId: null, fetchedAtMs }, stored);
  });
  if (result.outcome === 'quarantined') return { page, outcome: 'failed', message: result.message };
  return { page, outcome: logged === null ? 'added' : 'changed', message: null };
}

/** The path of the target, which contains the names of teams and event, else the one made from the id alone. */
function pathOf(store: Store, kind: PageKind, id: number): string {
  const target = kind === 'results' ? null : store.targets.find(kind, id);
  return target?.path ?? PAGES[kind].path({ id });
}

/** Stores a page that leaves quarantine. Its file is deleted if it does not replace the stored page. */
function recover({ run, handlers, readDocument, baseUrl }: Writing, { page, result }: ReparsedPage): Settled {
  const { kind, id, file, logged } = page;
  const read = readDocument(file, logged?.contentType ?? null);
  if (read === null || result.outcome === 'unreadable' || result.outcome === 'unchanged')
    return { page, outcome: 'unreadable', message: file };
  const source = sourceOf(page, result);
  const url = logged === null ? `${baseUrl}${pathOf(run.store, kind, id)}` : source.url;
  const task = { stage: KINDS[kind].stage, handler: handlers[kind], page: { kind, id, matchId: null } };
  const { httpStatus, transport, transportReason, contentType, fetchedAtMs } = source;
  const received = { ...read, url, httpStatus, transport, transportReason, contentType, fetchedAtMs };
  const clock = { ...run.clock, now: () => fetchedAtMs };
  const stored = processSaved({ ...run, clock }, task, { received, precedence: 'newest' });
  if (stored.outcome === 'quarantined') return { page, outcome: 'failed', message: stored.message };
  return { page, outcome: 'recovered', message: null };
}
