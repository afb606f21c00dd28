import { unreachable } from '../errors.ts';
import type { Estimate, Notice, PageNotice, PageRef } from '../notices.ts';
import { renderCoverageAlarm } from './coverage-alarm.ts';
import { duration, moment, quantity } from './format.ts';
import type { Line } from './line.ts';
import { renderSiteEvent } from './site-event-text.ts';

const TERMS =
  "HLTV's terms (27 January 2025) forbid scraping without permission: ask first (https://www.hltv.org/contact).\n" +
  'Whoever runs this program decides; it keeps to robots.txt, pauses between requests and stops when refused.';

const pageName = ({ kind, id }: PageRef): string => (kind === 'results' ? `listing offset ${id}` : `${kind} ${id}`);

/** What a notice says to the person at the terminal. */
export function renderNotice(notice: Notice): Line {
  switch (notice.type) {
    case 'run-started':
      return { level: 'info', text: runStarted(notice) };
    case 'estimate':
      return { level: 'info', text: renderEstimate(notice.estimate) };
    case 'stage-started':
      return { level: 'debug', text: `${notice.stage} begins` };
    case 'batch-started':
      return { level: 'debug', text: `${notice.stage}: ${quantity(notice.pending, 'page')} pending` };
    case 'listing-read':
      return {
        level: 'info',
        text: `listing ${notice.offset}: ${quantity(notice.entries, 'match', 'matches')}, ${notice.newMatches} new`,
      };
    case 'listing-below-unread':
      return {
        level: 'info',
        text: `nothing new above the ${quantity(notice.known, 'known match', 'known matches')}; --full reads on below them to offset ${notice.endOffset}`,
      };
    case 'listing-place-remembered':
      return {
        level: 'info',
        text: `an earlier crawl was cut off: reading on from offset ${notice.offset} to ${notice.endOffset}`,
      };
    case 'page-started':
    case 'page-stored':
    case 'page-without-data':
    case 'page-awaiting':
    case 'page-failed':
    case 'page-refused':
    case 'findings':
      return renderPageNotice(notice);
    case 'page-skipped':
      return { level: 'info', text: `skipped ${notice.file}: ${notice.message}` };
    case 'files-ignored':
      return {
        level: 'info',
        text: `skipped ${quantity(notice.files.length, 'file')} that are not .html or .html.gz (${notice.files[0]}${notice.files.length > 1 ? ', …' : ''})`,
      };
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
        ? { level: 'warn', text: `${notice.signal}: finishing the page in hand; once more to stop at once` }
        : { level: 'warn', text: `${notice.signal}: stopping at once` };
    case 'crash':
      // The terminal gets the message and the name of the log file, from the error that ends the run.
      return { level: 'error', text: notice.stack, isForLog: true };
    default:
      return unreachable(notice);
  }
}

function renderPageNotice(notice: PageNotice): Line {
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
        text: `${pageName(notice.page)}: ${notice.reason}; again after ${moment(notice.nextAttemptAtMs)}`,
      };
    case 'page-failed':
      return { level: 'warn', text: pageFailed(notice) };
    case 'page-refused':
      return { level: 'warn', text: `refused: ${notice.message}` };
    case 'findings':
      return {
        level: 'debug',
        text: `${pageName(notice.page)}: ${notice.findings.map(({ rule, seen }) => `${rule} saw ${seen}`).join('; ')}`,
      };
    default:
      return unreachable(notice);
  }
}

function runStarted({ command, site, dataDir }: Extract<Notice, { type: 'run-started' }>): string {
  return site === null ? `${command}: into ${dataDir}` : `${command}: ${site} into ${dataDir}`;
}

const LONG_MS = 3_600_000;

/** "about 500 matches, 4,100 pages, 6 h 15 min", and on a long run how to make it shorter. */
export function renderEstimate({ isMost, matches, pages, listingPages, msPerPage }: Estimate): string {
  const all = pages + listingPages;
  const ms = all * msPerPage;
  if (all === 0) return 'nothing is pending; --force-rescrape fetches again what is complete';
  if (pages === 0) {
    const most = listingPages > 1 ? ` (at most ${quantity(listingPages, 'page')}, ${duration(ms)})` : '';
    return `nothing is known to be pending: the listing says what is new${most}`;
  }
  const about = `${isMost ? 'at most' : 'about'} ${quantity(matches, 'match', 'matches')}, ${quantity(all, 'page')}, ${duration(ms)}`;
  if (ms <= LONG_MS) return about;
  const fewerPages = pages > matches ? '--stages discovery,overview (one page a match), ' : '';
  return `${about}. Shorter: ${fewerPages}--limit or --max-duration`;
}

function pageFailed(notice: Extract<Notice, { type: 'page-failed' }>): string {
  const file = notice.file === null ? '' : ` (kept: ${notice.file})`;
  const fate = notice.isExhausted ? '; its attempts are used up, --retry-failed gives it new ones' : '';
  return `failed: ${notice.message}${file}${fate}`;
}
