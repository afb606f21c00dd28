import { systemClock } from '../clock.ts';
import { siteNameOf } from '../fetch/options.ts';
import type { RunSummary } from '../output/documents/run-summary.ts';
import { renderNotice } from '../output/notice-text.ts';
import { trackProgress } from '../progress.ts';
import { shutdownOn } from '../shutdown.ts';
import { performRun } from './run-command.ts';
import { type RunOptions, readRunOptions } from './run-options.ts';
import { scrapePages, siteSource } from './scrape.ts';
import { openWorkspace } from './workspace.ts';

/** Runs the pipeline for a program: nothing is printed, no signal of the process is handled. */
export async function runScrape(options: RunOptions): Promise<RunSummary> {
  const { common, site, settings } = readRunOptions(options);
  const clock = systemClock;
  const opening = { clock, keepsPages: settings.archive, site: siteNameOf(site.baseUrl) };
  using workspace = await openWorkspace(common, opening);
  const tracker = trackProgress(clock);
  const context = { command: 'scrape', common, settings, stages: settings.stages, clock, workspace };
  const { summary } = await performRun(
    {
      context,
      tracker,
      shutdown: shutdownOn(options.signal),
      notify: (notice) => {
        tracker.observe(notice);
        workspace.log.logger[renderNotice(notice).level](notice);
        options.onNotice?.(notice);
      },
      print: () => undefined,
    },
    (notify) => siteSource(site, { dataDir: workspace.dataDir, notify }),
    scrapePages({ common, site, settings }, workspace.dataDir),
  );
  return summary;
}
