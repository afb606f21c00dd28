import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createWorld } from '../src/replica/world/world.ts';
import { openDatabase } from '../src/store/database.ts';
import { storeOn } from '../src/store/store.ts';
import { fakeClock } from '../test/helpers/clock.ts';
import { memoryFetcher } from '../test/helpers/memory-fetcher.ts';
import { runOnce } from '../test/helpers/run.ts';
import { type Backlog, fillWithMatches } from './stored-matches.ts';

/**
 * The path of a page by the size of the database: from the start of a run to its first request, from one page to the
 * next, and from the last page of a batch to the first of the next batch. Pages come from memory, without browser and
 * pauses. CPU time is measured, so that other processes and the disk do not count.
 */

const SIZES = [100, Number(process.argv[3] ?? 100_000)] as const;
const BACKLOGS: readonly Backlog[] = ['nothing pending', 'every page pending', 'skipped by --since'];
const ROUNDS = 5;
/** New matches on top of the stored ones: enough for two batches of overviews and their map pages. */
const NEW_MATCHES = 20;
/** The listing, ten overviews, and as many map stats as twenty of these matches have at least. */
const PAGES = 30;
const NOW_MS = Date.UTC(2026, 2, 20);

const PARTS = ['start to first request', 'one page', 'next batch'] as const;
type Times = Record<(typeof PARTS)[number], number>;

export default async function benchPath(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'hltv-bench-path-'));
  try {
    for (const backlog of BACKLOGS) {
      const [few, many] = SIZES.map((matches) => ({
        file: join(folder, `${matches}-${backlog}.db`),
        matches,
        backlog,
      }));
      if (few === undefined || many === undefined) return;
      for (const stored of [few, many]) fill(stored);
      const times: { few: Times[]; many: Times[] } = { few: [], many: [] };
      // The first run compiles the code.
      await measure(few.file);
      // In turn, so that other load on the machine affects both.
      for (let round = 0; round < ROUNDS; round += 1) {
        times.few.push(await measure(few.file));
        times.many.push(await measure(many.file));
      }
      print(backlog, times);
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function fill({ file, matches, backlog }: { file: string; matches: number; backlog: Backlog }): void {
  const database = openDatabase({ file, readOnly: false, clock: () => NOW_MS });
  fillWithMatches(database, { matches, backlog });
  database.pragma('wal_checkpoint(TRUNCATE)');
  database.close();
}

/** One run; nothing of it stays in the database. */
async function measure(file: string): Promise<Times> {
  const database = openDatabase({ file, readOnly: false, clock: () => NOW_MS });
  const store = storeOn(database, { file, clock: () => NOW_MS });
  const gaps: { isNewBatch: boolean; ms: number }[] = [];
  let [lastMs, isNewBatch] = [0, false];
  const fetcher = memoryFetcher(world, {
    nowMs: () => NOW_MS,
    onRequest: () => gaps.push({ isNewBatch, ms: cpuMs() - lastMs }),
    onAnswer: () => {
      lastMs = cpuMs();
      isNewBatch = false;
    },
  });
  database.exec('SAVEPOINT bench');
  try {
    lastMs = cpuMs();
    await runOnce({ store, fetcher, clock: fakeClock(NOW_MS) }, { maxPages: PAGES }, ({ type }) => {
      isNewBatch ||= type === 'batch-started';
    });
  } finally {
    database.exec('ROLLBACK TO bench');
    database.close();
  }
  const [start, ...rest] = gaps;
  return {
    'start to first request': start?.ms ?? Number.NaN,
    'one page': mean(rest.filter((gap) => !gap.isNewBatch).map(({ ms }) => ms)),
    'next batch': mean(rest.filter((gap) => gap.isNewBatch).map(({ ms }) => ms)),
  };
}

function cpuMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1_000;
}

const world = createWorld({ seed: 3, matches: NEW_MATCHES, variants: 'plain' });

/** Not the median: pages of different kinds cost very different times, and the median lies between two kinds. */
function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function print(backlog: Backlog, { few, many }: { few: Times[]; many: Times[] }): void {
  console.log(`${backlog}: CPU ms at ${SIZES.join(' and ')} matches`);
  for (const part of PARTS) {
    const [one, other] = [few, many].map((rounds) => Math.min(...rounds.map((times) => times[part])));
    if (one === undefined || other === undefined) return;
    console.log(
      `  ${part.padEnd(24)} ${one.toFixed(1).padStart(9)} ${other.toFixed(1).padStart(9)}   ${(other / one).toFixed(2)}`,
    );
  }
}
