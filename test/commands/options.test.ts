import { Command } from 'commander';
import { describe, expect, it } from 'vitest';
import {
  addSettings,
  applyVariables,
  checkVariables,
  commonSettings,
  scrapeSettings,
  siteSettings,
} from '../../src/commands/options.ts';
import { COMMON_SETTINGS, SCRAPE_SETTINGS, SITE_SETTINGS } from '../../src/config.ts';
import { UsageError } from '../../src/errors.ts';

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
      color: true,
    });
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
    expect(() => read([], { HLTV_MIN_DELAY: 'fast' })).toThrow('Expected HLTV_MIN_DELAY to be a number of seconds');
  });

  it('refuse a variable that looks like ours and is not', () => {
    expect(() => checkVariables({ HLTV_MIN_DELEY: '3' })).toThrow(UsageError);
    expect(() => checkVariables({ HLTV_MIN_DELAY: '3', PATH: '/bin' })).not.toThrow();
  });

  it('collect several matches', () => {
    const flags = ['--match', '12', 'https://www.hltv.org/matches/13/a-vs-b', '--match', '14'];
    expect(scrapeSettings(read(flags)).matchIds).toEqual([12, 13, 14]);
  });

  it('take --since all, as flag and as variable, for no bound', () => {
    expect(scrapeSettings(read(['--since', 'all'])).sinceMs).toBe(null);
    expect(scrapeSettings(read([], { HLTV_SINCE: 'all' })).sinceMs).toBe(null);
  });

  it('let --force-rescrape imply --full', () => {
    expect(scrapeSettings(read(['--force-rescrape'])).full).toBe(true);
  });

  it('refuse ranges that end before they begin', () => {
    expect(() => scrapeSettings(read(['--start-offset', '600', '--end-offset', '500']))).toThrow('--end-offset');
    expect(() => siteSettings(read(['--min-delay', '9']))).toThrow('--max-delay');
  });

  it('refuse a short pause against hltv.org and allow it elsewhere', () => {
    expect(() => siteSettings(read(['--min-delay', '1']))).toThrow(UsageError);
    const elsewhere = ['--min-delay', '0', '--max-delay', '0', '--base-url', 'http://127.0.0.1:1'];
    expect(siteSettings(read(elsewhere))).toMatchObject({ minDelayMs: 0, maxDelayMs: 0 });
  });
});
