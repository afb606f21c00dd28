import { z } from 'zod';
import type { ScrapeSettings } from '../config.ts';
import { nameFilter } from '../name-filter.ts';
import type { CompleteRun } from '../output/documents/status.ts';
import type { Store } from '../store/store.ts';
import { Selection } from './backlog.ts';

/** The settings of a run that decide whether it reads all new matches. */
const RunSettings = Selection.extend({
  startOffset: z.number(),
  matchIds: z.array(z.number()).nullable(),
});
type RunSettings = z.infer<typeof RunSettings>;

/**
 * The last complete run: a `scrape` or `demo` that read the listing from its newest page, with at least the stages and matches of
 * `settings`, and ended because nothing was left to do, without a failed page (exit code 0). A run that ended in the
 * future is not counted: the clock must have been wrong. Null: there is none.
 */
export function lastCompleteRun(
  store: Pick<Store, 'runs'>,
  { settings, nowMs }: { settings: ScrapeSettings; nowMs: number },
): CompleteRun | null {
  const run = store.runs.listFinishedScrapes().find((finished) => {
    const read = RunSettings.safeParse(finished.settings);
    return read.success && finished.endedAtMs <= nowMs && includes(read.data, settings);
  });
  return run === undefined ? null : { runId: run.runId, endedAtMs: run.endedAtMs };
}

/** Whether a run read the newest matches, and included every match and stage that the settings select. */
function includes(run: RunSettings, settings: ScrapeSettings): boolean {
  return (
    run.matchIds === null &&
    run.startOffset === 0 &&
    settings.stages.every((stage) => run.stages.includes(stage)) &&
    (run.sinceMs === null || (settings.sinceMs !== null && run.sinceMs <= settings.sinceMs)) &&
    // The last day of an earlier run may be earlier: `--until 7d` is counted from the day of the run.
    (run.untilMs === null || settings.untilMs !== null) &&
    includesNames(run.events, settings.events) &&
    includesNames(run.teams, settings.teams) &&
    (run.minStars === null || (settings.minStars !== null && run.minStars <= settings.minStars))
  );
}

function includesNames(parts: readonly string[], selected: readonly string[]): boolean {
  if (parts.length === 0) return true;
  const isIncluded = nameFilter(parts);
  return selected.length > 0 && selected.every((part) => isIncluded([part]));
}
