import type { Answer } from '../fetcher.ts';
import type { PageHandler, PageTarget } from './page-handler.ts';
import type { ScrapeRun } from './run.ts';

/** Fetches one page and counts it against the budget of the run. A page that was served clears the stored cool-down. */
export async function fetchPage(
  run: ScrapeRun,
  { handler, target, signal }: { handler: PageHandler; target: PageTarget; signal: AbortSignal },
): Promise<Omit<Answer, 'request'>> {
  const answer = await run.fetcher.fetch(handler.request(target), signal);
  run.usage.pages += 1;
  await run.cooldown.clear();
  const { request: _, ...received } = answer;
  return received;
}
