import { z } from 'zod';
import { count, unixMs } from './shared.ts';

/** One line on stderr with `--progress json`: the progress of a phase, or a line of the log. */
export const ProgressLine = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('progress'),
    atMs: unixMs,
    phase: z
      .string()
      .describe(
        'progress: stage of a run, `starting`, `finding` and `storing` (import), `parsing` (reparse), `verifying`, `comparing` and `parsing` (verify), `exporting`, `reporting`; before a run `converting` (an older database) and `reading-again` (archived pages, with a newer parser)',
      ),
    unit: z.enum(['pages', 'bytes', 'matches', 'files', 'tables', 'queries']).describe('progress: what is counted'),
    done: count.describe('progress: done so far'),
    total: count.describe('progress: these and the remaining ones, as far as they are known'),
    msLeft: z.number().nullable().describe('progress: estimated remaining time of the run or the phase; null: unknown'),
    current: z.string().nullable().describe('progress: the current match, page, file or table'),
  }),
  z.strictObject({
    type: z.literal('log'),
    atMs: unixMs,
    level: z.enum(['trace', 'debug', 'info', 'warn', 'error']).describe('log: level of the line'),
    text: z.string().describe('log: the line'),
  }),
]);
export type ProgressLine = z.infer<typeof ProgressLine>;

/** The current progress of a command. */
export type ProgressState = Omit<Extract<ProgressLine, { type: 'progress' }>, 'type' | 'atMs'>;
