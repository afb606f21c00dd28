import { z } from 'zod';
import { PAGE_KINDS } from '../../page-kinds.ts';
import { count } from './shared.ts';

/** The document of `reparse --json`. */
export const ReparseSummary = z.strictObject({
  command: z.literal('reparse'),
  dryRun: z.boolean().describe('true: nothing was changed, the figures are what would change'),
  exitCode: count,
  isComplete: z.boolean().describe('false: stopped by a signal; a repeated run continues'),
  pages: count.describe('archived pages that were read'),
  unchanged: count.describe("pages of which today's parser reads what is stored"),
  changed: count.describe('pages whose record or parser version was replaced'),
  added: count.describe('pages that were in the archive and not in the database'),
  recovered: count.describe('pages that left quarantine'),
  failed: count.describe('pages that cannot be read or contradict themselves; their stored rows stay'),
  unreadable: count.describe('files that are missing, damaged, or not the documents that the page log names'),
  problems: z
    .array(
      z.strictObject({
        kind: z.enum(PAGE_KINDS),
        id: count,
        file: z.string(),
        outcome: z.enum(['failed', 'unreadable']),
        message: z.string(),
      }),
    )
    .describe('the first 1,000 pages that failed or are unreadable'),
  changes: z
    .array(
      z.strictObject({
        table: z.string(),
        column: z.string().nullable().describe('null: whole rows'),
        count: count.describe('cells or rows'),
        examples: z.array(z.strictObject({ key: z.string(), old: z.string(), new: z.string() })),
      }),
    )
    .describe('`--dry-run`: what would change, by table and column'),
  workers: count.describe('threads that read pages'),
  wallMs: count,
});
export type ReparseSummary = z.infer<typeof ReparseSummary>;
