import { z } from 'zod';
import { PAGE_KINDS } from '../../page-kinds.ts';
import { EconomyPage, Finding, MapStatsPage, MatchPage, PerformancePage, ResultsPage } from '../../page-records.ts';
import { count } from './shared.ts';

/** Where an unreadable field was looked for. */
const ErrorSource = z
  .strictObject({
    selector: z.string().describe('CSS selector of the place of the field'),
    file: z.string().describe('file of the project that reads the field'),
    classes: z.array(z.string()).describe('classes, ids and data attributes that the page has in that place'),
  })
  .nullable()
  .describe('with `parse`: where the field was looked for; null where no selector is known');

/** The documents of `parse`: one a file, one a line; with `--json` one array of them. */
export const ParsedPage = z.strictObject({
  file: z
    .string()
    .describe('the file as it was named, with the entry of a recording (`crawl.warc.gz#12`); `-`: standard input'),
  kind: z.enum(PAGE_KINDS).nullable().describe('null: not a page of the site, or of no kind that is read'),
  id: count.nullable().describe('match id or map stats id; null where the page does not say'),
  record: z
    .union([ResultsPage, MatchPage, MapStatsPage, PerformancePage, EconomyPage])
    .nullable()
    .describe('what the page says: the camelCase of the columns in the data dictionary; null with an error'),
  findings: z.array(Finding).describe('what the checks of the page found'),
  error: z
    .strictObject({
      code: z
        .string()
        .describe('`parse`, `no-data`, `unrecognised`, `broken` (cut off), `unreadable` (the file itself)'),
      message: z.string(),
      field: z.string().nullable().describe('with `parse`: the field'),
      seen: z.string().nullable().describe('with `parse`: what was seen in its place'),
      source: ErrorSource,
    })
    .nullable()
    .describe('why there is no record'),
});
export type ParsedPage = z.infer<typeof ParsedPage>;
