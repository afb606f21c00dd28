import { z } from 'zod';
import { PAGE_KINDS, STAGE_NAMES, TARGET_KINDS } from '../../page-kinds.ts';

/** Schemas that several documents of `--json` share. */

/** A number of things. */
export const count = z.int().nonnegative();
/** A time in Unix milliseconds UTC. */
export const unixMs = z.int();

/** Keys of objects with one value per kind of page, or per stage. */
export const byKind = z.enum(TARGET_KINDS).meta({ title: 'kind' });
export const byStage = z.enum(STAGE_NAMES).meta({ title: 'stage' });

/** Findings of one rule on stored pages. */
export const FindingTally = z.strictObject({
  rule: z.string().describe('name of the check'),
  count: count.describe('findings of this rule'),
  example: z.string().describe('one of them: page, expected and seen value'),
});
export type FindingTally = z.infer<typeof FindingTally>;

/** Quarantined pages of one rule. */
export const QuarantineTally = z.strictObject({
  rule: z
    .string()
    .describe(
      'name of the check that the page breaks; `parse`: a field is missing or unreadable; `constraint`: the database refuses a value; `bug`: the program failed on the page',
    ),
  field: z.string().nullable().describe('with `parse`: the field, without its indexes'),
  count: count.describe('pages'),
  example: z.string().describe('message of one of them'),
});
export type QuarantineTally = z.infer<typeof QuarantineTally>;

/** An optional block that pages no longer have. */
export const CoverageAlarm = z.strictObject({
  kind: z.enum(PAGE_KINDS).describe('kind of page'),
  block: z.string().describe('name of the block'),
  classes: z.array(z.string()).describe('its classes in the markup'),
  missing: count.describe('places in a row where it is missing'),
  pageIds: z.array(count).describe('the first pages that lack it'),
  files: z.array(z.string()).describe('files of these pages in the archive'),
  firstMissedAtMs: unixMs,
});
