import { DeadlineError, HaltError, InterruptedError } from './errors.ts';
import type { EndReason } from './notices.ts';
import type { StageName } from './page-kinds.ts';
import { type Discovery, discover } from './stages/discovery.ts';
import { estimateRun } from './stages/estimate.ts';
import { WAVE } from './stages/force.ts';
import { targetStages } from './stages/handlers.ts';
import { listIdleMatches } from './stages/idle-matches.ts';
import { gapsToRead } from './stages/listing-gaps.ts';
import { kindsOf, kindsOrAll, prepareTargets } from './stages/prepare.ts';
import { sampleSkipped } from './stages/robots-skips.ts';
import { claimMatches, reasonToStop, type ScrapeRun, situationOf } from './stages/run.ts';
import { type BatchOptions, runBatch, runPage } from './stages/runner.ts';
import type { Stage } from './stages/stage.ts';

const BATCH = 50;

/**
 * Runs the stages until nothing is pending: first discovery, then waves of one batch of overviews, all their map stats,
 * and all their performance and economy pages. Calls `summarise` with the reason for the end in every case, and rejects
 * only when that reason is an error.
 */
export async function runPipeline(run: ScrapeRun, summarise: (reason: EndReason) => void): Promise<void> {
  let reason: EndReason = { type: 'error', message: 'ended without a reason' };
  try {
    reason = await runStages(run);
  } catch (error) {
    reason = reasonOf(run, error);
    if (reason.type === 'error') throw error;
  } finally {
    summarise(reason);
  }
}

async function runStages(run: ScrapeRun): Promise<EndReason> {
  const isSelected = (name: StageName): boolean => run.settings.stages.includes(name);
  const { store, runId, clock } = run;
  prepareTargets(store, run.settings, { runId, nowMs: clock.now() });
  sampleSkipped(run);
  announceWork(run);
  if (isSelected('discovery') && run.settings.matchIds === null) await readListing(run, discover(run));
  claimMatches(run);

  const stages = targetStages(store).filter(({ name }) => isSelected(name));
  // Pages that failed or were refused before come last.
  await runWaves(run, stages, 'new');
  await runWaves(run, stages, 'all');
  return reasonToStop(run) ?? limitReached(run) ?? { type: 'done' };
}

/** Announces, before the first request, matches of `--match` without pages to fetch, and the estimate of the run. */
function announceWork(run: ScrapeRun): void {
  const { store, settings, runId, clock, notify } = run;
  const idle = listIdleMatches(store, { settings, runId, nowMs: clock.now() });
  if (idle.length > 0) notify({ type: 'matches-idle', matches: idle });
  notify({ type: 'estimate', estimate: estimateRun(store, situationOf(run, { isListingAhead: true })) });
}

/** Runs waves until no page of `take` is pending. */
async function runWaves(run: ScrapeRun, stages: readonly Stage[], take: BatchOptions['take']): Promise<void> {
  let tried = 1;
  while (tried > 0 && reasonToStop(run) === null) {
    tried = 0;
    for (const stage of stages) {
      const isFirst = stage.name === 'overview';
      tried += isFirst ? await runBatch(run, stage, { size: WAVE, take }) : await drain(run, stage, take);
    }
  }
}

/** Runs discovery. A listing page that cannot be fetched ends it for this run; the rest stays stored for the next. */
async function readListing(run: ScrapeRun, discovery: Discovery): Promise<void> {
  const stage: Stage = { name: 'discovery', handlers: [discovery.handler] };
  run.notify({ type: 'stage-started', stage: stage.name });
  let target = discovery.next();
  while (target !== null && reasonToStop(run) === null) {
    const outcome = await runPage(run, stage, target);
    if (outcome !== 'stored' && outcome !== 'refused') discovery.abandon();
    target = discovery.next();
  }
}

/** Runs batches of one stage until none of its pages is pending. Returns the number of pages requested. */
async function drain(run: ScrapeRun, stage: Stage, take: BatchOptions['take']): Promise<number> {
  let tried = 0;
  while (reasonToStop(run) === null) {
    const batch = await runBatch(run, stage, { size: BATCH, take });
    if (batch === 0) break;
    tried += batch;
  }
  return tried;
}

function isLimitReached({ settings, usage, store, runId, clock }: ScrapeRun): boolean {
  const { limit, stages } = settings;
  if (limit === null) return false;
  if (kindsOf(stages).length > 0) return usage.matchIds.size >= limit;
  // A run of discovery alone lists the matches for a later run.
  return store.targets.hasUntriedMatches({ kinds: kindsOrAll(stages), runId, nowMs: clock.now(), limit });
}

function limitReached(run: ScrapeRun): EndReason | null {
  if (!isLimitReached(run)) return null;
  const { settings, store, runId, clock } = run;
  const { matchIds, stages } = settings;
  const left = store.targets.countPending({ kinds: kindsOf(stages), runId, nowMs: clock.now(), matchIds });
  // The listing is read only as far as the limit requires, so its unread part may have more matches.
  const isListingLeft = stages.includes('discovery') && matchIds === null && gapsToRead(store, settings).length > 0;
  return left > 0 || isListingLeft ? { type: 'budget', what: 'matches' } : null;
}

function reasonOf(run: ScrapeRun, error: unknown): EndReason {
  const signal = run.shutdown.requested;
  if (error instanceof InterruptedError && signal !== null) return { type: 'interrupted', signal };
  if (error instanceof DeadlineError) return { type: 'budget', what: 'duration' };
  if (error instanceof HaltError) return { type: 'halted', code: error.code, message: error.message };
  return { type: 'error', message: error instanceof Error ? error.message : String(error) };
}
