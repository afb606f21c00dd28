import { existsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join, resolve } from 'node:path';
import { openArchive } from '../archive/archive.ts';
import { systemClock } from '../clock.ts';
import { type CommonSettings, HLTV_URL } from '../config.ts';
import { type ExitCode, exitCodeOf, type SetExitCode } from '../exit-codes.ts';
import type { ReparseSettings } from '../maintenance-settings.ts';
import type { EndReason } from '../notices.ts';
import type { ReparseSummary } from '../output/documents/reparse.ts';
import { pluralize } from '../output/format.ts';
import { renderReparse } from '../output/reparse.ts';
import { compareReparsed } from '../reparse/compare.ts';
import { openPageWorkers } from '../reparse/page-workers.ts';
import { type ReparsedPage, reparse } from '../reparse/reparse.ts';
import { type Handlers, type Settled, storeBatch } from '../reparse/settle.ts';
import { handleShutdown, type ShutdownHandler } from '../shutdown.ts';
import { databaseExists, databaseFile } from '../store/database-file.ts';
import { openStore, type Store } from '../store/store.ts';
import { assertKnownMatches } from './known-matches.ts';
import {
  archiveHandlers,
  documentReader,
  interruptedExitCode,
  openForMaintenance,
  progressMeter,
  turnOfEventLoop,
} from './maintenance.ts';
import { openForReading } from './open-for-reading.ts';
import { countReparsed, type ReparseCounts } from './reparse-counts.ts';
import { openTerminal, type Terminal } from './terminal.ts';

type Task = { common: CommonSettings; settings: ReparseSettings; terminal: Terminal; shutdown: ShutdownHandler };

type Reparse = { common: CommonSettings; settings: ReparseSettings; setExitCode: SetExitCode };

/** Reads the archived pages again and stores or compares their records. Returns the exit code. */
export async function runReparse({ common, settings, setExitCode }: Reparse): Promise<ExitCode> {
  using terminal = openTerminal(common);
  using shutdown = handleShutdown((signal, times) => {
    if (times > 1) setExitCode(interruptedExitCode(signal), 'now');
  });
  return await reparseAndSummarise({ common, settings, terminal, shutdown });
}

async function reparseAndSummarise(task: Task): Promise<ExitCode> {
  const { common, settings, terminal, shutdown } = task;
  const startedAtMs = systemClock.now();
  const dataDir = resolve(common.dataDir);
  const workers = availableParallelism();
  const counts = countReparsed();
  const database = databaseFile(dataDir);
  const exists = databaseExists(database);
  if (!exists) assertKnownMatches(null, { ...settings, ...common, database });
  // An empty data folder stays empty.
  if (exists || existsSync(join(dataDir, 'archive'))) {
    await (settings.dryRun ? compareAll(task, counts, workers) : storeAll(task, counts, workers));
  }
  const { failed, unreadable } = counts.totals();
  const exitCode = exitCodeOf(endOf(shutdown), failed + unreadable > 0);
  const wallMs = Math.max(0, systemClock.now() - startedAtMs);
  const isComplete = shutdown.requested === null;
  const summary: ReparseSummary = {
    ...{ command: 'reparse', dryRun: settings.dryRun, exitCode, isComplete, ...counts.totals() },
    ...{ problems: counts.problems(), changes: counts.changes(), workers, wallMs },
  };
  if (common.json) terminal.document(summary);
  else terminal.result(renderReparse(summary));
  if (common.quiet && exitCode === 3) {
    const text = `hltv-scraper: reparse: ${pluralize(failed, 'page')} failed, ${pluralize(unreadable, 'file is', 'files are')} unreadable`;
    terminal.log({ level: 'error', text });
  }
  return exitCode;
}

function endOf({ requested }: ShutdownHandler): EndReason {
  return requested === null ? { type: 'done' } : { type: 'interrupted', signal: requested };
}

async function storeAll(task: Task, counts: ReparseCounts, workers: number): Promise<void> {
  const { common, settings, shutdown } = task;
  using workspace = await openForMaintenance(common);
  const { store, archive, dataDir } = workspace;
  assertKnownMatches(store, { ...settings, ...common, database: store.file });
  const runId = store.runs.start({ command: 'reparse', settings });
  const startedAtMs = systemClock.now();
  const run = { runId, startedAtMs, store, archive, shutdown, clock: systemClock, notify: () => undefined };
  const handlers = archiveHandlers(store);
  const readDocument = documentReader(openArchive(join(dataDir, 'archive')));
  const settle = (batch: readonly ReparsedPage[]): Settled[] =>
    storeBatch({ run, handlers, readDocument, baseUrl: HLTV_URL }, batch);
  let reason: EndReason = { type: 'error', message: '' };
  try {
    await readAll(task, { store, handlers, counts, workers, settle });
    reason = endOf(shutdown);
  } finally {
    const { failed, unreadable } = counts.totals();
    const exitCode = exitCodeOf(reason, failed + unreadable > 0);
    store.runs.finish(runId, { exitCode, reason: reason.type, summary: counts.totals() });
  }
}

async function compareAll(task: Task, counts: ReparseCounts, workers: number): Promise<void> {
  const dataDir = resolve(task.common.dataDir);
  // Without a database every archived page would be added.
  using store = databaseExists(databaseFile(dataDir))
    ? openForReading(dataDir, { skipsDamagedRecords: true })
    : openStore({ file: ':memory:', clock: systemClock.now });
  assertKnownMatches(store, { ...task.settings, ...task.common, database: store.file });
  using reassembly = store.verification.reassembly();
  const handlers = archiveHandlers(store);
  const settle = (batch: readonly ReparsedPage[]): Settled[] =>
    batch.map((reparsed) => {
      const { settled, differences } = compareReparsed({ store, handlers, reassembly }, reparsed);
      for (const difference of differences) counts.difference(difference);
      return settled;
    });
  await store.verification.inSnapshot(() => readAll(task, { store, handlers, counts, workers, settle }));
}

type Reading = {
  store: Store;
  handlers: Handlers;
  counts: ReparseCounts;
  workers: number;
  settle(batch: readonly ReparsedPage[]): Settled[];
};

async function readAll(task: Task, { store, handlers, counts, workers, settle }: Reading): Promise<void> {
  const { common, settings, terminal, shutdown } = task;
  const { matchIds, kinds, outdated, failed } = settings;
  const total = store.verification.countPages({ matchIds, sinceMs: null, kinds });
  const meter = progressMeter({ terminal, quiet: common.quiet }, 'parsing', total);
  await using pool = openPageWorkers(workers);
  await reparse({
    ...{ store, archive: openArchive(join(resolve(common.dataDir), 'archive')), handlers, pool },
    selection: { matchIds, sinceMs: null, kinds, outdated, failed },
    settle(batch) {
      const all = settle(batch);
      for (const settled of all) counts.settled(settled);
      const last = all.at(-1)?.page;
      if (last !== undefined) meter.advance(all.length, `${last.kind} ${last.id}`);
    },
    async isStopped() {
      await turnOfEventLoop();
      return shutdown.requested !== null;
    },
  });
}
