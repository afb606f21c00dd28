import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { runPipeline } from '../../src/api.ts';
import { LockedError, UsageError } from '../../src/errors.ts';
import { RunSummary } from '../../src/output/documents/run-summary.ts';
import { lockDataFolder } from '../../src/store/lock.ts';
import { openDatabase } from '../../src/store/reader.ts';

/** A run inside another program, which must not notice it by anything but its result. */

let dataDir: string;

beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'hltv-run-'));
});

afterEach(() => {
  vi.restoreAllMocks();
  rmSync(dataDir, { recursive: true, force: true });
});

const site = { baseUrl: 'http://127.0.0.1:9', minDelay: 0, maxDelay: 0 };

it('resolves to the summary of an aborted run, prints nothing and leaves no listener behind', async () => {
  const writes = [process.stdout, process.stderr].map((stream) => vi.spyOn(stream, 'write'));
  const events = ['SIGTERM', 'SIGINT', 'uncaughtException'];
  const listeners = events.map((event) => process.listenerCount(event));
  const notices: string[] = [];
  const summary = await runPipeline({
    ...{ dataDir, ...site, signal: AbortSignal.abort() },
    onNotice: ({ type }) => {
      notices.push(type);
      expect(events.map((event) => process.listenerCount(event))).toEqual(listeners);
    },
  });
  expect(RunSummary.parse(JSON.parse(JSON.stringify(summary)))).toMatchObject({
    ...{ command: 'scrape', exitCode: 143, requests: 0, reason: { type: 'interrupted', signal: 'SIGTERM' } },
  });
  expect(notices).toContain('run-started');
  expect(writes.flatMap(({ mock }) => mock.calls)).toEqual([]);
  using database = openDatabase(dataDir);
  const stored = [{ command: 'scrape', exit_code: 143, reason: 'interrupted' }];
  expect(database.query('SELECT command, exit_code, reason FROM runs')).toEqual(stored);
});

it('rejects when another run has locked the folder, and for a wrong option', async () => {
  using _lock = lockDataFolder(dataDir);
  await expect(runPipeline({ dataDir, ...site })).rejects.toThrow(LockedError);
  await expect(runPipeline({ dataDir, ...site, endOffset: 7 })).rejects.toThrow(UsageError);
});
