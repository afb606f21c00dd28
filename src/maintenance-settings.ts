import { z } from 'zod';
import { startOfRange } from './days.ts';
import { PAGE_KINDS } from './page-kinds.ts';
import { setting } from './setting.ts';
import { dayOrAll, matchId, onOrOff, orNull, someOf, someText } from './setting-values.ts';

/** Settings of the commands that work on stored data: `verify`, `reparse`. Declared like those of config.ts. */

const MATCH_IDS = setting(orNull(z.array(matchId).transform((ids) => [...new Set(ids)])), {
  group: 'data',
  flags: '--match <id or URL...>',
  description: 'only these matches; @file or - (stdin): one per line',
  list: 'ids',
});

const KINDS = setting(someOf(PAGE_KINDS).prefault('all'), {
  group: 'data',
  flags: '--kind <list>',
  description: `only pages of these kinds: all, or a comma-separated list of ${PAGE_KINDS.join(', ')}`,
});

export const VERIFY_SETTINGS = {
  matchIds: MATCH_IDS,
  since: setting(orNull(dayOrAll), {
    group: 'data',
    flags: '--since <date>',
    description: 'only matches that ended on this day (UTC) or later; also 30d, 6w, today, all',
  }),
  kinds: KINDS,
  rules: setting(z.array(someText).default([]), {
    group: 'data',
    flags: '--rule <name>',
    description:
      'only findings of rules that begin with this, such as tables/ or match/title; several: comma-separated',
    list: 'texts',
  }),
  readsFiles: setting(onOrOff.default(false), {
    group: 'data',
    flags: '--archive',
    description: 'read every archived file and recompute its digest',
  }),
  readsPages: setting(onOrOff.default(false), {
    group: 'data',
    flags: '--pages',
    description: "read every archived page again with today's parsers and compare the records",
  }),
  fix: setting(onOrOff.default(false), {
    group: 'data',
    flags: '--fix',
    description: 'assemble wrong rows again from the page records; locks the data folder',
  }),
};

export const REPARSE_SETTINGS = {
  matchIds: MATCH_IDS,
  kinds: KINDS,
  outdated: setting(onOrOff.default(false), {
    group: 'data',
    flags: '--outdated',
    description: 'only pages that an older version of their parser has read',
  }),
  failed: setting(onOrOff.default(false), {
    group: 'data',
    flags: '--failed',
    description: 'only pages in quarantine',
  }),
  dryRun: setting(onOrOff.default(false), {
    group: 'data',
    flags: '-n, --dry-run',
    description: 'print what would change, by table and column with examples; changes nothing',
  }),
};

/** Which archived pages are read again, and whether anything is stored. */
export const ReparseSettings = z.object(REPARSE_SETTINGS);
export type ReparseSettings = z.output<typeof ReparseSettings>;

/** What is verified. `nowMs` is the time from which `30d` and `today` count. */
export const VerifySettings = z
  .object({ ...VERIFY_SETTINGS, nowMs: z.number() })
  .transform(({ since, nowMs, ...rest }) => ({
    ...rest,
    /** Unix ms; null: no bound. */
    sinceMs: startOfRange(since, nowMs),
  }));
export type VerifySettings = z.output<typeof VerifySettings>;
