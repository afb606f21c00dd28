import type { Estimate } from './documents/estimate.ts';
import { formatDuration, pluralize } from './format.ts';

const LONG_MS = 3_600_000;

/** "about 500 matches, 4,100 pages, 6 h 15 min", the end of the budget, and for a long run how to make it shorter. */
export function renderEstimate(estimate: Estimate): string {
  const { matches, pages, listingPages, knownMatches, ms, budget } = estimate;
  if (pages + listingPages === 0) return nothingPending(knownMatches);
  if (pages === 0) {
    const most = listingPages > 1 ? ` (at most ${pluralize(listingPages, 'page')}, ${formatDuration(ms)})` : '';
    return `nothing is known to be pending: the listing will show what is new${most}${budgetEnd(budget)}`;
  }
  const amount = `${renderAmount(estimate)}, ${formatDuration(ms)}${budgetEnd(budget)}`;
  if ((budget?.ms ?? ms) <= LONG_MS) return amount;
  const fewerPages = pages > matches ? '--stages discovery,overview (one page per match), ' : '';
  return `${amount}.\n  Shorter: ${fewerPages}--limit or --since`;
}

/** "about 332 matches, 2,723 pages"; the pages include the listing. */
export function renderAmount({ isMost, matches, pages, listingPages }: Estimate): string {
  const all = pluralize(pages + listingPages, 'page');
  const many = pluralize(matches, 'match', 'matches');
  return isMost ? `at most ${many}, about ${all}` : `about ${many}, ${all}`;
}

function nothingPending(knownMatches: number): string {
  if (knownMatches > 0) return 'nothing is pending; --force-rescrape fetches again what is complete';
  return 'nothing is pending: no match is known yet, and this run does not read the listing (add discovery to --stages)';
}

function budgetEnd(budget: Estimate['budget']): string {
  if (budget === null) return '';
  const flag = budget.endedBy === 'pages' ? '--max-pages' : '--max-duration';
  return `; ${flag} ends this run earlier: ${pluralize(budget.pages, 'page')}, ${formatDuration(budget.ms)}`;
}
