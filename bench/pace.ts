import { openBenchFetcher, startBenchSite } from './site.ts';

const PAGES = 200;
const PAUSE_MS = 500;
const LATENCY_MS = 50;

/** Time of a crawl compared with its pauses and the responses of the site: 200 pages, half a second between them. */
export default async function benchPace(): Promise<void> {
  await using site = await startBenchSite({ matches: PAGES + 1, size: 'small', latencyMs: LATENCY_MS });
  const { fetcher, close } = await openBenchFetcher(site.baseUrl, { transport: 'fetch', delayMs: PAUSE_MS });
  try {
    const never = new AbortController().signal;
    const [first, ...others] = site.pages;
    if (first !== undefined) await fetcher.fetch(first, never);
    const startMs = performance.now();
    for (const page of others) await fetcher.fetch(page, never);
    const wallMs = performance.now() - startMs;
    const leastMs = others.length * (PAUSE_MS + LATENCY_MS);
    const requests = (await site.requests()).slice(-others.length - 1);
    const gaps = requests.slice(1).map(({ atMs }, index) => atMs - (requests[index]?.doneAtMs ?? Number.NaN));
    console.log(`${others.length} pages in ${(wallMs / 1000).toFixed(1)} s, pauses and latencies ${leastMs / 1000} s`);
    console.log(`shortest gap the site saw: ${Math.min(...gaps)} ms of ${PAUSE_MS} ms`);
    console.log(`${(wallMs / leastMs).toFixed(3)} times the least (at most 1.05)`);
  } finally {
    await close();
  }
}
