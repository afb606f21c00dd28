import { Command } from 'commander';
import { systemClock } from '../clock.ts';
import {
  COMMON_SETTINGS,
  type CommonSettings,
  SCRAPE_SETTINGS,
  type ScrapeSettings,
  SITE_SETTINGS,
  type SiteSettings,
} from '../config.ts';
import type { ExitCode } from '../exit-codes.ts';
import { isHltv, siteNameOf } from '../fetch/options.ts';
import { openCooldown } from '../fetch/policy/cooldown.ts';
import type { Fetcher } from '../fetcher.ts';
import type { Notify } from '../notices.ts';
import { runPipeline } from '../pipeline.ts';
import { meanMsPerPage } from '../stages/estimate.ts';
import { fetchingRun, type SiteCooldown } from '../stages/run.ts';
import { dryRun } from './dry-run.ts';
import { unknownCommand } from './help.ts';
import { addSettings, commonSettings, scrapeSettings, siteSettings } from './options.ts';
import { rereadArchive } from './reread.ts';
import { type PageSource, type RunContext, type Work, withRun } from './run-command.ts';
import { openSite } from './site.ts';
import { DEMO_SITE } from './source-site.ts';
import { openWorkspace } from './workspace.ts';

const EXAMPLES = `
Examples:
  hltv-scraper --start-offset 0 --end-offset 500          the 600 newest matches, complete
  hltv-scraper                                            what is new since the last run (cron)
  hltv-scraper --stages discovery,overview --limit 100    one page per match: scores, vetoes, players by side
  hltv-scraper --since 30d --team MOUZ --team G2          the matches of two teams in the last 30 days
  hltv-scraper --match 2388130 --force-rescrape           one match again
  hltv-scraper --dry-run                                  what would be fetched, and how long it takes`;

/** Sets the exit code of the program; `now` ends it immediately. */
export type SetExitCode = (code: ExitCode, when?: 'now') => void;

/** The command `scrape`. */
export function scrapeCommand(setExitCode: SetExitCode): Command {
  const command = new Command('scrape')
    .description('collect matches from the site (the default command)')
    .addHelpText('after', EXAMPLES);
  addSettings(command, { ...SCRAPE_SETTINGS, ...SITE_SETTINGS, ...COMMON_SETTINGS });
  // As the default command it receives every argument that is not a command.
  return command.allowExcessArguments().action(async (options, { args, parent }: Command) => {
    if (args[0] !== undefined) throw unknownCommand(args[0], parent ?? command);
    const [common, site, settings] = [commonSettings(options), siteSettings(options), scrapeSettings(options)];
    setExitCode(
      settings.dryRun
        ? await dryRun({ common, site, settings })
        : await scrape({ common, site, settings, setExitCode }),
    );
  });
}

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
    await rereadArchive(run, { ...common, dataDir });
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
