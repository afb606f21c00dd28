import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command } from 'commander';
import { COMMON_SETTINGS, infoOf, SITE_SETTINGS, setting } from '../config.ts';
import { EnvironmentError, systemCodeOf } from '../errors.ts';
import { addSettings, commonSettings, scrapeSettings, siteSettings } from './options.ts';
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
  const { dataDir, ...others } = COMMON_SETTINGS;
  const { browserPath, channel, headed, transport } = SITE_SETTINGS;
  const ownFolder = setting(dataDir.unwrap().optional(), {
    ...infoOf(dataDir),
    description: 'where the data goes; by this flag alone, otherwise a new temporary folder',
  });
  addSettings(command, { browserPath, channel, headed, transport, ownFolder, ...others });
  return command.action(async (options) => {
    // A folder that a variable or the settings file names is meant for real matches; invented ones would spoil it.
    const isNamed = command.getOptionValueSource('dataDir') === 'cli';
    const given = commonSettings(options);
    const common = { ...given, dataDir: isNamed ? given.dataDir : newFolder() };
    const settings = { ...scrapeSettings(options), endOffset: 0, limit: MATCHES };
    const { startReplica } = await import('../replica/replica.ts');
    const replica = await startReplica({ seed: SEED, matches: MATCHES });
    try {
      const site = { ...siteSettings(options), baseUrl: replica.baseUrl, minDelayMs: 0, maxDelayMs: 0 };
      const code = await scrape({ command: 'demo', common, site, settings, exit });
      using terminal = openTerminal(common);
      if (!common.json) terminal.say({ level: 'info', text: whatNext(common.dataDir) });
      exit(code);
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
      `Cannot make a folder in ${tmpdir()} (${systemCodeOf(error)}). Name one with --data-dir.`,
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
