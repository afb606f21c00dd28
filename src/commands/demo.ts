import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CommonSettings, ScrapeSettings, SiteSettings } from '../config.ts';
import { EnvironmentError, systemCodeOf } from '../errors.ts';
import type { ExitCode, SetExitCode } from '../exit-codes.ts';
import { startReplica } from '../replica/replica.ts';
import { databaseFile } from '../store/database-file.ts';
import { scrape } from './scrape.ts';
import { openTerminal } from './terminal.ts';

/** The world of the demo. @internal */
export const DEMO_WORLD = { seed: 7, matches: 12 };

type Demo = {
  /** Null: a new temporary folder. */
  dataDir: string | null;
  common: Omit<CommonSettings, 'dataDir'>;
  site: SiteSettings;
  settings: ScrapeSettings;
  setExitCode: SetExitCode;
};

/** Runs the pipeline against the replica. Returns the exit code. */
export async function runDemo({ dataDir, common: others, setExitCode, ...given }: Demo): Promise<ExitCode> {
  const common = { ...others, dataDir: dataDir ?? newFolder() };
  const settings = { ...given.settings, endOffset: 0, limit: DEMO_WORLD.matches };
  const replica = await startReplica(DEMO_WORLD);
  try {
    const site = { ...given.site, baseUrl: replica.baseUrl, minDelayMs: 0, maxDelayMs: 0 };
    const code = await scrape({ command: 'demo', common, site, settings, setExitCode });
    using terminal = openTerminal(common);
    if (!common.json) terminal.log({ level: 'info', text: whatNext(common.dataDir) });
    return code;
  } finally {
    await replica.close();
  }
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
    "SELECT team1_name, team2_name, team1_maps_won,
      team2_maps_won FROM matches LIMIT 5"
  hltv-scraper status --data-dir ${folder}
  hltv-scraper report --data-dir ${folder} --open
  hltv-scraper --dry-run        (what a run against HLTV would fetch)`;
}
