import { isDeepStrictEqual } from 'node:util';
import { KINDS, type PageKind, type TargetKind } from '../page-kinds.ts';
import type { PageRecords } from '../page-records.ts';
import { PAGES } from '../pages/pages.ts';
import type { PageHandler } from '../stages/page-handler.ts';
import { processSaved } from '../stages/process-page.ts';
import type { BasicRun } from '../stages/run.ts';
import { failureOf, judgeParsed, type PageSource, type Parsed, storeParsed } from '../stages/store-page.ts';
import { isTarget, updateReadTarget } from '../stages/target-update.ts';
import type { Store } from '../store/store.ts';
import type { ArchivedPage } from './jobs.ts';
import type { ReadAnswer } from './read-archived.ts';
import type { Answered } from './reparse.ts';

/**
 * What became of an archived page.
 *
 * - `unchanged`   today's parser reads what is stored
 * - `changed`     its record, or the version of its parser, was replaced
 * - `added`       it was not in the page log
 * - `recovered`   it was in quarantine and can be read now
 * - `failed`      it cannot be read, or contradicts itself or another page
 * - `unreadable`  its file is missing, damaged, or another document than the page log says
 */
export type Outcome = 'unchanged' | 'changed' | 'added' | 'recovered' | 'failed' | 'unreadable';

export type Settled = { page: ArchivedPage; outcome: Outcome; message: string | null };

export type Handlers = Record<PageKind, PageHandler>;

export type Writing = {
  run: BasicRun;
  handlers: Handlers;
  /** The text of a file in the archive, for the few pages that leave quarantine. */
  readDocument(file: string): { document: Uint8Array; html: string } | null;
  /** Where the pages come from: `https://www.hltv.org`. */
  baseUrl: string;
};

/** Stores one batch in one transaction. Pages that leave quarantine follow it: their files get another name. */
export function storeBatch(writing: Writing, batch: readonly Answered[]): Settled[] {
  const { store } = writing.run;
  const recovered: Answered[] = [];
  const settled = store.transaction(() =>
    batch.flatMap((answered) => {
      const state = stateOf(store, writing.handlers, answered);
      if (state.type === 'settled') return [state.settled];
      if (answered.page.isRejected && state.parsed.outcome !== 'quarantined') {
        recovered.push(answered);
        return [];
      }
      return [storeOne(writing, answered, state)];
    }),
  );
  return [...settled, ...recovered.map((answered) => recover(writing, answered))];
}

type Open = { type: 'open'; source: PageSource; parsed: Parsed };
type State = Open | { type: 'settled'; settled: Settled };

/** What is to be stored of a page, or that nothing is. */
export function stateOf(store: Store, handlers: Handlers, { page, answer }: Answered): State {
  const settled = (outcome: Outcome, message: string | null = null): State => ({
    type: 'settled',
    settled: { page, outcome, message },
  });
  if (answer.outcome === 'unreadable') return settled('unreadable', answer.message);
  if (page.logged !== null && page.logged.sha256 !== answer.source.sha256) {
    return settled('unreadable', `${page.file} is another document than the page log says: verify --archive`);
  }
  if (isUnchanged(store, handlers, { page, answer })) return settled('unchanged');
  const source = sourceOf(page, answer);
  return { type: 'open', source, parsed: parsedOf(handlers[page.kind], source, answer) };
}

type Read = Exclude<ReadAnswer, { outcome: 'unreadable' }>;

function isUnchanged(store: Store, handlers: Handlers, { page, answer }: { page: ArchivedPage; answer: Read }) {
  const { kind, id, logged } = page;
  if (logged === null) return false;
  const { parserVersion } = handlers[kind];
  const isRejectedAgain = answer.outcome === 'failed' && answer.failure.outcome === 'quarantined';
  if (isRejectedAgain) {
    const rejected = store.pages.findRejected(kind, id);
    return rejected?.sha256 === answer.source.sha256 && rejected.parserVersion === parserVersion;
  }
  if (logged.parserVersion !== parserVersion || page.isRejected) return false;
  if (answer.outcome === 'failed') return logged.outcome === 'no-data';
  return logged.outcome === 'stored' && isStoredRecord(store, { kind, id, fetchedAtMs: logged.fetchedAtMs }, answer);
}

function isStoredRecord(
  store: Store,
  { kind, id, fetchedAtMs }: { kind: PageKind; id: number; fetchedAtMs: number },
  { read }: Extract<Read, { outcome: 'read' }>,
): boolean {
  const { record } = read;
  if (kind === 'results') {
    return 'entries' in record && store.listing.differing(record.entries, fetchedAtMs).length === 0;
  }
  const stored: PageRecords[TargetKind] | null = store.pageRecords.find(kind, id);
  return isDeepStrictEqual(stored, JSON.parse(JSON.stringify(record)));
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

function parsedOf(handler: PageHandler, { kind, id, fetchedAtMs }: PageSource, answer: Read): Parsed {
  if (answer.outcome === 'failed') return answer.failure;
  try {
    return judgeParsed({ kind, id }, handler.acceptRead(answer.read, { id, nowMs: fetchedAtMs }));
  } catch (error) {
    return failureOf({ kind, id }, error);
  }
}

function storeOne({ run, handlers, baseUrl }: Writing, { page }: Answered, { source, parsed }: Open): Settled {
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
    if (isOfStored || stored.outcome === 'quarantined') return;
    const ref = { kind, id, matchId: null };
    if (isTarget(ref)) updateReadTarget({ ...run, clock: { ...run.clock, now: () => found.fetchedAtMs } }, ref, stored);
  });
  if (result.outcome === 'quarantined') return { page, outcome: 'failed', message: result.message };
  return { page, outcome: logged === null ? 'added' : 'changed', message: null };
}

/** The path with the names of teams and event where it is known. */
function pathOf(store: Store, kind: PageKind, id: number): string {
  const target = kind === 'results' ? null : store.targets.find(kind, id);
  return target?.path ?? PAGES[kind].path({ id });
}

/** Stores a page that leaves quarantine, or deletes it where it does not replace the stored one. */
function recover({ run, handlers, readDocument, baseUrl }: Writing, { page, answer }: Answered): Settled {
  const { kind, id, file, logged } = page;
  const read = readDocument(file);
  if (read === null || answer.outcome === 'unreadable') return { page, outcome: 'unreadable', message: file };
  const source = sourceOf(page, answer);
  const url = logged === null ? `${baseUrl}${pathOf(run.store, kind, id)}` : source.url;
  const task = { stage: KINDS[kind].stage, handler: handlers[kind], page: { kind, id, matchId: null } };
  const { httpStatus, transport, transportReason, contentType, fetchedAtMs } = source;
  const received = { ...read, url, httpStatus, transport, transportReason, contentType, fetchedAtMs };
  const clock = { ...run.clock, now: () => fetchedAtMs };
  const result = processSaved({ ...run, clock }, task, { received, precedence: 'newest' });
  if (result.outcome === 'quarantined') return { page, outcome: 'failed', message: result.message };
  return { page, outcome: 'recovered', message: null };
}
