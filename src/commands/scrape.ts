import { systemClock } from '../clock.ts';
import type { CommonSettings, ScrapeSettings, SiteSettings } from '../config.ts';
import type { ExitCode, SetExitCode } from '../exit-codes.ts';
import { isHltv, siteNameOf } from '../fetch/options.ts';
import { openCooldown } from '../fetch/policy/cooldown.ts';
import type { Fetcher } from '../fetcher.ts';
import type { Notify } from '../notices.ts';
import { runPipeline } from '../pipeline.ts';
import { meanMsPerPage } from '../stages/estimate.ts';
import { deadlineOf, fetchingRun, type SiteCooldown } from '../stages/run.ts';
import { rereadArchive } from './reread.ts';
import { type PageSource, type RunContext, type Work, withRun } from './run-command.ts';
import { openSite } from './site.ts';
import { DEMO_SITE } from './source-site.ts';
import { openWorkspace } from './workspace.ts';

type Scrape = {
  command?: 'scrape' | 'demo';
  common: CommonSettings;
  site: SiteSettings;
  settings: ScrapeSettings;
  setExitCode: SetExitCode;
};

/** Runs the pipeline against a site in a real browser. Returns the exit code. */
export async function scrape({ command = 'scrape', common, site, settings, setExitCode }: Scrape): Promise<ExitCode> {
  const clock = systemClock;
  const dataSite = command === 'demo' ? DEMO_SITE : siteNameOf(site.baseUrl);
  using workspace = await openWorkspace(common, { clock, keepsPages: settings.archive, site: dataSite });
  const { stages } = settings;
  const context: RunContext = { command, common, settings, stages, clock, workspace, setExitCode };
  return await withRun(
    context,
    (notify) => siteSource(site, { dataDir: workspace.dataDir, notify }),
    scrapePages({ common, site, settings }, workspace.dataDir),
  );
}

/** The work of a run: the pipeline with the pages of a site. */
export function scrapePages(
  { common, site, settings }: Pick<Scrape, 'common' | 'site' | 'settings'>,
  dataDir: string,
): Work<SiteSource> {
  return async (run, { fetcher, cooldown }, summarise) => {
    if (isHltv(site.baseUrl)) run.notify({ type: 'terms' });
    await rereadArchive(run, { ...common, dataDir, deadlineMs: deadlineOf({ ...run, settings }) });
    const fetching = { settings, fetcher, cooldown, msPerPage: meanMsPerPage(site) };
    await runPipeline(fetchingRun(run, fetching), summarise);
  };
}

type SiteSource = PageSource & { fetcher: Fetcher; cooldown: SiteCooldown };

/** Opens a site as the source of the pages of a run. The browser starts with the first page. */
export async function siteSource(
  site: SiteSettings,
  { dataDir, notify }: { dataDir: string; notify: Notify },
): Promise<SiteSource> {
  const fetcher = await openSite(site, { dataDir, onEvent: (event) => notify({ type: 'site', event }) });
  const cooldown = openCooldown({ dataDir, baseUrl: site.baseUrl }, systemClock);
  return {
    site: site.baseUrl,
    fetcher,
    cooldown,
    stats: () => fetcher.stats(),
    [Symbol.asyncDispose]: () => fetcher[Symbol.asyncDispose](),
  };
}
