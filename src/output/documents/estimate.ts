import { z } from 'zod';
import { TARGET_KINDS } from '../../page-kinds.ts';
import { count, unixMs } from './shared.ts';

/** What a run still has to do. `--dry-run`, `status` and the start of a run show the same estimate. */
export const Estimate = z.strictObject({
  isMost: z
    .boolean()
    .describe('true: matches that unread listing pages may have are included, so there may be less to do'),
  matches: count.describe('matches with pages to be fetched, within `--limit`'),
  knownPages: count.describe('known pages of these matches'),
  pages: count.describe('pages of matches: the known ones, and those that unread overviews usually link to'),
  listingPages: count.describe('maximum number of listing pages to read'),
  knownMatches: count.describe('all matches known in the data folder'),
  msPerPage: z.number().describe('mean polite pause and response time'),
  ms: count.describe('time for all of these pages at that pace'),
  budget: z
    .strictObject({
      endedBy: z.enum(['pages', 'duration']).describe('`--max-pages` or `--max-duration`'),
      pages: count.describe('pages until then, including the listing'),
      ms: count.describe('time until then'),
    })
    .nullable()
    .describe('the budget that ends the run before everything is fetched; null: none'),
});
export type Estimate = z.infer<typeof Estimate>;

/** A match of `--match` for which a run fetches nothing, with the reason. */
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
      attempts: count.describe('failed: number of failed attempts'),
      lastError: z.string().nullable().describe('failed: message of the last error'),
    }),
    z.strictObject({
      type: z.enum(['filtered', 'disallowed', 'no-data']),
      why: z.string().nullable().describe('awaiting, filtered, disallowed (by robots.txt), no-data: the reason'),
    }),
    z.strictObject({ type: z.literal('no-page') }),
  ]),
  pagesOfOtherStages: count.describe('its pending pages of stages that are not in `--stages`'),
});
export type IdleMatch = z.infer<typeof IdleMatch>;
