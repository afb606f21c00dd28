import { join } from 'node:path';
import { openArchive } from '../archive/archive.ts';
import type { CommonSettings } from '../config.ts';
import { rereadText } from '../output/conversion.ts';
import { REREAD_KINDS, rereadOutdated } from '../stages/reread.ts';
import type { BasicRun } from '../stages/run.ts';
import { documentReader, turnOfEventLoop } from './maintenance.ts';
import { periodicProgress } from './periodic-progress.ts';

/**
 * Reads the archived pages of an older parser again, offline, before a run does anything else. A signal or the
 * deadline ends it after the current page, and the next run continues.
 */
export async function rereadArchive(
  run: BasicRun,
  {
    dataDir,
    deadlineMs = Number.POSITIVE_INFINITY,
    ...showing
  }: Pick<CommonSettings, 'dataDir' | 'quiet' | 'progress'> & { deadlineMs?: number },
) {
  const readDocument = documentReader(openArchive(join(dataDir, 'archive')));
  const report = periodicProgress(showing, run.clock, { phase: 'reading-again', text: rereadText });
  const { store, runId, shutdown, clock } = run;
  for (const progress of rereadOutdated({ store, runId, kinds: REREAD_KINDS, readDocument })) {
    report(progress);
    await turnOfEventLoop();
    if (shutdown.requested !== null || clock.now() >= deadlineMs) return;
  }
}
