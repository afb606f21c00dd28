import type { TargetKind } from '../records.ts';
import { renderCoverageAlarm } from './coverage-alarm.ts';
import { type Status, TARGET_STATES } from './documents/status.ts';
import { duration, moment, quantity, table } from './format.ts';
import { quarantineName } from './tally.ts';

type Known = Extract<Status, { exists: true }>;

const SHOWN = 10;
export const WEEK_MS = 7 * 24 * 3_600_000;

/** What the data folder holds and what is left to do. */
export function renderStatus(status: Status, width = Number.POSITIVE_INFINITY): string {
  if (!status.exists) return `There is no database yet: ${status.database}. hltv-scraper makes it.`;
  const parts = [
    `database    ${status.database}`,
    `listing     ${quantity(status.listing.matches, 'match', 'matches')} seen${unread(status.listing.unreadParts)}`,
    '',
    targetTable(status.targets, width),
    '',
    `backlog     ${backlog(status)}`,
    ...(status.cooldown !== null && status.cooldown.untilMs > status.nowMs
      ? [`cool-down   until ${moment(status.cooldown.untilMs)}: ${status.cooldown.reason}`]
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

const unread = (parts: number): string => (parts === 0 ? '' : `; ${quantity(parts, 'part')} of it left to read`);

/** Most errors name their page themselves. */
function failure({ kind, id, lastError }: { kind: TargetKind; id: number; lastError: string | null }): string {
  const name = `${kind} ${id}`;
  if (lastError === null) return name;
  return lastError.startsWith(name) ? lastError : `${name}: ${lastError}`;
}

function targetTable(targets: Known['targets'], width: number): string {
  const rows = Object.entries(targets).map(([kind, counts]) => [kind, ...TARGET_STATES.map((state) => counts[state])]);
  return table([['pages', ...TARGET_STATES.map((state) => state.replace('_', ' '))], ...rows], width);
}

function backlog({ pending, lastWeek, nowMs }: Known): string {
  if (pending === 0) return 'nothing is pending';
  const left = quantity(pending, 'page');
  if (lastWeek.firstAtMs === null) return `${left} pending`;
  // A folder that was begun an hour ago has the pace of that hour.
  const spanMs = Math.max(1000, nowMs - lastWeek.firstAtMs);
  const restMs = (pending / lastWeek.count) * spanMs;
  return `${left} pending, done in about ${duration(restMs)} at the pace of the last ${duration(spanMs)}`;
}

function failed({ failed: pages }: Known): string[] {
  return list(`failed      ${quantity(pages.length, 'page')}`, pages.map(failure));
}

function quarantine({ quarantine: pages, quarantineByRule }: Known): string[] {
  const lines = quarantineByRule.map((tally) => {
    return `${quarantineName(tally)}, ${quantity(tally.count, 'page')}: ${tally.example}`;
  });
  return list(`quarantine  ${quantity(pages.length, 'page')}`, lines);
}

function findings({ findings: tallies }: Known): string[] {
  const total = tallies.reduce((sum, { count }) => sum + count, 0);
  const lines = tallies.map(({ rule, count, example }) => `${rule}, ${quantity(count, 'time')}: ${example}`);
  return list(`findings    ${quantity(total, 'value')} to look at on stored pages (table findings)`, lines);
}

/** A head and the first of its lines; nothing without lines. */
function list(head: string, lines: string[]): string[] {
  if (lines.length === 0) return [];
  const more = lines.length > SHOWN ? [`  … and ${lines.length - SHOWN} more (--json lists all)`] : [];
  return [head, ...lines.slice(0, SHOWN).map((line) => `  ${line}`), ...more];
}

function runTable(runs: Known['runs'], width: number): string {
  const rows = runs.map((run) => [
    `${run.runId} ${run.command}`,
    moment(run.startedAtMs),
    run.endedAtMs === null ? '' : duration(run.endedAtMs - run.startedAtMs),
    run.reason ?? 'running, or killed',
    run.exitCode ?? '',
  ]);
  return table([['run', 'started', 'took', 'ended', 'exit'], ...rows], width);
}
