import { unreachable } from '../errors.ts';
import { STAGE_NAMES } from '../page-kinds.ts';
import { renderCoverageAlarm } from './coverage-alarm.ts';
import type { RunSummary } from './documents/run-summary.ts';
import { formatBytes, formatDuration, pluralize, table } from './format.ts';
import { countTaken, quarantineName } from './tally.ts';

const MAX_FAILURES = 10;
const MAX_FINDINGS = 5;
const MAX_RULES = 5;

/** The text of the summary of a run. */
export function renderSummary(summary: RunSummary, width = Number.POSITIVE_INFINITY): string {
  const { wallMs } = summary;
  const pauses = `, ${Math.round(100 * summary.politePauseShare)} % polite pauses`;
  const isImport = summary.command === 'import';
  const lines = [
    '',
    stageTable(summary, width),
    '',
    ...(isImport ? [] : [matchesAndRequests(summary)]),
    `time      ${formatDuration(wallMs)}, ${summary.pagesPerMinute.toFixed(1)} pages/min${isImport ? '' : pauses}`,
    ...(summary.skipped.length > 0 ? [`skipped   ${pluralize(summary.skipped.length, 'file')}, listed above`] : []),
    ...failures(summary),
    ...refusals(summary),
    ...findings(summary),
    ...summary.coverageAlarms.map((alarm) => renderCoverageAlarm(alarm)),
    `ended     ${renderReason(summary)}`,
    `database  ${summary.database}`,
    ...(summary.logFile === null ? [] : [`log       ${summary.logFile}`]),
    `next      ${summary.next}`,
  ];
  return lines.join('\n');
}

function matchesAndRequests(summary: RunSummary): string {
  const { newMatches, completeMatches, requests, retries, refusals, bytes } = summary;
  return [
    `matches   ${newMatches} new, ${completeMatches} complete in this run`,
    `requests  ${requests}, ${pluralize(retries, 'retry', 'retries')}, ${pluralize(refusals, 'refusal')}, ${formatBytes(bytes)}`,
  ].join('\n');
}

function stageTable({ stages, command }: RunSummary, width: number): string {
  const head = [
    'stage',
    command === 'import' ? 'read' : 'fetched',
    'stored',
    'failed',
    'no data',
    'awaiting',
    'refused',
  ];
  const rows = Object.entries(stages).map(([name, tally]) => [
    name,
    tally.fetched,
    tally.stored,
    tally.failed,
    tally.noData,
    tally.awaiting,
    tally.refused,
  ]);
  return table([head, ...rows], width);
}

function refusals({ refusedPages }: RunSummary): string[] {
  return refusedPages > 0 ? [`refused   ${pluralize(refusedPages, 'page')}, left to the next run`] : [];
}

function failures(summary: RunSummary): string[] {
  const { failedTargets } = summary;
  if (failedTargets.length === 0) return [];
  const shown = failedTargets.slice(0, MAX_FAILURES).map((target) => `  ${target.message}`);
  const hidden = failedTargets.length - shown.length;
  const more = hidden > 0 ? [`  … and ${hidden} more (the log has all)`] : [];
  return [`failed    ${failureCounts(summary)}`, ...shown, ...more];
}

/** `3 pages, 2 of them quarantined: match/title (1), parse maps[].score (1)`. */
function failureCounts({ failedTargets, quarantined, quarantinedByRule }: RunSummary): string {
  const pages = pluralize(failedTargets.length, 'page');
  if (quarantined === 0) return pages;
  const rules = quarantinedByRule.slice(0, MAX_RULES).map((tally) => `${quarantineName(tally)} (${tally.count})`);
  const more = quarantinedByRule.length > MAX_RULES ? ', …' : '';
  return `${pages}, ${quarantined} of them quarantined: ${rules.join(', ')}${more}`;
}

/** One line that says why a run ended with an exit code other than 0. */
export function renderEnding(summary: RunSummary): string {
  const [first] = summary.failedTargets;
  const more = summary.failedTargets.length > 1 ? ', …' : '';
  const failed = first === undefined ? [] : [`failed: ${failureCounts(summary)}: ${first.message}${more}`];
  const refused = summary.refusedPages > 0 ? [`refused: ${pluralize(summary.refusedPages, 'page')}`] : [];
  const alarms = summary.coverageAlarms.map((alarm) => renderCoverageAlarm(alarm).replace(/\.$/, ''));
  return [renderReason(summary), ...failed, ...refused, ...alarms, summary.next]
    .join('; ')
    .replaceAll(/\s*\n\s*/g, ' ');
}

/** Findings on stored pages: values that are rare or new. */
function findings(summary: RunSummary): string[] {
  if (summary.findings.length === 0) return [];
  const count = summary.findings.reduce((sum, each) => sum + each.count, 0);
  const shown = summary.findings.slice(0, MAX_FINDINGS);
  return [
    `findings  ${pluralize(count, 'value')} to look at on stored pages (table findings)`,
    ...shown.map((each) => `  ${each.rule}, ${pluralize(each.count, 'time')}: ${each.example}`),
  ];
}

function renderReason(summary: RunSummary): string {
  const { command, reason, exitCode } = summary;
  const code = ` (exit code ${exitCode})`;
  switch (reason.type) {
    case 'done':
      if (command === 'import') return `${endOfImport(summary)}${code}`;
      return `nothing left to do${inStages(summary)}${exceptions(summary)}${code}`;
    case 'budget':
      return reason.what === 'duration'
        ? `--max-duration leaves no time for another page${code}`
        : `the budget of ${reason.what} is used up${code}`;
    case 'interrupted':
      return `interrupted by ${reason.signal}${code}`;
    case 'halted':
      return `halted${code}: ${reason.message.replaceAll('\n', '\n  ')}`;
    case 'error':
      // The program prints the whole message at its end.
      return `error${code}: ${reason.message.split('\n')[0]}`;
    default:
      return unreachable(reason);
  }
}

function endOfImport({ stages }: RunSummary): string {
  return countTaken(stages) === 0 ? 'no page was taken' : 'no file is left to read';
}

function exceptions({ failedTargets, refusedPages }: RunSummary): string {
  const what = [...(failedTargets.length > 0 ? ['failed'] : []), ...(refusedPages > 0 ? ['was refused'] : [])];
  return what.length > 0 ? ` but what ${what.join(' or ')}` : '';
}

function inStages({ selectedStages }: RunSummary): string {
  return selectedStages.length === STAGE_NAMES.length ? '' : ` in ${selectedStages.join(', ')}`;
}

/** Flags for the stages, data folder and site of this run, each with a leading space; empty for the defaults. */
type Flags = { stages: string; dataFolder: string; site: string };
type Ending = Pick<
  RunSummary,
  'command' | 'reason' | 'pending' | 'pendingOfOtherStages' | 'failedTargets' | 'quarantined'
>;

function sum(pages: RunSummary['pending']): number {
  return Object.values(pages).reduce((total, count) => total + count, 0);
}

/** A suggestion what to do after a run. */
export function nextStep(
  { command, reason, pending, pendingOfOtherStages, failedTargets, quarantined }: Ending,
  { stages, dataFolder, site }: Flags,
): string {
  const left = sum(pending);
  const isDemo = command === 'demo';
  const again = isDemo ? `hltv-scraper demo${dataFolder}` : `hltv-scraper${stages}${dataFolder}${site}`;
  if (reason.type === 'halted' && quarantined > 0) {
    return 'hltv-scraper parse <file> shows how a page is read: if the markup has changed, fix the parser and run again';
  }
  // The replica of a demo ends with it, so there is no site to check.
  if (reason.type === 'halted' && isDemo) return `run again: ${again}`;
  if (reason.type === 'halted') return `run again later, or check the site: hltv-scraper doctor${dataFolder}${site}`;
  if (left > 0) {
    const pages = `${pluralize(left, 'page')} pending`;
    return `${pages}: ${again} fetches ${left === 1 ? 'it' : 'them'}`;
  }
  const isExhausted = failedTargets.some(({ kind }) => kind !== 'results');
  if (isExhausted) return 'attempts are used up: the same command with --retry-failed gives new ones';
  if (failedTargets.length > 0) return 'run the same command again: a page of the listing could not be read';
  const others = sum(pendingOfOtherStages);
  const more =
    others === 0 ? '' : `; for the other stages (${pluralize(others, 'page')}): hltv-scraper${dataFolder}${site}`;
  return `hltv-scraper status${dataFolder}, or sqlite3 on the database${more}`;
}
