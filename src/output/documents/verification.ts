import { z } from 'zod';
import { PAGE_KINDS } from '../../page-kinds.ts';
import { count } from './shared.ts';

/** A contradiction in the stored data: a line of `verify --json`. */
export const VerificationFinding = z.strictObject({
  type: z.enum(['finding', 'unfixed']).describe('`unfixed`: with `--fix`, what is left after the correction'),
  rule: z.string().describe('name of the check; `tables/…`: rows that differ from what their page records say'),
  severity: z.enum(['hard', 'soft']).describe('`hard`: a value is wrong; `soft`: exceptions are known'),
  isKnown: z.boolean().describe('soft: true: found and stored when the page was saved'),
  matchId: count.nullable(),
  mapNumber: count.nullable(),
  kind: z.enum(PAGE_KINDS).nullable().describe('kind of the page that it concerns'),
  id: count.nullable().describe('match id, map stats id or listing offset of that page'),
  table: z.string().nullable(),
  key: z.string().nullable().describe('columns and values that tell the row of the table apart'),
  column: z.string().nullable().describe('null: the whole row'),
  expected: z.string(),
  seen: z.string(),
});
export type VerificationFinding = z.infer<typeof VerificationFinding>;

/** Findings of one rule. */
const RuleCount = z.strictObject({
  rule: z.string(),
  severity: z.enum(['hard', 'soft']),
  count: count.describe('findings of this rule'),
  known: count.describe('of these, the soft ones that were stored when their pages were saved'),
});

/** The last line of `verify --json`. */
export const VerificationSummary = z.strictObject({
  type: z.literal('summary'),
  database: z.string().describe('file of the database'),
  exists: z.boolean().describe('false: there is no database, and nothing was verified'),
  exitCode: count,
  isComplete: z.boolean().describe('false: interrupted by a signal'),
  matches: count.describe('matches that were assembled again'),
  records: count.describe('page records that were checked'),
  files: count.describe('archived files that were checked'),
  pages: count.describe("`--pages`: archived pages that were read again with today's parsers"),
  hard: count.describe('hard findings'),
  soft: count.describe('soft findings'),
  rules: z.array(RuleCount).describe('findings by rule, the hard ones first, the most frequent first'),
  fixed: count.describe('`--fix`: hard findings that are gone after the correction'),
  wallMs: count,
});
export type VerificationSummary = z.infer<typeof VerificationSummary>;

/** A line of `verify --json`. @internal */
export const VerificationLine = z.union([VerificationFinding, VerificationSummary]);
