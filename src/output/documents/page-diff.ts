import { z } from 'zod';
import { PAGE_KINDS } from '../../page-kinds.ts';
import { count } from './shared.ts';

/** The document of `parse --diff --json`. */

const change = z
  .enum(['vanished', 'appeared'])
  .describe('`vanished`: only the first page has it; `appeared`: only the second');
const fields = z.array(z.string()).describe('fields of the record whose selector contains it');

const page = z.strictObject({
  file: z.string().describe('name of the file as given'),
  id: count.nullable().describe('match id or map stats id; null: unknown'),
  error: z.string().nullable().describe('why it has no record; null: it has one'),
});

const state = z.strictObject({
  filled: count.describe('values, over all rows'),
  empty: count.describe('NULLs, over all rows'),
  withheld: count.describe('rows or maps that are omitted because it is unreadable'),
  failed: z.boolean().describe('the whole page fails because of it'),
});

/** The differences of two pages of the same kind. */
export const PageDiffDocument = z.strictObject({
  kind: z.enum(PAGE_KINDS).describe('kind of both pages'),
  good: page.describe('the first file'),
  bad: page.describe('the second file'),
  tokens: z
    .array(
      z.strictObject({
        name: z.string().describe('`.class`, `#id` or `[data-attribute]`; N stands for three digits or more'),
        change,
        count: count.describe('elements with this name, on the page that has it'),
        within: z.string().nullable().describe('the name that encloses the first of them'),
        counterpart: z
          .string()
          .nullable()
          .describe('a name that only the other page has in the same place: it may have been renamed'),
        fields,
      }),
    )
    .describe('classes, ids and data attributes that only one page has, the most relevant first'),
  blocks: z
    .array(
      z.strictObject({
        name: z.string().describe('`.outer > tag.inner`: the nearest name around an element, and its own'),
        change,
        count: count.describe('elements in that place'),
        fields,
      }),
    )
    .describe('places of elements that only one page has, although both pages have the names'),
  fields: z
    .array(
      z.strictObject({
        field: z.string().describe('path in the record, without the indexes of lists'),
        good: state,
        bad: state,
        selector: z.string().nullable().describe('CSS selector of the field'),
        file: z.string().nullable().describe('file of the project that reads it'),
      }),
    )
    .describe('fields of the record that are NULL, omitted or failed on only one page'),
});
export type PageDiffDocument = z.infer<typeof PageDiffDocument>;
