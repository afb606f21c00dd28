import { type ScraperError, unreachable } from '../errors.ts';
import type { Refusal } from '../failure-tracker.ts';
import type { PageRef } from '../notices.ts';
import { type Circumstance, type Consequence, FAILURE_POLICY } from './failure-policy.ts';
import { haltRun, refusalOf } from './halt.ts';
import { skipDisallowed } from './robots-skips.ts';
import { nameOf, type Run } from './run.ts';
import type { PageOutcome, StagePage } from './stage.ts';
import { countAttempt, isTarget, updateTarget } from './target-update.ts';

/** A page refused this often in one run is left to the next, provided that other pages come. */
const REFUSALS_PER_PAGE = 2;

/** What the page is to this run. Ask before its failure is written down. */
export function circumstanceOf({ store, spent }: Run, page: PageRef): Circumstance {
  if (!isTarget(page)) return 'listing';
  const target = store.targets.find(page.kind, page.id);
  const hasFailed = target !== null && target.lastError !== null;
  return hasFailed && !spent.refusals.has(nameOf(page)) ? 'failed-before' : 'new';
}

type Failed = { page: PageRef; message: string; refusal: Refusal | null };

/** Counts a page against the run, as the policy says. */
export function countFailure({ failures }: Run, failed: Failed, consequence: Consequence): void {
  const { page, message } = failed;
  const refusal = consequence.isRemembered ? failed.refusal : null;
  switch (consequence.counts) {
    case 'once-a-match':
      failures.failed({
        page,
        message,
        refusal,
        subject: page.matchId === null ? nameOf(page) : `match ${page.matchId}`,
      });
      break;
    case 'every-time':
      failures.failed({ page, message, refusal, subject: null });
      break;
    case 'resets':
      failures.succeeded();
      break;
    case 'no':
      break;
    default:
      unreachable(consequence.counts);
  }
}

/** Carries out the policy for a page that could not be fetched. Rejects with what ends the run. */
export async function applyFailure(run: Run, at: StagePage, error: ScraperError): Promise<PageOutcome> {
  const { page } = at;
  const { message, code } = error;
  const consequence = FAILURE_POLICY[error.policy][circumstanceOf(run, page)];
  const failed = { page, message, refusal: refusalOf(error) };
  switch (consequence.run) {
    case 'ends':
      throw error;
    case 'halts':
      await haltRun(run, { code, message, refusal: consequence.isRemembered ? failed.refusal : null });
      return 'refused';
    case 'goes-on':
      countFailure(run, failed, consequence);
      return applyToTarget(run, at, { error, target: consequence.target });
    default:
      return unreachable(consequence.run);
  }
}

type Change = { error: ScraperError; target: Consequence['target'] };

function applyToTarget(run: Run, at: StagePage, { error, target }: Change): PageOutcome {
  switch (target) {
    case 'attempt':
      return failPage(run, at, error);
    case 'refused':
      return refusePage(run, at, error);
    case 'no-data':
      return endWithoutData(run, at, error.message);
    case 'skipped':
      return skipDisallowed(run, at, error);
    case 'unchanged':
      return 'failed';
    default:
      return unreachable(target);
  }
}

function failPage(run: Run, { stage, page }: StagePage, error: ScraperError): PageOutcome {
  const { code, message } = error;
  const isExhausted = isTarget(page) && countAttempt(run, page, { code, message }).isExhausted;
  run.notify({
    ...{ type: 'page-failed', stage, page, code, message, isExhausted },
    ...{ field: null, isQuarantined: false, file: null },
  });
  return 'failed';
}

/**
 * A refused page is asked for again when the others are through. It is left to the next run when it is refused again
 * although other pages come; where none does, it stays pending until the run halts.
 */
function refusePage(run: Run, at: StagePage, error: ScraperError): PageOutcome {
  const { store, spent, runId, notify } = run;
  const { stage, page } = at;
  const { code, message } = error;
  const times = (spent.refusals.get(nameOf(page)) ?? 0) + 1;
  spent.refusals.set(nameOf(page), times);
  const isLeft = times >= REFUSALS_PER_PAGE && spent.pages > 0;
  if (isLeft && !isTarget(page)) return failPage(run, at, error);
  if (isTarget(page)) store.targets.markRefused(page, { code, message, leftByRunId: isLeft ? runId : null });
  notify({ type: 'page-refused', stage, page, message });
  return 'refused';
}

function endWithoutData(run: Run, { stage, page }: StagePage, message: string): PageOutcome {
  const { nextAttemptAtMs } = updateTarget(run, page, { outcome: 'no-data', message });
  if (nextAttemptAtMs === null) run.notify({ type: 'page-without-data', stage, page, message });
  else run.notify({ type: 'page-awaiting', stage, page, reason: message, isStored: false, nextAttemptAtMs });
  return 'no-data';
}
