import type { StageName } from '../config.ts';
import type { PageRef } from '../notices.ts';
import { announceKept } from './announce.ts';
import { circumstanceOf, countFailure } from './failure.ts';
import { FAILURE_POLICY } from './failure-policy.ts';
import { type Kept, keepPage, type PageInHand, type Passed } from './keep-page.ts';
import type { PageHandler } from './page-handler.ts';
import type { Precedence } from './replacement.ts';
import type { Run } from './run.ts';
import { dropDocument, settleDocument } from './settle-archive.ts';
import { type TargetUpdate, updateTarget } from './target-update.ts';

export type PageTask = { stage: StageName; handler: PageHandler; page: PageRef };

/** A page as it came, before it is archived. */
export type ReceivedPage = Omit<PageInHand, 'kind' | 'id' | 'file' | 'rejectedFile' | 'bytes' | 'sha256'>;

/** Archives a page from the site, keeps what it says, updates its target and announces what became of it. */
export function processFetched(run: Run, task: PageTask, received: ReceivedPage): Kept {
  const kept = processPage(run, task, { received, precedence: 'fresh' });
  if (kept.outcome === 'not-taken') throw new Error(`a fetched page was not taken: ${task.page.kind} ${task.page.id}`);
  return kept;
}

/** The same for a page that was saved at some time. One that cannot be read says nothing about its target. */
export function processSaved(
  run: Run,
  task: PageTask,
  saved: { received: ReceivedPage; precedence: 'newest' | 'always' },
): Kept | Passed {
  return processPage(run, task, saved);
}

function processPage(
  run: Run,
  { stage, handler, page }: PageTask,
  { received, precedence }: { received: ReceivedPage; precedence: Precedence },
): Kept | Passed {
  const { kind, id } = page;
  const archived = run.archive.receive({ kind, id, document: received.document, fetchedAtMs: received.fetchedAtMs });
  const { file, rejectedFile, bytes, sha256 } = archived;
  const circumstance = circumstanceOf(run, page);
  let update: TargetUpdate = { isExhausted: false, nextAttemptAtMs: null };
  const task = { handler, precedence, page: { kind, id, ...received, file, rejectedFile, bytes, sha256 } };
  const kept = keepPage(run, task, (outcome) => {
    if (precedence === 'fresh' || outcome.outcome !== 'quarantined') update = updateTarget(run, page, outcome);
  });
  if (kept.outcome === 'not-taken') {
    dropDocument(run.store, run.archive, archived);
    return kept;
  }
  settleDocument(run.store, run.archive, archived);
  const path = run.archive.pathOf(kept.outcome === 'quarantined' ? rejectedFile : file);
  announceKept(run, { stage, page, path, bytes }, { kept, update });
  if (kept.outcome === 'quarantined') {
    const message = path === null ? kept.message : `${kept.message} (${path})`;
    countFailure(run, { page, message, refusal: null }, FAILURE_POLICY.quarantine[circumstance]);
  } else {
    run.failures.succeeded();
  }
  return kept;
}
