import { TARGET_KINDS } from '../page-kinds.ts';
import type { Plan, PlanFolder } from './documents/plan.ts';
import { renderEstimate } from './estimate.ts';
import { formatCount, formatTimestamp, pluralize } from './format.ts';
import { renderIdleMatches } from './idle-matches.ts';

/** Pending pages that the text lists. */
export const MAX_LISTED_PAGES = 20;

/** The text of `--dry-run`. */
export function renderPlan(plan: Plan, folder?: PlanFolder): string {
  const { listing, pending, pendingPages, idleMatches, estimate } = plan;
  const all = TARGET_KINDS.reduce((sum, kind) => sum + pendingPages[kind], 0);
  const shown = pending.slice(0, MAX_LISTED_PAGES);
  return [
    ...(folder === undefined ? [] : folderLines(folder)),
    ...(listing === null ? [] : listingLines(listing)),
    `pending: ${pluralize(all, 'page')} known so far${byKind(pendingPages)}`,
    ...shown.map(({ path }) => `  ${path}`),
    ...(all > shown.length ? [`  … and ${formatCount(all - shown.length)} more (--json lists all)`] : []),
    ...renderIdleMatches(idleMatches),
    `estimate: ${renderEstimate(estimate)}`,
    'Nothing was fetched, nothing was written.',
  ].join('\n');
}

function folderLines({ dataDir, exists, holder, cooldown }: PlanFolder): string[] {
  return [
    ...(exists ? [] : [`data: ${dataDir} is empty; this would be its first run`]),
    ...(holder === null
      ? []
      : [
          `running: a run has locked ${dataDir} (pid ${holder.pid} on ${holder.host}, since ${formatTimestamp(holder.startedAtMs)});`,
          '  it fetches the same pages, and a second run would end with exit code 5',
        ]),
    ...(cooldown === null
      ? []
      : [`cool-down: every run ends immediately before ${formatTimestamp(cooldown.untilMs)} (${cooldown.reason})`]),
  ];
}

function listingLines({ startOffset, endOffset, pages, isWhole, unreadPages }: NonNullable<Plan['listing']>): string[] {
  return [
    `listing: offsets ${startOffset} to ${endOffset}, ${pluralize(pages, 'page')} at most`,
    ...(isWhole ? [] : ['  (without --full reading ends at the first page without a new match)']),
    ...(unreadPages > 0 ? [`  and ${pluralize(unreadPages, 'page')} that an earlier crawl left unread`] : []),
  ];
}

function byKind(pages: Plan['pendingPages']): string {
  const parts = TARGET_KINDS.filter((kind) => pages[kind] > 0).map((kind) => `${formatCount(pages[kind])} ${kind}`);
  return parts.length === 0 ? '' : ` (${parts.join(', ')})`;
}
