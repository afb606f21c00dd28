import { Command } from 'commander';
import { COMMON_SETTINGS, IMPORT_SETTINGS } from '../../config.ts';
import type { SetExitCode } from '../../exit-codes.ts';
import { addSettings, commonSettings, importSettings } from '../options.ts';

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
    const settings = importSettings(options);
    const { importSaved } = await import('../import.ts');
    setExitCode(await importSaved({ paths, common, settings, setExitCode }));
  });
}
