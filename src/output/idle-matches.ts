import { unreachable } from '../errors.ts';
import type { IdleMatch } from './documents/estimate.ts';
import { formatTimestamp, pluralize } from './format.ts';

const MAX_LISTED = 10;

/** One line per match: why nothing of it is fetched, and which flag helps. */
export function renderIdleMatches(matches: readonly IdleMatch[]): string[] {
  const hidden = matches.length - MAX_LISTED;
  return [
    ...matches.slice(0, MAX_LISTED).map((match) => `match ${match.matchId}: ${reasonText(match)}${others(match)}`),
    ...(hidden > 0 ? [`… and ${pluralize(hidden, 'match', 'matches')} more without pages to fetch`] : []),
  ];
}

function reasonText({ page, reason }: IdleMatch): string {
  const name = page === null ? 'it' : `${page.kind} ${page.id}`;
  switch (reason.type) {
    case 'complete': {
      const asOf = reason.asOfMs === null ? '' : ` as of ${formatTimestamp(reason.asOfMs)}`;
      return `already complete${asOf}; --force-rescrape fetches it again`;
    }
    case 'awaiting':
      return `${name} awaits ${formatTimestamp(reason.untilMs)}${because(reason.why)}; run again then, or --force-rescrape now`;
    case 'failed': {
      const error = reason.lastError === null ? '' : `: ${reason.lastError}`;
      return `${name} failed after ${pluralize(reason.attempts, 'attempt')}; --retry-failed gives it new ones${error}`;
    }
    case 'filtered':
      return `${name} is skipped${because(reason.why)}; --force-rescrape fetches it anyway`;
    case 'disallowed':
      return `${name} is skipped${because(reason.why)}; --ignore-robots fetches it anyway`;
    case 'no-data':
      return `the site has no data${because(reason.why)}; --force-rescrape fetches it again`;
    case 'no-page':
      return 'no page of these stages is known; the overview links to them: add overview to --stages';
    default:
      return unreachable(reason);
  }
}

function because(reason: string | null): string {
  return reason === null ? '' : ` (${reason})`;
}

function others({ pagesOfOtherStages }: IdleMatch): string {
  if (pagesOfOtherStages === 0) return '';
  return `; ${pluralize(pagesOfOtherStages, 'page')} of other stages pending: run without --stages`;
}
