import { z } from 'zod';
import { PAGE_KINDS, TARGET_KINDS } from '../../page-kinds.ts';
import { Estimate } from './estimate.ts';
import { byKind, CoverageAlarm, count, FindingTally, QuarantineTally, unixMs } from './shared.ts';

/** The document of `status --json`. */

/** The states of a page. */
export const TARGET_STATES = ['done', 'pending', 'awaiting', 'no_data', 'failed', 'skipped'] as const;

const byState = z.enum(TARGET_STATES).meta({ title: 'state' });

const FailedTarget = z.strictObject({
  kind: z.enum(TARGET_KINDS),
  id: count.describe('match id or map stats id'),
  lastErrorKind: z.string().nullable().describe('code of the last error; for a quarantined page the rule'),
  lastError: z.string().nullable().describe('message of the last error'),
});

const QuarantinedPage = z.strictObject({
  kind: z.enum(PAGE_KINDS),
  id: count,
  rule: QuarantineTally.shape.rule,
  field: z.string().nullable().describe('with `parse`: the field'),
  message: z.string(),
  seen: z.string().nullable().describe('the value that was found; with `bug`: the stack trace'),
  parserVersion: count.nullable(),
  runId: count.nullable().describe('the run that quarantined it last'),
  file: z.string().nullable().describe('its file in the folder `archive`; null: it is not archived'),
  count: count.describe('how many times it was quarantined in a row'),
  firstSeenAtMs: unixMs,
  lastSeenAtMs: unixMs,
});

const FinishedRun = z.strictObject({
  runId: count,
  command: z.string(),
  startedAtMs: unixMs,
  endedAtMs: unixMs.nullable().describe('null: the run is still active, or was killed'),
  exitCode: count.nullable(),
  reason: z
    .string()
    .nullable()
    .describe('type of the reason why it ended, as in the summary; `killed`: it ended without a summary'),
});

/** What is left to fetch. */
export const Backlog = z.strictObject({
  estimate: Estimate.describe('what the next run has to do: the estimate of `--dry-run` with the same settings'),
  lastRun: z
    .strictObject({ flags: z.string().describe('its settings that differ'), estimate: Estimate })
    .nullable()
    .describe('the same with the stages and filters of the last run; null: these are the same'),
});
export type Backlog = z.infer<typeof Backlog>;

/** The last complete run. */
export const CompleteRun = z.strictObject({ runId: count, endedAtMs: unixMs });
export type CompleteRun = z.infer<typeof CompleteRun>;

/** The result of `--check`. */
export const RunCheck = z.strictObject({
  maxAgeMs: count.describe('value of `--check`'),
  isOk: z.boolean().describe('false: the last complete run ended earlier, or there is none; the exit code is 3'),
  message: z.string().nullable().describe('the line that is printed without `--json`; null: nothing is printed'),
});
export type RunCheck = z.infer<typeof RunCheck>;

const check = RunCheck.nullable().describe('null: without `--check`');

/** The status of a data folder with or without a database. */
export const Status = z.discriminatedUnion('exists', [
  z.strictObject({
    database: z.string().describe('path of the database'),
    exists: z.literal(false).describe('false: nothing was collected yet; `check` is the only other field'),
    check,
  }),
  z.strictObject({
    database: z.string(),
    exists: z.literal(true),
    targets: z.record(byKind, z.record(byState, count)).describe('pages by kind and state'),
    failed: z.array(FailedTarget).describe('pages whose attempts are used up'),
    quarantine: z.array(QuarantinedPage).describe('pages that failed parsing or a check, by kind and id'),
    quarantineByRule: z.array(QuarantineTally).describe('the same by rule, the most frequent first'),
    findings: z.array(FindingTally).describe('findings on stored pages by rule, the most frequent first'),
    coverageAlarms: z.array(CoverageAlarm).describe('optional blocks that have vanished from pages; see operations'),
    listing: z.strictObject({
      matches: count.describe('matches seen on listing pages that runs have fetched'),
      unreadParts: count.describe('holes: unread ranges above known matches, or left by an interrupted crawl'),
      knownDownToMs: unixMs
        .nullable()
        .describe(
          'end of the match down to which the listing is known without a hole; null: to its end, or not recorded',
        ),
    }),
    runs: z.array(FinishedRun).describe('the last five runs, newest first'),
    lastCompleteRun: CompleteRun.nullable().describe('the run that `--check` is about; null: none was complete'),
    check,
    holder: z
      .strictObject({ pid: count, host: z.string(), startedAtMs: unixMs })
      .nullable()
      .describe('the run that has locked the folder now; null: none'),
    pending: count.describe('pages to be fetched now'),
    backlog: Backlog,
    cooldown: z
      .strictObject({ untilMs: unixMs, reason: z.string() })
      .nullable()
      .describe('cool-down after a refusal: no run before this time'),
    nowMs: unixMs.describe('time of this document'),
  }),
]);
export type Status = z.infer<typeof Status>;
