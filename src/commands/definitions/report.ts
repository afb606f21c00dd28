import { Command } from 'commander';
import { COMMON_SETTINGS } from '../../config.ts';
import type { SetExitCode } from '../../exit-codes.ts';
import { REPORT_SETTINGS } from '../../report-settings.ts';
import { addSettings, commonSettings, reportSettings } from '../options.ts';

const EXAMPLES = `
Examples:
  hltv-scraper report --out report.html
  hltv-scraper report --since 90d --min-stars 1 --open
  hltv-scraper report --team vitality --out - > vitality.html

One HTML file without scripts: what is collected, what is missing and why, the runs, and what the matches say. It needs
no network and can be sent or printed. An earlier report is overwritten, any other file only with --force.`;

/** The command `report`. */
export function reportCommand(setExitCode: SetExitCode): Command {
  const command = new Command('report')
    .description('one HTML file: coverage, freshness, runs, data quality, and plots of the matches')
    .addHelpText('after', EXAMPLES);
  addSettings(command, { ...REPORT_SETTINGS, ...COMMON_SETTINGS });
  return command.action(async (options) => {
    const common = commonSettings(options);
    const settings = reportSettings(options);
    const { runReport } = await import('../report.ts');
    await runReport({ common, settings });
    setExitCode(0);
  });
}
