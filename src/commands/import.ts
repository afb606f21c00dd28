import { Command } from 'commander';
import { systemClock } from '../clock.ts';
import {
  COMMON_SETTINGS,
  CS2_ERA_MS,
  IMPORT_SETTINGS,
  SCRAPE_SETTINGS,
  type ScrapeSettings,
  STAGE_NAMES,
} from '../config.ts';
import type { Fetcher } from '../fetcher.ts';
import { findFiles } from '../saved/find-files.ts';
import { importFiles } from './import-files.ts';
import { addSettings, commonSettings } from './options.ts';
import { inRun } from './run-command.ts';
import type { Exit } from './scrape.ts';
import { openWorkspace } from './workspace.ts';

const EXAMPLES = `
Examples:
  hltv-scraper import ~/saved-pages                 a folder, with all folders below it
  hltv-scraper import page.html --data-dir ~/cs     one page into another data folder
  hltv-scraper import browsing.har crawl.warc.gz    every page of a recording

Kind and id come from the page itself. Files that are no page of the site are listed and skipped, and so is a page that
is older than the stored one or shows less of the match: --allow-older takes it all the same.`;

export function importCommand(exit: Exit): Command {
  const command = new Command('import')
    .description('take saved HLTV pages (HTML, MHTML, HAR, WARC; each also as .gz) without network')
    .argument('<files or folders...>', 'saved pages, or recordings with several of them')
    .addHelpText('after', EXAMPLES);
  addSettings(command, { ...IMPORT_SETTINGS, noArchive: SCRAPE_SETTINGS.noArchive, ...COMMON_SETTINGS });
  return command.action(async (paths: string[], options) => {
    const common = commonSettings(options);
    const found = findFiles(paths);
    const precedence = options.allowOlder === true ? 'always' : 'newest';
    const clock = systemClock;
    using workspace = await openWorkspace(common, { clock, keepsPages: options.archive !== false, site: null });
    const context = { command: 'import', common, settings: importSettings(), clock, workspace, exit };
    exit(
      await inRun(
        context,
        async () => ({ fetcher: NO_NETWORK, site: null, msPerPage: 0, stats: () => NO_REQUESTS }),
        async (run, summarise) => importFiles(run, { dataDir: common.dataDir, found, precedence }, summarise),
      ),
    );
  });
}

const NO_REQUESTS = { requests: 0, retries: 0, refusals: 0, bytes: 0, politePauseMs: 0 };

/** Import asks nobody for pages. */
const NO_NETWORK: Fetcher = {
  fetch: (request) => Promise.reject(new Error(`import asked the network for ${request.path}`)),
  [Symbol.asyncDispose]: () => Promise.resolve(),
};

function importSettings(): ScrapeSettings {
  return {
    startOffset: 0,
    endOffset: 0,
    full: false,
    forceRescrape: false,
    sinceMs: CS2_ERA_MS,
    untilMs: null,
    events: [],
    teams: [],
    minStars: null,
    matchIds: null,
    stages: [...STAGE_NAMES],
    limit: null,
    maxPages: null,
    maxDurationMs: null,
    maxAttempts: Number.POSITIVE_INFINITY,
    maxConsecutiveFailures: Number.POSITIVE_INFINITY,
    retryFailed: false,
    dryRun: false,
    archive: true,
  };
}
