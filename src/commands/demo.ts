import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command } from 'commander';
import { COMMON_SETTINGS, type Setting, SITE_SETTINGS } from '../config.ts';
import { EnvironmentError } from '../errors.ts';
import { addSettings, commonSettings, defaultOptions, scrapeSettings, siteSettings } from './options.ts';
import { type Exit, scrape } from './scrape.ts';
import { openTerminal } from './terminal.ts';
import { databaseFile } from './workspace.ts';

const EXAMPLES = `
Examples:
  hltv-scraper demo
  hltv-scraper demo --data-dir /tmp/cs --headed`;

const SEED = 7;
const MATCHES = 12;

export function demoCommand(exit: Exit): Command {
  const command = new Command('demo')
    .description('run the whole pipeline against the built-in replica of the site, in a real browser')
    .addHelpText('after', EXAMPLES);
  const { dataDir, ...common } = COMMON_SETTINGS;
  const { browserPath, channel, headed, transport } = SITE_SETTINGS;
  const ownFolder: Setting = {
    ...dataDir,
    description: 'where the data goes; by this flag alone, otherwise a new temporary folder',
  };
  delete ownFolder.default;
  addSettings(command, { browserPath, channel, headed, transport, ownFolder, ...common });
  return command.action(async (options) => {
    const folder = ownFolderOf(command) ?? newFolder();
    const everything = {
      ...defaultOptions(),
      ...options,
      dataDir: folder,
      minDelay: 0,
      maxDelay: 0,
      endOffset: 0,
      limit: MATCHES,
    };
    const { startReplica } = await import('../replica/replica.ts');
    const replica = await startReplica({ seed: SEED, matches: MATCHES });
    try {
      const common = commonSettings(everything);
      const site = siteSettings({ ...everything, baseUrl: replica.baseUrl });
      const code = await scrape({ command: 'demo', common, site, settings: scrapeSettings(everything), exit });
      using terminal = openTerminal(common);
      if (!common.json) terminal.say({ level: 'info', text: whatNext(folder) });
      exit(code);
    } finally {
      await replica.close();
    }
  });
}

/**
 * The folder of the flag. One that a variable or the settings file names is meant for real matches: invented ones would
 * make it useless for them.
 */
function ownFolderOf(command: Command): string | undefined {
  return command.getOptionValueSource('dataDir') === 'cli' ? command.getOptionValue('dataDir') : undefined;
}

function newFolder(): string {
  try {
    return mkdtempSync(join(tmpdir(), 'hltv-demo-'));
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new EnvironmentError(
      'data-folder',
      `Cannot make a folder in ${tmpdir()} (${code}). Name one with --data-dir.`,
      error,
    );
  }
}

function whatNext(folder: string): string {
  return `
The matches above are invented; the program, the browser and the database are real. Try
  sqlite3 -box ${databaseFile(folder)} \\
    "SELECT team1_name, team1_maps_won, team2_maps_won,
      team2_name, event_name FROM matches LIMIT 5"
  hltv-scraper status --data-dir ${folder}
  hltv-scraper --dry-run        (what a run against HLTV would fetch)`;
}
