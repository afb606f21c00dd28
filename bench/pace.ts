import { openBenchFetcher, startBenchSite } from './site.ts';
import type { Row, Section } from './table.ts';
import { mean } from './timing.ts';

const PAGES = 60;
const PAUSE_MS = 500;
const LATENCY_MS = 50;

export default async function benchPace(): Promise<Section> {
  await using site = await startBenchSite({ matches: PAGES + 1, size: 'small', latencyMs: LATENCY_MS });
  const { fetcher, close } = await openBenchFetcher(site.baseUrl, { transport: 'fetch', delayMs: PAUSE_MS });
  try {
    const never = new AbortController().signal;
    const [first, ...others] = site.pages;
    if (first !== undefined) await fetcher.fetch(first, never);
    const startMs = performance.now();
    for (const page of others) await fetcher.fetch(page, never);
    const wallMs = performance.now() - startMs;
    const requests = (await site.requests()).slice(-others.length - 1);
    const gaps = requests.slice(1).map(({ atMs }, index) => atMs - (requests[index]?.doneAtMs ?? Number.NaN));
    // The replica takes longer than its latency: it also renders the page.
    const responseMs = mean(requests.slice(1).map(({ atMs, doneAtMs }) => (doneAtMs ?? Number.NaN) - atMs));
    const rows: Row[] = [
      {
        name: `${others.length} pages, ${PAUSE_MS} ms pause, ${Math.round(responseMs)} ms response time`,
        ours: { value: wallMs / 1_000, unit: 's' },
        reference: { value: (others.length * (PAUSE_MS + responseMs)) / 1_000, unit: 's' },
        limit: { of: 'ratio', max: 1.05 },
      },
      {
        name: 'shortest pause that the site saw',
        ours: { value: Math.min(...gaps), unit: 'ms' },
        reference: { value: PAUSE_MS, unit: 'ms' },
        limit: { of: 'ratio', min: 1 },
      },
    ];
    return {
      tables: [{ title: 'A crawl with pauses', subject: '', ours: 'ours', reference: 'at least', rows }],
      notes: [],
    };
  } finally {
    await close();
  }
}
