import { RobotsError, type ScraperError } from '../errors.ts';
import type { PageRef } from '../notices.ts';
import { kindsOf } from './prepare.ts';
import { nameOf, type Run } from './run.ts';
import type { PageOutcome, StagePage } from './stage.ts';
import { isTarget } from './target-update.ts';

/** Pages that robots.txt disallows: skipped, and wanted again as soon as it allows them. */

const PREFIX = 'robots.txt: ';

/** Skips a page without an attempt; each rule is announced once for each kind of page. */
export function skipDisallowed(run: Run, { stage, page }: StagePage, error: ScraperError): PageOutcome {
  const rule = error instanceof RobotsError ? error.rule : error.message;
  if (isTarget(page)) run.store.targets.markSkipped(page, `${PREFIX}${rule}`);
  const { disallowed } = run.spent;
  const key = `${page.kind} ${rule}`;
  if (!disallowed.has(key)) run.notify({ type: 'kind-disallowed', stage, kind: page.kind, rule });
  disallowed.add(key);
  return 'skipped';
}

/**
 * Of the pages that each rule has kept away, the newest is asked for again: no request is made while the rule still
 * holds, and the others follow once it does not.
 */
export function sampleSkipped({ store, settings, spent }: Run): void {
  const { stages, matchIds } = settings;
  for (const { kind, id, reason } of store.targets.newestSkipped({
    prefix: PREFIX,
    kinds: kindsOf(stages),
    matchIds,
  })) {
    store.targets.reviveSkipped({ reason, only: { kind, id } });
    spent.samples.set(nameOf({ kind, id }), reason);
  }
}

/** The page was let through: the pages that the same rule kept away are pending again. */
export function reviveAllowed({ store, spent }: Run, page: PageRef): void {
  const reason = spent.samples.get(nameOf(page));
  if (reason === undefined) return;
  spent.samples.delete(nameOf(page));
  store.targets.reviveSkipped({ reason });
}
