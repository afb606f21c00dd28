import { z } from 'zod';
import { PAGE_KINDS } from '../../page-kinds.ts';
import { EconomyPage, Finding, MapStatsPage, MatchPage, PerformancePage, ResultsPage } from '../../page-records.ts';
import { count } from './shared.ts';

/** Where an unreadable field is read from. */
const ErrorSource = z
  .strictObject({
    selector: z.string().describe('CSS selector of the field'),
    file: z.string().describe('file of the project that reads the field'),
    classes: z.array(z.string()).describe('classes, ids and data attributes that the page has in that place'),
  })
  .nullable()
  .describe('with `parse`: where the field is read from; null when no selector is known');

/** The documents of `parse`: one per page, one per line; with `--json` one array of them. */
export const ParsedPage = z.strictObject({
  file: z
    .string()
    .describe('name of the file as given, with the entry of a recording (`crawl.warc.gz#12`); `-`: standard input'),
  kind: z.enum(PAGE_KINDS).nullable().describe('null: not a page of the site, or of a kind that is not read'),
  id: count.nullable().describe('match id or map stats id; null: unknown'),
  record: z
    .union([ResultsPage, MatchPage, MapStatsPage, PerformancePage, EconomyPage])
    .nullable()
    .describe('content of the page: the columns of the data dictionary in camelCase; null with an error'),
  findings: z.array(Finding).describe('findings of the checks'),
  error: z
    .strictObject({
      code: z
        .string()
        .describe('`parse`, `no-data`, `unrecognised`, `broken` (cut off), `unreadable` (the file itself)'),
      message: z.string(),
      field: z.string().nullable().describe('with `parse`: the field'),
      seen: z.string().nullable().describe('with `parse`: the text that was found instead'),
      source: ErrorSource,
    })
    .nullable()
    .describe('why there is no record'),
});
export type ParsedPage = z.infer<typeof ParsedPage>;
