import { Command } from 'commander';
import { COMMON_SETTINGS, SITE_SETTINGS } from '../../config.ts';
import type { SetExitCode } from '../../exit-codes.ts';
import { addSettings, commonSettings, siteSettings } from '../options.ts';

const EXAMPLES = `
Examples:
  hltv-scraper doctor
  hltv-scraper doctor --base-url http://127.0.0.1:8080 --min-delay 0

Asks the site for robots.txt and the first page of the results. Exit code 3 when something was found.`;

/** The command `doctor`. */
export function doctorCommand(setExitCode: SetExitCode): Command {
  const command = new Command('doctor')
    .description('check Node, SQLite, browser, data folder, disk, database, robots rules and reachability')
    .addHelpText('after', EXAMPLES);
  addSettings(command, { ...SITE_SETTINGS, ...COMMON_SETTINGS });
  return command.action(async (options) => {
    const common = commonSettings(options);
    const site = siteSettings(options);
    const isNamed = command.getOptionValueSource('baseUrl') !== 'default';
    const { runDoctor } = await import('../doctor.ts');
    setExitCode(await runDoctor({ common, site, isNamed }));
  });
}
