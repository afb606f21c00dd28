import { z } from 'zod';
import { DAY_MS, formatDay, startOfDay } from './days.ts';
import { STAGE_NAMES } from './page-kinds.ts';
import {
  count,
  day,
  dayOrAll,
  debuggerUrl,
  durationMs,
  headerText,
  httpUrl,
  matchId,
  offset,
  oneOf,
  onOrOff,
  orNull,
  partOfName,
  proxyUrl,
  secondsToMs,
  someOf,
  someText,
  stars,
} from './setting-values.ts';

/**
 * Every setting of the program, declared once: flag, group and help text, the schema from its text to its value, and its
 * default. Options, variables, settings files, the help and docs/settings.md come from these declarations.
 */

/** From the loudest to none. */
export const LOG_LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'silent'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

/** The Counter-Strike 2 era begins here; older matches are not taken unless asked for. */
export const CS2_ERA_MS = Date.UTC(2023, 8, 27);
export const HLTV_URL = 'https://www.hltv.org';

/** Read from the working folder unless `--config` names another file. */
export const CONFIG_FILE = 'hltv-scraper.env';

/** Headings of the help, in their order. */
export const SETTING_GROUPS = {
  fetch: 'What to fetch:',
  manners: 'Manners and limits:',
  browser: 'Browser:',
  output: 'Output:',
  general: 'General:',
} as const;

/** What is declared of a setting beside its values. */
export type SettingInfo = {
  group: keyof typeof SETTING_GROUPS;
  /** As commander reads it: `--min-delay <seconds>`. */
  flags: string;
  description: string;
  /** Takes several values. `texts` have commas between them; `ids` commas or blanks, and `@file` or `-` reads one a line. */
  list?: 'texts' | 'ids';
};

/** A schema made by `setting`. Its input is a text, or the texts of a list; absent: not given. */
export type Setting = z.ZodType;

const SETTINGS = z.registry<SettingInfo>();

/** Declares a setting: its values and what is said of it. */
export function setting<Schema extends Setting>(schema: Schema, info: SettingInfo): Schema {
  SETTINGS.add(schema, info);
  return schema;
}

/** What is declared of a setting, and what follows from it. */
export function infoOf(declared: Setting) {
  const info = SETTINGS.get(declared);
  const [flag] = /--[a-z-]+/.exec(info?.flags ?? '') ?? [];
  if (info === undefined || flag === undefined) throw new Error('This schema is not declared as a setting.');
  return {
    ...info,
    /** `--min-delay` */
    flag,
    /** `HLTV_MIN_DELAY` */
    variable: `HLTV_${flag.slice(2).replaceAll('-', '_').toUpperCase()}`,
    /** Takes no value on the command line. */
    isSwitch: !/[<[]/.test(info.flags),
    /** As a person would type it; undefined: the setting has no default, or is a switch. */
    defaultText: declared instanceof z.ZodPrefault ? String(declared.def.defaultValue) : undefined,
  };
}

/** Settings of every command. */
export const COMMON_SETTINGS = {
  dataDir: setting(someText.prefault('data'), {
    group: 'output',
    flags: '--data-dir <dir>',
    description: 'database, archive, logs and browser profile',
  }),
  json: setting(onOrOff.default(false), {
    group: 'output',
    flags: '--json',
    description: 'one JSON document on stdout, for scripts',
  }),
  logLevel: setting(oneOf(LOG_LEVELS).prefault('info'), {
    group: 'output',
    flags: '--log-level <level>',
    description: `how much is said on the terminal: ${LOG_LEVELS.join(', ')}; the log file keeps debug`,
  }),
  quiet: setting(onOrOff.default(false), {
    group: 'output',
    flags: '--quiet',
    description: 'only errors on stderr, no progress',
  }),
  color: setting(onOrOff.transform((isOn) => !isOn).default(true), {
    group: 'output',
    flags: '--no-color',
    description: 'no colours (as does NO_COLOR)',
  }),
  config: setting(orNull(someText), {
    group: 'general',
    flags: '--config <file>',
    description: `settings as lines such as HLTV_MIN_DELAY=5; default ${CONFIG_FILE}, where the working folder has one`,
  }),
};

/** Settings of the commands that ask a site. */
export const SITE_SETTINGS = {
  baseUrl: setting(httpUrl.prefault(HLTV_URL), {
    group: 'fetch',
    flags: '--base-url <url>',
    description: 'another site with the same pages: a replica, a mirror, a test server',
  }),
  minDelayMs: setting(secondsToMs.prefault('3'), {
    group: 'manners',
    flags: '--min-delay <seconds>',
    description: 'least polite pause between two requests; against hltv.org at least 2',
  }),
  maxDelayMs: setting(orNull(secondsToMs), {
    group: 'manners',
    flags: '--max-delay <seconds>',
    description: 'longest polite pause; default 8, or --min-delay and 5 more where that is longer',
  }),
  transport: setting(oneOf(['fetch', 'navigate']).prefault('fetch'), {
    group: 'browser',
    flags: '--transport <how>',
    description: 'fetch (from inside one open page) or navigate (open every page)',
  }),
  browserPath: setting(orNull(someText), {
    group: 'browser',
    flags: '--browser-path <file>',
    description: 'the browser to start',
  }),
  channel: setting(orNull(oneOf(['playwright', 'chrome', 'chromium', 'msedge'])), {
    group: 'browser',
    flags: '--channel <name>',
    description: 'an installed browser: chrome, msedge, …',
  }),
  headed: setting(onOrOff.default(false), {
    group: 'browser',
    flags: '--headed',
    description: 'show the browser window',
  }),
  cdpUrl: setting(orNull(debuggerUrl), {
    group: 'browser',
    flags: '--cdp-url <url>',
    description: 'use a running browser (chrome --remote-debugging-port=9222)',
  }),
  userAgent: setting(orNull(headerText), {
    group: 'browser',
    flags: '--user-agent <text>',
    description: "say who you are; default the browser's own",
  }),
  proxy: setting(orNull(proxyUrl), {
    group: 'browser',
    flags: '--proxy <url>',
    description: 'one proxy; its password never appears in a log',
  }),
  ignoreRobots: setting(onOrOff.default(false), {
    group: 'manners',
    flags: '--ignore-robots',
    description: 'fetch paths that robots.txt disallows',
  }),
  ignoreCooldown: setting(onOrOff.default(false), {
    group: 'manners',
    flags: '--ignore-cooldown',
    description: 'start although a refusal is remembered from an earlier run',
  }),
};

/** Settings of `scrape` alone. */
export const SCRAPE_SETTINGS = {
  startOffset: setting(offset.prefault('0'), {
    group: 'fetch',
    flags: '--start-offset <n>',
    description: 'first results-listing offset, a multiple of 100',
  }),
  endOffset: setting(offset.prefault('9900'), {
    group: 'fetch',
    flags: '--end-offset <n>',
    description: 'last offset, inclusive: 0..500 reads the six pages 0, 100, … 500',
  }),
  full: setting(onOrOff.default(false), {
    group: 'fetch',
    flags: '--full',
    description: 'read every listing page in the range',
  }),
  forceRescrape: setting(onOrOff.default(false), {
    group: 'fetch',
    flags: '--force-rescrape',
    description: 'fetch every match of the range again; implies --full',
  }),
  since: setting(dayOrAll.prefault('2023-09-27'), {
    group: 'fetch',
    flags: '--since <date>',
    description: 'matches that ended before this day (UTC) are not taken; also 30d, 6w, today; all takes everything',
  }),
  until: setting(orNull(day), {
    group: 'fetch',
    flags: '--until <date>',
    description: 'matches that ended after this day (UTC) are not taken; also 30d, 6w, today',
  }),
  /** Parts of event names, and below of team names, of which one must fit; empty: any name does. */
  events: setting(z.array(partOfName).default([]), {
    group: 'fetch',
    flags: '--event <text>',
    description: 'only matches whose event name contains this; of several, with commas between them, any',
    list: 'texts',
  }),
  teams: setting(z.array(partOfName).default([]), {
    group: 'fetch',
    flags: '--team <text>',
    description: 'only matches in which the name of one team contains this; several as with --event',
    list: 'texts',
  }),
  /** Null: matches whose stars are unknown as well. */
  minStars: setting(orNull(stars), {
    group: 'fetch',
    flags: '--min-stars <n>',
    description: 'only matches with at least so many stars (0-5)',
  }),
  /** Null: whatever the listing names. */
  matchIds: setting(orNull(z.array(matchId).transform((ids) => [...new Set(ids)])), {
    group: 'fetch',
    flags: '--match <id or URL...>',
    description: 'scrape these matches only, without the listing; @file or - (stdin) reads one a line',
    list: 'ids',
  }),
  stages: setting(someOf(STAGE_NAMES).prefault('all'), {
    group: 'fetch',
    flags: '--stages <list>',
    description: `all, or any of ${STAGE_NAMES.join(', ')} with commas between them`,
  }),
  limit: setting(orNull(count), {
    group: 'fetch',
    flags: '--limit <n>',
    description: 'at most n matches in this run',
  }),
  maxPages: setting(orNull(count), {
    group: 'manners',
    flags: '--max-pages <n>',
    description: 'stop tidily after n pages',
  }),
  maxDurationMs: setting(orNull(durationMs), {
    group: 'manners',
    flags: '--max-duration <time>',
    description: 'stop tidily after e.g. 45m',
  }),
  maxAttempts: setting(count.prefault('5'), {
    group: 'manners',
    flags: '--max-attempts <n>',
    description: 'failed attempts, over all runs, after which a target is left alone',
  }),
  maxConsecutiveFailures: setting(count.prefault('3'), {
    group: 'manners',
    flags: '--max-consecutive-failures <n>',
    description: 'halt after so many failures in a row',
  }),
  retryFailed: setting(onOrOff.default(false), {
    group: 'fetch',
    flags: '--retry-failed',
    description: 'give exhausted targets a new set of attempts',
  }),
  dryRun: setting(onOrOff.default(false), {
    group: 'fetch',
    flags: '--dry-run',
    description: 'print what would be fetched and how long it takes',
  }),
  archive: setting(onOrOff.transform((isOn) => !isOn).default(true), {
    group: 'output',
    flags: '--no-archive',
    description: 'keep no raw pages (saves disk; nothing to rebuild the database from later)',
  }),
};

/** Settings of `import`. */
export const IMPORT_SETTINGS = {
  allowOlder: setting(onOrOff.default(false), {
    group: 'output',
    flags: '--allow-older',
    description: 'take a page although the stored one is newer or shows more',
  }),
  archive: SCRAPE_SETTINGS.archive,
};

/** Settings of `parse`. */
export const PARSE_SETTINGS = {
  diff: setting(onOrOff.default(false), {
    group: 'output',
    flags: '--diff',
    description: 'compare two saves of the same kind of page, the good one first: markup and fields that differ',
  }),
};

/** Every setting by its key, for what does not depend on the command: variables, settings files, docs/settings.md. */
export const ALL_SETTINGS = {
  ...{ ...COMMON_SETTINGS, ...SITE_SETTINGS, ...SCRAPE_SETTINGS },
  ...{ ...IMPORT_SETTINGS, ...PARSE_SETTINGS },
};

/** What every command takes. */
export const CommonSettings = z.object(COMMON_SETTINGS).omit({ config: true });
export type CommonSettings = z.output<typeof CommonSettings>;

/** How a site is asked. Null: not set. */
export const SiteSettings = z
  .object(SITE_SETTINGS)
  .transform((site) => ({ ...site, maxDelayMs: site.maxDelayMs ?? maxDelayAfter(site.minDelayMs) }));
export type SiteSettings = z.output<typeof SiteSettings>;

/** The longest pause where only the shortest was named: the range stays 5 s wide, and is never under the usual one. */
function maxDelayAfter(minDelayMs: number): number {
  return Math.max(8000, minDelayMs + 5000);
}

/** What a run is to do. Null: not set. `nowMs` is the time from which `30d` and `today` count. */
export const ScrapeSettings = z
  .object({ ...SCRAPE_SETTINGS, nowMs: z.number() })
  .check(({ value: { startOffset, endOffset }, issues }) => {
    if (endOffset >= startOffset) return;
    const message = `to be at least --start-offset (${startOffset}), got ${endOffset}.`;
    issues.push({ code: 'custom', path: ['endOffset'], message, input: endOffset });
  })
  .transform(({ since, until, nowMs, ...rest }) => ({
    ...rest,
    full: rest.full || rest.forceRescrape,
    /** Unix ms; null takes everything. */
    sinceMs: since === null ? null : startOfDay(since, nowMs),
    /** Unix ms: matches that ended before it are taken, the last day included; null: no bound. */
    untilMs: until === null ? null : startOfDay(until, nowMs) + DAY_MS,
  }))
  .check(({ value: { sinceMs, untilMs }, issues }) => {
    if (sinceMs === null || untilMs === null || untilMs > sinceMs) return;
    const [since, until] = [formatDay(sinceMs), formatDay(untilMs - DAY_MS)];
    const message = `to be no day before --since (${since}), got ${until}. --since all takes matches of any age.`;
    issues.push({ code: 'custom', path: ['until'], message, input: until });
  });
export type ScrapeSettings = z.output<typeof ScrapeSettings>;

/** How saved pages are taken. */
export const ImportSettings = z.object(IMPORT_SETTINGS);
export type ImportSettings = z.output<typeof ImportSettings>;

/** How saved pages are printed. */
export const ParseSettings = z.object(PARSE_SETTINGS);
export type ParseSettings = z.output<typeof ParseSettings>;
