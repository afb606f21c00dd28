import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Browser, chromium, type Page } from 'playwright';
import { openArchive } from '../src/archive/archive.ts';
import { systemClock } from '../src/clock.ts';
import { findBrowser } from '../src/fetch/browser/find-browser.ts';
import type { Fetcher, PageRequest } from '../src/fetcher.ts';
import { openStore } from '../src/store/store.ts';
import { runOnce } from '../test/helpers/run.ts';
import { type BenchSite, openBenchFetcher, startBenchSite } from './site.ts';
import type { Row, Section } from './table.ts';
import { median } from './timing.ts';

/**
 * A whole crawl of the replica without pauses: pages are fetched inside a real browser, archived, parsed, checked and
 * stored. The reference is a script that fetches the same pages in the same browser and does nothing with them.
 */

const ROUNDS = 3;
const DEFAULT_MATCHES = 8;
const MIN_RATIO = 0.8;

/** Pages per second of one round. */
type Round = { crawl: number; fetchOnly: number; bare: number; insideOnly: number };

export default async function benchPipeline([matches = DEFAULT_MATCHES]: number[]): Promise<Section> {
  await using site = await startBenchSite({ matches, size: 'realistic', latencyMs: 0 });
  const rounds: Round[] = [];
  let pages = 0;
  // The first round compiles the code.
  for (let round = 0; round <= ROUNDS; round += 1) {
    const { requests, pagesPerSecond } = await crawl(site);
    pages = requests.length;
    const fetchOnly = await fetchWithoutWork(site, requests);
    const bare = await fetchBare(
      site,
      requests.map(({ path }) => path),
    );
    if (round > 0) rounds.push({ crawl: pagesPerSecond, fetchOnly, ...bare });
  }
  const of = (what: keyof Round) => ({ value: median(rounds.map((round) => round[what])), unit: 'pages/s' });
  const row = (name: string, ours: keyof Round, reference: keyof Round): Row => ({
    ...{ name, ours: of(ours), reference: of(reference) },
    limit: ours === 'crawl' && reference === 'bare' ? { of: 'ratio', min: MIN_RATIO } : null,
  });
  const rows = [
    row('whole crawl; each page delivered to the program', 'crawl', 'bare'),
    row('fetch layer alone; each page delivered to the program', 'fetchOnly', 'bare'),
    row('whole crawl; pages left in the browser', 'crawl', 'insideOnly'),
  ];
  const title = `${matches} matches, ${pages} pages of the usual size, ${ROUNDS} rounds in turn`;
  const headings = { subject: 'ours; reference', ours: 'ours', reference: 'bare fetch' };
  return { tables: [{ title, ...headings, rows }], notes: [] };
}

type Crawl = { requests: PageRequest[]; pagesPerSecond: number };

/** One crawl into an empty folder, measured from the first page to its end. */
async function crawl(site: BenchSite): Promise<Crawl> {
  const folder = await mkdtemp(join(tmpdir(), 'hltv-bench-pipeline-'));
  const { fetcher, close } = await openBenchFetcher(site.baseUrl, WITHOUT_PAUSES);
  const requests: PageRequest[] = [];
  let startMs = 0;
  // The first page waits until the site is open in the browser, so the time begins when it has arrived.
  const recording: Fetcher = {
    async fetch(request, signal) {
      const response = await fetcher.fetch(request, signal);
      if (requests.length === 0) startMs = performance.now();
      requests.push(request);
      return response;
    },
    [Symbol.asyncDispose]: close,
  };
  try {
    using store = openStore({ file: join(folder, 'hltv.db'), clock: Date.now });
    const archive = openArchive(join(folder, 'archive'));
    await runOnce({ store, fetcher: recording, clock: systemClock, archive });
    const ms = performance.now() - startMs;
    return { requests, pagesPerSecond: ((requests.length - 1) * 1_000) / ms };
  } finally {
    await close();
    await rm(folder, { recursive: true, force: true });
  }
}

const WITHOUT_PAUSES = { transport: 'fetch', delayMs: 0 } as const;

/** Fetches with the fetcher of a crawl and does nothing with the pages. */
async function fetchWithoutWork(site: BenchSite, requests: PageRequest[]): Promise<number> {
  const { fetcher, close } = await openBenchFetcher(site.baseUrl, WITHOUT_PAUSES);
  try {
    const never = new AbortController().signal;
    const [first, ...others] = requests;
    if (first !== undefined) await fetcher.fetch(first, never);
    return await timedPages(others.length, async () => {
      for (const request of others) await fetcher.fetch(request, never);
    });
  } finally {
    await close();
  }
}

function launch(): Promise<Browser> {
  const { executablePath } = findBrowser();
  return chromium.launch({ executablePath, chromiumSandbox: process.getuid?.() !== 0 });
}

/** Fetches the same pages one after the other: first each is sent to this process, then all stay in the browser. */
async function fetchBare(site: BenchSite, paths: string[]): Promise<Pick<Round, 'bare' | 'insideOnly'>> {
  const browser = await launch();
  try {
    const page = await browser.newPage();
    await page.goto(`${site.baseUrl}/robots.txt`);
    const bare = await timedPages(paths.length, async () => {
      for (const path of paths) await fetchText(page, path);
    });
    const insideOnly = await timedPages(paths.length, () =>
      page.evaluate(async (all) => {
        for (const path of all) await (await fetch(path, { cache: 'no-store' })).text();
      }, paths),
    );
    await page.close();
    return { bare, insideOnly };
  } finally {
    await browser.close();
  }
}

function fetchText(page: Page, path: string): Promise<string> {
  return page.evaluate(async (one) => await (await fetch(one, { cache: 'no-store' })).text(), path);
}

async function timedPages(pages: number, run: () => Promise<void>): Promise<number> {
  const startMs = performance.now();
  await run();
  return (pages * 1_000) / (performance.now() - startMs);
}
