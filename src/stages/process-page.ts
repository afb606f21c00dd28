import type { PageRef } from '../notices.ts';
import type { StageName } from '../page-kinds.ts';
import { announceKept } from './announce.ts';
import { circumstanceOf, countFailure } from './failure.ts';
import { FAILURE_POLICY } from './failure-policy.ts';
import { type Kept, keepPage, type PageInHand, type Passed } from './keep-page.ts';
import type { PageHandler } from './page-handler.ts';
import type { Precedence } from './replacement.ts';
import type { BasicRun, Run } from './run.ts';
import { dropDocument, settleDocument } from './settle-archive.ts';
import { type TargetUpdate, UNCHANGED, updateReadTarget, updateTarget } from './target-update.ts';

export type PageTask = { stage: StageName; handler: PageHandler; page: PageRef };

/** A page as it came, before it is archived. */
export type ReceivedPage = Omit<PageInHand, 'kind' | 'id' | 'file' | 'rejectedFile' | 'bytes' | 'sha256'>;

/** Archives a page from the site, keeps what it says, updates its target and announces what became of it. */
export function processFetched(run: Run, task: PageTask, received: ReceivedPage): Kept {
  const { page } = task;
  const circumstance = circumstanceOf(run, page);
  const update = (kept: Kept): TargetUpdate => updateTarget(run, page, kept);
  const { kept, path } = processPage(run, task, { received, precedence: 'fresh', update });
  if (kept.outcome === 'not-taken') throw new Error(`a fetched page was not taken: ${page.kind} ${page.id}`);
  if (kept.outcome === 'quarantined') {
    const message = path === null ? kept.message : `${kept.message} (${path})`;
    countFailure(run, { page, message, refusal: null }, FAILURE_POLICY.quarantine[circumstance]);
  } else {
    run.failures.succeeded();
  }
  return kept;
}

/** The same for a page that was saved at some time. One that cannot be read says nothing about its target. */
export function processSaved(
  run: BasicRun,
  task: PageTask,
  saved: { received: ReceivedPage; precedence: 'newest' | 'always' },
): Kept | Passed {
  const update = (kept: Kept): TargetUpdate =>
    kept.outcome === 'quarantined' ? UNCHANGED : updateReadTarget(run, task.page, kept);
  return processPage(run, task, { ...saved, update }).kept;
}

type Processing = { received: ReceivedPage; precedence: Precedence; update: (kept: Kept) => TargetUpdate };

/** `path`: where the archive has the page; null when it is not there. */
function processPage(
  run: BasicRun,
  { stage, handler, page }: PageTask,
  { received, precedence, update }: Processing,
): { kept: Kept | Passed; path: string | null } {
  const { kind, id } = page;
  const archived = run.archive.receive({ kind, id, document: received.document, fetchedAtMs: received.fetchedAtMs });
  const { file, rejectedFile, bytes, sha256 } = archived;
  let updated = UNCHANGED;
  const task = { handler, precedence, page: { kind, id, ...received, file, rejectedFile, bytes, sha256 } };
  const kept = keepPage(run, task, (outcome) => {
    updated = update(outcome);
  });
  if (kept.outcome === 'not-taken') {
    dropDocument(run.store, run.archive, archived);
    return { kept, path: null };
  }
  settleDocument(run.store, run.archive, archived);
  const path = run.archive.pathOf(kept.outcome === 'quarantined' ? rejectedFile : file);
  announceKept(run, { stage, page, path, bytes }, { kept, update: updated });
  return { kept, path };
}
