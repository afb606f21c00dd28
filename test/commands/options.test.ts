import { Command } from 'commander';
import { describe, expect, it } from 'vitest';
import {
  addSettings,
  commonSettings,
  exportSettings,
  scrapeSettings,
  siteSettings,
} from '../../src/commands/options.ts';
import { applyVariables, checkVariables } from '../../src/commands/settings-sources.ts';
import { COMMON_SETTINGS, SCRAPE_SETTINGS, SITE_SETTINGS } from '../../src/config.ts';
import { UsageError } from '../../src/errors.ts';
import { EXPORT_SETTINGS } from '../../src/export-settings.ts';

function read(flags: string[], variables: Record<string, string> = {}): Record<string, unknown> {
  const command = new Command('scrape').exitOverride();
  addSettings(command, { ...SCRAPE_SETTINGS, ...SITE_SETTINGS, ...COMMON_SETTINGS });
  command.action(() => undefined).parse(flags, { from: 'user' });
  applyVariables(command, variables);
  return command.opts();
}

describe('options', () => {
  it('are the defaults of the contract when nothing is given', () => {
    const options = read([]);
    expect(scrapeSettings(options)).toMatchObject({
      startOffset: 0,
      endOffset: 9900,
      full: false,
      sinceMs: Date.UTC(2023, 8, 27),
      untilMs: null,
      events: [],
      teams: [],
      minStars: null,
      matchIds: null,
      maxAttempts: 5,
      maxConsecutiveFailures: 3,
      archive: true,
    });
    expect(siteSettings(options)).toMatchObject({
      baseUrl: 'https://www.hltv.org',
      minDelayMs: 3000,
      maxDelayMs: 8000,
    });
    expect(commonSettings(options)).toEqual({
      dataDir: 'data',
      json: false,
      logLevel: 'info',
      quiet: false,
      progress: 'auto',
      color: true,
    });
  });

  it('have short forms', () => {
    expect(commonSettings(read(['-q']))).toMatchObject({ quiet: true });
    expect(commonSettings(read(['-v']))).toMatchObject({ logLevel: 'debug' });
    expect(commonSettings(read([], { HLTV_VERBOSE: '1' }))).toMatchObject({ logLevel: 'debug' });
    expect(scrapeSettings(read(['-n']))).toMatchObject({ dryRun: true });
    expect(commonSettings(read(['-vn']))).toMatchObject({ logLevel: 'debug' });
    const exporting = addSettings(new Command('export').exitOverride(), EXPORT_SETTINGS).action(() => undefined);
    expect(exportSettings(exporting.parse(['-o', 'csv'], { from: 'user' }).opts()).out).toBe('csv');
    expect(() => exporting.parse(['-o', '-q'], { from: 'user' })).toThrow(
      'Expected a value after --out, got the flag -q.',
    );
  });

  it('take a variable where no flag is given, and the flag before the variable', () => {
    const variables = { HLTV_END_OFFSET: '300', HLTV_LIMIT: '4', HLTV_FULL: '1', HLTV_NO_ARCHIVE: 'yes' };
    expect(scrapeSettings(read(['--limit', '9'], variables))).toMatchObject({
      endOffset: 300,
      limit: 9,
      full: true,
      archive: false,
    });
  });

  it('take a switch variable for what it says, not for being there', () => {
    expect(scrapeSettings(read([], { HLTV_FULL: '0' })).full).toBe(false);
  });

  it('do not take the next flag for a value', () => {
    expect(() => read(['--data-dir', '--json'])).toThrow('Expected a value after --data-dir, got the flag --json.');
    expect(() => read(['--limit', '--full'])).toThrow(UsageError);
  });

  it('name the variable when its value is wrong', () => {
    expect(() => siteSettings(read([], { HLTV_MIN_DELAY: 'fast' }))).toThrow(
      'Expected HLTV_MIN_DELAY to be a number of seconds',
    );
  });

  it('let the longest pause follow the shortest', () => {
    const pauses = (...flags: string[]) => {
      const { minDelayMs, maxDelayMs } = siteSettings(read(flags));
      return [minDelayMs, maxDelayMs];
    };
    expect(pauses()).toEqual([3000, 8000]);
    expect(pauses('--min-delay', '2')).toEqual([2000, 8000]);
    expect(pauses('--min-delay', '10')).toEqual([10_000, 15_000]);
    expect(pauses('--min-delay', '10', '--max-delay', '11')).toEqual([10_000, 11_000]);
  });

  it('take an empty variable for one that is not set', () => {
    expect(scrapeSettings(read([], { HLTV_LIMIT: '', HLTV_MATCH: '' }))).toMatchObject({ limit: null, matchIds: null });
    expect(() => checkVariables({ HLTV_NO_SUCH: '' })).not.toThrow();
  });

  it.each([
    'HLTV_PORT',
    'HLTV_SERVICE_HOST',
    'HLTV_SERVICE_PORT',
    'HLTV_SERVICE_PORT_HTTP',
    'HLTV_PORT_8080_TCP',
    'HLTV_PORT_8080_TCP_ADDR',
    'HLTV_SCRAPER_SERVICE_HOST',
    'HLTV_SCRAPER_PORT_80_TCP_PROTO',
  ])('leave %s to the container platform', (name) => {
    expect(() => checkVariables({ [name]: 'tcp://10.0.0.1:80' })).not.toThrow();
  });

  it('refuse a variable that looks like ours and is not, with what may have been meant', () => {
    expect(() => checkVariables({ HLTV_MIN_DELEY: '3' })).toThrow(UsageError);
    expect(() => checkVariables({ HLTV_MIN_DELEY: '3' })).toThrow('Did you mean HLTV_MIN_DELAY?');
    expect(() => checkVariables({ HLTV_SPEED: '3' })).toThrow('Known: HLTV_ALLOW_OLDER, HLTV_ARCHIVE, HLTV_BASE_URL');
    expect(() => checkVariables({ HLTV_FOO: '3' })).toThrow('Known: ');
    expect(() => checkVariables({ HLTV_MIN_DELAY: '3', PATH: '/bin' })).not.toThrow();
  });

  it('collect several matches', () => {
    const flags = ['--match', '12', 'https://www.hltv.org/matches/13/a-vs-b', '--match', '14'];
    expect(scrapeSettings(read(flags)).matchIds).toEqual([12, 13, 14]);
  });

  it('collect several matches in one flag or variable, each once', () => {
    expect(scrapeSettings(read(['--match', '12,13, 14', '--match', '12'])).matchIds).toEqual([12, 13, 14]);
    expect(scrapeSettings(read([], { HLTV_MATCH: '12, 13\n14' })).matchIds).toEqual([12, 13, 14]);
  });

  it('take a match by URL from hltv.org and the site of the run alone', () => {
    const on = (baseUrl: string, url: string) => () => scrapeSettings(read(['--base-url', baseUrl, '--match', url]));
    const mirror = 'https://mirror.example/hltv';
    expect(on(mirror, `${mirror}/matches/13/x`)().matchIds).toEqual([13]);
    expect(on(mirror, 'https://www.hltv.org/matches/13/x')().matchIds).toEqual([13]);
    expect(on(mirror, 'https://mirror.example/matches/13/x')).toThrow('a match of mirror.example/hltv or hltv.org');
    expect(on('https://www.hltv.org', 'https://example.com/matches/13/x')).toThrow('a match of hltv.org');
    expect(on('https://www.hltv.org', 'https://hltv.org.evil.test/matches/13')).toThrow(UsageError);
    expect(on('https://www.hltv.org', 'https://web.archive.org/web/2/https://www.hltv.org/matches/1/x')).toThrow(
      UsageError,
    );
  });

  it('take --since all, as flag and as variable, for no bound', () => {
    expect(scrapeSettings(read(['--since', 'all'])).sinceMs).toBe(null);
    expect(scrapeSettings(read([], { HLTV_SINCE: 'all' })).sinceMs).toBe(null);
  });

  it('count days back from the day of the run, and take the last day whole', () => {
    const nowMs = Date.UTC(2026, 1, 14, 18, 30);
    const settings = scrapeSettings(read(['--since', '2w', '--until', '1d']), nowMs);
    expect(settings).toMatchObject({ sinceMs: Date.UTC(2026, 0, 31), untilMs: Date.UTC(2026, 1, 14) });
    expect(scrapeSettings(read(['--since', 'today', '--until', 'today']), nowMs)).toMatchObject({
      sinceMs: Date.UTC(2026, 1, 14),
      untilMs: Date.UTC(2026, 1, 15),
    });
  });

  it('take several events and teams, repeated, separated by commas, or as a variable', () => {
    const flags = ['--event', 'IEM Katowice,Major', '--event', 'Blast', '--team', 'MOUZ'];
    expect(scrapeSettings(read(flags))).toMatchObject({
      events: ['IEM Katowice', 'Major', 'Blast'],
      teams: ['MOUZ'],
    });
    const variables = { HLTV_EVENT: 'IEM Katowice, Major', HLTV_TEAM: 'Alpha Wolves', HLTV_MIN_STARS: '2' };
    expect(scrapeSettings(read([], variables))).toMatchObject({
      events: ['IEM Katowice', 'Major'],
      teams: ['Alpha Wolves'],
      minStars: 2,
    });
    expect(() => scrapeSettings(read(['--event', ' , ']))).toThrow('Expected --event to be some text');
  });

  it('reject a last day before the first, and name the default', () => {
    expect(() => scrapeSettings(read(['--until', '2022-01-31']))).toThrow(
      'Expected --until to be no day before --since (2023-09-27), got 2022-01-31. --since all includes',
    );
    expect(scrapeSettings(read(['--until', '2022-01-31', '--since', 'all'])).sinceMs).toBe(null);
  });

  it('let --force-rescrape imply --full', () => {
    expect(scrapeSettings(read(['--force-rescrape'])).full).toBe(true);
  });

  it('take the last of several values where one is wanted', () => {
    expect(scrapeSettings(read(['--limit', '3', '--limit', '4'])).limit).toBe(4);
  });

  it('refuse ranges that end before they begin, under the name by which the end was given', () => {
    expect(() => scrapeSettings(read(['--start-offset', '600', '--end-offset', '500']))).toThrow(
      'Expected --end-offset to be at least --start-offset (600), got 500.',
    );
    expect(() => scrapeSettings(read(['--start-offset', '600'], { HLTV_END_OFFSET: '500' }))).toThrow(
      'Expected HLTV_END_OFFSET to be at least --start-offset (600), got 500.',
    );
    expect(() => scrapeSettings(read(['--start-offset', '10000']))).toThrow('Expected --end-offset to be at least');
    expect(() => siteSettings(read(['--min-delay', '9', '--max-delay', '8']))).toThrow('--max-delay');
  });

  it('refuse a short pause against hltv.org and allow it elsewhere', () => {
    expect(() => siteSettings(read(['--min-delay', '1']))).toThrow(UsageError);
    const elsewhere = ['--min-delay', '0', '--max-delay', '0', '--base-url', 'http://127.0.0.1:1'];
    expect(siteSettings(read(elsewhere))).toMatchObject({ minDelayMs: 0, maxDelayMs: 0 });
  });
});
