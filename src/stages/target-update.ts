import type { PageRef } from '../notices.ts';
import { KINDS, type TargetKind } from '../page-kinds.ts';
import { FINAL_AFTER_MS } from './page-handler.ts';
import type { BasicRun, ScrapeRun } from './run.ts';
import type { PageResult } from './store-page.ts';

const HOUR_MS = 3_600_000;

/** How a page changed its target. `nextAttemptAtMs`: when the page is read again; null: not scheduled. */
export type TargetUpdate = { isExhausted: boolean; nextAttemptAtMs: number | null };

/** The target is final, or its state is unchanged. */
export const UNCHANGED: TargetUpdate = { isExhausted: false, nextAttemptAtMs: null };

type Read = Exclude<PageResult, { outcome: 'quarantined' }>;

/** Every page except those of the results listing is a target. */
export function isTarget(page: PageRef): page is PageRef & { kind: TargetKind } {
  return page.kind !== 'results';
}

/** Updates the state of the target, inside the transaction that stores its page. */
export function updateTarget(run: ScrapeRun, page: PageRef, result: PageResult): TargetUpdate {
  if (!isTarget(page)) return UNCHANGED;
  if (result.outcome === 'quarantined') return countAttempt(run, page, { code: result.rule, message: result.message });
  return updateReadTarget(run, page, { result, isRecheck: true, seenAtMs: run.clock.now() });
}

/**
 * The same for a page from a file. It uses up no recheck. Its target is unchanged when the page cannot be read, does not
 * show the end of a match that is listed, or has no data and may have been saved too early.
 */
export function updateSavedTarget(
  run: BasicRun,
  { fetchedAtMs, ...page }: PageRef & { fetchedAtMs: number },
  result: PageResult,
): TargetUpdate {
  if (!isTarget(page) || result.outcome === 'quarantined') return UNCHANGED;
  const { targets, listing } = run.store;
  if (page.kind === 'match' && listing.hasOldOverview(page.id)) return UNCHANGED;
  if (result.outcome === 'no-data' && targets.find(page.kind, page.id)?.sortMs == null) return UNCHANGED;
  return updateReadTarget(run, page, { result, isRecheck: false, seenAtMs: fetchedAtMs });
}

type ReadTarget = PageRef & { kind: TargetKind };
/** `seenAtMs`: when the site showed the page. */
type Reading = { result: Read; isRecheck: boolean; seenAtMs: number };

function updateReadTarget(run: BasicRun, page: ReadTarget, { isRecheck, ...reading }: Reading): TargetUpdate {
  const { store, runId } = run;
  const { result } = reading;
  const reason = recheckReason(run, page, reading);
  if (reason !== null) {
    const nextAttemptAtMs = store.targets.markAwaiting(page, { ...reason, isRecheck, runId });
    return { isExhausted: false, nextAttemptAtMs };
  }
  if (result.outcome === 'stored') store.targets.markDone(page, runId);
  else store.targets.markNoData(page, { reason: result.message, runId });
  return UNCHANGED;
}

/**
 * The page of a match that has just finished may still change. A page is read again only as often as its kind allows.
 */
function recheckReason(
  { store, clock }: BasicRun,
  page: ReadTarget,
  { result, seenAtMs }: Pick<Reading, 'result' | 'seenAtMs'>,
): { reason: string; nextAttemptAtMs: number } | null {
  const target = store.targets.find(page.kind, page.id);
  const pauseHours = KINDS[page.kind].recheckPauses[target?.rechecks ?? 0];
  if (pauseHours === undefined) return null;
  const nextAttemptAtMs = clock.now() + pauseHours * HOUR_MS;
  if (result.outcome === 'stored')
    return result.awaiting === null ? null : { reason: result.awaiting, nextAttemptAtMs };
  const isFresh = seenAtMs - (target?.sortMs ?? 0) <= FINAL_AFTER_MS;
  return isFresh ? { reason: result.message, nextAttemptAtMs } : null;
}

/** Counts one failed attempt; the target is exhausted when it was the last one allowed. */
export function countAttempt(
  { store, settings, runId }: ScrapeRun,
  page: PageRef & { kind: TargetKind },
  { code, message }: { code: string; message: string },
): TargetUpdate {
  const { maxAttempts } = settings;
  const state = store.targets.markAttemptFailed(page, { code, message, maxAttempts, runId });
  return { isExhausted: state === 'failed', nextAttemptAtMs: null };
}
