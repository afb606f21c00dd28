import { ScraperError } from '../errors.ts';
import type { PageRef } from '../notices.ts';
import { announceCompleteMatch } from './announce.ts';
import { remainingPages } from './estimate.ts';
import { applyFailure } from './failure.ts';
import { fetchPage } from './fetch-page.ts';
import { haltIfTooMany } from './halt.ts';
import type { PageHandler, Wanted } from './page-handler.ts';
import { kindsOf } from './prepare.ts';
import { processFetched } from './process-page.ts';
import { reviveAllowed } from './robots-skips.ts';
import { admittedMatchIds, type Run, reasonToStop, situationOf } from './run.ts';
import type { PageOutcome, Stage } from './stage.ts';

/** Which of the pending pages a batch takes: `new` leaves out those that failed or were refused before. */
export type BatchOptions = { size: number; take: 'new' | 'all' };

/** Works through at most `size` pending pages of a stage, the newest match first; returns how many were tried. */
export async function runBatch(run: Run, stage: Stage, { size, take }: BatchOptions): Promise<number> {
  const outcomes: PageOutcome[] = [];
  const query = () => ({
    kinds: kindsOf([stage.name]),
    runId: run.runId,
    nowMs: run.clock.now(),
    matchIds: admittedMatchIds(run),
    isNew: take === 'new',
  });
  const targets = run.store.targets.pending({ ...query(), limit: size });
  if (targets.length === 0) return 0;
  const known = run.store.targets.countPending(query());
  const pagesLeft = remainingPages(run.store, situationOf(run, { isListingAhead: false }));
  run.notify({ type: 'batch-started', stage: stage.name, pending: known, pagesLeft, msPerPage: run.msPerPage });
  for (const target of targets) {
    if (reasonToStop(run) !== null) break;
    if (!admit(run, target)) continue;
    outcomes.push(await runPage(run, stage, target));
    announceCompleteMatch(run, target.matchId);
  }
  const pending = run.store.targets.countPending(query());
  const count = (wanted: PageOutcome): number => outcomes.filter((outcome) => outcome === wanted).length;
  run.notify({ type: 'batch-finished', stage: stage.name, stored: count('stored'), failed: count('failed'), pending });
  return outcomes.length;
}

function admit(run: Run, { matchId }: Wanted): boolean {
  if (matchId === null) return true;
  const { limit } = run.settings;
  if (limit !== null && run.spent.matchIds.size >= limit && !run.spent.matchIds.has(matchId)) return false;
  run.spent.matchIds.add(matchId);
  return true;
}

/** Fetches, archives and keeps one page, and updates its target. Rejects only with what ends the run. */
export async function runPage(run: Run, stage: Stage, wanted: Wanted): Promise<PageOutcome> {
  const handler = stage.handlers.find((candidate) => candidate.kind === wanted.kind);
  if (handler === undefined) throw new Error(`stage ${stage.name} has no handler for ${wanted.kind} pages`);
  const page: PageRef = { kind: wanted.kind, id: wanted.id, matchId: wanted.matchId };
  run.notify({ type: 'page-started', stage: stage.name, page });
  const outcome = await processPage(run, { stage, handler, page }, wanted);
  if (outcome !== 'skipped') reviveAllowed(run, page);
  await haltIfTooMany(run, stage, handler);
  return outcome;
}

async function processPage(run: Run, task: Task, wanted: Wanted): Promise<PageOutcome> {
  const { stage, handler, page } = task;
  try {
    const kept = processFetched(run, { ...task, stage: stage.name }, await fetchPage(run, handler, wanted));
    return kept.outcome === 'quarantined' ? 'failed' : kept.outcome;
  } catch (error) {
    if (!(error instanceof ScraperError)) throw error;
    return await applyFailure(run, { stage: stage.name, page }, error);
  }
}

type Task = { stage: Stage; handler: PageHandler; page: PageRef };
