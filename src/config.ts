import { UsageError } from './errors.ts';
import type { PageKind } from './records.ts';

/** Every setting of the program in one table: flag, environment variable (`HLTV_…`), default, what is accepted. */

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

export type Setting = {
  /** As commander reads it: `--min-delay <seconds>`. */
  flags: string;
  description: string;
  /** Text of the default as a person would type it; absent: not set. */
  default?: string;
  /** From the text of a flag or variable to a value; throws `UsageError` saying what was expected. */
  parse: (text: string, flag: string) => unknown;
  /** May be given several times or with several values. */
  many?: boolean;
};

const SHOWN = 200;

function expected(flag: string, what: string, text: string): UsageError {
  const seen = text.length > SHOWN ? `${text.slice(0, SHOWN)}…` : text;
  return new UsageError(`Expected ${flag} to be ${what}, got "${seen}".`);
}

function wholeNumber(text: string, flag: string, least = 0): number {
  const value = Number(text);
  if (!/^\d+$/.test(text) || !Number.isSafeInteger(value) || value < least) {
    throw expected(flag, `a whole number${least > 0 ? ` from ${least}` : ''}`, text);
  }
  return value;
}

function offset(text: string, flag: string): number {
  const value = wholeNumber(text, flag);
  if (value % 100 !== 0) {
    const below = Math.floor(value / 100) * 100;
    throw new UsageError(`Expected ${flag} to be a multiple of 100, got "${text}". Try ${below} or ${below + 100}.`);
  }
  return value;
}

function secondsToMs(text: string, flag: string): number {
  const value = Number(text);
  if (!/^\d+(\.\d+)?$/.test(text) || value > 3600) throw expected(flag, 'a number of seconds up to 3600', text);
  return Math.round(value * 1000);
}

const DURATION_UNITS_MS: Record<string, number> = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };

function durationMs(text: string, flag: string): number {
  const parts = [...text.slice(0, 100).matchAll(/(\d+(?:\.\d+)?)([smhd])/g)];
  const total = parts.reduce((sum, [, number, unit]) => sum + Number(number) * (DURATION_UNITS_MS[unit ?? ''] ?? 0), 0);
  if (parts.map(([part]) => part).join('') !== text || total <= 0) {
    throw expected(flag, 'a duration such as 45m, 2h or 1h30m', text);
  }
  return total;
}

/** `all` stays a word: commander takes a null for a value that is missing. */
function day(text: string, flag: string): number | 'all' {
  if (text === 'all') return text;
  const ms = Date.parse(`${text}T00:00:00Z`);
  const isRealDay = !Number.isNaN(ms) && new Date(ms).toISOString().startsWith(text);
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text) || !isRealDay) throw expected(flag, 'a day such as 2024-01-31, or all', text);
  return ms;
}

function matchId(text: string, flag: string): number {
  const digits = /^\d+$/.exec(text)?.[0] ?? /\/matches\/(\d+)(?:\/|$)/.exec(text)?.[1];
  const value = Number(digits);
  if (!digits || !Number.isSafeInteger(value) || value < 1) {
    throw expected(flag, 'a match id or the URL of a match page', text);
  }
  return value;
}

function oneOf<Value extends string>(values: readonly Value[]): (text: string, flag: string) => Value {
  return (text, flag) => {
    const found = values.find((value) => value === text);
    if (found === undefined) throw expected(flag, `one of ${values.join(', ')}`, text);
    return found;
  };
}

function stages(text: string, flag: string): StageName[] {
  const wanted = text.split(',').map((part) => oneOf(STAGE_NAMES)(part.trim(), flag));
  return STAGE_NAMES.filter((stage) => wanted.includes(stage));
}

function httpUrl(text: string, flag: string): string {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (!url || !/^https?:$/.test(url.protocol)) throw expected(flag, 'an http or https URL', text);
  if (url.search !== '' || url.hash !== '') throw expected(flag, 'an http or https URL without query and #', text);
  return url.href.replace(/\/+$/, '');
}

function proxyUrl(text: string, flag: string): string {
  const url = URL.canParse(text) ? new URL(text) : null;
  // The text may hold a password: it is not repeated.
  if (!url || !/^(https?|socks5):$/.test(url.protocol) || !url.hostname) {
    throw new UsageError(`Expected ${flag} to be an http, https or socks5 URL such as http://user:password@host:8080.`);
  }
  return text;
}

function debuggerUrl(text: string, flag: string): string {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (!url || !/^(https?|wss?):$/.test(url.protocol)) throw expected(flag, 'an http or ws URL', text);
  return text;
}

function someText(text: string, flag: string): string {
  if (text.trim() === '') throw expected(flag, 'some text', text);
  return text;
}

/** Text that goes into a header: nothing in it may begin another one. */
function headerText(text: string, flag: string): string {
  if (text.trim() === '' || !/^[\x20-\x7e]+$/.test(text)) throw expected(flag, 'plain text of one line', text);
  return text;
}

/** Switches: given or not on the command line; as a variable 1/0, true/false, yes/no, on/off. */
function onOrOff(text: string, flag: string): boolean {
  if (/^(1|true|yes|on)$/i.test(text)) return true;
  if (/^(0|false|no|off)$/i.test(text)) return false;
  throw expected(flag, '1 or 0', text);
}

/** Settings of every command. */
export const COMMON_SETTINGS = {
  dataDir: {
    flags: '--data-dir <dir>',
    description: 'database, archive, logs and browser profile',
    default: 'data',
    parse: someText,
  },
  json: { flags: '--json', description: 'one JSON document on stdout, for scripts', parse: onOrOff },
  logLevel: {
    flags: '--log-level <level>',
    description: `how much is said: ${LOG_LEVELS.join(', ')}`,
    default: 'info',
    parse: oneOf(LOG_LEVELS),
  },
  quiet: { flags: '--quiet', description: 'only errors on stderr, no progress', parse: onOrOff },
  noColor: { flags: '--no-color', description: 'no colours (as does NO_COLOR)', parse: onOrOff },
} satisfies Record<string, Setting>;

/** Settings of the commands that ask a site. */
export const SITE_SETTINGS = {
  baseUrl: {
    flags: '--base-url <url>',
    description: 'another site with the same pages: a replica, a mirror, a test server',
    default: HLTV_URL,
    parse: httpUrl,
  },
  minDelay: {
    flags: '--min-delay <seconds>',
    description: 'least polite pause between two requests; against hltv.org at least 2',
    default: '3',
    parse: secondsToMs,
  },
  maxDelay: { flags: '--max-delay <seconds>', description: 'longest polite pause', default: '8', parse: secondsToMs },
  transport: {
    flags: '--transport <how>',
    description: 'fetch (from inside one open page) or navigate (open every page)',
    default: 'fetch',
    parse: oneOf(['fetch', 'navigate']),
  },
  browserPath: { flags: '--browser-path <file>', description: 'the browser to start', parse: someText },
  channel: {
    flags: '--channel <name>',
    description: 'an installed browser: chrome, msedge, …',
    parse: oneOf(['playwright', 'chrome', 'chromium', 'msedge']),
  },
  headed: { flags: '--headed', description: 'show the browser window', parse: onOrOff },
  cdpUrl: {
    flags: '--cdp-url <url>',
    description: 'use a running browser (chrome --remote-debugging-port=9222)',
    parse: debuggerUrl,
  },
  userAgent: {
    flags: '--user-agent <text>',
    description: "say who you are; default the browser's own",
    parse: headerText,
  },
  proxy: { flags: '--proxy <url>', description: 'one proxy; its password never appears in a log', parse: proxyUrl },
  ignoreRobots: { flags: '--ignore-robots', description: 'fetch paths that robots.txt disallows', parse: onOrOff },
  ignoreCooldown: {
    flags: '--ignore-cooldown',
    description: 'start although a refusal is remembered from an earlier run',
    parse: onOrOff,
  },
} satisfies Record<string, Setting>;

/** Settings of `scrape` alone. */
export const SCRAPE_SETTINGS = {
  startOffset: {
    flags: '--start-offset <n>',
    description: 'first results-listing offset, a multiple of 100',
    default: '0',
    parse: offset,
  },
  endOffset: {
    flags: '--end-offset <n>',
    description: 'last offset, inclusive: 0..500 reads the six pages 0, 100, … 500',
    default: '9900',
    parse: offset,
  },
  full: { flags: '--full', description: 'read every listing page in the range', parse: onOrOff },
  forceRescrape: {
    flags: '--force-rescrape',
    description: 'fetch every match of the range again; implies --full',
    parse: onOrOff,
  },
  since: {
    flags: '--since <date>',
    description: 'matches that ended before this day are not taken; all takes everything',
    default: '2023-09-27',
    parse: day,
  },
  match: {
    flags: '--match <id or URL...>',
    description: 'scrape these matches only; no discovery',
    parse: matchId,
    many: true,
  },
  stages: {
    flags: '--stages <list>',
    description: `any of ${STAGE_NAMES.join(',')}`,
    default: STAGE_NAMES.join(','),
    parse: stages,
  },
  limit: {
    flags: '--limit <n>',
    description: 'at most n matches in this run',
    parse: (text: string, flag: string) => wholeNumber(text, flag, 1),
  },
  maxPages: {
    flags: '--max-pages <n>',
    description: 'stop tidily after n pages',
    parse: (text: string, flag: string) => wholeNumber(text, flag, 1),
  },
  maxDuration: { flags: '--max-duration <time>', description: 'stop tidily after e.g. 45m', parse: durationMs },
  maxAttempts: {
    flags: '--max-attempts <n>',
    description: 'failed attempts, over all runs, after which a target is left alone',
    default: '5',
    parse: (text: string, flag: string) => wholeNumber(text, flag, 1),
  },
  maxConsecutiveFailures: {
    flags: '--max-consecutive-failures <n>',
    description: 'halt after so many failures in a row',
    default: '3',
    parse: (text: string, flag: string) => wholeNumber(text, flag, 1),
  },
  retryFailed: { flags: '--retry-failed', description: 'give exhausted targets a new set of attempts', parse: onOrOff },
  dryRun: { flags: '--dry-run', description: 'print what would be fetched and how long it takes', parse: onOrOff },
  noArchive: {
    flags: '--no-archive',
    description: 'keep no raw pages (saves disk; nothing to rebuild the database from later)',
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
