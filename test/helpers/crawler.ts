import { openTestFetcher } from './site-fetcher.ts';
import { matchRequest } from './tiny-site.ts';

/** A process that fetches pages forever, for tests that kill it. Prints `page` after each one. */
const [baseUrl = '', dataDir = ''] = process.argv.slice(2);
const { fetcher } = await openTestFetcher(baseUrl, { dataDir });
for (let id = 1; ; id += 1) {
  await fetcher.fetch(matchRequest(id), new AbortController().signal);
  process.stdout.write('page\n');
}
