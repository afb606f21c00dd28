import type { CompleteRun, RunCheck, Status } from './documents/status.ts';
import { formatDuration, formatTimestamp } from './format.ts';

/** What `status --check` compares. */
export type CheckedRuns = {
  complete: CompleteRun | null;
  /** The last run of any kind. */
  last: Pick<Extract<Status, { exists: true }>['runs'][number], 'runId' | 'command' | 'reason' | 'exitCode'> | null;
  nowMs: number;
  /** The flag for the data folder in a suggested command, with a leading space. */
  dataFolder: string;
};

/** Whether the last complete run ended at most `maxAgeMs` ago, and the line that says that it did not. */
export function checkRuns(maxAgeMs: number, { complete, last, nowMs, dataFolder }: CheckedRuns): RunCheck {
  const isOk = complete !== null && nowMs - complete.endedAtMs <= maxAgeMs;
  if (isOk) return { maxAgeMs, isOk, message: null };
  const failure = complete === null ? 'No run was complete yet.' : tooOld(complete, { maxAgeMs, nowMs });
  return { maxAgeMs, isOk, message: `${failure} ${lastRun(last)} \`hltv-scraper status${dataFolder}\` shows more.` };
}

/** The result when there is no database. */
export function checkNothing(maxAgeMs: number, database: string): RunCheck {
  return { maxAgeMs, isOk: false, message: `No run was complete yet: there is no database ${database}.` };
}

function tooOld({ runId, endedAtMs }: CompleteRun, { maxAgeMs, nowMs }: { maxAgeMs: number; nowMs: number }): string {
  const [age, time] = [formatDuration(nowMs - endedAtMs), formatTimestamp(endedAtMs)];
  return `The last complete run (run ${runId}) ended ${age} ago, at ${time}: more than ${formatDuration(maxAgeMs)}.`;
}

function lastRun(run: CheckedRuns['last']): string {
  if (run === null) return 'There was no run.';
  const name = `The last run, ${run.runId} ${run.command},`;
  if (run.reason === null) return `${name} has not ended.`;
  return `${name} ended with ${run.reason}${run.exitCode === null ? '' : `, exit code ${run.exitCode}`}.`;
}
