import { Command } from 'commander';
import { COMMON_SETTINGS } from '../../config.ts';
import type { SetExitCode } from '../../exit-codes.ts';
import { EXPORT_SETTINGS } from '../../export-settings.ts';
import { addSettings, commonSettings, exportSettings } from '../options.ts';

const EXAMPLES = `
Examples:
  hltv-scraper export --out csv
  hltv-scraper export --table player_map_facts --team vitality > players.csv
  hltv-scraper export --set all --format parquet --partition-by year -o lake
  hltv-scraper export --changed-since lake
  hltv-scraper export --set kaggle --out kaggle

Filters choose matches, and every table has the rows of the chosen ones: by what is stored of the match, for the rows of
listed_matches by what the listing shows. Teams, players and events are those that the chosen matches name; veto_summary and
round_win_probability, which count all matches, are left out. All tables are from one state of the database; nothing is
written under its final name before everything is.`;

/** The command `export`. */
export function exportCommand(setExitCode: SetExitCode): Command {
  const command = new Command('export')
    .description('tables, views or ready-made sets as CSV, JSON Lines or Parquet')
    .addHelpText('after', EXAMPLES);
  addSettings(command, { ...EXPORT_SETTINGS, ...COMMON_SETTINGS });
  return command.action(async (options) => {
    const common = commonSettings(options);
    const settings = exportSettings(options);
    const { runExport } = await import('../export.ts');
    setExitCode(await runExport({ common, settings, setExitCode }));
  });
}
