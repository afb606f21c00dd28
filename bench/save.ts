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
import type { List, Section } from './table.ts';
import { cpuTimed, median } from './timing.ts';

/**
 * `npm run bench -- save 200`: bytes of this many matches in the database, by table, and CPU time to save their pages.
 */

const DEFAULT_MATCHES = 100;
const ROUNDS = 3;
/** Smaller tables and indexes are not shown. */
const MIN_BYTES = 100;
const NOW_MS = Date.UTC(2026, 2, 20);

type Page = StoredRecord<TargetKind>;

export default async function benchSave([matches = DEFAULT_MATCHES]: number[]): Promise<Section> {
  const folder = mkdtempSync(join(tmpdir(), 'hltv-bench-save-'));
  try {
    const file = join(folder, 'crawled.db');
    const pages = await crawl(file, matches);
    const cells: string[][] = [];
    for (let round = 0; round < ROUNDS; round += 1) {
      cells.push(saveTimes('file', pages, join(folder, `saved-${round}.db`)));
      cells.push(saveTimes('memory', pages, ':memory:'));
    }
    const head = ['database in', ...TARGET_KINDS, 'the four pages of a map'];
    return { tables: [sizesIn(file), { title: 'Median CPU per saved page', head, cells }], notes: [] };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Bytes a match in the database after a crawl of the replica. */
export async function databaseBytesAMatch(matches: number): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), 'hltv-bench-save-'));
  try {
    const file = join(folder, 'crawled.db');
    await crawl(file, matches);
    return statSync(file).size / matches;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The records of a crawl's pages, in the order in which it saved them. */
async function crawl(file: string, matches: number): Promise<Page[]> {
  const world = createWorld({ seed: 3, matches, variants: 'plain' });
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
function sizesIn(file: string): List {
  const database = new Database(file, { readonly: true });
  const find = (sql: string): number => Number(database.prepare(sql).pluck().get());
  const matches = find('SELECT count(*) FROM matches');
  const maps = find(`SELECT count(*) FROM maps WHERE state = 'played'`);
  const sql = 'SELECT name, sum(pgsize) AS bytes FROM dbstat GROUP BY name ORDER BY bytes DESC';
  const sizes = database.prepare(sql).all() as { name: string; bytes: number }[];
  database.close();
  const aMatch = (bytes: number): string => Math.round(bytes / matches).toLocaleString('en-US');
  const large = sizes.filter(({ bytes }) => bytes >= MIN_BYTES * matches);
  return {
    title: `Bytes a match: ${matches} matches, ${maps} played maps`,
    head: ['table or index', 'bytes'],
    cells: [['whole file', aMatch(statSync(file).size)], ...large.map(({ name, bytes }) => [name, aMatch(bytes)])],
  };
}

/** CPU ms of the saves alone, each a transaction of its own; the median of each kind. */
function saveTimes(place: string, pages: readonly Page[], file: string): string[] {
  using store = openStore(file);
  const times = new Map<TargetKind, number[]>(TARGET_KINDS.map((kind) => [kind, []]));
  for (const page of pages) times.get(page.kind)?.push(cpuTimed(() => store.pageRecords.save(page)));
  const medians = [...times.values()].map(median);
  const sum = medians.reduce((total, ms) => total + ms, 0);
  return [place, ...[...medians, sum].map((ms) => `${ms.toFixed(2)} ms`)];
}
