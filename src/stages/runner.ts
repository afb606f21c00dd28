import { ScraperError } from '../errors.ts';
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
import { allowedMatchIds, reasonToStop, type ScrapeRun, situationOf } from './run.ts';
import type { PageOutcome, Stage } from './stage.ts';

/** `size`: the most pages of a batch. `take`: `new` leaves out pages that failed or were refused before. */
export type BatchOptions = { size: number; take: 'new' | 'all' };

/** Processes at most `size` pending pages of a stage, the newest match first. Returns the number of pages requested. */
export async function runBatch(run: ScrapeRun, stage: Stage, { size, take }: BatchOptions): Promise<number> {
  const outcomes: PageOutcome[] = [];
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
  const pagesLeft = remainingPages(run.store, situationOf(run, { isListingAhead: false }));
  run.notify({ type: 'batch-started', stage: stage.name, pending: known, pagesLeft, msPerPage: run.msPerPage });
  for (const target of targets) {
    if (reasonToStop(run) !== null) break;
    if (!claimMatch(run, target)) continue;
    outcomes.push(await runPage(run, stage, target));
    announceCompleteMatch(run, target.matchId);
  }
  const pending = run.store.targets.countPending(query());
  const count = (counted: PageOutcome): number => outcomes.filter((outcome) => outcome === counted).length;
  run.notify({ type: 'batch-finished', stage: stage.name, stored: count('stored'), failed: count('failed'), pending });
  return outcomes.length;
}

/** Counts the match of a page against `--limit`; false when the limit leaves no place for it. */
function claimMatch(run: ScrapeRun, { matchId }: PageTarget): boolean {
  if (matchId === null) return true;
  const { limit } = run.settings;
  if (limit !== null && run.usage.matchIds.size >= limit && !run.usage.matchIds.has(matchId)) return false;
  run.usage.matchIds.add(matchId);
  return true;
}

/** Fetches, archives and stores one page, and updates its target. Rejects only with an error that ends the run. */
export async function runPage(run: ScrapeRun, stage: Stage, target: PageTarget): Promise<PageOutcome> {
  const handler = stage.handlers.find((candidate) => candidate.kind === target.kind);
  if (handler === undefined) throw new Error(`stage ${stage.name} has no handler for ${target.kind} pages`);
  const page: PageRef = { kind: target.kind, id: target.id, matchId: target.matchId };
  run.notify({ type: 'page-started', stage: stage.name, page });
  const outcome = await fetchAndProcess(run, { stage, handler, page }, target);
  if (outcome !== 'skipped') reviveAllowed(run, page);
  await haltIfTooMany(run, stage, handler);
  return outcome;
}

async function fetchAndProcess(run: ScrapeRun, task: Task, target: PageTarget): Promise<PageOutcome> {
  const { stage, handler, page } = task;
  try {
    const { outcome } = processFetched(run, { ...task, stage: stage.name }, await fetchPage(run, handler, target));
    return outcome === 'quarantined' ? 'failed' : outcome;
  } catch (error) {
    if (!(error instanceof ScraperError)) throw error;
    return await applyFailure(run, { stage: stage.name, page }, error);
  }
}

type Task = { stage: Stage; handler: PageHandler; page: PageRef };
