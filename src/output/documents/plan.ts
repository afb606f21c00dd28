import { z } from 'zod';
import { TARGET_KINDS } from '../../page-kinds.ts';
import { Estimate, IdleMatch } from './estimate.ts';
import { byKind, count, unixMs } from './shared.ts';

/** What a run would fetch, as far as it is known before the first request. */
export const Plan = z.strictObject({
  listing: z
    .strictObject({
      startOffset: count,
      endOffset: count,
      pages: count.describe('pages of the range'),
      isWhole: z
        .boolean()
        .describe('true: all of them are read; false: reading ends at the first page without a new match'),
      unreadPages: count.describe('pages that earlier crawls left unread and this run reads'),
    })
    .nullable()
    .describe('null: this run does not read the listing'),
  pendingPages: z.record(byKind, count).describe('known pending pages by kind, of the matches that `--limit` allows'),
  pending: z
    .array(
      z.strictObject({
        kind: z.enum(TARGET_KINDS),
        id: count,
        matchId: count.nullable(),
        path: z.string(),
      }),
    )
    .describe('these pages, the newest match first'),
  idleMatches: z.array(IdleMatch).describe('matches of `--match` for which nothing would be fetched, with the reason'),
  estimate: Estimate,
});
export type Plan = z.infer<typeof Plan>;

/** The data folder that the run would use. */
export const PlanFolder = z.strictObject({
  dataDir: z.string().describe('path of the data folder'),
  exists: z.boolean().describe('false: it has no database yet; this would be the first run'),
  holder: z
    .strictObject({ pid: count, host: z.string(), startedAtMs: unixMs })
    .nullable()
    .describe('the run that has locked the folder; a second run would end with exit code 5'),
  cooldown: z
    .strictObject({ untilMs: unixMs, reason: z.string() })
    .nullable()
    .describe('cool-down after a refusal: every run before this time ends immediately with exit code 4'),
});
export type PlanFolder = z.infer<typeof PlanFolder>;

/** The document of `--dry-run --json`. */
export const PlanDocument = PlanFolder.extend(Plan.shape);
export type PlanDocument = z.infer<typeof PlanDocument>;
