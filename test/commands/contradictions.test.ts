import { Command } from 'commander';
import { describe, expect, it } from 'vitest';
import { checkContradictions } from '../../src/commands/contradictions.ts';
import { addSettings } from '../../src/commands/options.ts';
import { applyVariables } from '../../src/commands/settings-sources.ts';
import { COMMON_SETTINGS, SCRAPE_SETTINGS, SITE_SETTINGS } from '../../src/config.ts';
import { UsageError } from '../../src/errors.ts';

function check(flags: string, variables: Record<string, string> = {}): void {
  const command = new Command('scrape').exitOverride();
  addSettings(command, { ...SCRAPE_SETTINGS, ...SITE_SETTINGS, ...COMMON_SETTINGS });
  command.action(() => undefined).parse(flags.split(' ').filter(Boolean), { from: 'user' });
  applyVariables(command, variables);
  checkContradictions(command);
}

describe('settings that contradict each other', () => {
  it.each([
    ['--match 12 --start-offset 100', '--start-offset has no effect together with --match'],
    ['--match 12 --end-offset 100', '--end-offset has no effect together with --match'],
    ['--full --match 12', '--full has no effect together with --match'],
    ['--match 12 --since 2024-01-01', '--since has no effect together with --match'],
    ['--match 12 --until 30d', '--until has no effect together with --match'],
    ['--match 12 --event Cup', '--event has no effect together with --match'],
    ['--team Wolves --match 12', '--team has no effect together with --match'],
    ['--match 12 --min-stars 1', '--min-stars has no effect together with --match'],
    ['--stages discovery --match 12', '--match has no effect together with --stages'],
    ['--stages overview --end-offset 500', '--end-offset has no effect together with --stages'],
    ['--stages overview,map-stats --full', '--full has no effect together with --stages'],
    ['--stages overview --force-rescrape', '--force-rescrape has no effect together with --stages'],
    ['--browser-path /usr/bin/x --channel chrome', '--channel has no effect together with --browser-path'],
    ['--cdp-url http://127.0.0.1:1 --headed', '--headed has no effect together with --cdp-url'],
    ['--cdp-url http://127.0.0.1:1 --channel chrome', '--channel has no effect together with --cdp-url'],
    ['--cdp-url http://127.0.0.1:1 --browser-path /x', '--browser-path has no effect together with --cdp-url'],
    ['--quiet --log-level debug', '--log-level has no effect together with --quiet'],
    ['-q -v', '--verbose has no effect together with --quiet'],
    ['-v --log-level warn', '--log-level has no effect together with --verbose'],
  ])('are refused: %s', (flags, message) => {
    expect(() => check(flags)).toThrow(UsageError);
    expect(() => check(flags)).toThrow(message);
  });

  it.each([
    '--match 12 --force-rescrape --limit 1',
    '--match 12 --stages overview',
    '--match 12 --stages overview --force-rescrape',
    '--stages discovery,overview --end-offset 500 --full',
    '--stages discovery --force-rescrape',
    '--retry-failed --dry-run',
    '--match 12 --dry-run --headed',
    '--force-rescrape --full',
    '--cdp-url http://127.0.0.1:1 --user-agent me',
    '--quiet --json',
  ])('are not these: %s', (flags) => {
    expect(() => check(flags)).not.toThrow();
  });

  it('are refused among variables as among flags, under the name by which each was given', () => {
    const message = 'HLTV_FULL has no effect together with HLTV_MATCH';
    expect(() => check('', { HLTV_MATCH: '12', HLTV_FULL: '1' })).toThrow(message);
    expect(() => check('--full', { HLTV_MATCH: '12' })).toThrow('--full has no effect together with HLTV_MATCH');
  });

  it('are no contradiction where the flag is stronger than a standing choice, or a switch is off', () => {
    expect(() => check('--match 12', { HLTV_END_OFFSET: '300', HLTV_FULL: '1' })).not.toThrow();
    expect(() => check('--match 12', { HLTV_FULL: '0' })).not.toThrow();
    expect(() => check('', { HLTV_MATCH: '12', HLTV_FULL: '0' })).not.toThrow();
  });
});
