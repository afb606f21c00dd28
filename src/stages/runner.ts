import { ScraperError } from '../errors.ts';
import type { Answer } from '../fetcher.ts';
import type { PageRef } from '../notices.ts';
import { announceCompleteMatch } from './announce.ts';
import { remainingPages } from './estimate.ts';
import { applyFailure } from './failure.ts';
import { fetchPage } from './fetch-page.ts';
import { haltIfTooMany } from './halt.ts';
import type { PageHandler, PageTarget } from './page-handler.ts';
import { kindsOf } from './prepare.ts';
import { processFetched } from './process-page.ts';
import { reviveAllowed } from './robots-skips.ts';
import { allowedMatchIds, pageKey, reasonToStop, type ScrapeRun, situationOf } from './run.ts';
import type { PageOutcome, Stage } from './stage.ts';

/** `size`: the most pages of a batch. `take`: `new` leaves out pages that failed or were refused before. */
export type BatchOptions = { size: number; take: 'new' | 'all' };

/** Processes at most `size` pending pages of a stage, the newest match first. Returns the number of pages requested. */
export async function runBatch(run: ScrapeRun, stage: Stage, { size, take }: BatchOptions): Promise<number> {
  const query = () => ({
    kinds: kindsOf([stage.name]),
    runId: run.runId,
    nowMs: run.clock.now(),
    matchIds: allowedMatchIds(run),
    isNew: take === 'new',
  });
  const targets = run.store.targets.pending({ ...query(), limit: size });
  if (targets.length === 0) return 0;
  const known = run.store.targets.countPending(query());
  run.notify({
    ...{ type: 'batch-started', stage: stage.name, pending: known, msPerPage: run.msPerPage },
    remainingPages: remainingPages(run.store, situationOf(run, { isListingAhead: false })),
  });
  const outcomes = await runPages(run, stage, targets);
  const pending = run.store.targets.countPending(query());
  const count = (counted: PageOutcome): number => outcomes.filter((outcome) => outcome === counted).length;
  run.notify({ type: 'batch-finished', stage: stage.name, stored: count('stored'), failed: count('failed'), pending });
  return outcomes.length;
}

/**
 * Processes pages in their order. When a page has arrived, the next one is requested: it comes while the first is
 * archived, parsed and stored. At most one request is open, and none once the run is to end.
 */
async function runPages(run: ScrapeRun, stage: Stage, targets: readonly PageTarget[]): Promise<PageOutcome[]> {
  const outcomes: PageOutcome[] = [];
  const left = [...targets];
  const abort = new AbortController();
  const signal = AbortSignal.any([run.shutdown.signal, abort.signal]);
  try {
    let requested = requestNext(run, { stage, left, signal });
    while (requested !== null) {
      const { task, arrival } = requested;
      run.notify({ type: 'page-started', stage: stage.name, page: task.page });
      const arrived = await arrival;
      // A failure may end the run, so nothing is requested before its consequences are known.
      const mayEnd = 'error' in arrived || run.failures.isNearLimit();
      const next = mayEnd ? null : requestNext(run, { stage, left, signal });
      if (next !== null) await run.fetcher.whenSent?.();
      const outcome = await finishPage(run, task, arrived);
      outcomes.push(outcome);
      // A sample that is still disallowed completes nothing.
      const isUnchanged = outcome === 'skipped' && run.usage.samples.has(pageKey(task.page));
      if (!isUnchanged) announceCompleteMatch(run, task.page.matchId);
      requested = next ?? requestNext(run, { stage, left, signal });
    }
  } finally {
    // An error ends the run while a request is open.
    abort.abort();
  }
  return outcomes;
}

/** A page that was requested. */
type Requested = { task: Task; arrival: Promise<Arrived> };
/** The page, or why it did not come. */
type Arrived = { page: Omit<Answer, 'request'> } | { error: unknown };
type Queue = { stage: Stage; left: PageTarget[]; signal: AbortSignal };

/** Takes the next page from the queue and requests it; null when there is none or the run is to end. */
function requestNext(run: ScrapeRun, { stage, left, signal }: Queue): Requested | null {
  if (reasonToStop(run) !== null) return null;
  for (let target = left.shift(); target !== undefined; target = left.shift()) {
    if (claimMatch(run, target)) return requestPage(run, { stage, target, signal });
  }
  return null;
}

function requestPage(
  run: ScrapeRun,
  { stage, target, signal }: { stage: Stage; target: PageTarget; signal: AbortSignal },
): Requested {
  const handler = stage.handlers.find((candidate) => candidate.kind === target.kind);
  if (handler === undefined) throw new Error(`stage ${stage.name} has no handler for ${target.kind} pages`);
  const { kind, id, matchId } = target;
  const arrival = fetchPage(run, { handler, target, signal }).then(
    (page) => ({ page }),
    (error: unknown) => ({ error }),
  );
  return { task: { stage, handler, page: { kind, id, matchId } }, arrival };
}

/** Counts the match of a page against `--limit`; false when the limit leaves no place for it. */
function claimMatch(run: ScrapeRun, target: PageTarget): boolean {
  const { matchId } = target;
  // A sample of a rule of robots.txt costs a request only if the rule is gone.
  if (matchId === null || run.usage.samples.has(pageKey(target))) return true;
  const { limit } = run.settings;
  if (limit !== null && run.usage.matchIds.size >= limit && !run.usage.matchIds.has(matchId)) return false;
  run.usage.matchIds.add(matchId);
  return true;
}

/** Fetches, archives and stores one page, and updates its target. Rejects only with an error that ends the run. */
export async function runPage(run: ScrapeRun, stage: Stage, target: PageTarget): Promise<PageOutcome> {
  const { task, arrival } = requestPage(run, { stage, target, signal: run.shutdown.signal });
  run.notify({ type: 'page-started', stage: stage.name, page: task.page });
  return await finishPage(run, task, await arrival);
}

/** Processes a page that has arrived, or the failure to get it. */
async function finishPage(run: ScrapeRun, task: Task, arrived: Arrived): Promise<PageOutcome> {
  const outcome = await processArrived(run, task, arrived);
  if (outcome !== 'skipped') reviveAllowed(run, task.page);
  await haltIfTooMany(run, task.stage, task.handler);
  return outcome;
}

async function processArrived(run: ScrapeRun, task: Task, arrived: Arrived): Promise<PageOutcome> {
  const { stage, page } = task;
  try {
    if ('error' in arrived) throw arrived.error;
    const { outcome } = processFetched(run, { ...task, stage: stage.name }, arrived.page);
    return outcome === 'quarantined' ? 'failed' : outcome;
  } catch (error) {
    if (!(error instanceof ScraperError)) throw error;
    return await applyFailure(run, { stage: stage.name, page }, error);
  }
}

type Task = { stage: Stage; handler: PageHandler; page: PageRef };
