import { expect, it } from 'vitest';
import { OPTION_SETTINGS, type RunOptions, readRunOptions } from '../../src/commands/run-options.ts';

/** One value for every option: the compiler and the test hold the type against the declared settings. */
const ALL: Required<Omit<RunOptions, 'signal' | 'onNotice'>> = {
  ...{ dataDir: '/d', startOffset: 100, endOffset: 200, full: true, forceRescrape: false, since: '2024-01-31' },
  ...{ until: 'today', event: ['Major, or not'], team: ['G2', 'MOUZ'], minStars: 1, match: [77, '/matches/78/x'] },
  ...{ stages: ['discovery', 'overview'], limit: 5, maxPages: 6, maxDuration: '45m', maxAttempts: 7 },
  ...{ maxConsecutiveFailures: 8, retryFailed: true, archive: false, baseUrl: 'http://127.0.0.1:9', minDelay: 0.5 },
  ...{ maxDelay: 1, transport: 'navigate', browserPath: '/b', channel: 'chrome', headed: true },
  ...{ cdpUrl: 'http://127.0.0.1:9222', userAgent: 'x', proxy: 'http://127.0.0.1:8', ignoreRobots: true },
  ...{ ignoreCooldown: true },
};

it('has an option for every setting of a run', () => {
  expect(Object.keys(ALL).toSorted()).toEqual([...OPTION_SETTINGS.keys()].toSorted());
});

it('reads options with the units and defaults of the flags', () => {
  const { match: _, full: __, browserPath: ___, channel: ____, headed: _____, cdpUrl: ______, ...options } = ALL;
  const { common, site, settings } = readRunOptions(options);
  expect(common).toMatchObject({ dataDir: '/d', quiet: true });
  expect(site).toMatchObject({ minDelayMs: 500, maxDelayMs: 1000, transport: 'navigate', ignoreRobots: true });
  expect(settings).toMatchObject({
    ...{ startOffset: 100, endOffset: 200, forceRescrape: false, archive: false, maxDurationMs: 2_700_000 },
    ...{ events: ['Major, or not'], teams: ['G2', 'MOUZ'], stages: ['discovery', 'overview'], limit: 5 },
    ...{ sinceMs: Date.UTC(2024, 0, 31), retryFailed: true, matchIds: null },
  });
  expect(readRunOptions({}).settings).toMatchObject({ startOffset: 0, endOffset: 9900, archive: true });
  expect(readRunOptions({ match: [77, '/matches/78/x'] }).settings.matchIds).toEqual([77, 78]);
});

it.each([
  [{ startOffset: 50 }, /^Expected the option startOffset to be .*multiple of 100.*got "50"/],
  [{ minDelay: 0 }, /^Expected --min-delay to be 2 s or more against hltv\.org/],
  [{ match: [77], full: true }, /^--full has no effect together with --match/],
  [{ maxDuration: 'soon' }, /^Expected the option maxDuration to be a duration/],
  [{ startOfset: 0 }, /^There is no option startOfset of runPipeline/],
  [{ dryRun: true }, /^There is no option dryRun/],
  [{ event: [{}] }, /^Expected the option event to be a text or a number, got a value of type object/],
])('rejects %j', (options: object, message) => {
  expect(() => readRunOptions(options)).toThrow(message);
});
