import { chromium } from 'playwright';
import { findBrowser } from '../src/fetch/browser/find-browser.ts';
import type { PageRequest } from '../src/fetcher.ts';
import { type BenchSite, cpuSeconds, openBenchFetcher, startBenchSite } from './site.ts';

const PAGES = 40;
/** A crawl fetches thousands of pages, so every method is measured after a warm-up. */
const WARM_UP_PAGES = 20;

type Measured = { cpuS: number; wallS: number; characters: number };

async function measure(site: BenchSite, work: () => Promise<number>): Promise<Measured> {
  const apart = (pid: number) => pid === site.pid;
  const [startS, startMs] = [await cpuSeconds(apart), performance.now()];
  const characters = await work();
  return {
    cpuS: ((await cpuSeconds(apart)) - startS) / PAGES,
    wallS: (performance.now() - startMs) / 1000 / PAGES,
    characters: characters / PAGES,
  };
}

const measuredPages = (site: BenchSite): PageRequest[] => site.pages.slice(WARM_UP_PAGES, WARM_UP_PAGES + PAGES);

async function byTransport(site: BenchSite, transport: 'fetch' | 'navigate'): Promise<Measured> {
  const { fetcher, close } = await openBenchFetcher(site.baseUrl, { transport, delayMs: 0 });
  try {
    const never = new AbortController().signal;
    const get = async (page: PageRequest) => (await fetcher.fetch(page, never)).html.length;
    for (const page of site.pages.slice(0, WARM_UP_PAGES)) await get(page);
    return await measure(site, async () => {
      let characters = 0;
      for (const page of measuredPages(site)) characters += await get(page);
      return characters;
    });
  } finally {
    await close();
  }
}

/** The cost of reading the rendered page: everything is loaded, and the tree is serialized. */
async function rendered(site: BenchSite): Promise<Measured> {
  const { executablePath } = findBrowser();
  const browser = await chromium.launch({ executablePath, chromiumSandbox: process.getuid?.() !== 0 });
  try {
    const page = await browser.newPage();
    const visit = ({ path }: PageRequest) => page.goto(`${site.baseUrl}${path}`, { waitUntil: 'load' });
    for (const warmUp of site.pages.slice(0, WARM_UP_PAGES)) await visit(warmUp);
    return await measure(site, async () => {
      let characters = 0;
      for (const measured of measuredPages(site)) {
        await visit(measured);
        characters += (await page.content()).length;
      }
      return characters;
    });
  } finally {
    await browser.close();
  }
}

function line(name: string, { cpuS, wallS, characters }: Measured): string {
  const mb = (characters / 1e6).toFixed(2);
  return `${name.padEnd(10)} ${cpuS.toFixed(3)} CPU s a page   ${wallS.toFixed(3)} s a page   ${mb} MB a page`;
}

/** CPU seconds of this process and the browser for one page: both transports, and a rendered visit. */
export default async function benchFetch(): Promise<void> {
  await using site = await startBenchSite({ matches: 2 * PAGES, size: 'realistic', latencyMs: 0 });
  const visit = await rendered(site);
  console.log(line('rendered', visit));
  const navigate = await byTransport(site, 'navigate');
  console.log(line('navigate', navigate));
  const inside = await byTransport(site, 'fetch');
  console.log(line('fetch', inside));
  console.log(`fetch costs ${((inside.cpuS / visit.cpuS) * 100).toFixed(1)} % of a rendered visit (at most 10 %)`);
}
