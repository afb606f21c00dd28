import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openArchive } from '../../src/archive/archive.ts';
import type { ScrapeSettings } from '../../src/config.ts';
import { createWorld, type World } from '../../src/replica/world/world.ts';
import { openStore } from '../../src/store/store.ts';
import { fakeClock } from './clock.ts';
import { memoryFetcher } from './memory-fetcher.ts';
import { runOnce } from './run.ts';

/** A data folder with database and archive, filled by a crawl of the replica's pages. */
export type CrawledFolder = Disposable & { dataDir: string; file: string; world: World };

type Crawl = { seed: number; matches: number; variants?: 'all' | 'plain'; settings?: Partial<ScrapeSettings> };

/** Long after the matches of the replica. */
export const CRAWLED_AT_MS = Date.UTC(2026, 2, 20);

export async function crawledFolder({ settings = {}, ...options }: Crawl): Promise<CrawledFolder> {
  const dataDir = mkdtempSync(join(tmpdir(), 'hltv-crawled-'));
  const world = createWorld({ variants: 'all', ...options });
  const file = join(dataDir, 'hltv.db');
  const clock = fakeClock(CRAWLED_AT_MS);
  const store = openStore({ file, clock: clock.now });
  const archive = openArchive(join(dataDir, 'archive'));
  store.sourceSite.save('www.hltv.org');
  await runOnce({ store, archive, clock, fetcher: memoryFetcher(world, { nowMs: clock.now }) }, settings);
  store.close();
  return { dataDir, file, world, [Symbol.dispose]: () => rmSync(dataDir, { recursive: true, force: true }) };
}
