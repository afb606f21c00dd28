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
import type { Comparison, Row } from './table.ts';
import { cpuMs, mean } from './timing.ts';

/**
 * The time that a run takes for a page, by the size of the database: from the start to the first request, from one page to
 * the next, and from the last page of a batch to the first page of the next batch. Pages come from memory, without browser
 * and pauses. CPU time is measured, so that other processes and the disk do not count.
 */

const FEW_MATCHES = 100;
const BACKLOGS: readonly Backlog[] = ['nothing pending', 'every page pending', 'skipped by --since'];
const ROUNDS = 5;
const MAX_RATIO = 1.3;
/** New matches on top of the stored ones: enough for two batches of overviews and their map pages. */
const NEW_MATCHES = 20;
/** The listing, ten overviews, and as many map stats as twenty of these matches have at least. */
const PAGES = 30;
const NOW_MS = Date.UTC(2026, 2, 20);

const PARTS = ['start to first request', 'one page', 'next batch'] as const;
type Times = Record<(typeof PARTS)[number], number>;

/** Returns a table for each backlog: a database of this many matches compared with one of a hundred. */
export async function measurePath(manyMatches: number): Promise<Comparison[]> {
  const folder = mkdtempSync(join(tmpdir(), 'hltv-bench-path-'));
  const tables: Comparison[] = [];
  try {
    for (const backlog of BACKLOGS) {
      const stored = (matches: number) => ({ file: join(folder, `${matches}-${backlog}.db`), matches, backlog });
      const [few, many] = [stored(FEW_MATCHES), stored(manyMatches)];
      fill(few);
      fill(many);
      const times: { few: Times[]; many: Times[] } = { few: [], many: [] };
      // The first run compiles the code.
      await measure(few.file);
      // In turn, so that other load on the machine affects both.
      for (let round = 0; round < ROUNDS; round += 1) {
        times.few.push(await measure(few.file));
        times.many.push(await measure(many.file));
      }
      tables.push(tableOf(backlog, manyMatches, times));
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  return tables;
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
  // Means, because the times of pages depend on their kind, and the median would lie between two kinds.
  return {
    'start to first request': start?.ms ?? Number.NaN,
    'one page': mean(rest.filter((gap) => !gap.isNewBatch).map(({ ms }) => ms)),
    'next batch': mean(rest.filter((gap) => gap.isNewBatch).map(({ ms }) => ms)),
  };
}

const world = createWorld({ seed: 3, matches: NEW_MATCHES, variants: 'plain' });

/** The shortest time of all rounds, since other processes only add to a time. */
function tableOf(backlog: Backlog, manyMatches: number, times: { few: Times[]; many: Times[] }): Comparison {
  const shortest = (rounds: Times[], part: (typeof PARTS)[number]) => Math.min(...rounds.map((round) => round[part]));
  const rows = PARTS.map(
    (part): Row => ({
      name: part,
      ours: { value: shortest(times.many, part), unit: 'ms' },
      reference: { value: shortest(times.few, part), unit: 'ms' },
      limit: { of: 'ratio', max: MAX_RATIO },
    }),
  );
  return {
    title: `CPU time on the path of a page, ${backlog}`,
    subject: 'step',
    ours: `at ${manyMatches.toLocaleString('en-US')} matches`,
    reference: `at ${FEW_MATCHES}`,
    rows,
  };
}
