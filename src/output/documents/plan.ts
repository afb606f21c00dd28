import { z } from 'zod';
import { TARGET_KINDS } from '../../records.ts';
import { count } from './shared.ts';

/** The document of `--dry-run --json`: what a run would fetch, as far as it is known before the first request. */
export const Plan = z.strictObject({
  listing: z
    .strictObject({
      startOffset: count,
      endOffset: count,
      pages: count.describe('pages of the range'),
      isWhole: z.boolean().describe('true: all of them are read; false: reading ends at the first with nothing new'),
    })
    .nullable()
    .describe('null: this run does not read the listing'),
  pending: z
    .array(
      z.strictObject({
        kind: z.enum(TARGET_KINDS),
        id: count,
        matchId: count.nullable(),
        path: z.string(),
      }),
    )
    .describe('pages known to be needed, in the order in which they are fetched'),
  estimate: z.strictObject({
    isMost: z.boolean().describe('true: the listing is not read yet, there may be less to do'),
    matches: count,
    pages: count.describe('pages of matches'),
    listingPages: count.describe('pages of the listing that are read at most'),
    msPerPage: z.number().describe('mean polite pause and response time'),
  }),
});
export type Plan = z.infer<typeof Plan>;
