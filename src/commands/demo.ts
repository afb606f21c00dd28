import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command } from 'commander';
import { COMMON_SETTINGS, SITE_SETTINGS } from '../config.ts';
import { EnvironmentError, systemCodeOf } from '../errors.ts';
import { infoOf, setting } from '../setting.ts';
import { databaseFile } from '../store/database-file.ts';
import { addSettings, commonSettings, scrapeSettings, siteSettings } from './options.ts';
import { type SetExitCode, scrape } from './scrape.ts';
import { openTerminal } from './terminal.ts';

const EXAMPLES = `
Examples:
  hltv-scraper demo
  hltv-scraper demo --data-dir /tmp/cs --headed`;

/** The world of the demo. @internal */
export const DEMO_WORLD = { seed: 7, matches: 12 };

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
    const given = commonSettings(options);
    const common = { ...given, dataDir: isFlag ? given.dataDir : newFolder() };
    const settings = { ...scrapeSettings(options), endOffset: 0, limit: DEMO_WORLD.matches };
    const { startReplica } = await import('../replica/replica.ts');
    const replica = await startReplica(DEMO_WORLD);
    try {
      const site = { ...siteSettings(options), baseUrl: replica.baseUrl, minDelayMs: 0, maxDelayMs: 0 };
      const code = await scrape({ command: 'demo', common, site, settings, setExitCode });
      using terminal = openTerminal(common);
      if (!common.json) terminal.log({ level: 'info', text: whatNext(common.dataDir) });
      setExitCode(code);
    } finally {
      await replica.close();
    }
  });
}

function newFolder(): string {
  try {
    return mkdtempSync(join(tmpdir(), 'hltv-demo-'));
  } catch (error) {
    throw new EnvironmentError(
      'data-folder',
      `Cannot create a folder in ${tmpdir()} (${systemCodeOf(error)}). Choose one with --data-dir.`,
      error,
    );
  }
}

function whatNext(folder: string): string {
  return `
The matches above are invented; the program, the browser and the database are real. Try:
  sqlite3 -box ${databaseFile(folder)} \\
    "SELECT team1_name, team1_maps_won, team2_maps_won,
      team2_name, event_name FROM matches LIMIT 5"
  hltv-scraper status --data-dir ${folder}
  hltv-scraper report --data-dir ${folder} --open
  hltv-scraper --dry-run        (what a run against HLTV would fetch)`;
}
