import type { TargetKind } from '../page-kinds.ts';
import { renderCoverageAlarm } from './coverage-alarm.ts';
import type { Estimate } from './documents/estimate.ts';
import { type Status, TARGET_STATES } from './documents/status.ts';
import { renderAmount } from './estimate.ts';
import { formatDuration, formatTimestamp, pluralize, table } from './format.ts';
import { quarantineName } from './tally.ts';

type Known = Extract<Status, { exists: true }>;

const MAX_LISTED = 10;

/** The text of `status`: what the data folder contains and what is left to do. */
export function renderStatus(status: Status, width = Number.POSITIVE_INFINITY): string {
  if (!status.exists) return `There is no database yet: ${status.database}. The first run creates it.`;
  const parts = [
    `database    ${status.database}`,
    `listing     ${listing(status)}`,
    '',
    targetTable(status.targets, width),
    '',
    ...backlog(status),
    ...runState(status),
    ...(status.cooldown !== null && status.cooldown.untilMs > status.nowMs
      ? [`cool-down   until ${formatTimestamp(status.cooldown.untilMs)}: ${status.cooldown.reason}`]
      : []),
    ...status.coverageAlarms.map((alarm) => renderCoverageAlarm(alarm)),
    ...failed(status),
    ...quarantine(status),
    ...findings(status),
    '',
    ...(status.runs.length > 0 ? [runTable(status.runs, width)] : ['no run yet']),
  ];
  return parts.join('\n');
}

/** The number of known matches, and whether there are unread ranges between them. */
function listing({ listing: { matches, unreadParts, knownDownToMs } }: Known): string {
  const seen = `${pluralize(matches, 'match', 'matches')} seen`;
  const place = knownDownToMs === null ? '' : formatTimestamp(knownDownToMs);
  if (matches === 0 && unreadParts === 0) return 'not read from the site yet';
  if (unreadParts === 0) return place === '' ? seen : `${seen}, without a hole down to ${place}`;
  const holes = `${pluralize(unreadParts, 'part')} unread, which the next run reads`;
  return place === '' ? `${seen}; ${holes}` : `${seen}, without a hole only down to ${place}: ${holes}`;
}

/** The last error of a page with its name, which most errors contain already. */
function failure({ kind, id, lastError }: { kind: TargetKind; id: number; lastError: string | null }): string {
  const name = `${kind} ${id}`;
  if (lastError === null) return name;
  return lastError.startsWith(name) ? lastError : `${name}: ${lastError}`;
}

function targetTable(targets: Known['targets'], width: number): string {
  const rows = Object.entries(targets).map(([kind, counts]) => [kind, ...TARGET_STATES.map((state) => counts[state])]);
  return table([['pages', ...TARGET_STATES.map((state) => state.replace('_', ' '))], ...rows], width);
}

const INDENT = ' '.repeat(12);

/** What is left to do, also with the stages and filters of the last run. */
function backlog({ backlog: { estimate, lastRun } }: Known): string[] {
  const [known, ...rest] = lastRun === null ? [] : leftToDo(lastRun.estimate);
  return [
    `backlog     ${leftToDo(estimate).join(`\n${INDENT}`)}`,
    ...(lastRun === null ? [] : [[`last run    ${lastRun.flags}: ${known}`, ...rest].join(`\n${INDENT}`)]),
  ];
}

/** The known pages, then the estimate of `--dry-run`. */
function leftToDo(estimate: Estimate): string[] {
  const { knownPages, pages, ms } = estimate;
  if (pages === 0) return ['nothing is pending'];
  const known = knownPages === 0 ? 'nothing known is pending' : `${pluralize(knownPages, 'page')} pending`;
  return [known, `${renderAmount(estimate)}, finished in ${formatDuration(ms)}`];
}

/** The active run, and the last complete one. */
function runState({ holder, lastCompleteRun, nowMs }: Known): string[] {
  const complete =
    lastCompleteRun === null
      ? 'no run was complete yet'
      : `run ${lastCompleteRun.runId}, ended ${formatDuration(nowMs - lastCompleteRun.endedAtMs)} ago`;
  return [
    ...(holder === null
      ? []
      : [`running     pid ${holder.pid} on ${holder.host}, since ${formatTimestamp(holder.startedAtMs)}`]),
    `complete    ${complete}`,
  ];
}

function failed({ failed: pages }: Known): string[] {
  return list(`failed      ${pluralize(pages.length, 'page')}`, pages.map(failure));
}

function quarantine({ quarantine: pages, quarantineByRule }: Known): string[] {
  const lines = quarantineByRule.map((tally) => {
    return `${quarantineName(tally)}, ${pluralize(tally.count, 'page')}: ${tally.example}`;
  });
  return list(`quarantine  ${pluralize(pages.length, 'page')}`, lines);
}

function findings({ findings: tallies }: Known): string[] {
  const total = tallies.reduce((sum, { count }) => sum + count, 0);
  const lines = tallies.map(({ rule, count, example }) => `${rule}, ${pluralize(count, 'time')}: ${example}`);
  return list(`findings    ${pluralize(total, 'value')} to look at on stored pages (table findings)`, lines);
}

/** A head and the first lines; empty without lines. */
function list(head: string, lines: string[]): string[] {
  if (lines.length === 0) return [];
  const more = lines.length > MAX_LISTED ? [`  … and ${lines.length - MAX_LISTED} more (--json lists all)`] : [];
  return [head, ...lines.slice(0, MAX_LISTED).map((line) => `  ${line}`), ...more];
}

function runTable(runs: Known['runs'], width: number): string {
  const rows = runs.map((run) => [
    `${run.runId} ${run.command}`,
    formatTimestamp(run.startedAtMs),
    run.endedAtMs === null ? '' : formatDuration(run.endedAtMs - run.startedAtMs),
    run.reason ?? 'running, or killed',
    run.exitCode ?? '',
  ]);
  return table([['run', 'started', 'took', 'ended', 'exit'], ...rows], width);
}
