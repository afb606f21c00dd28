import type { PageKind } from './records.ts';
import {
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
  partOfName,
  proxyUrl,
  secondsToMs,
  someOf,
  someText,
  stars,
  wholeNumber,
} from './setting-values.ts';

/**
 * Every setting of the program in one table: flag, variable (`HLTV_…`, in the environment or a settings file), default,
 * what is accepted.
 */

/** In the order in which they run. */
export const STAGE_NAMES = ['discovery', 'overview', 'map-stats', 'performance-economy'] as const;
export type StageName = (typeof STAGE_NAMES)[number];

/** The stage that fetches each kind of page. */
export const STAGE_OF: Record<PageKind, StageName> = {
  results: 'discovery',
  match: 'overview',
  'map-stats': 'map-stats',
  performance: 'performance-economy',
  economy: 'performance-economy',
};

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

export type Setting = {
  group: keyof typeof SETTING_GROUPS;
  /** As commander reads it: `--min-delay <seconds>`. */
  flags: string;
  description: string;
  /** Text of the default as a person would type it; absent: not set. */
  default?: string;
  /** From the text of a flag or variable to a value; throws `UsageError` saying what was expected. */
  parse: (text: string, name: string) => unknown;
  /** Takes several values: what stands between them in one text, and whether `@file` and `-` read one a line. */
  many?: { separator: RegExp; files: boolean };
};

/** Settings of every command. */
export const COMMON_SETTINGS = {
  dataDir: {
    group: 'output',
    flags: '--data-dir <dir>',
    description: 'database, archive, logs and browser profile',
    default: 'data',
    parse: someText,
  },
  json: { group: 'output', flags: '--json', description: 'one JSON document on stdout, for scripts', parse: onOrOff },
  logLevel: {
    group: 'output',
    flags: '--log-level <level>',
    description: `how much is said on the terminal: ${LOG_LEVELS.join(', ')}; the log file keeps debug`,
    default: 'info',
    parse: oneOf(LOG_LEVELS),
  },
  quiet: { group: 'output', flags: '--quiet', description: 'only errors on stderr, no progress', parse: onOrOff },
  noColor: { group: 'output', flags: '--no-color', description: 'no colours (as does NO_COLOR)', parse: onOrOff },
  config: {
    group: 'general',
    flags: '--config <file>',
    description: `settings as lines such as HLTV_MIN_DELAY=5; default ${CONFIG_FILE}, where the working folder has one`,
    parse: someText,
  },
} satisfies Record<string, Setting>;

/** Settings of the commands that ask a site. */
export const SITE_SETTINGS = {
  baseUrl: {
    group: 'fetch',
    flags: '--base-url <url>',
    description: 'another site with the same pages: a replica, a mirror, a test server',
    default: HLTV_URL,
    parse: httpUrl,
  },
  minDelay: {
    group: 'manners',
    flags: '--min-delay <seconds>',
    description: 'least polite pause between two requests; against hltv.org at least 2',
    default: '3',
    parse: secondsToMs,
  },
  maxDelay: {
    group: 'manners',
    flags: '--max-delay <seconds>',
    description: 'longest polite pause; default 8, or --min-delay and 5 more where that is longer',
    parse: secondsToMs,
  },
  transport: {
    group: 'browser',
    flags: '--transport <how>',
    description: 'fetch (from inside one open page) or navigate (open every page)',
    default: 'fetch',
    parse: oneOf(['fetch', 'navigate']),
  },
  browserPath: {
    group: 'browser',
    flags: '--browser-path <file>',
    description: 'the browser to start',
    parse: someText,
  },
  channel: {
    group: 'browser',
    flags: '--channel <name>',
    description: 'an installed browser: chrome, msedge, …',
    parse: oneOf(['playwright', 'chrome', 'chromium', 'msedge']),
  },
  headed: { group: 'browser', flags: '--headed', description: 'show the browser window', parse: onOrOff },
  cdpUrl: {
    group: 'browser',
    flags: '--cdp-url <url>',
    description: 'use a running browser (chrome --remote-debugging-port=9222)',
    parse: debuggerUrl,
  },
  userAgent: {
    group: 'browser',
    flags: '--user-agent <text>',
    description: "say who you are; default the browser's own",
    parse: headerText,
  },
  proxy: {
    group: 'browser',
    flags: '--proxy <url>',
    description: 'one proxy; its password never appears in a log',
    parse: proxyUrl,
  },
  ignoreRobots: {
    group: 'manners',
    flags: '--ignore-robots',
    description: 'fetch paths that robots.txt disallows',
    parse: onOrOff,
  },
  ignoreCooldown: {
    group: 'manners',
    flags: '--ignore-cooldown',
    description: 'start although a refusal is remembered from an earlier run',
    parse: onOrOff,
  },
} satisfies Record<string, Setting>;

/** Settings of `scrape` alone. */
export const SCRAPE_SETTINGS = {
  startOffset: {
    group: 'fetch',
    flags: '--start-offset <n>',
    description: 'first results-listing offset, a multiple of 100',
    default: '0',
    parse: offset,
  },
  endOffset: {
    group: 'fetch',
    flags: '--end-offset <n>',
    description: 'last offset, inclusive: 0..500 reads the six pages 0, 100, … 500',
    default: '9900',
    parse: offset,
  },
  full: { group: 'fetch', flags: '--full', description: 'read every listing page in the range', parse: onOrOff },
  forceRescrape: {
    group: 'fetch',
    flags: '--force-rescrape',
    description: 'fetch every match of the range again; implies --full',
    parse: onOrOff,
  },
  since: {
    group: 'fetch',
    flags: '--since <date>',
    description: 'matches that ended before this day (UTC) are not taken; also 30d, 6w, today; all takes everything',
    default: '2023-09-27',
    parse: dayOrAll,
  },
  until: {
    group: 'fetch',
    flags: '--until <date>',
    description: 'matches that ended after this day (UTC) are not taken; also 30d, 6w, today',
    parse: day,
  },
  event: {
    group: 'fetch',
    flags: '--event <text>',
    description: 'only matches whose event name contains this; of several, with commas between them, any',
    parse: partOfName,
    many: { separator: /\s*,\s*/, files: false },
  },
  team: {
    group: 'fetch',
    flags: '--team <text>',
    description: 'only matches in which the name of one team contains this; several as with --event',
    parse: partOfName,
    many: { separator: /\s*,\s*/, files: false },
  },
  minStars: {
    group: 'fetch',
    flags: '--min-stars <n>',
    description: 'only matches with at least so many stars (0-5)',
    parse: stars,
  },
  match: {
    group: 'fetch',
    flags: '--match <id or URL...>',
    description: 'scrape these matches only, without the listing; @file or - (stdin) reads one a line',
    parse: matchId,
    many: { separator: /[\s,]+/, files: true },
  },
  stages: {
    group: 'fetch',
    flags: '--stages <list>',
    description: `all, or any of ${STAGE_NAMES.join(', ')} with commas between them`,
    default: 'all',
    parse: someOf(STAGE_NAMES),
  },
  limit: {
    group: 'fetch',
    flags: '--limit <n>',
    description: 'at most n matches in this run',
    parse: wholeNumber(1),
  },
  maxPages: {
    group: 'manners',
    flags: '--max-pages <n>',
    description: 'stop tidily after n pages',
    parse: wholeNumber(1),
  },
  maxDuration: {
    group: 'manners',
    flags: '--max-duration <time>',
    description: 'stop tidily after e.g. 45m',
    parse: durationMs,
  },
  maxAttempts: {
    group: 'manners',
    flags: '--max-attempts <n>',
    description: 'failed attempts, over all runs, after which a target is left alone',
    default: '5',
    parse: wholeNumber(1),
  },
  maxConsecutiveFailures: {
    group: 'manners',
    flags: '--max-consecutive-failures <n>',
    description: 'halt after so many failures in a row',
    default: '3',
    parse: wholeNumber(1),
  },
  retryFailed: {
    group: 'fetch',
    flags: '--retry-failed',
    description: 'give exhausted targets a new set of attempts',
    parse: onOrOff,
  },
  dryRun: {
    group: 'fetch',
    flags: '--dry-run',
    description: 'print what would be fetched and how long it takes',
    parse: onOrOff,
  },
  noArchive: {
    group: 'output',
    flags: '--no-archive',
    description: 'keep no raw pages (saves disk; nothing to rebuild the database from later)',
    parse: onOrOff,
  },
} satisfies Record<string, Setting>;

/** Settings of `import` alone. */
export const IMPORT_SETTINGS = {
  allowOlder: {
    group: 'output',
    flags: '--allow-older',
    description: 'take a page although the stored one is newer or shows more',
    parse: onOrOff,
  },
} satisfies Record<string, Setting>;

/** Settings of `parse` alone. */
export const PARSE_SETTINGS = {
  diff: {
    group: 'output',
    flags: '--diff',
    description: 'compare two saves of the same kind of page, the good one first: markup and fields that differ',
    parse: onOrOff,
  },
} satisfies Record<string, Setting>;

/** What every command was told; see `COMMON_SETTINGS`. */
export type CommonSettings = {
  dataDir: string;
  json: boolean;
  logLevel: LogLevel;
  quiet: boolean;
  color: boolean;
};

/** How a site is asked; see `SITE_SETTINGS`. Null: not set. */
export type SiteSettings = {
  baseUrl: string;
  minDelayMs: number;
  maxDelayMs: number;
  transport: 'fetch' | 'navigate';
  browserPath: string | null;
  channel: string | null;
  headed: boolean;
  cdpUrl: string | null;
  userAgent: string | null;
  proxy: string | null;
  ignoreRobots: boolean;
  ignoreCooldown: boolean;
};

/** What a run is to do; see `SCRAPE_SETTINGS`. Null: not set. */
export type ScrapeSettings = {
  startOffset: number;
  endOffset: number;
  full: boolean;
  forceRescrape: boolean;
  /** Unix ms; null takes everything. */
  sinceMs: number | null;
  /** Unix ms: matches that ended before it are taken, the last day included; null: no bound. */
  untilMs: number | null;
  /** Parts of event names and of team names, of which one must fit; empty: any name does. */
  events: string[];
  teams: string[];
  /** Null: matches whose stars are unknown as well. */
  minStars: number | null;
  /** Null: whatever the listing says. */
  matchIds: number[] | null;
  stages: StageName[];
  limit: number | null;
  maxPages: number | null;
  maxDurationMs: number | null;
  maxAttempts: number;
  maxConsecutiveFailures: number;
  retryFailed: boolean;
  dryRun: boolean;
  archive: boolean;
};
