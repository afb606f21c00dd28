import { Command } from 'commander';
import { systemClock } from '../../clock.ts';
import { COMMON_SETTINGS, SCRAPE_SETTINGS, SITE_SETTINGS, STATUS_SETTINGS } from '../../config.ts';
import type { SetExitCode } from '../../exit-codes.ts';
import { addSettings, commonSettings, scrapeSettings, siteSettings, statusSettings } from '../options.ts';

const EXAMPLES = `
Examples:
  hltv-scraper status
  hltv-scraper status --json | jq .targets
  hltv-scraper status --check 26h || notify-operator

A run is complete when it read the listing from its newest page, had at least the stages and filters given here (default:
all), and ended with exit code 0 because nothing was left to do. --check prints one line and exits with code 3 when the last
complete run ended longer ago, or there is none.`;

/** The command `status`. */
export function statusCommand(setExitCode: SetExitCode): Command {
  const command = new Command('status')
    .description('show what is pending, done, awaiting, without data, failed and quarantined, and the last runs')
    .addHelpText('after', EXAMPLES);
  const { baseUrl, minDelayMs, maxDelayMs } = SITE_SETTINGS;
  const { stages, since, until, events, teams, minStars } = SCRAPE_SETTINGS;
  addSettings(command, {
    ...{ stages, since, until, events, teams, minStars },
    ...{ baseUrl, minDelayMs, maxDelayMs },
    ...{ ...STATUS_SETTINGS, ...COMMON_SETTINGS },
  });
  return command.action(async (options) => {
    const common = commonSettings(options);
    const { checkMs } = statusSettings(options);
    const nowMs = systemClock.now();
    const selection = { site: siteSettings(options), settings: scrapeSettings(options, nowMs), checkMs, nowMs };
    const { showStatus } = await import('../status.ts');
    setExitCode(await showStatus(selection, common));
  });
}
