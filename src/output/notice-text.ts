import { unreachable } from '../errors.ts';
import type { Notice, PageNotice, PageRef } from '../notices.ts';
import { renderCoverageAlarm } from './coverage-alarm.ts';
import { renderEstimate } from './estimate.ts';
import { fileInLine, formatTimestamp, pluralize } from './format.ts';
import { renderIdleMatches } from './idle-matches.ts';
import type { LogLine } from './log-line.ts';
import { renderImportProgress } from './progress-line.ts';
import { renderSiteEvent } from './site-event-text.ts';
import { renderSkipReason } from './skip-reason.ts';

const TERMS =
  "HLTV's terms (27 January 2025) forbid scraping without permission: ask first (https://www.hltv.org/contact).\n" +
  'The person who runs this program decides; it keeps to robots.txt, pauses between requests and stops when refused.';

function pageName({ kind, id }: PageRef): string {
  return kind === 'results' ? `listing offset ${id}` : `${kind} ${id}`;
}

/** The log line for a notice. */
export function renderNotice(notice: Notice): LogLine {
  switch (notice.type) {
    case 'run-started':
      return { level: 'info', text: runStarted(notice) };
    case 'estimate':
      return { level: 'info', text: renderEstimate(notice.estimate) };
    case 'stage-started':
      return { level: 'debug', text: `${notice.stage} starts` };
    case 'batch-started':
      return { level: 'debug', text: `${notice.stage}: ${pluralize(notice.pending, 'page')} pending` };
    case 'matches-idle':
      return { level: 'warn', text: renderIdleMatches(notice.matches).join('\n') };
    case 'listing-read':
    case 'listing-below-unread':
    case 'listing-beyond-end':
    case 'listing-place-remembered':
      return { level: 'info', text: listingText(notice) };
    case 'page-started':
    case 'page-stored':
    case 'page-without-data':
    case 'page-awaiting':
    case 'page-failed':
    case 'page-refused':
    case 'known-page-checked':
    case 'findings':
      return renderPageNotice(notice);
    case 'kind-disallowed':
      return { level: 'warn', text: kindDisallowed(notice) };
    case 'page-skipped':
    case 'files-skipped':
    case 'entries-passed-over':
    case 'import-progress':
      return renderImportNotice(notice);
    case 'coverage-alarm':
      return { level: 'warn', text: renderCoverageAlarm(notice.alarm) };
    case 'match-complete':
      return { level: 'info', text: `match ${notice.matchId} complete: ${notice.label}` };
    case 'batch-finished':
      return {
        level: 'info',
        text: `${notice.stage}: ${notice.stored} stored, ${notice.failed} failed, ${notice.pending} pending`,
      };
    case 'site':
      return renderSiteEvent(notice.event);
    case 'terms':
      return { level: 'warn', text: TERMS };
    case 'shutdown-requested':
      return notice.times === 1
        ? { level: 'warn', text: `${notice.signal}: finishing the current page; repeat the signal to stop immediately` }
        : { level: 'warn', text: `${notice.signal}: stopping immediately` };
    case 'crash':
      // The error that ends the run prints its message and the name of the log file on the terminal.
      return { level: 'error', text: notice.stack, isForLog: true };
    default:
      return unreachable(notice);
  }
}

function renderPageNotice(notice: PageNotice): LogLine {
  switch (notice.type) {
    case 'page-started':
      return { level: 'debug', text: `fetching ${pageName(notice.page)}` };
    case 'page-stored':
      return { level: 'debug', text: `stored ${pageName(notice.page)}` };
    case 'page-without-data':
      return { level: 'info', text: `no data: ${notice.message}` };
    case 'page-awaiting':
      return {
        level: 'info',
        text: `${pageName(notice.page)}: ${notice.reason}; fetched again after ${formatTimestamp(notice.nextAttemptAtMs)}`,
      };
    case 'page-failed':
      return { level: 'warn', text: pageFailed(notice) };
    case 'page-refused':
      return { level: 'warn', text: `refused: ${notice.message}` };
    case 'known-page-checked':
      return knownPageChecked(notice);
    case 'findings':
      return {
        level: 'debug',
        text: `${pageName(notice.page)}: ${notice.findings.map(({ rule, seen }) => `${rule} saw ${seen}`).join('; ')}`,
      };
    default:
      return unreachable(notice);
  }
}

function knownPageChecked({ page, message }: Extract<Notice, { type: 'known-page-checked' }>): LogLine {
  const name = `${pageName(page)}, which was stored before,`;
  return message === null
    ? { level: 'info', text: `${name} is still served and read: the run continues` }
    : { level: 'warn', text: `${name} fails as well: ${message}` };
}

function kindDisallowed({ kind, rule }: Extract<Notice, { type: 'kind-disallowed' }>): string {
  return `robots.txt disallows ${kind} pages (${rule}): they are skipped; --ignore-robots fetches them`;
}

const MAX_EXAMPLES = 3;

type ImportNotice = Extract<
  Notice,
  { type: 'page-skipped' | 'files-skipped' | 'entries-passed-over' | 'import-progress' }
>;

function renderImportNotice(notice: ImportNotice): LogLine {
  switch (notice.type) {
    case 'page-skipped':
      return { level: 'info', text: `skipped ${fileInLine(notice.file)}: ${renderSkipReason(notice.reason)}` };
    case 'files-skipped': {
      const examples = notice.files.slice(0, MAX_EXAMPLES).map(fileInLine).join(', ');
      const more = notice.files.length > MAX_EXAMPLES ? ', …' : '';
      const files = pluralize(notice.files.length, 'file');
      return { level: 'info', text: `skipped ${files}: ${renderSkipReason(notice.reason)} (${examples}${more})` };
    }
    case 'entries-passed-over': {
      const entries = pluralize(notice.count, 'entry', 'entries');
      return { level: 'info', text: `${fileInLine(notice.file)}: ignored ${entries} without a page of the site` };
    }
    case 'import-progress': {
      const level = notice.isDue ? 'info' : 'trace';
      return { level, text: renderImportProgress(notice.progress), isInLiveLine: true };
    }
    default:
      return unreachable(notice);
  }
}

type ListingNotice = Extract<
  Notice,
  { type: 'listing-read' | 'listing-below-unread' | 'listing-beyond-end' | 'listing-place-remembered' }
>;

function listingText(notice: ListingNotice): string {
  switch (notice.type) {
    case 'listing-read':
      return `listing ${notice.offset}: ${pluralize(notice.entries, 'match', 'matches')}, ${notice.newMatches} new`;
    case 'listing-below-unread': {
      const known = pluralize(notice.known, 'known match', 'known matches');
      return `nothing new above the ${known}; --full reads below them to offset ${notice.endOffset}`;
    }
    case 'listing-beyond-end': {
      const total = notice.total === null ? '' : ` (${pluralize(notice.total, 'match', 'matches')})`;
      return `listing ${notice.offset}: after the end of the list${total}`;
    }
    case 'listing-place-remembered':
      return `an earlier run left matches of the listing unread: reading offsets ${notice.offset} to ${notice.endOffset}`;
    default:
      return unreachable(notice);
  }
}

function runStarted({ command, site, dataDir }: Extract<Notice, { type: 'run-started' }>): string {
  return site === null ? `${command}: into ${dataDir}` : `${command}: ${site} into ${dataDir}`;
}

function pageFailed(notice: Extract<Notice, { type: 'page-failed' }>): string {
  const file = notice.file === null ? '' : ` (kept: ${notice.file})`;
  const outcome = notice.isExhausted ? '; its attempts are used up, --retry-failed gives it new ones' : '';
  return `failed: ${notice.message}${file}${outcome}`;
}
