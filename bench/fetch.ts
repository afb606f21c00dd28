import { chromium } from 'playwright';
import { findBrowser } from '../src/fetch/browser/find-browser.ts';
import type { PageRequest } from '../src/fetcher.ts';
import { type BenchSite, cpuSeconds, openBenchFetcher, startBenchSite } from './site.ts';
import type { Limit, Row, Section } from './table.ts';
import { median } from './timing.ts';

const ROUNDS = 3;
const PAGES_A_ROUND = 12;
/** A crawl fetches thousands of pages, so every method is measured after a warm-up. */
const WARM_UP_PAGES = 10;

/** Gets one page and returns its length. */
type Method = AsyncDisposable & { get: (page: PageRequest) => Promise<number> };
type Cost = { cpuMs: number; wallMs: number };

async function byTransport(site: BenchSite, transport: 'fetch' | 'navigate'): Promise<Method> {
  const { fetcher, close } = await openBenchFetcher(site.baseUrl, { transport, delayMs: 0 });
  const never = new AbortController().signal;
  return {
    get: async (page) => (await fetcher.fetch(page, never)).html.length,
    [Symbol.asyncDispose]: close,
  };
}

/** The cost of reading the rendered page: everything is loaded, and the tree is serialized. */
async function rendered(site: BenchSite): Promise<Method> {
  const { executablePath } = findBrowser();
  const browser = await chromium.launch({ executablePath, chromiumSandbox: process.getuid?.() !== 0 });
  const page = await browser.newPage();
  return {
    async get({ path }) {
      await page.goto(`${site.baseUrl}${path}`, { waitUntil: 'load' });
      return (await page.content()).length;
    },
    [Symbol.asyncDispose]: () => browser.close(),
  };
}

/** The replica is a process of its own, and its CPU is not counted. */
async function costOf(site: BenchSite, { get }: Method, pages: PageRequest[]): Promise<Cost> {
  const apart = (pid: number) => pid === site.pid;
  const [startS, startMs] = [await cpuSeconds(apart), performance.now()];
  for (const page of pages) await get(page);
  const cpuS = (await cpuSeconds(apart)) - startS;
  return { cpuMs: (cpuS * 1_000) / pages.length, wallMs: (performance.now() - startMs) / pages.length };
}

/** One round in a browser of its own, since a page that stays open elsewhere would use CPU too. */
async function measure(site: BenchSite, open: (site: BenchSite) => Promise<Method>, round: number): Promise<Cost> {
  await using method = await open(site);
  await costOf(site, method, site.pages.slice(0, WARM_UP_PAGES));
  const first = WARM_UP_PAGES + round * PAGES_A_ROUND;
  return await costOf(site, method, site.pages.slice(first, first + PAGES_A_ROUND));
}

export default async function benchFetch(): Promise<Section> {
  await using site = await startBenchSite({ matches: 150, size: 'realistic', latencyMs: 0 });
  const costs = { visit: [] as Cost[], navigate: [] as Cost[], inside: [] as Cost[] };
  for (let round = 0; round < ROUNDS; round += 1) {
    costs.visit.push(await measure(site, rendered, round));
    costs.navigate.push(await measure(site, (own) => byTransport(own, 'navigate'), round));
    costs.inside.push(await measure(site, (own) => byTransport(own, 'fetch'), round));
  }
  const row = (name: 'navigate' | 'inside', what: keyof Cost, limit: Limit | null): Row => ({
    name: `${name === 'inside' ? '--transport fetch' : '--transport navigate'}, ${what === 'cpuMs' ? 'CPU' : 'time'}`,
    ours: { value: median(costs[name].map((cost) => cost[what])), unit: 'ms' },
    reference: { value: median(costs.visit.map((cost) => cost[what])), unit: 'ms' },
    limit,
  });
  const rows = [
    row('inside', 'cpuMs', { of: 'ratio', max: 0.1 }),
    row('inside', 'wallMs', null),
    row('navigate', 'cpuMs', null),
    row('navigate', 'wallMs', null),
  ];
  const title = `Per match page of the usual size: ${ROUNDS} rounds of ${PAGES_A_ROUND} pages`;
  const notes = process.platform === 'linux' ? [] : ['CPU of all processes is measured on Linux only.'];
  return { tables: [{ title, subject: 'transport', ours: 'ours', reference: 'rendered visit', rows }], notes };
}
