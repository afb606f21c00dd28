import type { StageName } from '../config.ts';
import type { ScraperError } from '../errors.ts';
import type { PageRef } from '../notices.ts';
import type { TargetKind } from '../records.ts';
import { MAX_RECHECK_PAUSE_MS } from '../store/targets.ts';
import type { Kept } from './keep-page.ts';
import { FINAL_AFTER_MS } from './page-handler.ts';
import type { Run } from './run.ts';

/** Pauses before a page that says too little so far is read again: 1, 6, 24 and 72 hours after the first time. */
const RECHECK_AFTER_MS = [...[1, 5, 18].map((hours) => hours * 3_600_000), MAX_RECHECK_PAUSE_MS];

/** A page refused this often in one run is left to the next. */
const REFUSALS_PER_PAGE = 3;

/** How a target stands after its page was tried. */
export type TargetUpdate = { isExhausted: boolean; nextAttemptAtMs: number | null };

const FINAL: TargetUpdate = { isExhausted: false, nextAttemptAtMs: null };

function isTarget(page: PageRef): page is PageRef & { kind: TargetKind } {
  return page.kind !== 'results';
}

/** Moves the target on, inside the transaction that keeps its page. */
export function updateTarget(run: Run, page: PageRef, kept: Kept): TargetUpdate {
  if (!isTarget(page)) return FINAL;
  const { store, runId } = run;
  if (kept.outcome === 'quarantined') return countAttempt(run, page, { code: kept.rule, message: kept.message });
  const reason = reasonToReadAgain(run, page, kept);
  if (reason !== null) {
    store.targets.markAwaiting(page, { ...reason, runId });
    return { isExhausted: false, nextAttemptAtMs: reason.nextAttemptAtMs };
  }
  if (kept.outcome === 'stored') store.targets.markDone(page, runId);
  else store.targets.markNoData(page, { reason: kept.message, runId });
  return FINAL;
}

/** A match that has just finished may say more later; one long over, or read often enough, will not. */
function reasonToReadAgain(
  { store, clock }: Run,
  page: PageRef & { kind: TargetKind },
  kept: Exclude<Kept, { outcome: 'quarantined' }>,
): { reason: string; nextAttemptAtMs: number } | null {
  const target = store.targets.find(page.kind, page.id);
  const pauseMs = RECHECK_AFTER_MS[target?.rechecks ?? 0];
  if (pauseMs === undefined) return null;
  const nextAttemptAtMs = clock.now() + pauseMs;
  if (kept.outcome === 'stored') return kept.awaiting === null ? null : { reason: kept.awaiting, nextAttemptAtMs };
  const isFresh = clock.now() - (target?.sortMs ?? 0) <= FINAL_AFTER_MS;
  return isFresh ? { reason: kept.message, nextAttemptAtMs } : null;
}

function countAttempt(
  { store, settings, runId }: Run,
  page: PageRef & { kind: TargetKind },
  // An error's own message would be lost in a copy of it.
  { code, message }: { code: string; message: string },
): TargetUpdate {
  const { maxAttempts } = settings;
  const state = store.targets.markAttemptFailed(page, { code, message, maxAttempts, runId });
  return { isExhausted: state === 'failed', nextAttemptAtMs: null };
}

/** A page that could not be had. The class of the error says who pays: the run, the target, or nobody. */
export function updateAfterTrouble(
  run: Run,
  { stage, page }: { stage: StageName; page: PageRef },
  error: ScraperError,
): 'no-data' | 'failed' | 'refused' {
  const { store, runId, notify } = run;
  const { code, message } = error;
  const failure = { code, field: null, message, isQuarantined: false, file: null };
  if (error.policy === 'count') {
    run.failures.failed(message);
    const key = `${page.kind} ${page.id}`;
    const times = (run.spent.refusals.get(key) ?? 0) + 1;
    run.spent.refusals.set(key, times);
    notify({ type: 'page-refused', stage, page, message });
    if (times < REFUSALS_PER_PAGE) return 'refused';
    if (isTarget(page)) {
      store.targets.leaveForNextRun(page, runId);
      return 'refused';
    }
    notify({ type: 'page-failed', stage, page, ...failure, isExhausted: false });
    return 'failed';
  }
  if (code === 'not-found' && isTarget(page)) {
    const { nextAttemptAtMs } = updateTarget(run, page, { outcome: 'no-data', message });
    if (nextAttemptAtMs === null) notify({ type: 'page-without-data', stage, page, message });
    else notify({ type: 'page-awaiting', stage, page, reason: message, isStored: false, nextAttemptAtMs });
    return 'no-data';
  }
  run.failures.failed(message);
  const { isExhausted } = isTarget(page) ? countAttempt(run, page, error) : FINAL;
  notify({ type: 'page-failed', stage, page, ...failure, isExhausted });
  return 'failed';
}
