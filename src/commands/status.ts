import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { Command } from 'commander';
import { systemClock } from '../clock.ts';
import { COMMON_SETTINGS, SCRAPE_SETTINGS, type ScrapeSettings, SITE_SETTINGS, type SiteSettings } from '../config.ts';
import { readCooldown } from '../fetch/policy/cooldown.ts';
import type { Status } from '../output/documents/status.ts';
import { renderStatus } from '../output/status.ts';
import { renderFinding, tallyQuarantine } from '../output/tally.ts';
import { TARGET_KINDS } from '../page-kinds.ts';
import { openStore } from '../store/store.ts';
import { backlogOf } from './backlog.ts';
import { addSettings, commonSettings, scrapeSettings, siteSettings } from './options.ts';
import type { SetExitCode } from './scrape.ts';
import { openTerminal } from './terminal.ts';
import { databaseFile } from './workspace.ts';

const EXAMPLES = `
Examples:
  hltv-scraper status
  hltv-scraper status --json | jq .targets`;

const MAX_RUNS = 5;

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
    ...COMMON_SETTINGS,
  });
  return command.action(async (options) => {
    const common = commonSettings(options);
    using terminal = openTerminal(common);
    const [site, settings] = [siteSettings(options), scrapeSettings(options)];
    const status = await readStatus(resolve(common.dataDir), { site, settings });
    if (common.json) terminal.document(status);
    else terminal.result(renderStatus(status, terminal.resultWidth()));
    setExitCode(0);
  });
}

type Selection = { site: SiteSettings; settings: ScrapeSettings };

async function readStatus(dataDir: string, { site, settings }: Selection): Promise<Status> {
  const database = databaseFile(dataDir);
  if (!existsSync(database)) return { database, exists: false };
  const nowMs = systemClock.now();
  const cooldown = await readCooldown({ dataDir, baseUrl: site.baseUrl }, nowMs);
  const store = openStore({ file: database, clock: systemClock.now, readOnly: true, snapshot: true });
  try {
    const quarantine = store.quarantine.list();
    return {
      database,
      exists: true,
      targets: store.targets.counts(),
      failed: store.targets.failedIds(),
      quarantine,
      quarantineByRule: tallyQuarantine(quarantine),
      findings: store.findings
        .byRule()
        .map((finding) => ({ rule: finding.rule, count: finding.count, example: renderFinding(finding, finding) })),
      listing: {
        matches: store.listing.count(),
        unreadParts: store.listing.countHoles(),
        knownDownToMs: store.listing.knownDownToMs(),
      },
      coverageAlarms: store.coverage.alarms(),
      runs: store.runs.list(MAX_RUNS).map(({ settings: _, summary: __, ...run }) => run),
      pending: store.targets.countPending({ kinds: TARGET_KINDS, runId: 0, nowMs, matchIds: null }),
      backlog: backlogOf(store, { settings, site, nowMs }),
      cooldown: cooldown === null ? null : { untilMs: cooldown.untilMs, reason: cooldown.reason },
      nowMs,
    };
  } finally {
    store.close();
  }
}
