import { Command } from 'commander';
import { COMMON_SETTINGS, SCRAPE_SETTINGS, SITE_SETTINGS } from '../../config.ts';
import type { SetExitCode } from '../../exit-codes.ts';
import { addSettings, commonSettings, scrapeSettings, siteSettings } from '../options.ts';
import { unknownCommand } from './help.ts';

const EXAMPLES = `
Examples:
  hltv-scraper --start-offset 0 --end-offset 500          the 600 newest matches, complete
  hltv-scraper                                            what is new since the last run (cron)
  hltv-scraper --stages discovery,overview --limit 100    one page per match: scores, vetoes, players by side
  hltv-scraper --since 30d --team MOUZ --team G2          the matches of two teams in the last 30 days
  hltv-scraper --match 2388130 --force-rescrape           one match again
  hltv-scraper --dry-run                                  what would be fetched, and how long it takes`;

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
    if (settings.dryRun) {
      const { dryRun } = await import('../dry-run.ts');
      setExitCode(await dryRun({ common, site, settings }));
    } else {
      const { scrape } = await import('../scrape.ts');
      setExitCode(await scrape({ common, site, settings, setExitCode }));
    }
  });
}
