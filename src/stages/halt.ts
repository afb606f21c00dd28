import { DeadlineError, NetworkRefusedError, RefusedError, ScraperError } from '../errors.ts';
import type { CountedFailure, Refusal } from '../failure-tracker.ts';
import { FAILURE_POLICY } from './failure-policy.ts';
import { fetchPage } from './fetch-page.ts';
import { findKnownPage } from './known-page.ts';
import type { PageHandler, PageTarget } from './page-handler.ts';
import { pageKey, type ScrapeRun } from './run.ts';
import type { Stage } from './stage.ts';
import { parsePage } from './store-page.ts';

type Halt = { code: string; message: string; refusal: Refusal | null };

/** The refusal behind an error; null when the error is not a refusal. */
export function refusalOf(error: ScraperError): Refusal | null {
  if (error instanceof RefusedError) return { marker: error.marker, isNetwork: false };
  return error instanceof NetworkRefusedError ? { marker: error.marker, isNetwork: true } : null;
}

/** Halts the run. After a refusal it also saves a cool-down; no other function does. */
export async function haltRun(run: ScrapeRun, { code, message, refusal }: Halt): Promise<void> {
  if (refusal === null) {
    run.halted = { type: 'halted', code, message };
    return;
  }
  const { marker: reason, isNetwork } = refusal;
  const cooldown = await run.cooldown.save({ reason, isNetwork });
  run.notify({ type: 'site', event: { type: 'cooldown-set', untilMs: cooldown.untilMs, reason } });
  run.halted = { type: 'halted', code, message: `${message}\n${cooldown.message}` };
}

/**
 * Halts the run after too many failures in a row. First it requests a page again that was stored before: if that page
 * is served and parsed, the fault is in the failed pages, not in the site or the parser, and the run continues. Without
 * such a page, or without the time for it, the run halts.
 */
export async function haltIfTooMany(run: ScrapeRun, stage: Stage, handler: PageHandler): Promise<void> {
  const inARow = run.failures.exceeded();
  if (inARow === null || run.halted !== null) return;
  const known = findKnownPage(run, handler.kind, new Set(inARow.map(({ page }) => pageKey(page))));
  const checked = known === null ? 'unchecked' : await recheckKnownPage(run, handler, known);
  const miss = typeof checked === 'string' ? null : checked;
  if (known !== null && checked !== 'unchecked') {
    const { kind, id, matchId } = known;
    const message = miss === null ? null : miss.message;
    run.notify({ type: 'known-page-checked', stage: stage.name, page: { kind, id, matchId }, message });
  }
  if (checked === 'good') {
    run.failures.succeeded();
    return;
  }
  const refusal = inARow.findLast((failure) => failure.refusal !== null)?.refusal ?? miss?.refusal ?? null;
  const code = refusal === null ? 'consecutive-failures' : 'refused';
  await haltRun(run, { code, message: messageOf(inARow, miss), refusal });
}

type Miss = Pick<CountedFailure, 'message' | 'refusal'>;

/** Fetches and parses a known page without storing it, if there is time for it. Returns how it failed. */
async function recheckKnownPage(
  run: ScrapeRun,
  handler: PageHandler,
  known: PageTarget,
): Promise<Miss | 'good' | 'unchecked'> {
  try {
    const { html, fetchedAtMs } = await fetchPage(run, { handler, target: known, signal: run.shutdown.signal });
    const parsed = parsePage(handler, { kind: known.kind, id: known.id, html, fetchedAtMs });
    return parsed.outcome === 'parsed' ? 'good' : { message: parsed.message, refusal: null };
  } catch (error) {
    if (error instanceof DeadlineError) return 'unchecked';
    if (!(error instanceof ScraperError)) throw error;
    const { run: effect, isRemembered } = FAILURE_POLICY[error.policy].new;
    if (effect === 'ends') throw error;
    return { message: error.message, refusal: isRemembered ? refusalOf(error) : null };
  }
}

function messageOf(inARow: readonly CountedFailure[], miss: Miss | null): string {
  const areRefusals = inARow.every(({ refusal }) => refusal !== null);
  const several = areRefusals ? `${inARow.length} pages in a row were refused` : `${inARow.length} failures in a row`;
  const head = inARow.length === 1 ? `1 page ${areRefusals ? 'was refused' : 'failed'}` : several;
  const known = miss === null ? [] : [`A page that was stored before fails as well: ${miss.message}`];
  return [`${head}:`, ...inARow.map(({ message }) => message), ...known].join('\n');
}
