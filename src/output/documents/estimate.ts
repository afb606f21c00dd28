import { z } from 'zod';
import { TARGET_KINDS } from '../../page-kinds.ts';
import { count, unixMs } from './shared.ts';

/** What a run has still to do; the same in the plan of `--dry-run`, in `status` and at the start of a run. */
export const Estimate = z.strictObject({
  isMost: z.boolean().describe('true: matches are counted that unread listing pages may hold; there may be less to do'),
  matches: count.describe('matches with pages to be fetched, within `--limit`'),
  knownPages: count.describe('their pages that are known'),
  pages: count.describe('pages of matches: the known ones and those that unread overviews usually lead to'),
  listingPages: count.describe('pages of the listing that are read at most'),
  knownMatches: count.describe('all matches that the data folder knows'),
  msPerPage: z.number().describe('mean polite pause and response time'),
  ms: count.describe('time for all of these pages at that pace'),
  budget: z
    .strictObject({
      endedBy: z.enum(['pages', 'duration']).describe('`--max-pages` or `--max-duration`'),
      pages: count.describe('pages until then, those of the listing included'),
      ms: count.describe('time until then'),
    })
    .nullable()
    .describe('where a budget ends the run before all is fetched; null: none does'),
});
export type Estimate = z.infer<typeof Estimate>;

/** A match asked for by `--match` of which a run fetches nothing, and why. */
export const IdleMatch = z.strictObject({
  matchId: count,
  page: z
    .strictObject({ kind: z.enum(TARGET_KINDS), id: count })
    .nullable()
    .describe('the page that is the reason; null: all of them, or none is known'),
  reason: z.discriminatedUnion('type', [
    z.strictObject({
      type: z.literal('complete'),
      asOfMs: unixMs.nullable().describe('complete: when its newest page was fetched'),
    }),
    z.strictObject({
      type: z.literal('awaiting'),
      why: z.string().nullable(),
      untilMs: unixMs.describe('awaiting: not fetched before this time'),
    }),
    z.strictObject({
      type: z.literal('failed'),
      attempts: count.describe('failed: attempts that were used up'),
      lastError: z.string().nullable().describe('failed: message of the last error'),
    }),
    z.strictObject({
      type: z.enum(['filtered', 'disallowed', 'no-data']),
      why: z.string().nullable().describe('awaiting, filtered, disallowed (by robots.txt), no-data: the reason'),
    }),
    z.strictObject({ type: z.literal('no-page') }),
  ]),
  pagesOfOtherStages: count.describe('its pending pages that stages fetch which are not among `--stages`'),
});
export type IdleMatch = z.infer<typeof IdleMatch>;
