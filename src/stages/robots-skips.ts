import { RobotsError, type ScraperError } from '../errors.ts';
import type { PageRef } from '../notices.ts';
import { kindsOf } from './prepare.ts';
import { pageKey, type ScrapeRun } from './run.ts';
import type { PageOutcome, StagePage } from './stage.ts';
import { isTarget } from './target-update.ts';

/** Pages that robots.txt disallows are skipped, and become pending again once it allows them. */

const PREFIX = 'robots.txt: ';

/** Skips a page without counting an attempt. Each rule is announced once for each kind of page. */
export function skipDisallowed(run: ScrapeRun, { stage, page }: StagePage, error: ScraperError): PageOutcome {
  const rule = error instanceof RobotsError ? error.rule : error.message;
  if (isTarget(page)) run.store.targets.markSkipped(page, `${PREFIX}${rule}`);
  const { disallowed } = run.usage;
  const key = `${page.kind} ${rule}`;
  if (!disallowed.has(key)) run.notify({ type: 'kind-disallowed', stage, kind: page.kind, rule });
  disallowed.add(key);
  return 'skipped';
}

/**
 * Makes the newest page that each rule disallowed pending again. While the rule holds, no request is made for it; once
 * the page is allowed, `reviveAllowed` makes the others pending too.
 */
export function sampleSkipped({ store, settings, usage }: ScrapeRun): void {
  const { stages, matchIds } = settings;
  for (const { kind, id, matchId, reason } of store.targets.newestSkipped({
    prefix: PREFIX,
    kinds: kindsOf(stages),
    matchIds,
  })) {
    store.targets.reviveSkipped({ reason, only: { kind, id } });
    usage.samples.set(pageKey({ kind, id }), { reason, matchId });
  }
}

/** Called for a page that robots.txt allowed: makes the pages that the same rule disallowed pending again. */
export function reviveAllowed({ store, usage }: ScrapeRun, page: PageRef): void {
  const sample = usage.samples.get(pageKey(page));
  if (sample === undefined) return;
  usage.samples.delete(pageKey(page));
  store.targets.reviveSkipped({ reason: sample.reason });
}
