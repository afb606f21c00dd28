import { unreachable } from '../errors.ts';
import type { IdleMatch } from './documents/estimate.ts';
import { moment, quantity } from './format.ts';

const SHOWN = 10;

/** Why nothing of a match is fetched and what to type, a line each. */
export function renderIdleMatches(matches: readonly IdleMatch[]): string[] {
  const hidden = matches.length - SHOWN;
  return [
    ...matches.slice(0, SHOWN).map((match) => `match ${match.matchId}: ${why(match)}${others(match)}`),
    ...(hidden > 0 ? [`… and ${quantity(hidden, 'match', 'matches')} more of which nothing is fetched`] : []),
  ];
}

function why({ page, reason }: IdleMatch): string {
  const name = page === null ? 'it' : `${page.kind} ${page.id}`;
  switch (reason.type) {
    case 'complete': {
      const asOf = reason.asOfMs === null ? '' : ` as of ${moment(reason.asOfMs)}`;
      return `already complete${asOf}; --force-rescrape fetches it again`;
    }
    case 'awaiting':
      return `${name} awaits ${moment(reason.untilMs)}${because(reason.why)}; run again then, or --force-rescrape now`;
    case 'failed': {
      const error = reason.lastError === null ? '' : `: ${reason.lastError}`;
      return `${name} failed after ${quantity(reason.attempts, 'attempt')}; --retry-failed gives it new ones${error}`;
    }
    case 'filtered':
      return `${name} is skipped${because(reason.why)}; --force-rescrape fetches it all the same`;
    case 'disallowed':
      return `${name} is skipped${because(reason.why)}; --ignore-robots fetches it all the same`;
    case 'no-data':
      return `the site has no data${because(reason.why)}; --force-rescrape asks again`;
    case 'no-page':
      return 'no page of these stages is known; the overview leads to them: add overview to --stages';
    default:
      return unreachable(reason);
  }
}

const because = (reason: string | null): string => (reason === null ? '' : ` (${reason})`);

function others({ pagesOfOtherStages }: IdleMatch): string {
  if (pagesOfOtherStages === 0) return '';
  return `; ${quantity(pagesOfOtherStages, 'page')} of other stages pending: leave out --stages`;
}
