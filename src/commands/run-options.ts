import { Command } from 'commander';
import {
  COMMON_SETTINGS,
  type CommonSettings,
  SCRAPE_SETTINGS,
  type ScrapeSettings,
  SITE_SETTINGS,
  type SiteSettings,
} from '../config.ts';
import { UsageError } from '../errors.ts';
import type { Notify } from '../notices.ts';
import type { StageName } from '../page-kinds.ts';
import { infoOf, type Setting } from '../setting.ts';
import { checkContradictions } from './contradictions.ts';
import { attributeOf, type GivenText } from './given-texts.ts';
import { addSettings, commonSettings, scrapeSettings, siteSettings } from './options.ts';

/** Options of `runPipeline`: the flags of `scrape` in camelCase, with their defaults and their checks. */
export type RunOptions = {
  dataDir?: string;
  startOffset?: number;
  endOffset?: number;
  full?: boolean;
  forceRescrape?: boolean;
  /** `2024-01-31`, `30d`, `6w`, `today` or `all`. */
  since?: string;
  until?: string;
  event?: readonly string[];
  team?: readonly string[];
  minStars?: number;
  /** Ids, paths or URLs of matches. */
  match?: readonly (number | string)[];
  stages?: readonly StageName[];
  limit?: number;
  maxPages?: number;
  /** `45m`, `1h30m`. */
  maxDuration?: string;
  maxAttempts?: number;
  maxConsecutiveFailures?: number;
  retryFailed?: boolean;
  /** False: raw pages are not archived. */
  archive?: boolean;
  baseUrl?: string;
  /** Seconds. */
  minDelay?: number;
  maxDelay?: number;
  transport?: 'fetch' | 'navigate';
  browserPath?: string;
  channel?: 'playwright' | 'chrome' | 'chromium' | 'msedge';
  headed?: boolean;
  cdpUrl?: string;
  userAgent?: string;
  proxy?: string;
  ignoreRobots?: boolean;
  ignoreCooldown?: boolean;
  /** Ends the run after the current page, as SIGTERM does: exit code 143. */
  signal?: AbortSignal;
  /** Receives everything that the run announces, as facts. */
  onNotice?: Notify;
};

type RunSettings = { common: CommonSettings; site: SiteSettings; settings: ScrapeSettings };

const { dryRun: _, ...RUN_SETTINGS } = { ...SCRAPE_SETTINGS, ...SITE_SETTINGS, dataDir: COMMON_SETTINGS.dataDir };

/** The declarations of the options by name. @internal */
export const OPTION_SETTINGS = new Map<string, Setting>(
  Object.values(RUN_SETTINGS).map((setting) => [attributeOf(setting), setting]),
);

/** The settings of a run. Variables and settings files are not read. Throws `UsageError`, as for the flags. */
export function readRunOptions({ signal: _, onNotice: __, ...options }: RunOptions): RunSettings {
  const command = addSettings(new Command('scrape'), RUN_SETTINGS);
  for (const [name, value] of Object.entries(options)) {
    const setting = OPTION_SETTINGS.get(name);
    if (setting === undefined) throw new UsageError(`There is no option ${name} of runPipeline.`);
    if (value !== undefined) command.setOptionValueWithSource(name, textsOf(setting, { name, value }), 'cli');
  }
  checkContradictions(command);
  const given = command.opts();
  const common = { ...commonSettings(given), quiet: true };
  return { common, site: siteSettings(given), settings: scrapeSettings(given) };
}

/** A value as the texts of its flag, which are checked like those. */
function textsOf(setting: Setting, { name, value }: { name: string; value: unknown }): GivenText[] {
  const { list, flag, isSwitch } = infoOf(setting);
  const source = `the option ${name}`;
  // `archive: false` is the switch --no-archive.
  if (isSwitch && typeof value === 'boolean') {
    return [{ text: value === flag.startsWith('--no-') ? '0' : '1', name: source }];
  }
  const values: unknown[] = Array.isArray(value) ? value : [value];
  const texts = values.map((each) => textOf(each, source));
  return list === undefined ? [{ text: texts.join(), name: source }] : texts.map((text) => ({ text, name: source }));
}

function textOf(value: unknown, source: string): string {
  if (typeof value === 'string' || typeof value === 'number') return String(value);
  throw new UsageError(`Expected ${source} to be a text or a number, got a value of type ${typeof value}.`);
}
