import { type Command, Option } from 'commander';
import {
  COMMON_SETTINGS,
  type CommonSettings,
  SCRAPE_SETTINGS,
  type ScrapeSettings,
  type Setting,
  SITE_SETTINGS,
  type SiteSettings,
  type StageName,
} from '../config.ts';
import { UsageError } from '../errors.ts';
import { checkDelays } from '../fetch/options.ts';

/** Settings as commander options: defaults < `HLTV_*` variables < flags, the same name everywhere. */

const ALL_SETTINGS: Record<string, Setting> = { ...COMMON_SETTINGS, ...SITE_SETTINGS, ...SCRAPE_SETTINGS };
/** Variables with our prefix that are no settings: where the tests find real pages, and the launcher's mark. */
const OTHER_VARIABLES = ['HLTV_CORPUS', 'HLTV_NODE_REEXEC'];

const isSwitch = (setting: Setting): boolean => !/[<[]/.test(setting.flags);
const longName = (setting: Setting): string => /--([a-z-]+)/.exec(setting.flags)?.[1] ?? '';
const variableName = (setting: Setting): string => `HLTV_${longName(setting).replaceAll('-', '_').toUpperCase()}`;
/** `--no-color` is the attribute `color`, as commander has it. */
const attribute = (setting: Setting): string => new Option(setting.flags).attributeName();

/** Adds settings to a command as options. */
export function addSettings(command: Command, settings: Record<string, Setting>): Command {
  for (const setting of Object.values(settings)) {
    const option = new Option(setting.flags, `${setting.description} [${variableName(setting)}]`);
    if (!isSwitch(setting)) {
      const flag = `--${longName(setting)}`;
      option.argParser((text: string, earlier: unknown) => {
        // Commander takes whatever follows, the next flag as well.
        if (text.startsWith('--')) throw new UsageError(`Expected a value after ${flag}, got the flag ${text}.`);
        const value = setting.parse(text, flag);
        return setting.many ? [...(Array.isArray(earlier) ? earlier : []), value] : value;
      });
    }
    if (setting.default !== undefined) option.default(setting.parse(setting.default, ''), setting.default);
    command.addOption(option);
  }
  return command;
}

/** Refuses variables that look like ours and are not: a misspelt one must not be silently without effect. */
export function checkVariables(environment: NodeJS.ProcessEnv): void {
  const known = Object.values(ALL_SETTINGS).map(variableName);
  for (const name of Object.keys(environment)) {
    if (name.startsWith('HLTV_') && !known.includes(name) && !OTHER_VARIABLES.includes(name)) {
      throw new UsageError(
        `There is no setting for the environment variable ${name}. Known: ${known.sort().join(', ')}.`,
      );
    }
  }
}

/** Takes the value of each variable for which no flag was given. */
export function applyVariables(command: Command, environment: NodeJS.ProcessEnv): void {
  for (const setting of Object.values(ALL_SETTINGS)) {
    const name = variableName(setting);
    const text = environment[name];
    const key = attribute(setting);
    const isKnown = command.options.some((option) => option.attributeName() === key);
    if (text === undefined || !isKnown || command.getOptionValueSource(key) === 'cli') continue;
    command.setOptionValueWithSource(key, variableValue(setting, text, name), 'env');
  }
}

function variableValue(setting: Setting, text: string, name: string): unknown {
  if (setting.many) return text.split(/[\s,]+/).map((part) => setting.parse(part, name));
  const value = setting.parse(text, name);
  return isSwitch(setting) && longName(setting).startsWith('no-') ? !value : value;
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
    maxDelayMs: options.maxDelay as number,
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

/** Throws `UsageError` for a range that ends before it begins. */
export function scrapeSettings(options: Options): ScrapeSettings {
  const settings: ScrapeSettings = {
    startOffset: options.startOffset as number,
    endOffset: options.endOffset as number,
    full: options.full === true || options.forceRescrape === true,
    forceRescrape: options.forceRescrape === true,
    sinceMs: options.since === 'all' ? null : (options.since as number),
    matchIds: (options.match as number[] | undefined) ?? null,
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
  return settings;
}
