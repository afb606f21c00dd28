import type { Estimate } from '../notices.ts';
import type { TargetKind } from '../records.ts';
import { quantity } from './format.ts';
import { renderEstimate } from './notice-text.ts';

/** What a run would fetch, as far as it is known before the first request; the document of `--dry-run --json`. */
export type Plan = {
  /** Null: this run does not read the listing. */
  listing: { startOffset: number; endOffset: number; pages: number; isWhole: boolean } | null;
  pending: { kind: TargetKind; id: number; matchId: number | null; path: string }[];
  estimate: Estimate;
};

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
