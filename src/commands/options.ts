import { type Command, Option } from 'commander';
import type { z } from 'zod';
import { systemClock } from '../clock.ts';
import {
  COMMON_SETTINGS,
  CommonSettings,
  IMPORT_SETTINGS,
  ImportSettings,
  PARSE_SETTINGS,
  ParseSettings,
  SCRAPE_SETTINGS,
  ScrapeSettings,
  SITE_SETTINGS,
  SiteSettings,
  STATUS_SETTINGS,
  StatusSettings,
} from '../config.ts';
import { UsageError } from '../errors.ts';
import { EXPORT_SETTINGS, ExportSettings } from '../export-settings.ts';
import { checkDelays, isHltv, parseBaseUrl } from '../fetch/options.ts';
import { REPARSE_SETTINGS, ReparseSettings, VERIFY_SETTINGS, VerifySettings } from '../maintenance-settings.ts';
import { REPORT_SETTINGS, ReportSettings } from '../report-settings.ts';
import { infoOf, SETTING_GROUPS, type Setting } from '../setting.ts';
import { readMatchReference } from '../setting-values.ts';
import { type GivenText, inputOf, type Options, readValue, refusal, splitText, textsOf } from './given-texts.ts';

/** Settings as commander options, and the options of a command as settings. */

const GROUPS = Object.keys(SETTING_GROUPS);

type Settings = Record<string, Setting>;

/** Adds settings to a command as options, sorted by group. */
export function addSettings(command: Command, settings: Settings): Command {
  const groupOf = (setting: Setting): number => GROUPS.indexOf(infoOf(setting).group);
  const grouped = Object.values(settings).sort((a, b) => groupOf(a) - groupOf(b));
  for (const setting of grouped) command.addOption(optionOf(setting));
  const help = new Option('-h, --help', 'explain this command').helpGroup(SETTING_GROUPS.general);
  return command.addHelpOption(help);
}

const SETTING_OF_OPTION = new WeakMap<Option, Setting>();

/** The setting of an option; undefined for `--help` and `--version`. */
export function settingOf(option: Option): Setting | undefined {
  return SETTING_OF_OPTION.get(option);
}

/** An option whose value is the list of its texts. They are read when all sources of settings are known. */
function optionOf(setting: Setting): Option {
  const { flags, flag, description, group, isSwitch, defaultText } = infoOf(setting);
  const option = new Option(flags, description).helpGroup(SETTING_GROUPS[group]);
  SETTING_OF_OPTION.set(option, setting);
  if (isSwitch) option.preset('1');
  if (isSwitch || defaultText !== undefined) option.default([], defaultText);
  return option.argParser((text: string, earlier: GivenText[] = []) => {
    // Commander would accept the next flag as the value.
    if (/^(?:--|-[a-z]$)/i.test(text)) throw new UsageError(`Expected a value after ${flag}, got the flag ${text}.`);
    return [...earlier, ...splitText(setting, { text, name: flag })];
  });
}

type Section<Schema> = { schema: Schema; settings: Settings };

/** Reads the settings of a section. Throws `UsageError` for the first invalid text. */
function readSection<Schema extends z.ZodType>(
  { schema, settings }: Section<Schema>,
  options: Options,
  others: { nowMs?: number } = {},
): z.output<Schema> {
  const inputs = Object.entries(settings).map(([key, setting]) => [key, inputOf(setting, textsOf(options, setting))]);
  const result = schema.safeParse({ ...Object.fromEntries(inputs), ...others });
  if (result.success) return result.data;
  throw refusal(result.error, (key) => {
    const setting = settings[key];
    if (setting === undefined) throw result.error;
    return { setting, given: textsOf(options, setting) };
  });
}

/** Reads the common settings. Throws `UsageError`. */
export function commonSettings(options: Options): CommonSettings {
  return readSection({ schema: CommonSettings, settings: COMMON_SETTINGS }, options);
}

/**
 * Reads the site settings. Throws `UsageError`, also for an empty range of pauses, or pauses too short for hltv.org.
 */
export function siteSettings(options: Options): SiteSettings {
  const settings = readSection({ schema: SiteSettings, settings: SITE_SETTINGS }, options);
  checkDelays(settings);
  return settings;
}

/** Reads the scrape settings. Throws `UsageError`, also for empty ranges and for matches of another site. */
export function scrapeSettings(options: Options, nowMs: number = systemClock.now()): ScrapeSettings {
  const settings = readSection({ schema: ScrapeSettings, settings: SCRAPE_SETTINGS }, options, { nowMs });
  const baseUrl = readValue(SITE_SETTINGS.baseUrl, textsOf(options, SITE_SETTINGS.baseUrl));
  checkMatches(textsOf(options, SCRAPE_SETTINGS.matchIds), baseUrl);
  return settings;
}

/** Reads the import settings. Throws `UsageError`. */
export function importSettings(options: Options): ImportSettings {
  return readSection({ schema: ImportSettings, settings: IMPORT_SETTINGS }, options);
}

/** Reads the parse settings. Throws `UsageError`. */
export function parseSettings(options: Options): ParseSettings {
  return readSection({ schema: ParseSettings, settings: PARSE_SETTINGS }, options);
}

/** Reads the settings of `status` itself. Throws `UsageError`. */
export function statusSettings(options: Options): StatusSettings {
  return readSection({ schema: StatusSettings, settings: STATUS_SETTINGS }, options);
}

/** Throws `UsageError`, also for ranges that end before they begin. */
export function exportSettings(options: Options, nowMs: number = systemClock.now()): ExportSettings {
  return readSection({ schema: ExportSettings, settings: EXPORT_SETTINGS }, options, { nowMs });
}

/** Reads the settings of `reparse`. Throws `UsageError`. */
export function reparseSettings(options: Options): ReparseSettings {
  return readSection({ schema: ReparseSettings, settings: REPARSE_SETTINGS }, options);
}

/** Reads the settings of `verify`. Throws `UsageError`. */
export function verifySettings(options: Options, nowMs: number = systemClock.now()): VerifySettings {
  return readSection({ schema: VerifySettings, settings: VERIFY_SETTINGS }, options, { nowMs });
}

/** Throws `UsageError`, also for ranges that end before they begin. */
export function reportSettings(options: Options, nowMs: number = systemClock.now()): ReportSettings {
  return readSection({ schema: ReportSettings, settings: REPORT_SETTINGS }, options, { nowMs });
}

/** Throws `UsageError` for a match of another site. */
function checkMatches(given: readonly GivenText[], baseUrl: string): void {
  const base = parseBaseUrl(baseUrl);
  const prefix = base.pathname.replace(/\/$/, '');
  for (const { text, name } of given) {
    const url = readMatchReference(text)?.url ?? null;
    const isOnBase = url?.host === base.host && url.prefix === prefix;
    const isOnHltv = url?.prefix === '' && isHltv(`https://${url.host}`);
    if (url === null || isOnBase || isOnHltv) continue;
    const sites = isHltv(base.href) ? 'hltv.org' : `${base.host}${prefix} or hltv.org`;
    throw new UsageError(`Expected ${name} to be a match of ${sites}, got "${text}".`);
  }
}
