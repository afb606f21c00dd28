import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { TARGET_KINDS, type TargetKind } from '../src/page-kinds.ts';
import { createWorld } from '../src/replica/world/world.ts';
import { openDatabase } from '../src/store/database.ts';
import type { StoredRecord } from '../src/store/page-records.ts';
import { type Store, storeOn } from '../src/store/store.ts';
import { fakeClock } from '../test/helpers/clock.ts';
import { memoryFetcher } from '../test/helpers/memory-fetcher.ts';
import { runOnce } from '../test/helpers/run.ts';

/**
 * `npm run bench -- save 200`: what so many matches take in the database, by table, and what their pages cost to save.
 */

const MATCHES = Number(process.argv[3] ?? 100);
const ROUNDS = 3;
/** Smaller tables and indexes are not printed. */
const LEAST_BYTES = 100;
const NOW_MS = Date.UTC(2026, 2, 20);

type Page = StoredRecord<TargetKind>;

export default async function benchSave(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'hltv-bench-save-'));
  try {
    const file = join(folder, 'crawled.db');
    const pages = await crawl(file);
    printSizes(file);
    for (let round = 0; round < ROUNDS; round += 1) {
      printTimes('file', pages, join(folder, `saved-${round}.db`));
      printTimes('memory', pages, ':memory:');
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The records of a crawl's pages, in the order in which it saved them. */
async function crawl(file: string): Promise<Page[]> {
  const world = createWorld({ seed: 3, matches: MATCHES, variants: 'plain' });
  const store = openStore(file);
  const { pageRecords } = store;
  const pages: Page[] = [];
  const recording: Store = {
    ...store,
    pageRecords: {
      ...pageRecords,
      save: (page) => {
        pages.push(page);
        pageRecords.save(page);
      },
    },
  };
  const fetcher = memoryFetcher(world, { nowMs: () => NOW_MS });
  await runOnce({ store: recording, fetcher, clock: fakeClock(NOW_MS) });
  store.close();
  return pages;
}

function openStore(file: string): Store {
  return storeOn(openDatabase({ file, readOnly: false, clock: () => NOW_MS }), { file, clock: () => NOW_MS });
}

/** Bytes a match, by table and index. */
function printSizes(file: string): void {
  const database = new Database(file, { readonly: true });
  const find = (sql: string): number => Number(database.prepare(sql).pluck().get());
  const matches = find('SELECT count(*) FROM matches');
  const maps = find(`SELECT count(*) FROM maps WHERE state = 'played'`);
  console.log(`${matches} matches, ${maps} played maps: ${Math.round(statSync(file).size / matches)} bytes a match`);
  const sizes = database.prepare('SELECT name, sum(pgsize) AS bytes FROM dbstat GROUP BY name ORDER BY bytes DESC');
  for (const { name, bytes } of sizes.all() as { name: string; bytes: number }[]) {
    if (bytes >= LEAST_BYTES * matches) console.log(String(Math.round(bytes / matches)).padStart(8), name);
  }
  database.close();
}

/** CPU of the saves alone, each a transaction of its own; the median of each kind. */
function printTimes(place: string, pages: readonly Page[], file: string): void {
  using store = openStore(file);
  const times = new Map<TargetKind, number[]>(TARGET_KINDS.map((kind) => [kind, []]));
  for (const page of pages) {
    const before = process.cpuUsage();
    store.pageRecords.save(page);
    const { user, system } = process.cpuUsage(before);
    times.get(page.kind)?.push((user + system) / 1_000);
  }
  const medians = [...times].map(([kind, values]) => ({ kind, ms: median(values) }));
  const cells = medians.map(({ kind, ms }) => `${kind} ${ms.toFixed(2)}`);
  const sum = medians.reduce((total, { ms }) => total + ms, 0);
  console.log(`CPU ms, ${place}: ${cells.join(', ')}; the four pages of a map ${sum.toFixed(2)}`);
}

function median(values: readonly number[]): number {
  return values.toSorted((one, other) => one - other)[Math.floor(values.length / 2)] ?? Number.NaN;
}
