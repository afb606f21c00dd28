import { z } from 'zod';
import { DAY_MS, type Day, type FirstDay, formatDay, startOfDay, startOfRange } from './days.ts';
import { setting } from './setting.ts';
import { day, dayOrAll, oneOf, onOrOff, orNull, partOfName, someText, stars } from './setting-values.ts';

/** Settings of `export`, declared as those of config.ts. Null: not given; then `--changed-since` may say it. */

const EXPORT_FORMATS = ['csv', 'jsonl', 'parquet'] as const;
export type ExportFormat = (typeof EXPORT_FORMATS)[number];

const EXPORT_SETS = ['tables', 'views', 'kaggle', 'all'] as const;
export type ExportSet = (typeof EXPORT_SETS)[number];

/** Which matches an export or a report includes. */
export const FILTER_SETTINGS = {
  since: setting(orNull(dayOrAll), {
    group: 'select',
    flags: '--since <date>',
    description: 'only matches that started on this day (UTC) or later; also 30d, 6w, today, all',
  }),
  until: setting(orNull(day), {
    group: 'select',
    flags: '--until <date>',
    description: 'only matches that started on this day (UTC) or earlier; also 30d, 6w, today',
  }),
  events: setting(z.array(partOfName).default([]), {
    group: 'select',
    flags: '--event <text>',
    description: 'only matches whose event name contains this; of several, with commas between them, any (case apart)',
    list: 'texts',
  }),
  teams: setting(z.array(partOfName).default([]), {
    group: 'select',
    flags: '--team <text>',
    description: 'only matches in which the name of one team contains this; several as with --event (case apart)',
    list: 'texts',
  }),
  maps: setting(z.array(partOfName).default([]), {
    group: 'select',
    flags: '--map <text>',
    description: 'only maps whose name contains this, and matches that have one; several as with --event',
    list: 'texts',
  }),
  minStars: setting(orNull(stars), {
    group: 'select',
    flags: '--min-stars <n>',
    description: 'only matches with at least so many stars (0-5); those whose stars are unknown have none',
  }),
};

export const EXPORT_SETTINGS = {
  format: setting(orNull(oneOf(EXPORT_FORMATS)), {
    group: 'output',
    flags: '--format <name>',
    description: 'csv, jsonl (JSON Lines) or parquet; default csv',
  }),
  tables: setting(z.array(someText).default([]), {
    group: 'select',
    flags: '--table <name...>',
    description: 'tables and views to export',
    list: 'texts',
  }),
  set: setting(orNull(oneOf(EXPORT_SETS)), {
    group: 'select',
    flags: '--set <name>',
    description: 'tables, views, kaggle (four files for older notebooks) or all; default tables',
  }),
  ...FILTER_SETTINGS,
  out: setting(orNull(someText), {
    group: 'output',
    flags: '-o, --out <folder>',
    description: 'folder to write to; default stdout for one table, else exports in the data folder',
  }),
  csvSafe: setting(onOrOff.default(false), {
    group: 'output',
    flags: '--csv-safe',
    description: "for spreadsheets: text that begins with = + - @ or a control character gets a ' before it",
  }),
  partitionBy: setting(orNull(oneOf(['year'] as const)), {
    group: 'output',
    flags: '--partition-by <what>',
    description: 'year: one file for each year in which matches started (UTC), in Hive layout',
  }),
  changedSince: setting(orNull(someText), {
    group: 'output',
    flags: '--changed-since <folder>',
    description: 'bring an earlier export up to date: only files whose rows have changed are written again',
  }),
  datasette: setting(onOrOff.default(false), {
    group: 'output',
    flags: '--datasette',
    description: 'add datasette-metadata.json, which describes the database to Datasette',
  }),
};

type Range = { sinceMs: number | null; untilMs: number | null };

/** The range of `--since` and `--until` in Unix ms; null: no bound. `untilMs` is the end of its last day. */
export function rangeOf({ since, until, nowMs }: { since: FirstDay | null; until: Day | null; nowMs: number }): Range {
  return {
    sinceMs: startOfRange(since, nowMs),
    untilMs: until === null ? null : startOfDay(until, nowMs) + DAY_MS,
  };
}

/** What is wrong with a range that ends before it begins. */
export function rangeIssues({ sinceMs, untilMs }: Range): z.core.$ZodRawIssue[] {
  if (sinceMs === null || untilMs === null || untilMs > sinceMs) return [];
  const [since, until] = [formatDay(sinceMs), formatDay(untilMs - DAY_MS)];
  const message = `to be no day before --since (${since}), got ${until}.`;
  return [{ code: 'custom', path: ['until'], message, input: until }];
}

/** What is exported, from when to when in Unix ms. `nowMs` is the time from which `30d` and `today` count. */
export const ExportSettings = z
  .object({ ...EXPORT_SETTINGS, nowMs: z.number() })
  .transform(({ since, until, nowMs, ...rest }) => {
    const { events, teams, maps, minStars } = rest;
    const isOneGiven = [since, until, minStars].some((each) => each !== null);
    return {
      ...rest,
      ...rangeOf({ since, until, nowMs }),
      /** Also true for filters that exclude nothing, such as `--since all`. */
      areFiltersGiven: isOneGiven || [events, teams, maps].some((list) => list.length > 0),
    };
  })
  .check(({ value, issues }) => {
    issues.push(...rangeIssues(value));
  });
export type ExportSettings = z.output<typeof ExportSettings>;
