import { HaltError, InterruptedError } from './errors.ts';
import type { EndReason } from './notices.ts';
import type { StageName } from './page-kinds.ts';
import { type Discovery, discover } from './stages/discovery.ts';
import { estimateRun } from './stages/estimate.ts';
import { WAVE } from './stages/force.ts';
import { targetStages } from './stages/handlers.ts';
import { listIdleMatches } from './stages/idle-matches.ts';
import { wantedGaps } from './stages/listing-memory.ts';
import { kindsOf, prepareTargets } from './stages/prepare.ts';
import { sampleSkipped } from './stages/robots-skips.ts';
import { claimMatches, type Run, reasonToStop, situationOf } from './stages/run.ts';
import { type BatchOptions, runBatch, runPage } from './stages/runner.ts';
import type { Stage } from './stages/stage.ts';

const BATCH = 50;

/**
 * Runs the four stages until nothing is left to do: discovery to its end, then waves of one batch of overviews, all
 * their map stats, all their performance and economy pages. Never rejects for what a run may meet: the reason says it.
 */
export async function runPipeline(run: Run, summarise: (reason: EndReason) => void): Promise<void> {
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

async function runStages(run: Run): Promise<EndReason> {
  const wanted = (name: StageName): boolean => run.settings.stages.includes(name);
  const { store, runId, clock } = run;
  prepareTargets(store, run.settings, { runId, nowMs: clock.now() });
  sampleSkipped(run);
  announceWork(run);
  if (wanted('discovery') && run.settings.matchIds === null) await readListing(run, discover(run));
  claimMatches(run);

  const stages = targetStages(store).filter(({ name }) => wanted(name));
  await runWaves(run, stages, 'new');
  await runWaves(run, stages, 'all');
  return reasonToStop(run) ?? limitReached(run) ?? { type: 'done' };
}

/** Before the first request: what of `--match` there is nothing to fetch of, and how much there is to do. */
function announceWork(run: Run): void {
  const { store, settings, runId, clock, notify } = run;
  const idle = listIdleMatches(store, { settings, runId, nowMs: clock.now() });
  if (idle.length > 0) notify({ type: 'matches-idle', matches: idle });
  notify({ type: 'estimate', estimate: estimateRun(store, situationOf(run, { isListingAhead: true })) });
}

/** Wave after wave until nothing is pending. What failed or was refused before comes when everything new is done. */
async function runWaves(run: Run, stages: readonly Stage[], take: BatchOptions['take']): Promise<void> {
  let tried = 1;
  while (tried > 0 && reasonToStop(run) === null) {
    tried = 0;
    for (const stage of stages) {
      const isFirst = stage.name === 'overview';
      tried += isFirst ? await runBatch(run, stage, { size: WAVE, take }) : await drain(run, stage, take);
    }
  }
}

/** Discovery to its end. A listing page that cannot be had ends it for this run; the rest is remembered. */
async function readListing(run: Run, discovery: Discovery): Promise<void> {
  const stage: Stage = { name: 'discovery', handlers: [discovery.handler] };
  run.notify({ type: 'stage-started', stage: stage.name });
  let wanted = discovery.next();
  while (wanted !== null && reasonToStop(run) === null) {
    const outcome = await runPage(run, stage, wanted);
    if (outcome !== 'stored' && outcome !== 'refused') discovery.giveUp();
    wanted = discovery.next();
  }
}

/** Batches of one stage until none of its pages is pending; answers how many were tried. */
async function drain(run: Run, stage: Stage, take: BatchOptions['take']): Promise<number> {
  let tried = 0;
  while (reasonToStop(run) === null) {
    const batch = await runBatch(run, stage, { size: BATCH, take });
    if (batch === 0) break;
    tried += batch;
  }
  return tried;
}

function limitReached({ settings, spent, store, runId, clock }: Run): EndReason | null {
  const isReached = settings.limit !== null && spent.matchIds.size >= settings.limit;
  if (!isReached) return null;
  const { matchIds, stages } = settings;
  const left = store.targets.countPending({ kinds: kindsOf(stages), runId, nowMs: clock.now(), matchIds });
  // The listing is read no further than the limit needs: what is below it may hold more.
  const isListingLeft = stages.includes('discovery') && matchIds === null && wantedGaps(store, settings).length > 0;
  return left > 0 || isListingLeft ? { type: 'budget', what: 'matches' } : null;
}

function reasonOf(run: Run, error: unknown): EndReason {
  const signal = run.shutdown.requested;
  if (error instanceof InterruptedError && signal !== null) return { type: 'interrupted', signal };
  if (error instanceof HaltError) return { type: 'halted', code: error.code, message: error.message };
  return { type: 'error', message: error instanceof Error ? error.message : String(error) };
}
