import type { PageRef } from '../notices.ts';
import type { StageName } from '../page-kinds.ts';
import { announceResult } from './announce.ts';
import { circumstanceOf, countFailure } from './failure.ts';
import { FAILURE_POLICY } from './failure-policy.ts';
import type { PageHandler } from './page-handler.ts';
import type { Precedence } from './replacement.ts';
import type { BasicRun, ScrapeRun } from './run.ts';
import { discardDocument, settleDocument } from './settle-archive.ts';
import { type FetchedPage, type NotReplaced, type PageResult, storePage } from './store-page.ts';
import { type TargetUpdate, UNCHANGED, updateSavedTarget, updateTarget } from './target-update.ts';

export type PageTask = { stage: StageName; handler: PageHandler; page: PageRef };

/** A page before it is archived. */
export type ReceivedPage = Omit<FetchedPage, 'kind' | 'id' | 'file' | 'rejectedFile' | 'bytes' | 'sha256'>;

/** Archives and stores a page from the site, updates its target and announces the result. */
export function processFetched(run: ScrapeRun, task: PageTask, received: ReceivedPage): PageResult {
  const { page } = task;
  const circumstance = circumstanceOf(run, page);
  const update = (result: PageResult): TargetUpdate => updateTarget(run, page, result);
  const { result, path } = archiveAndStore(run, task, { received, precedence: 'fresh', update });
  if (result.outcome === 'not-taken') throw new Error(`a fetched page was not taken: ${page.kind} ${page.id}`);
  if (result.outcome === 'quarantined') {
    const message = path === null ? result.message : `${result.message} (${path})`;
    countFailure(run, { page, message, refusal: null }, FAILURE_POLICY.quarantine[circumstance]);
  } else {
    run.failures.succeeded();
  }
  return result;
}

/** The same for a page from a file. */
export function processSaved(
  run: BasicRun,
  task: PageTask,
  saved: { received: ReceivedPage; precedence: 'newest' | 'always' },
): PageResult | NotReplaced {
  const page = { ...task.page, fetchedAtMs: saved.received.fetchedAtMs };
  const update = (result: PageResult): TargetUpdate => updateSavedTarget(run, page, result);
  return archiveAndStore(run, task, { ...saved, update }).result;
}

type Processing = { received: ReceivedPage; precedence: Precedence; update: (result: PageResult) => TargetUpdate };

/** `path`: the file of the page in the archive; null when it has none. */
function archiveAndStore(
  run: BasicRun,
  { stage, handler, page }: PageTask,
  { received, precedence, update }: Processing,
): { result: PageResult | NotReplaced; path: string | null } {
  const { kind, id } = page;
  const { document, gzip, fetchedAtMs } = received;
  const archived = run.archive.receive({ kind, id, document, gzip, fetchedAtMs });
  const { file, rejectedFile, bytes, sha256 } = archived;
  let updated = UNCHANGED;
  const task = { handler, precedence, page: { kind, id, ...received, file, rejectedFile, bytes, sha256 } };
  const result = storePage(run, task, (stored) => {
    updated = update(stored);
  });
  if (result.outcome === 'not-taken') {
    discardDocument(run.store, run.archive, archived);
    return { result, path: null };
  }
  settleDocument(run.store, run.archive, archived);
  const path = run.archive.pathOf(result.outcome === 'quarantined' ? rejectedFile : file);
  announceResult(run, { stage, page, path, bytes }, { result, update: updated });
  return { result, path };
}
