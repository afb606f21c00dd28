import { Command } from 'commander';
import { COMMON_SETTINGS } from '../../config.ts';
import type { SetExitCode } from '../../exit-codes.ts';
import { REPARSE_SETTINGS } from '../../maintenance-settings.ts';
import { addSettings, commonSettings, reparseSettings } from '../options.ts';

const EXAMPLES = `
Examples:
  hltv-scraper reparse --dry-run               what today's parsers would change, by table and column
  hltv-scraper reparse --outdated              only pages that an older parser has read
  hltv-scraper reparse --failed                only pages in quarantine, after a parser was corrected
  hltv-scraper reparse                         all pages; rebuilds a database that was deleted from the archive

Nothing is fetched. It can be stopped at any time: what is stored by then stays, and a repeated run continues. Exit code 3
when pages cannot be read.`;

/** The command `reparse`. */
export function reparseCommand(setExitCode: SetExitCode): Command {
  const command = new Command('reparse')
    .description("read the archived pages again with today's parsers and replace the rows; no network")
    .addHelpText('after', EXAMPLES);
  addSettings(command, { ...REPARSE_SETTINGS, ...COMMON_SETTINGS });
  return command.action(async (options) => {
    const common = commonSettings(options);
    const settings = reparseSettings(options);
    const { runReparse } = await import('../reparse.ts');
    setExitCode(await runReparse({ common, settings, setExitCode }));
  });
}
