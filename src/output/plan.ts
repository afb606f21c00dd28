import { TARGET_KINDS } from '../page-kinds.ts';
import type { Plan, PlanFolder } from './documents/plan.ts';
import { renderEstimate } from './estimate.ts';
import { moment, quantity } from './format.ts';
import { renderIdleMatches } from './idle-matches.ts';

export const SHOWN_PAGES = 20;

/** The text of `--dry-run`. */
export function renderPlan(plan: Plan, folder?: PlanFolder): string {
  const { listing, pending, pendingPages, idleMatches, estimate } = plan;
  const all = TARGET_KINDS.reduce((sum, kind) => sum + pendingPages[kind], 0);
  const shown = pending.slice(0, SHOWN_PAGES);
  return [
    ...(folder === undefined ? [] : folderLines(folder)),
    ...(listing === null ? [] : listingLines(listing)),
    `pending: ${quantity(all, 'page')} known so far${byKind(pendingPages)}`,
    ...shown.map(({ path }) => `  ${path}`),
    ...(all > shown.length ? [`  … and ${(all - shown.length).toLocaleString('en-GB')} more (--json lists all)`] : []),
    ...renderIdleMatches(idleMatches),
    `estimate: ${renderEstimate(estimate)}`,
    'Nothing was fetched, nothing was written.',
  ].join('\n');
}

function folderLines({ dataDir, exists, holder, cooldown }: PlanFolder): string[] {
  return [
    ...(exists ? [] : [`data: nothing in ${dataDir} yet; this would be its first run`]),
    ...(holder === null
      ? []
      : [
          `running: a run holds ${dataDir} (pid ${holder.pid} on ${holder.host}, since ${moment(holder.startedAtMs)});`,
          '  it fetches the same pages, and another one would end with exit code 5',
        ]),
    ...(cooldown === null
      ? []
      : [`cool-down: every run ends at once before ${moment(cooldown.untilMs)} (${cooldown.reason})`]),
  ];
}

function listingLines({ startOffset, endOffset, pages, isWhole, unreadPages }: NonNullable<Plan['listing']>): string[] {
  return [
    `listing: offsets ${startOffset} to ${endOffset}, ${quantity(pages, 'page')} at most`,
    ...(isWhole ? [] : ['  (without --full it ends at the first page with nothing new)']),
    ...(unreadPages > 0 ? [`  and ${quantity(unreadPages, 'page')} that an earlier crawl has left unread`] : []),
  ];
}

function byKind(pages: Plan['pendingPages']): string {
  const parts = TARGET_KINDS.filter((kind) => pages[kind] > 0).map(
    (kind) => `${pages[kind].toLocaleString('en-GB')} ${kind}`,
  );
  return parts.length === 0 ? '' : ` (${parts.join(', ')})`;
}
