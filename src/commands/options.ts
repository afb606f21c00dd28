import { type Command, Option } from 'commander';
import { systemClock } from '../clock.ts';
import {
  type CommonSettings,
  SCRAPE_SETTINGS,
  type ScrapeSettings,
  SETTING_GROUPS,
  type Setting,
  SITE_SETTINGS,
  type SiteSettings,
  type StageName,
} from '../config.ts';
import { DAY_MS, type Day, formatDay, startOfDay } from '../days.ts';
import { UsageError } from '../errors.ts';
import { checkDelays, isHltv, parseBaseUrl } from '../fetch/options.ts';
import { readMatchReference } from '../setting-values.ts';
import { type ListItem, listItems } from './list-values.ts';
import { flagOf, isSwitch } from './settings-sources.ts';

/** Settings as commander options, and the options of a command as settings. */

const GROUPS = Object.keys(SETTING_GROUPS);

/** Adds settings to a command as options, one group of the help after the other. */
export function addSettings(command: Command, settings: Record<string, Setting>): Command {
  const grouped = Object.values(settings).sort((a, b) => GROUPS.indexOf(a.group) - GROUPS.indexOf(b.group));
  for (const setting of grouped) command.addOption(optionOf(setting));
  const help = new Option('-h, --help', 'explain this command').helpGroup(SETTING_GROUPS.general);
  return command.addHelpOption(help);
}

function optionOf(setting: Setting): Option {
  const option = new Option(setting.flags, setting.description).helpGroup(SETTING_GROUPS[setting.group]);
  if (!isSwitch(setting)) {
    const name = flagOf(setting);
    option.argParser((text: string, earlier: unknown) => {
      // Commander takes whatever follows, the next flag as well.
      if (text.startsWith('--')) throw new UsageError(`Expected a value after ${name}, got the flag ${text}.`);
      if (setting.many === undefined) return setting.parse(text, name);
      return [...(Array.isArray(earlier) ? earlier : []), ...listItems(setting, { text, name })];
    });
  }
  if (setting.default !== undefined) option.default(setting.parse(setting.default, ''), setting.default);
  return option;
}

type Options = Record<string, unknown>;

export function commonSettings(options: Options): CommonSettings {
  return {
    dataDir: options.dataDir as string,
    json: options.json === true,
    logLevel: options.logLevel as CommonSettings['logLevel'],
    quiet: options.quiet === true,
    color: options.color !== false,
  };
}

/** Throws `UsageError` for pauses that are no range, or too short for hltv.org. */
export function siteSettings(options: Options): SiteSettings {
  const settings: SiteSettings = {
    baseUrl: options.baseUrl as string,
    minDelayMs: options.minDelay as number,
    maxDelayMs: (options.maxDelay as number | undefined) ?? maxDelayAfter(options.minDelay as number),
    transport: options.transport as SiteSettings['transport'],
    browserPath: (options.browserPath as string | undefined) ?? null,
    channel: (options.channel as string | undefined) ?? null,
    headed: options.headed === true,
    cdpUrl: (options.cdpUrl as string | undefined) ?? null,
    userAgent: (options.userAgent as string | undefined) ?? null,
    proxy: (options.proxy as string | undefined) ?? null,
    ignoreRobots: options.ignoreRobots === true,
    ignoreCooldown: options.ignoreCooldown === true,
  };
  checkDelays(settings);
  return settings;
}

/** The longest pause where only the shortest was named: the range stays 5 s wide, and is never under the usual one. */
function maxDelayAfter(minDelayMs: number): number {
  return Math.max(8000, minDelayMs + 5000);
}

/** The ids of `--match`, each once. Throws `UsageError` for a match of another site. */
function matchIds(items: readonly ListItem[], baseUrl: string): number[] {
  const base = parseBaseUrl(baseUrl);
  const prefix = base.pathname.replace(/\/$/, '');
  const ids = items.map(({ text, name }) => {
    const id = SCRAPE_SETTINGS.match.parse(text, name);
    const url = readMatchReference(text)?.url ?? null;
    const isOnBase = url?.host === base.host && url.prefix === prefix;
    const isOnHltv = url?.prefix === '' && isHltv(`https://${url.host}`);
    if (url === null || isOnBase || isOnHltv) return id;
    const sites = isHltv(base.href) ? 'hltv.org' : `${base.host}${prefix} or hltv.org`;
    throw new UsageError(`Expected ${name} to be a match of ${sites}, got "${text}".`);
  });
  return [...new Set(ids)];
}

/** The parts of names that a filter names. */
function namesOf(setting: Setting, items: unknown): string[] {
  return ((items as ListItem[] | undefined) ?? []).map(({ text, name }) => setting.parse(text, name) as string);
}

/** The settings of a run with their defaults, as options of a command that does not offer all of them. */
export function defaultOptions(): Options {
  const settings: Record<string, Setting> = { ...SITE_SETTINGS, ...SCRAPE_SETTINGS };
  const set = Object.entries(settings).filter(([, setting]) => setting.default !== undefined);
  return Object.fromEntries(set.map(([key, setting]) => [key, setting.parse(setting.default ?? '', '')]));
}

/** Throws `UsageError` for ranges that end before they begin, and for matches of another site. */
export function scrapeSettings(options: Options, nowMs: number = systemClock.now()): ScrapeSettings {
  const since = options.since as Day | 'all';
  const until = options.until as Day | undefined;
  const settings: ScrapeSettings = {
    startOffset: options.startOffset as number,
    endOffset: options.endOffset as number,
    full: options.full === true || options.forceRescrape === true,
    forceRescrape: options.forceRescrape === true,
    sinceMs: since === 'all' ? null : startOfDay(since, nowMs),
    untilMs: until === undefined ? null : startOfDay(until, nowMs) + DAY_MS,
    events: namesOf(SCRAPE_SETTINGS.event, options.event),
    teams: namesOf(SCRAPE_SETTINGS.team, options.team),
    minStars: (options.minStars as number | undefined) ?? null,
    matchIds: options.match === undefined ? null : matchIds(options.match as ListItem[], options.baseUrl as string),
    stages: options.stages as StageName[],
    limit: (options.limit as number | undefined) ?? null,
    maxPages: (options.maxPages as number | undefined) ?? null,
    maxDurationMs: (options.maxDuration as number | undefined) ?? null,
    maxAttempts: options.maxAttempts as number,
    maxConsecutiveFailures: options.maxConsecutiveFailures as number,
    retryFailed: options.retryFailed === true,
    dryRun: options.dryRun === true,
    archive: options.archive !== false,
  };
  if (settings.endOffset < settings.startOffset) {
    throw new UsageError(
      `Expected --end-offset to be at least --start-offset (${settings.startOffset}), got ${settings.endOffset}.`,
    );
  }
  checkDays(settings);
  return settings;
}

function checkDays({ sinceMs, untilMs }: ScrapeSettings): void {
  if (sinceMs === null || untilMs === null || untilMs > sinceMs) return;
  throw new UsageError(
    `Expected --until to be no day before --since (${formatDay(sinceMs)}), got ${formatDay(untilMs - DAY_MS)}. ` +
      '--since all takes matches of any age.',
  );
}
