import { z } from 'zod';
import { FILTER_SETTINGS, rangeIssues, rangeOf } from './export-settings.ts';
import { setting } from './setting.ts';
import { onOrOff, orNull, someText } from './setting-values.ts';

/** Settings of `report`, declared as those of config.ts. */
export const REPORT_SETTINGS = {
  ...FILTER_SETTINGS,
  out: setting(orNull(someText), {
    group: 'output',
    flags: '-o, --out <file>',
    description: 'HTML file to write, - for stdout; default report.html in the data folder',
  }),
  force: setting(onOrOff.default(false), {
    group: 'output',
    flags: '--force',
    description: 'overwrite --out although it is not an earlier report',
  }),
  open: setting(onOrOff.default(false), {
    group: 'output',
    flags: '--open',
    description: 'open the report in the default browser',
  }),
};

/** What the report is about, from when to when in Unix ms. `nowMs` is the time from which `30d` and `today` count. */
export const ReportSettings = z
  .object({ ...REPORT_SETTINGS, nowMs: z.number() })
  .transform(({ since, until, nowMs, ...rest }) => ({ ...rest, ...rangeOf({ since, until, nowMs }) }))
  .check(({ value, issues }) => {
    issues.push(...rangeIssues(value));
  });
export type ReportSettings = z.output<typeof ReportSettings>;
