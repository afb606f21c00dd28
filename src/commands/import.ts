import { Command } from 'commander';
import { systemClock } from '../clock.ts';
import { COMMON_SETTINGS, IMPORT_SETTINGS } from '../config.ts';
import { STAGE_NAMES } from '../page-kinds.ts';
import { findFiles } from '../saved/find-files.ts';
import { importFiles } from './import-files.ts';
import { addSettings, commonSettings, importSettings } from './options.ts';
import { rereadArchive } from './reread.ts';
import { type PageSource, withRun } from './run-command.ts';
import type { SetExitCode } from './scrape.ts';
import { openWorkspace } from './workspace.ts';

const EXAMPLES = `
Examples:
  hltv-scraper import ~/saved-pages                 a folder, with all folders below it
  hltv-scraper import page.html --data-dir ~/cs     one page into another data folder
  hltv-scraper import browsing.har crawl.warc.gz    every page of a recording

Kind and id are read from the page itself. Files that are not pages of the site are listed and skipped. So is a page that
is older than the stored one or has less data of the match; --allow-older imports it anyway.`;

/** The command `import`. */
export function importCommand(setExitCode: SetExitCode): Command {
  const command = new Command('import')
    .description('import saved HLTV pages (HTML, MHTML, HAR, WARC; each also as .gz) without network')
    .argument('<files or folders...>', 'saved pages, or recordings with several pages')
    .addHelpText('after', EXAMPLES);
  addSettings(command, { ...IMPORT_SETTINGS, ...COMMON_SETTINGS });
  return command.action(async (paths: string[], options) => {
    const common = commonSettings(options);
    const found = findFiles(paths);
    const settings = importSettings(options);
    const precedence = settings.allowOlder ? 'always' : 'newest';
    const clock = systemClock;
    using workspace = await openWorkspace(common, { clock, keepsPages: settings.archive, site: null });
    const context = { command: 'import', common, settings, stages: STAGE_NAMES, clock, workspace, setExitCode };
    setExitCode(
      await withRun(
        context,
        async () => FILES,
        async (run, _, summarise) => {
          await rereadArchive(run, common);
          await importFiles(run, { dataDir: common.dataDir, found, precedence }, summarise);
        },
      ),
    );
  });
}

/** The source of an import, which makes no requests. */
const FILES: PageSource = {
  site: null,
  stats: () => ({ requests: 0, retries: 0, refusals: 0, bytes: 0, politePauseMs: 0 }),
  [Symbol.asyncDispose]: () => Promise.resolve(),
};
