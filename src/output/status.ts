import type { TargetKind } from '../records.ts';
import { duration, moment, quantity, table } from './format.ts';

const STATES = ['done', 'pending', 'awaiting', 'no_data', 'failed', 'skipped'] as const;
type State = (typeof STATES)[number];

type Run = {
  runId: number;
  command: string;
  startedAtMs: number;
  endedAtMs: number | null;
  exitCode: number | null;
  reason: string | null;
};

/** What `status` knows; the document of its `--json`. */
export type Status =
  | { database: string; exists: false }
  | {
      database: string;
      exists: true;
      targets: Record<TargetKind, Record<State, number>>;
      failed: { kind: TargetKind; id: number; lastError: string | null }[];
      quarantine: { kind: string; id: number; message: string }[];
      listing: { matches: number; unreadParts: number };
      runs: Run[];
      /** Pages fetched in the last seven days, and the time of the first of them. */
      lastWeek: { count: number; firstAtMs: number | null };
      pending: number;
      cooldown: { untilMs: number; reason: string } | null;
      nowMs: number;
    };

const SHOWN = 10;
export const WEEK_MS = 7 * 24 * 3_600_000;

/** What the data folder holds and what is left to do. */
export function renderStatus(status: Status): string {
  if (!status.exists) return `There is no database yet: ${status.database}. hltv-scraper makes it.`;
  const parts = [
    `database    ${status.database}`,
    `listing     ${quantity(status.listing.matches, 'match', 'matches')} seen${unread(status.listing.unreadParts)}`,
    '',
    targetTable(status.targets),
    '',
    `backlog     ${backlog(status)}`,
    ...(status.cooldown !== null && status.cooldown.untilMs > status.nowMs
      ? [`cool-down   until ${moment(status.cooldown.untilMs)}: ${status.cooldown.reason}`]
      : []),
    ...list('failed', status.failed, failure),
    ...list('quarantine', status.quarantine, (page) => page.message),
    '',
    ...(status.runs.length > 0 ? [runTable(status.runs)] : ['no run yet']),
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

function targetTable(targets: Record<TargetKind, Record<State, number>>): string {
  const rows = Object.entries(targets).map(([kind, counts]) => [kind, ...STATES.map((state) => counts[state])]);
  return table([['pages', ...STATES.map((state) => state.replace('_', ' '))], ...rows]);
}

function backlog({ pending, lastWeek, nowMs }: Extract<Status, { exists: true }>): string {
  if (pending === 0) return 'nothing is pending';
  const left = quantity(pending, 'page');
  if (lastWeek.firstAtMs === null) return `${left} pending`;
  // A folder that was begun an hour ago has the pace of that hour.
  const spanMs = Math.max(1000, nowMs - lastWeek.firstAtMs);
  const restMs = (pending / lastWeek.count) * spanMs;
  return `${left} pending, done in about ${duration(restMs)} at the pace of the last ${duration(spanMs)}`;
}

function list<Item>(name: string, items: Item[], words: (item: Item) => string): string[] {
  if (items.length === 0) return [];
  const shown = items.slice(0, SHOWN).map((item) => `  ${words(item)}`);
  const more = items.length > SHOWN ? [`  … and ${items.length - SHOWN} more (--json lists all)`] : [];
  return [`${name.padEnd(11)} ${quantity(items.length, 'page')}`, ...shown, ...more];
}

function runTable(runs: Run[]): string {
  const rows = runs.map((run) => [
    `${run.runId} ${run.command}`,
    moment(run.startedAtMs),
    run.endedAtMs === null ? '' : duration(run.endedAtMs - run.startedAtMs),
    run.reason ?? 'running, or killed',
    run.exitCode ?? '',
  ]);
  return table([['run', 'started', 'took', 'ended', 'exit'], ...rows]);
}
