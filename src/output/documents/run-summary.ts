import { z } from 'zod';
import { PAGE_KINDS } from '../../page-kinds.ts';
import { byKind, byStage, CoverageAlarm, count, FindingTally, QuarantineTally, unixMs } from './shared.ts';

/** The document of `scrape --json`, `import --json` and `demo --json`, also stored in `runs.summary`. */

const StageTally = z.strictObject({
  fetched: count.describe('pages that arrived (`import`: files that were read)'),
  stored: count.describe('pages whose data is stored'),
  failed: count.describe('pages that could not be fetched or were quarantined'),
  noData: count.describe('genuine pages without that data, and pages that do not exist'),
  awaiting: count.describe('pages that are read again later because they are not complete yet'),
  refused: count.describe('requests that the site refused'),
  quarantined: count.describe('of the failed: pages that arrived and failed parsing or a check'),
});

const EndReason = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('done') }),
  z.strictObject({
    type: z.literal('budget'),
    what: z.enum(['pages', 'duration', 'matches']).describe('budget: the limit that was reached'),
  }),
  z.strictObject({ type: z.literal('interrupted'), signal: z.string().describe('interrupted: the signal') }),
  z.strictObject({ type: z.literal('halted'), code: z.string(), message: z.string() }),
  z.strictObject({ type: z.literal('error'), message: z.string() }),
]);

const FailedTarget = z.strictObject({
  kind: z.enum(PAGE_KINDS).describe('kind of page'),
  id: count.describe('match id, map stats id, or offset of a listing page'),
  code: z.string().describe('code of the error; for a quarantined page the rule, as in `quarantinedByRule`'),
  field: z.string().nullable().describe('with code `parse`: the field'),
  message: z.string(),
});

const SkippedFile = z.strictObject({
  file: z.string().describe('path as given or found; bytes that are not UTF-8 as `\\xE9`'),
  reason: z.string(),
});

/** The summary of a run. */
export const RunSummary = z.strictObject({
  command: z.string().describe('`scrape`, `import` or `demo`'),
  runId: count.describe('`run_id` of the row in `runs`'),
  exitCode: count.describe('exit code of the program'),
  reason: EndReason.describe('why the run ended'),
  startedAtMs: unixMs,
  endedAtMs: unixMs,
  wallMs: count.describe('duration of the run'),
  selectedStages: z.array(byStage).describe('the stages of this run'),
  stages: z.record(byStage, StageTally).describe('pages by stage'),
  newMatches: count.describe('matches of the listing that were not known before'),
  completeMatches: count.describe('matches whose last page of the selected stages was stored in this run'),
  requests: count.describe('requests to the site'),
  retries: count,
  refusals: count,
  bytes: count.describe('received from the site'),
  politePauseMs: z.number().nonnegative().describe('time spent in polite pauses'),
  politePauseShare: z.number().nonnegative().describe('the same as a share of the duration, 0 to 1'),
  pagesPerMinute: z.number().nonnegative(),
  failedTargets: z.array(FailedTarget).describe('pages that failed in this run, each once with its last error'),
  refusedPages: count.describe('pages that the site refused and did not serve later in the run'),
  skipped: z.array(SkippedFile).describe('`import`: files that were not imported'),
  quarantined: count.describe('pages that arrived and failed parsing or a check'),
  quarantinedByRule: z.array(QuarantineTally).describe('the same by rule, the most frequent first'),
  findings: z.array(FindingTally).describe('findings on pages stored in this run by rule, the most frequent first'),
  coverageAlarms: z.array(CoverageAlarm).describe('optional blocks that have vanished from pages; see operations'),
  pending: z.partialRecord(byKind, count).describe('pending pages of the selected stages by kind, without zeros'),
  pendingOfOtherStages: z.partialRecord(byKind, count).describe('the same for the stages that were not selected'),
  database: z.string().describe('path of the database'),
  logFile: z.string().nullable().describe('path of the log file'),
  next: z.string().describe('what to do next'),
});
export type RunSummary = z.infer<typeof RunSummary>;
