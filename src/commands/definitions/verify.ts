import { Command } from 'commander';
import { COMMON_SETTINGS } from '../../config.ts';
import type { SetExitCode } from '../../exit-codes.ts';
import { VERIFY_SETTINGS } from '../../maintenance-settings.ts';
import { addSettings, commonSettings, verifySettings } from '../options.ts';

const EXAMPLES = `
Examples:
  hltv-scraper verify                            compare all tables with the page records, run every check
  hltv-scraper verify --archive                  also read every archived file and recompute its digest
  hltv-scraper verify --pages                    also read every archived page again and compare the records
  hltv-scraper verify --match 2388130 --json     one match; one JSON document per line
  hltv-scraper verify --fix                      assemble wrong rows again from the page records

Hard findings are printed one per line; exit code 3 when there are any. Soft findings have known exceptions: they are
counted, and listed with --json or --rule.`;

/** The command `verify`. */
export function verifyCommand(setExitCode: SetExitCode): Command {
  const command = new Command('verify')
    .description('check the stored data: tables against page records, every check, page log and archive')
    .addHelpText('after', EXAMPLES);
  addSettings(command, { ...VERIFY_SETTINGS, ...COMMON_SETTINGS });
  return command.action(async (options) => {
    const common = commonSettings(options);
    const settings = verifySettings(options);
    const { runVerify } = await import('../verify.ts');
    setExitCode(await runVerify({ common, settings, setExitCode }));
  });
}
