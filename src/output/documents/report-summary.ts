import { z } from 'zod';
import { count, unixMs } from './shared.ts';

/** The document of `report --json`. */
export const ReportSummary = z.strictObject({
  file: z.string().describe('path of the report'),
  bytes: count,
  isReplaced: z.boolean().describe('whether there was a file with this name'),
  matches: count.describe('finished matches that the report is about'),
  maps: count.describe('played maps'),
  missing: z.array(z.string()).describe('sections without data, by the id of the section'),
  writtenAtMs: unixMs,
  wallMs: count,
});
export type ReportSummary = z.infer<typeof ReportSummary>;
