import type { Plan } from './documents/plan.ts';
import { quantity } from './format.ts';
import { renderEstimate } from './notice-text.ts';

const SHOWN = 20;

/** The answer of `--dry-run`. */
export function renderPlan({ listing, pending, estimate }: Plan): string {
  const lines = [
    ...(listing === null
      ? []
      : [
          `listing: offsets ${listing.startOffset} to ${listing.endOffset}, ${quantity(listing.pages, 'page')} at most` +
            (listing.isWhole ? '' : ' (without --full it ends at the first page with nothing new)'),
        ]),
    `pending: ${quantity(pending.length, 'page')} known so far`,
    ...pending.slice(0, SHOWN).map(({ path }) => `  ${path}`),
    ...(pending.length > SHOWN ? [`  … and ${pending.length - SHOWN} more`] : []),
    `estimate: ${renderEstimate(estimate)}`,
    'Nothing was fetched.',
  ];
  return lines.join('\n');
}
