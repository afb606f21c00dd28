import { availableParallelism } from 'node:os';
import { join, resolve } from 'node:path';
import { type Archive, openArchive } from '../archive/archive.ts';
import { systemClock } from '../clock.ts';
import type { CommonSettings } from '../config.ts';
import type { ExitCode, SetExitCode } from '../exit-codes.ts';
import type { VerifySettings } from '../maintenance-settings.ts';
import type { VerificationFinding, VerificationSummary } from '../output/documents/verification.ts';
import { renderVerification } from '../output/verification.ts';
import { openPageWorkers } from '../reparse/page-workers.ts';
import { handleShutdown, type ShutdownHandler } from '../shutdown.ts';
import { databaseExists, databaseFile } from '../store/database-file.ts';
import type { Store } from '../store/store.ts';
import { collectCorrections } from '../verification/fix.ts';
import { type Extent, verify } from '../verification/verify.ts';
import { dataFolderFlag } from './flag-texts.ts';
import { assertKnownMatches } from './known-matches.ts';
import {
  archiveHandlers,
  interruptedExitCode,
  openForMaintenance,
  progressMeter,
  turnOfEventLoop,
} from './maintenance.ts';
import { openForReading } from './open-for-reading.ts';
import { assertRuleBeginnings } from './rule-names.ts';
import { openTerminal, type Terminal } from './terminal.ts';
import { type FindingReport, reportFindings } from './verify-report.ts';

type Task = { common: CommonSettings; settings: VerifySettings; terminal: Terminal; shutdown: ShutdownHandler };

type Verify = { common: CommonSettings; settings: VerifySettings; setExitCode: SetExitCode };

/** Checks the stored data and prints the findings. Returns the exit code. */
export async function runVerify({ common, settings, setExitCode }: Verify): Promise<ExitCode> {
  assertRuleBeginnings(settings.rules);
  using terminal = openTerminal(common);
  using shutdown = handleShutdown((signal, times) => {
    if (times > 1) setExitCode(interruptedExitCode(signal), 'now');
  });
  return await verifyAndSummarise({ common, settings, terminal, shutdown });
}

async function verifyAndSummarise(task: Task): Promise<ExitCode> {
  const { common, settings, terminal, shutdown } = task;
  const startedAtMs = systemClock.now();
  const database = databaseFile(resolve(common.dataDir));
  const findings = reportFindings({ terminal, json: common.json, rules: settings.rules });
  const exists = databaseExists(database);
  if (!exists) assertKnownMatches(null, { ...settings, ...common, database });
  const done = exists ? await verifyData(task, findings) : null;
  const extent = done?.extent ?? { matches: 0, records: 0, files: 0, pages: 0, isComplete: true };
  const { hard, soft, rules } = findings.counts();
  const fixed = done?.fixed ?? 0;
  const exitCode = shutdown.requested === null ? (hard > fixed ? 3 : 0) : interruptedExitCode(shutdown.requested);
  const wallMs = Math.max(0, systemClock.now() - startedAtMs);
  const summary: VerificationSummary = {
    ...{ type: 'summary', database, exists, exitCode, ...extent, hard, soft, rules, fixed, wallMs },
  };
  if (common.json) terminal.raw(JSON.stringify(summary));
  else terminal.result(renderVerification(summary, dataFolderFlag(common.dataDir)));
  if (common.quiet && exitCode === 3) {
    terminal.log({ level: 'error', text: `hltv-scraper: verify found ${hard - fixed} hard findings in ${database}` });
  }
  return exitCode;
}

type Verified = { extent: Extent; fixed: number };

function verifyData(task: Task, findings: FindingReport): Promise<Verified> {
  return task.settings.fix ? verifyAndFix(task, findings) : verifyAsItIs(task, findings);
}

/** Reads one state of the database, also while a run writes. */
async function verifyAsItIs(task: Task, findings: FindingReport): Promise<Verified> {
  const dataDir = resolve(task.common.dataDir);
  using store = openForReading(dataDir, { skipsDamagedRecords: true });
  const archive = openArchive(join(dataDir, 'archive'));
  const extent = await store.verification.inSnapshot(() => pass(task, { store, archive }, findings.report));
  return { extent, fixed: 0 };
}

/** Verifies, corrects what follows from other rows, and verifies again. */
async function verifyAndFix(task: Task, findings: FindingReport): Promise<Verified> {
  const { common } = task;
  using workspace = await openForMaintenance(common);
  const opened = { store: workspace.store, archive: openArchive(join(workspace.dataDir, 'archive')) };
  const corrections = collectCorrections();
  const extent = await pass(task, opened, (finding) => {
    if (findings.report(finding)) corrections.note(finding);
  });
  const { hard } = findings.counts();
  if (!extent.isComplete || hard === 0) return { extent, fixed: 0 };
  corrections.apply(workspace.store);
  let left = 0;
  const again = await pass(task, opened, (finding) => {
    if (findings.reportUnfixed(finding)) left += 1;
  });
  return { extent, fixed: again.isComplete ? Math.max(0, hard - left) : 0 };
}

type Opened = { store: Store; archive: Archive };

async function pass(
  { common, settings, terminal, shutdown }: Task,
  { store, archive }: Opened,
  report: (finding: VerificationFinding) => void,
): Promise<Extent> {
  const { matchIds, sinceMs, kinds, readsFiles, readsPages } = settings;
  const selection = { matchIds, sinceMs };
  assertKnownMatches(store, { ...settings, ...common, database: store.file });
  await using pool = readsPages ? openPageWorkers(availableParallelism()) : null;
  const reading = pool === null ? null : { pool, handlers: archiveHandlers(store) };
  return await verify({
    ...{ store, archive, selection, kinds, readsFiles, reading, report },
    countPhase(phase, total) {
      const meter = progressMeter({ terminal, quiet: common.quiet }, phase, total);
      return (current) => meter.advance(1, current);
    },
    async isStopped() {
      await turnOfEventLoop();
      return shutdown.requested !== null;
    },
  });
}
