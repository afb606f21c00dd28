import { type ScraperError, unreachable } from '../errors.ts';
import type { Refusal } from '../failure-tracker.ts';
import type { PageRef } from '../notices.ts';
import { type Circumstance, type Consequence, FAILURE_POLICY } from './failure-policy.ts';
import { haltRun, refusalOf } from './halt.ts';
import { skipDisallowed } from './robots-skips.ts';
import { pageKey, type ScrapeRun } from './run.ts';
import type { PageOutcome, StagePage } from './stage.ts';
import { countAttempt, isTarget, updateTarget } from './target-update.ts';

/** A page refused this often in one run is left to the next run, if other pages were served. */
const REFUSALS_PER_PAGE = 2;

/** Which row of the failure policy applies to a page. Call this before its failure is stored. */
export function circumstanceOf({ store, usage }: ScrapeRun, page: PageRef): Circumstance {
  if (!isTarget(page)) return 'listing';
  const target = store.targets.find(page.kind, page.id);
  const hasFailed = target !== null && target.lastError !== null;
  return hasFailed && !usage.refusals.has(pageKey(page)) ? 'failed-before' : 'new';
}

type Failed = { page: PageRef; message: string; refusal: Refusal | null };

/** Updates the counter of consecutive failures as the policy says. */
export function countFailure({ failures }: ScrapeRun, failed: Failed, consequence: Consequence): void {
  const { page, message } = failed;
  const refusal = consequence.isRemembered ? failed.refusal : null;
  switch (consequence.counts) {
    case 'once-a-match':
      failures.failed({
        page,
        message,
        refusal,
        subject: page.matchId === null ? pageKey(page) : `match ${page.matchId}`,
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

/** The message of an error with the name of the page. An error of the connection does not name it. */
function messageOf({ message }: ScraperError, { kind, id }: PageRef): string {
  const name = `${kind} ${id}`;
  return message.startsWith(name) ? message : `${name}: ${message}`;
}

/** Applies the policy to a page that could not be fetched. Rejects with the error when it ends the run. */
export async function applyFailure(run: ScrapeRun, at: StagePage, error: ScraperError): Promise<PageOutcome> {
  const { page } = at;
  const { code } = error;
  const message = messageOf(error, page);
  const consequence = FAILURE_POLICY[error.policy][circumstanceOf(run, page)];
  const failed = { page, message, refusal: refusalOf(error) };
  switch (consequence.run) {
    case 'ends':
      throw error;
    case 'halts':
      if (failed.refusal !== null) run.notify({ type: 'page-refused', stage: at.stage, page, message });
      await haltRun(run, { code, message, refusal: consequence.isRemembered ? failed.refusal : null });
      return 'refused';
    case 'continues':
      countFailure(run, failed, consequence);
      return applyToTarget(run, at, { error, target: consequence.target });
    default:
      return unreachable(consequence.run);
  }
}

type Change = { error: ScraperError; target: Consequence['target'] };

function applyToTarget(run: ScrapeRun, at: StagePage, { error, target }: Change): PageOutcome {
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

function failPage(run: ScrapeRun, { stage, page }: StagePage, error: ScraperError): PageOutcome {
  const { code } = error;
  const message = messageOf(error, page);
  const isExhausted = isTarget(page) && countAttempt(run, page, { code, message: error.message }).isExhausted;
  run.notify({
    ...{ type: 'page-failed', stage, page, code, message, isExhausted },
    ...{ field: null, isQuarantined: false, file: null },
  });
  return 'failed';
}

/**
 * A refused page is requested again after the others. If it is refused again while other pages are served, it is left
 * to the next run. If no page is served, it stays pending until the run halts.
 */
function refusePage(run: ScrapeRun, at: StagePage, error: ScraperError): PageOutcome {
  const { store, usage, runId, notify } = run;
  const { stage, page } = at;
  const { code } = error;
  const message = messageOf(error, page);
  const times = (usage.refusals.get(pageKey(page)) ?? 0) + 1;
  usage.refusals.set(pageKey(page), times);
  const isLeft = times >= REFUSALS_PER_PAGE && usage.servedPages > 0;
  if (isLeft && !isTarget(page)) return failPage(run, at, error);
  if (isTarget(page))
    store.targets.markRefused(page, { code, message: error.message, leftByRunId: isLeft ? runId : null });
  notify({ type: 'page-refused', stage, page, message });
  return 'refused';
}

function endWithoutData(run: ScrapeRun, { stage, page }: StagePage, message: string): PageOutcome {
  const { nextAttemptAtMs } = updateTarget(run, page, { outcome: 'no-data', message });
  if (nextAttemptAtMs === null) run.notify({ type: 'page-without-data', stage, page, message });
  else run.notify({ type: 'page-awaiting', stage, page, reason: message, isStored: false, nextAttemptAtMs });
  return 'no-data';
}
