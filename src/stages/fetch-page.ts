import { ScraperError } from '../errors.ts';
import type { Answer } from '../fetcher.ts';
import type { PageHandler, PageTarget } from './page-handler.ts';
import { deadlineOf, type ScrapeRun } from './run.ts';

/** Fetches one page and counts it against the budget of the run. A page that was served clears the stored cool-down. */
export async function fetchPage(
  run: ScrapeRun,
  { handler, target, signal }: { handler: PageHandler; target: PageTarget; signal: AbortSignal },
): Promise<Omit<Answer, 'request'>> {
  const request = { ...handler.request(target), deadlineMs: deadlineOf(run) };
  const answer = await run.fetcher.fetch(request, signal).catch((error: unknown) => {
    if (wasAnswered(error)) run.usage.pages += 1;
    throw error;
  });
  run.usage.pages += 1;
  run.usage.servedPages += 1;
  await run.cooldown.clear();
  const { request: _, ...received } = answer;
  return received;
}

/**
 * Whether the site was asked for a page that it does not have or could not give. Refusals are not counted: they halt the
 * run by themselves.
 */
function wasAnswered(error: unknown): boolean {
  return error instanceof ScraperError && (error.policy === 'absent' || error.policy === 'retry');
}
