import type { PageRef } from '../notices.ts';
import { KINDS, type TargetKind } from '../page-kinds.ts';
import type { Kept } from './keep-page.ts';
import { FINAL_AFTER_MS } from './page-handler.ts';
import type { BasicRun, Run } from './run.ts';

const HOUR_MS = 3_600_000;

/** How a target stands after its page was tried. */
export type TargetUpdate = { isExhausted: boolean; nextAttemptAtMs: number | null };

/** The target is not tried again, or stands as it did. */
export const UNCHANGED: TargetUpdate = { isExhausted: false, nextAttemptAtMs: null };

type Read = Exclude<Kept, { outcome: 'quarantined' }>;

/** Listing pages are none. */
export function isTarget(page: PageRef): page is PageRef & { kind: TargetKind } {
  return page.kind !== 'results';
}

/** Moves the target on, inside the transaction that keeps its page. */
export function updateTarget(run: Run, page: PageRef, kept: Kept): TargetUpdate {
  if (kept.outcome !== 'quarantined') return updateReadTarget(run, page, kept);
  return isTarget(page) ? countAttempt(run, page, { code: kept.rule, message: kept.message }) : UNCHANGED;
}

/** The same for a page that could be read, wherever it came from. */
export function updateReadTarget(run: BasicRun, page: PageRef, kept: Read): TargetUpdate {
  if (!isTarget(page)) return UNCHANGED;
  const { store, runId } = run;
  const reason = reasonToReadAgain(run, page, kept);
  if (reason !== null) {
    store.targets.markAwaiting(page, { ...reason, runId });
    return { isExhausted: false, nextAttemptAtMs: reason.nextAttemptAtMs };
  }
  if (kept.outcome === 'stored') store.targets.markDone(page, runId);
  else store.targets.markNoData(page, { reason: kept.message, runId });
  return UNCHANGED;
}

/** A match that has just finished may say more later; one long over, or read often enough, will not. */
function reasonToReadAgain(
  { store, clock }: BasicRun,
  page: PageRef & { kind: TargetKind },
  kept: Read,
): { reason: string; nextAttemptAtMs: number } | null {
  const target = store.targets.find(page.kind, page.id);
  const pauseHours = KINDS[page.kind].recheckPauses[target?.rechecks ?? 0];
  if (pauseHours === undefined) return null;
  const nextAttemptAtMs = clock.now() + pauseHours * HOUR_MS;
  if (kept.outcome === 'stored') return kept.awaiting === null ? null : { reason: kept.awaiting, nextAttemptAtMs };
  const isFresh = clock.now() - (target?.sortMs ?? 0) <= FINAL_AFTER_MS;
  return isFresh ? { reason: kept.message, nextAttemptAtMs } : null;
}

/** One more failed attempt; the target is exhausted when it was the last. */
export function countAttempt(
  { store, settings, runId }: Run,
  page: PageRef & { kind: TargetKind },
  { code, message }: { code: string; message: string },
): TargetUpdate {
  const { maxAttempts } = settings;
  const state = store.targets.markAttemptFailed(page, { code, message, maxAttempts, runId });
  return { isExhausted: state === 'failed', nextAttemptAtMs: null };
}
