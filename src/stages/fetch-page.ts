import type { Answer } from '../fetcher.ts';
import type { PageHandler, Wanted } from './page-handler.ts';
import type { Run } from './run.ts';

/** Fetches one page within the budget of the run. A page that comes ends the memory of earlier refusals. */
export async function fetchPage(run: Run, handler: PageHandler, wanted: Wanted): Promise<Omit<Answer, 'request'>> {
  const answer = await run.fetcher.fetch(handler.request(wanted), run.shutdown.signal);
  run.spent.pages += 1;
  await run.cooldown.clear();
  const { request: _, ...received } = answer;
  return received;
}
