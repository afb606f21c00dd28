import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { openLog } from '../../src/log.ts';
import { cronYears } from '../chaos/cron-years.ts';
import { fakeClock } from '../helpers/clock.ts';
import { memoryStore } from '../helpers/memory-store.ts';

const MB = 1024 * 1024;
/** The log does not wait for the removal of its old files. */
const WHEN_REMOVED = { timeout: 30_000 };

it('is the same after a day of hourly runs: all matches known, nothing piled up', async () => {
  const listeners = process.listenerCount('SIGTERM');
  const { wrong, rowCounts, listingPages, runs, maxWalMb } = await cronYears({ years: 1 / 365, stepHours: 1 });
  expect(wrong).toEqual([]);
  expect(runs).toBe(24);
  // One page an hour, and the one below it whenever something is new.
  expect(listingPages).toBeLessThanOrEqual(2 * runs + 3);
  // Each listing page that differs is kept: one row, beside those of matches and maps.
  expect(rowCounts.pages).toBeLessThan(listingPages + 100);
  expect(rowCounts.quarantine).toBeLessThanOrEqual(5);
  expect(rowCounts.listing_gaps).toBe(0);
  expect(maxWalMb).toBeLessThan(8);
  expect(process.listenerCount('SIGTERM')).toBe(listeners);
}, 120_000);

it('keeps a thousand runs', () => {
  const store = memoryStore(fakeClock().now);
  for (let run = 0; run < 1100; run += 1) {
    store.runs.finish(store.runs.start({ command: 'scrape', settings: {} }), {
      exitCode: 0,
      reason: 'done',
      summary: {},
    });
  }
  const runs = store.runs.list(2000);
  expect(runs).toHaveLength(1000);
  expect(runs[0]?.runId).toBe(1100);
  store.close();
});

it('keeps about 50 MB of logs for any number of runs, and the newest lines', async () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'hltv-log-'));
  const files = (): string[] => readdirSync(join(dataDir, 'logs'));
  /** 0 for a file that was removed after it was listed: old files are removed while the log grows. */
  const sizeOf = (name: string): number => statSync(join(dataDir, 'logs', name), { throwIfNoEntry: false })?.size ?? 0;
  const kept = (): number => files().reduce((sum, name) => sum + sizeOf(name), 0) / MB;
  try {
    for (let run = 0; run < 25; run += 1) {
      using log = await openLog(dataDir, 'info');
      for (let line = 0; line < 30; line += 1) {
        log.logger.info({ text: 'x'.repeat(100_000) }, `run ${run} line ${line}`);
        // A run waits for pages between its lines.
        await new Promise(setImmediate);
      }
      await expect.poll(kept, WHEN_REMOVED).toBeLessThan(52);
      // A file holds many runs: otherwise a handful of runs would be all that is kept.
      if (run === 2) expect(kept()).toBeGreaterThan(8);
    }
    const has = (line: string) => files().some((name) => readFileSync(join(dataDir, 'logs', name)).includes(line));
    await expect.poll(() => [has('run 24 line 29'), has('run 0 line 0')], WHEN_REMOVED).toEqual([true, false]);
  } finally {
    rmSync(dataDir, { recursive: true, force: true });
  }
}, 60_000);
