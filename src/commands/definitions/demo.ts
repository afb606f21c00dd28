import { Command } from 'commander';
import { COMMON_SETTINGS, SITE_SETTINGS } from '../../config.ts';
import type { SetExitCode } from '../../exit-codes.ts';
import { infoOf, setting } from '../../setting.ts';
import { addSettings, commonSettings, scrapeSettings, siteSettings } from '../options.ts';

const EXAMPLES = `
Examples:
  hltv-scraper demo
  hltv-scraper demo --data-dir /tmp/cs --headed`;

/** The command `demo`. */
export function demoCommand(setExitCode: SetExitCode): Command {
  const command = new Command('demo')
    .description('run the whole pipeline against the built-in replica of the site, in a real browser')
    .addHelpText('after', EXAMPLES);
  const { dataDir, ...others } = COMMON_SETTINGS;
  const { browserPath, channel, headed, transport } = SITE_SETTINGS;
  const ownFolder = setting(dataDir.unwrap().optional(), {
    ...infoOf(dataDir),
    description: 'data folder; only this flag is used, the default is a new temporary folder',
  });
  addSettings(command, { browserPath, channel, headed, transport, ownFolder, ...others });
  return command.action(async (options) => {
    // A folder of a variable or the settings file is meant for real matches, so the invented ones must not go there.
    const isFlag = command.getOptionValueSource('dataDir') === 'cli';
    const { dataDir: given, ...common } = commonSettings(options);
    const [site, settings] = [siteSettings(options), scrapeSettings(options)];
    const { runDemo } = await import('../demo.ts');
    setExitCode(await runDemo({ dataDir: isFlag ? given : null, common, site, settings, setExitCode }));
  });
}
