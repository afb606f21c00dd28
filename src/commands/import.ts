import { Command } from 'commander';
import { systemClock } from '../clock.ts';
import { COMMON_SETTINGS, IMPORT_SETTINGS } from '../config.ts';
import { STAGE_NAMES } from '../page-kinds.ts';
import { findFiles } from '../saved/find-files.ts';
import { importFiles } from './import-files.ts';
import { addSettings, commonSettings, importSettings } from './options.ts';
import { inRun, type Source } from './run-command.ts';
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
  addSettings(command, { ...IMPORT_SETTINGS, ...COMMON_SETTINGS });
  return command.action(async (paths: string[], options) => {
    const common = commonSettings(options);
    const found = findFiles(paths);
    const settings = importSettings(options);
    const precedence = settings.allowOlder ? 'always' : 'newest';
    const clock = systemClock;
    using workspace = await openWorkspace(common, { clock, keepsPages: settings.archive, site: null });
    const context = { command: 'import', common, settings, stages: STAGE_NAMES, clock, workspace, exit };
    exit(
      await inRun(
        context,
        async () => FILES,
        (run, _, summarise) => importFiles(run, { dataDir: common.dataDir, found, precedence }, summarise),
      ),
    );
  });
}

/** Saved pages come from no site. */
const FILES: Source = {
  site: null,
  stats: () => ({ requests: 0, retries: 0, refusals: 0, bytes: 0, politePauseMs: 0 }),
  [Symbol.asyncDispose]: () => Promise.resolve(),
};
