import type { Clock } from '../clock.ts';
import type { CommonSettings } from '../config.ts';
import { type ExitCode, exitCodeOf } from '../exit-codes.ts';
import type { EndReason, Notify } from '../notices.ts';
import type { RunSummary } from '../output/documents/run-summary.ts';
import { renderNotice } from '../output/notice-text.ts';
import { progressState, renderProgress } from '../output/progress-line.ts';
import { renderSkipReason } from '../output/skip-reason.ts';
import { nextStep, renderEnding, renderSummary } from '../output/summary.ts';
import { countTaken } from '../output/tally.ts';
import { STAGE_NAMES, type StageName, TARGET_KINDS, type TargetKind } from '../page-kinds.ts';
import { type ProgressTracker, trackProgress } from '../progress.ts';
import { handleShutdown, type ShutdownHandler } from '../shutdown.ts';
import { kindsOf } from '../stages/prepare.ts';
import type { BasicRun } from '../stages/run.ts';
import type { Store } from '../store/store.ts';
import { watchCrashes } from './crashes.ts';
import { dataFolderFlag, siteFlag, stagesFlag } from './flag-texts.ts';
import { asTyped } from './invocation.ts';
import { openTerminal, type Terminal } from './terminal.ts';
import type { Workspace } from './workspace.ts';

/** The source of the pages of a run; disposed of at its end. */
export type PageSource = AsyncDisposable & {
  /** Base URL of the site, for the first line; null: not from a site. */
  site: string | null;
  stats(): { requests: number; retries: number; refusals: number; bytes: number; politePauseMs: number };
};

/** What a command provides for its run. */
export type RunContext = {
  command: string;
  common: CommonSettings;
  /** The settings to store in `runs`. */
  settings: object;
  /** The stages of the run. */
  stages: readonly StageName[];
  clock: Clock;
  workspace: Workspace;
  setExitCode: (code: ExitCode, when: 'now') => void;
};

/** After a signal the current page, the summary and the browser have this much time; then the process ends. */
const SHUTDOWN_TIMEOUT_MS = 1800;

/**
 * Runs `work` as a run of the data folder: handles signals, writes notices to terminal and log, prints the summary in
 * every case and stores it in `runs`. Returns the exit code. An unexpected error is logged with its stack trace and
 * rethrown as a `CrashError`.
 */
export async function withRun<From extends PageSource>(
  context: RunContext,
  openSource: OpenPageSource<From>,
  work: Work<From>,
): Promise<ExitCode> {
  const { common, clock, workspace, setExitCode } = context;
  using terminal = openTerminal(common);
  const tracker = trackProgress(clock);
  const notify = announcer({ terminal, tracker, workspace });
  using crashes = watchCrashes({ notify, terminal, logFile: workspace.log.file, setExitCode });
  try {
    using shutdown = handleShutdown((signal, times) => {
      notify({ type: 'shutdown-requested', signal, times });
      const exitCode = exitCodeOf({ type: 'interrupted', signal }, false);
      if (times > 1) setExitCode(exitCode, 'now');
      else setTimeout(setExitCode, SHUTDOWN_TIMEOUT_MS, exitCode, 'now').unref();
    });
    const print = (summary: RunSummary): void => printSummary(summary, { terminal, json: common.json });
    const { exitCode } = await performRun({ context, tracker, shutdown, notify, print }, openSource, work);
    return exitCode;
  } catch (error) {
    throw crashes.logged(error);
  }
}

type OpenPageSource<From> = (notify: Notify) => Promise<From>;
/** Stores and prints the summary. `exitCode`: that of the error which ended the run, if it is not 1. */
type Summarise = (reason: EndReason, exitCode?: ExitCode) => void;
export type Work<From> = (run: BasicRun, source: From, summarise: Summarise) => Promise<void>;
type Reporting = {
  context: Omit<RunContext, 'setExitCode'>;
  tracker: ProgressTracker;
  shutdown: ShutdownHandler;
  notify: Notify;
  print: (summary: RunSummary) => void;
};

type EndedRun = { summary: RunSummary; exitCode: ExitCode };

/** Runs `work` as a run of the data folder, and returns its summary, which is stored in `runs`. */
export async function performRun<From extends PageSource>(
  { context, tracker, shutdown, notify, print }: Reporting,
  openSource: OpenPageSource<From>,
  work: Work<From>,
): Promise<EndedRun> {
  const { command, common, settings, clock, workspace } = context;
  const { store, archive, log } = workspace;
  await using source = await openSource(notify);
  const startedAtMs = clock.now();
  const runId = store.runs.start({ command, settings });
  let ended: EndedRun | null = null;

  const summarise: Summarise = (reason, codeOfError) => {
    const failures = tracker.failures();
    const isIncomplete = failures.length > 0 || tracker.refusedPages() > 0 || store.coverage.alarms().length > 0;
    const tookNothing = command === 'import' && countTaken(tracker.tallies()) === 0;
    const exitCode = codeOfError ?? exitCodeOf(reason, isIncomplete || tookNothing);
    const summary = buildSummary({ context, source, tracker, runId }, { reason, exitCode, startedAtMs });
    log.logger.info({ summary }, 'summary');
    ended = { summary, exitCode };
    print(summary);
    try {
      store.runs.finish(runId, { exitCode, reason: reason.type, summary });
    } catch (error) {
      // The error that ended the run is the one to report; the same disk probably refuses this row as well.
      if (reason.type !== 'error') throw error;
    }
  };
  notify({ type: 'run-started', command, runId, dataDir: common.dataDir, site: source.site, logFile: log.file });
  await work({ runId, startedAtMs, store, archive, shutdown, clock, notify }, source, summarise);
  return endOf(ended);
}

function endOf(ended: EndedRun | null): EndedRun {
  if (ended === null) throw new Error('The run ended without a summary.');
  return ended;
}

/** Prints the summary. If it is not shown, one line says why the exit code is not 0. */
function printSummary(summary: RunSummary, { terminal, json }: { terminal: Terminal; json: boolean }): void {
  if (json) terminal.document(summary);
  else if (terminal.shows('info')) terminal.log({ level: 'info', text: renderSummary(summary, terminal.width()) });
  // The message of an error is always printed at the end of the program.
  const isExplained = terminal.shows('info') || summary.exitCode === 0 || summary.reason.type === 'error';
  if (!isExplained) terminal.log({ level: 'error', text: `hltv-scraper: ${renderEnding(summary)}` });
}

function announcer({
  terminal,
  tracker,
  workspace,
}: {
  terminal: Terminal;
  tracker: ProgressTracker;
  workspace: Workspace;
}): Notify {
  return (notice) => {
    tracker.observe(notice);
    const line = renderNotice(notice);
    workspace.log.logger[line.level](notice);
    if (line.isForLog !== true) terminal.log(line);
    terminal.live({
      text: () => renderProgress(tracker.progress(), terminal.width()),
      state: () => progressState(tracker.progress()),
    });
  };
}

type SummaryParts = { context: Reporting['context']; source: PageSource; tracker: ProgressTracker; runId: number };

function buildSummary(
  { context, source, tracker, runId }: SummaryParts,
  { reason, exitCode, startedAtMs }: { reason: EndReason; exitCode: ExitCode; startedAtMs: number },
): RunSummary {
  const { command, common, stages: selectedStages, clock, workspace } = context;
  const { store, log, database } = workspace;
  const endedAtMs = clock.now();
  const stages = tracker.tallies();
  const pages = STAGE_NAMES.reduce((sum, stage) => sum + stages[stage].fetched, 0);
  const wallMs = Math.max(0, endedAtMs - startedAtMs);
  // A source may have more counts than the document.
  const { requests, retries, refusals, bytes, politePauseMs } = source.stats();
  const quarantinedByRule = tracker.quarantined();
  const summary = {
    command,
    runId,
    reason,
    exitCode,
    startedAtMs,
    endedAtMs,
    wallMs,
    selectedStages: [...selectedStages],
    stages,
    newMatches: tracker.newMatches(),
    completeMatches: tracker.completeMatches(),
    requests,
    retries,
    refusals,
    bytes,
    politePauseMs,
    politePauseShare: wallMs > 0 ? Math.min(1, politePauseMs / wallMs) : 0,
    pagesPerMinute: wallMs > 0 ? (pages * 60_000) / wallMs : 0,
    failedTargets: tracker.failures(),
    refusedPages: tracker.refusedPages(),
    skipped: tracker.skipped().map(({ file, reason }) => ({ file, reason: renderSkipReason(reason) })),
    quarantined: quarantinedByRule.reduce((sum, { count }) => sum + count, 0),
    quarantinedByRule,
    findings: tracker.findings(),
    coverageAlarms: store.coverage.alarms(),
    ...pendingByKind(store, selectedStages),
    database,
    logFile: log.file,
  };
  const flags = {
    stages: stagesFlag(selectedStages),
    dataFolder: dataFolderFlag(common.dataDir),
    site: siteFlag(source.site),
  };
  return { ...summary, next: asTyped(nextStep(summary, flags)) };
}

/** Pending pages by kind: those of the stages of the run, and the others. */
function pendingByKind(
  store: Store,
  stages: readonly StageName[],
): Pick<RunSummary, 'pending' | 'pendingOfOtherStages'> {
  const counts = store.targets.counts();
  const own = kindsOf(stages);
  const pendingOf = (kinds: readonly TargetKind[]): RunSummary['pending'] =>
    Object.fromEntries(kinds.map((kind) => [kind, counts[kind].pending] as const).filter(([, count]) => count > 0));
  return {
    pending: pendingOf(own),
    pendingOfOtherStages: pendingOf(TARGET_KINDS.filter((kind) => !own.includes(kind))),
  };
}
