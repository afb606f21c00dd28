import { z } from 'zod';
import { LeftOut } from './export-manifest.ts';
import { count } from './shared.ts';

/** The document of `export --json`; where the table itself goes to stdout it is on stderr. */
export const ExportSummary = z.strictObject({
  folder: z.string().nullable().describe('path of the export; null: stdout'),
  format: z.enum(['csv', 'jsonl', 'parquet']),
  files: z.array(
    z.strictObject({
      file: z.string().nullable().describe('path in the folder; null: stdout'),
      table: z.string(),
      rows: count,
      bytes: count,
      isUnchanged: z
        .boolean()
        .describe('with `--changed-since`: its rows are those of the earlier export; not written'),
    }),
  ),
  rows: count,
  bytes: count,
  leftOut: z.array(LeftOut).describe('tables to which the filters do not apply'),
  wallMs: count,
});
export type ExportSummary = z.infer<typeof ExportSummary>;
