import { z } from 'zod';
import { DAY_MS, formatDay, startOfDay, startOfRange } from './days.ts';
import { EXPORT_SETTINGS } from './export-settings.ts';
import { REPARSE_SETTINGS, VERIFY_SETTINGS } from './maintenance-settings.ts';
import { STAGE_NAMES } from './page-kinds.ts';
import { REPORT_SETTINGS } from './report-settings.ts';
import { setting } from './setting.ts';
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
 * Every setting of the program, declared once: flag, group and help text, the schema from its text to its value, and
 * its default. Options, variables, settings files, the help and docs/settings.md come from these declarations.
 */

/** Log levels, from the most to the least output. */
export const LOG_LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'silent'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

/** How progress is shown. */
const PROGRESS_MODES = ['auto', 'json', 'none'] as const;

/** Start of the Counter-Strike 2 era in Unix ms; older matches are not collected by default. */
export const CS2_ERA_MS = Date.UTC(2023, 8, 27);
/** The address of the site; `--base-url` replaces it. */
export const HLTV_URL = 'https://www.hltv.org';

/** The settings file in the working folder, unless `--config` gives another one. */
export const CONFIG_FILE = 'hltv-scraper.env';

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
    description: `how much is printed on the terminal: ${LOG_LEVELS.join(', ')}; the log file always has debug`,
  }),
  quiet: setting(onOrOff.default(false), {
    group: 'output',
    flags: '-q, --quiet',
    description: 'only errors on stderr, no progress',
  }),
  verbose: setting(onOrOff.default(false), {
    group: 'output',
    flags: '-v, --verbose',
    description: 'also what each request and page does; short for --log-level debug',
  }),
  progress: setting(oneOf(PROGRESS_MODES).prefault('auto'), {
    group: 'output',
    flags: '--progress <how>',
    description: 'auto (a line on a terminal, else a log line now and then), json (JSON Lines on stderr) or none',
  }),
  color: setting(onOrOff.transform((isOn) => !isOn).default(true), {
    group: 'output',
    flags: '--no-color',
    description: 'no colours (like the variable NO_COLOR; FORCE_COLOR=1 turns them on in a pipe)',
  }),
  config: setting(orNull(someText), {
    group: 'general',
    flags: '--config <file>',
    description: `file with settings, such as HLTV_MIN_DELAY=5; default ${CONFIG_FILE} in the working folder, if it exists`,
  }),
};

/** Settings of the commands that send requests to a site. */
export const SITE_SETTINGS = {
  baseUrl: setting(httpUrl.prefault(HLTV_URL), {
    group: 'fetch',
    flags: '--base-url <url>',
    description: 'another site with the same pages: a replica, a mirror, a test server',
  }),
  minDelayMs: setting(secondsToMs.prefault('3'), {
    group: 'manners',
    flags: '--min-delay <seconds>',
    description: 'shortest pause between two requests; for hltv.org at least 2',
  }),
  maxDelayMs: setting(orNull(secondsToMs), {
    group: 'manners',
    flags: '--max-delay <seconds>',
    description: 'longest pause between two requests; default 8, or --min-delay plus 5 if that is more',
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
    description: 'user agent; default that of the browser',
  }),
  proxy: setting(orNull(proxyUrl), {
    group: 'browser',
    flags: '--proxy <url>',
    description: 'proxy; its password never appears in a log',
  }),
  ignoreRobots: setting(onOrOff.default(false), {
    group: 'manners',
    flags: '--ignore-robots',
    description: 'fetch paths that robots.txt disallows',
  }),
  ignoreCooldown: setting(onOrOff.default(false), {
    group: 'manners',
    flags: '--ignore-cooldown',
    description: 'start during the cool-down after a refusal',
  }),
};

/** Settings of `scrape` only. */
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
    description: 'only matches that ended on this day (UTC) or later; also 30d, 6w, today; all: matches of any age',
  }),
  until: setting(orNull(day), {
    group: 'fetch',
    flags: '--until <date>',
    description: 'only matches that ended on this day (UTC) or earlier; also 30d, 6w, today',
  }),
  /** Parts of event names (and below of team names), one of which must match; empty: every name matches. */
  events: setting(z.array(partOfName).default([]), {
    group: 'fetch',
    flags: '--event <text>',
    description: 'only matches whose event name contains this text, or one of several separated by commas',
    list: 'texts',
  }),
  teams: setting(z.array(partOfName).default([]), {
    group: 'fetch',
    flags: '--team <text>',
    description: 'only matches in which a team name contains this text; several as with --event',
    list: 'texts',
  }),
  /** Null: also matches whose stars are unknown. */
  minStars: setting(orNull(stars), {
    group: 'fetch',
    flags: '--min-stars <n>',
    description: 'only matches with at least n stars (0-5)',
  }),
  /** Null: the matches of the listing. */
  matchIds: setting(orNull(z.array(matchId).transform((ids) => [...new Set(ids)])), {
    group: 'fetch',
    flags: '--match <id or URL...>',
    description: 'only these matches, without the listing; @file or - (stdin): one per line',
    list: 'ids',
  }),
  stages: setting(someOf(STAGE_NAMES).prefault('all'), {
    group: 'fetch',
    flags: '--stages <list>',
    description: `all, or a comma-separated list of ${STAGE_NAMES.join(', ')}`,
  }),
  limit: setting(orNull(count), {
    group: 'fetch',
    flags: '--limit <n>',
    description: 'at most n matches in this run',
  }),
  maxPages: setting(orNull(count), {
    group: 'manners',
    flags: '--max-pages <n>',
    description: 'stop after n pages',
  }),
  maxDurationMs: setting(orNull(durationMs), {
    group: 'manners',
    flags: '--max-duration <time>',
    description: 'stop after this time, such as 45m, or before a pause that would end later',
  }),
  maxAttempts: setting(count.prefault('5'), {
    group: 'manners',
    flags: '--max-attempts <n>',
    description: 'number of failed attempts, over all runs, after which a page is no longer fetched',
  }),
  maxConsecutiveFailures: setting(count.prefault('3'), {
    group: 'manners',
    flags: '--max-consecutive-failures <n>',
    description: 'halt after n failures in a row',
  }),
  retryFailed: setting(onOrOff.default(false), {
    group: 'fetch',
    flags: '--retry-failed',
    description: 'fetch pages again whose attempts are used up',
  }),
  dryRun: setting(onOrOff.default(false), {
    group: 'fetch',
    flags: '-n, --dry-run',
    description: 'print what would be fetched and how long it takes',
  }),
  archive: setting(onOrOff.transform((isOn) => !isOn).default(true), {
    group: 'output',
    flags: '--no-archive',
    description: 'do not archive raw pages (saves disk space; the database cannot be rebuilt from them later)',
  }),
};

/** Settings of `status`. */
export const STATUS_SETTINGS = {
  /** Null: the state is printed and nothing is checked. */
  checkMs: setting(orNull(durationMs), {
    group: 'output',
    flags: '--check <max-age>',
    description:
      'for monitoring: print nothing if the last complete run ended at most this long ago (26h, 2d); else exit 3',
  }),
};

/** Settings of `import`. */
export const IMPORT_SETTINGS = {
  allowOlder: setting(onOrOff.default(false), {
    group: 'data',
    flags: '--allow-older',
    description: 'import a page although the stored one is newer or has more data',
  }),
  archive: SCRAPE_SETTINGS.archive,
};

/** Settings of `parse`. */
export const PARSE_SETTINGS = {
  diff: setting(onOrOff.default(false), {
    group: 'output',
    flags: '--diff',
    description: 'compare two saved pages of the same kind, the good one first: markup and fields that differ',
  }),
};

/** Every setting by its key, for variables, settings files and docs/settings.md. */
export const ALL_SETTINGS = {
  // First: filters of other commands have the flags and variables of those of a run.
  ...{ ...REPORT_SETTINGS, ...EXPORT_SETTINGS },
  ...VERIFY_SETTINGS,
  ...REPARSE_SETTINGS,
  ...{ ...COMMON_SETTINGS, ...SITE_SETTINGS, ...SCRAPE_SETTINGS },
  ...{ ...IMPORT_SETTINGS, ...PARSE_SETTINGS, ...STATUS_SETTINGS },
};

/** The settings of every command. */
export const CommonSettings = z
  .object(COMMON_SETTINGS)
  .omit({ config: true })
  .transform(({ verbose, ...common }) => ({ ...common, logLevel: verbose ? ('debug' as const) : common.logLevel }));
export type CommonSettings = z.output<typeof CommonSettings>;

/** How requests are sent to a site. Null: not set. */
export const SiteSettings = z
  .object(SITE_SETTINGS)
  .transform((site) => ({ ...site, maxDelayMs: site.maxDelayMs ?? maxDelayAfter(site.minDelayMs) }));
export type SiteSettings = z.output<typeof SiteSettings>;

/** The longest pause if only the shortest one is set: 5 s more, and at least the default. In ms. */
function maxDelayAfter(minDelayMs: number): number {
  return Math.max(8000, minDelayMs + 5000);
}

/** What a run does. Null: not set. `nowMs`: the time from which `30d` and `today` are counted, in Unix ms. */
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
    /** Unix ms; null: no bound. */
    sinceMs: startOfRange(since, nowMs),
    /** Unix ms; matches that ended before it are included, so it is the end of the last day; null: no bound. */
    untilMs: until === null ? null : startOfDay(until, nowMs) + DAY_MS,
  }))
  .check(({ value: { sinceMs, untilMs }, issues }) => {
    if (sinceMs === null || untilMs === null || untilMs > sinceMs) return;
    const [since, until] = [formatDay(sinceMs), formatDay(untilMs - DAY_MS)];
    const message = `to be no day before --since (${since}), got ${until}. --since all includes matches of any age.`;
    issues.push({ code: 'custom', path: ['until'], message, input: until });
  });
export type ScrapeSettings = z.output<typeof ScrapeSettings>;

/** How saved pages are imported. */
export const ImportSettings = z.object(IMPORT_SETTINGS);
export type ImportSettings = z.output<typeof ImportSettings>;

/** How saved pages are printed. */
export const ParseSettings = z.object(PARSE_SETTINGS);
export type ParseSettings = z.output<typeof ParseSettings>;

/** What `status` checks. */
export const StatusSettings = z.object(STATUS_SETTINGS);
export type StatusSettings = z.output<typeof StatusSettings>;
