import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command } from 'commander';
import { afterAll, describe, expect, it } from 'vitest';
import { addSettings, commonSettings, scrapeSettings, siteSettings } from '../../src/commands/options.ts';
import { applyFile, applyLists, applyVariables, readSettingsFile } from '../../src/commands/settings-sources.ts';
import { COMMON_SETTINGS, SCRAPE_SETTINGS, SITE_SETTINGS } from '../../src/config.ts';
import { UsageError } from '../../src/errors.ts';

const folder = mkdtempSync(join(tmpdir(), 'hltv-settings-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function fileOf(content: string): string {
  const file = join(folder, 'cs.env');
  writeFileSync(file, content);
  return file;
}

type Given = { flags?: string[]; variables?: Record<string, string>; content?: string };

async function read({ flags = [], variables = {}, content }: Given): Promise<Record<string, unknown>> {
  const command = new Command('scrape').exitOverride();
  addSettings(command, { ...SCRAPE_SETTINGS, ...SITE_SETTINGS, ...COMMON_SETTINGS });
  command.action(() => undefined).parse(flags, { from: 'user' });
  if (content !== undefined) applyFile(command, fileOf(content));
  applyVariables(command, variables);
  await applyLists(command);
  return command.opts();
}

describe('a settings file', () => {
  it('is stronger than a default, weaker than a variable and a flag', async () => {
    const content = 'HLTV_LIMIT=3\nHLTV_MAX_PAGES=3\nHLTV_END_OFFSET=300\n';
    const options = await read({
      content,
      variables: { HLTV_MAX_PAGES: '2', HLTV_LIMIT: '2' },
      flags: ['--limit', '1'],
    });
    expect(scrapeSettings(options)).toMatchObject({ limit: 1, maxPages: 2, endOffset: 300, startOffset: 0 });
  });

  it('has comments, quotes, blank lines, any line ends and lines without a value', async () => {
    const lines = [
      '\ufeff# mine',
      '',
      '  HLTV_USER_AGENT="me # you" # who',
      'export HLTV_MIN_DELAY=4',
      'HLTV_LIMIT=',
      "HLTV_NO_COLOR='1'",
    ];
    const options = await read({ content: lines.join('\r\n') });
    expect(siteSettings(options)).toMatchObject({ userAgent: 'me # you', minDelayMs: 4000, maxDelayMs: 9000 });
    expect(scrapeSettings(options).limit).toBe(null);
    expect(commonSettings(options).color).toBe(false);
  });

  it('leaves a setting to the file where the variable is empty', async () => {
    const options = await read({ content: 'HLTV_LIMIT=3', variables: { HLTV_LIMIT: '' } });
    expect(scrapeSettings(options).limit).toBe(3);
  });

  it.each([
    ['# mine\nHLTV_MIN_DELEY=5', 'line 2 of FILE, HLTV_MIN_DELEY. Did you mean HLTV_MIN_DELAY?'],
    [
      '\nHLTV_MIN_DELAY=fast',
      'Expected HLTV_MIN_DELAY (line 2 of FILE) to be a number of seconds up to 3600, got "fast".',
    ],
    ['PATH=/bin', 'There is no setting for the line 1 of FILE, PATH.'],
    ['HLTV_LIMIT=3\nHLTV_LIMIT=4', 'once, got HLTV_LIMIT (line 1 of FILE) and HLTV_LIMIT (line 2 of FILE)'],
    ['HLTV_LIMIT 3', 'Expected line 1 of FILE to be a setting such as HLTV_MIN_DELAY=5'],
    ['HLTV_CONFIG=other.env', 'Expected no HLTV_CONFIG in line 1 of FILE'],
    ['HLTV_MATCH=12,x', 'Expected HLTV_MATCH (line 1 of FILE) to be a match id'],
    ['HLTV_PORT=80', 'There is no setting for the line 1 of FILE, HLTV_PORT.'],
  ])('is refused with file and line: %j', (content, message) => {
    const file = fileOf(content);
    expect(() => readSettingsFile(file)).toThrow(UsageError);
    expect(() => readSettingsFile(file)).toThrow(message.replaceAll('FILE', file));
  });

  it('does not show a line that may contain a password', () => {
    const file = fileOf('http://me:geheim@proxy');
    expect(() => readSettingsFile(file)).toThrow(/^(?!.*geheim)/s);
    expect(() => readSettingsFile(fileOf('HLTV_CDP_URL=x?token=geheim'))).toThrow(/^(?!.*geheim)/s);
  });

  it('that is missing or a folder is refused', () => {
    expect(() => readSettingsFile(join(folder, 'none'))).toThrow(
      /Cannot read the file ".*none" of --config \(ENOENT\)/,
    );
    expect(() => readSettingsFile(folder)).toThrow(UsageError);
  });

  it.runIf(existsSync('/dev/zero'))('without an end is refused, and a pipe is read', () => {
    expect(() => readSettingsFile('/dev/zero')).toThrow(/"\/dev\/zero" of --config \(EFBIG\)\. Give a file of at most/);
    const script = 'echo HLTV_MIN_DELAY=x | "$0" "$@"';
    const args = [process.execPath, 'src/cli.ts', 'status', '--config', '/dev/stdin'];
    const { status, stderr } = spawnSync('sh', ['-c', script, ...args], { encoding: 'utf8' });
    expect([status, stderr]).toEqual([2, expect.stringContaining('HLTV_MIN_DELAY (line 1 of /dev/stdin)')]);
  });
});

describe('--match @file', () => {
  const listOf = (content: string): string => `@${fileOf(content)}`;
  const ids = async (...flags: string[]) => scrapeSettings(await read({ flags })).matchIds;

  it('reads ids and URLs, one a line, among others', async () => {
    const file = listOf('# final\n12\n\nhttps://www.hltv.org/matches/13/a-vs-b#stats  # grand final\r\n  12\n');
    expect(await ids('--match', file, '14,15')).toEqual([12, 13, 14, 15]);
    expect(scrapeSettings(await read({ variables: { HLTV_MATCH: file } })).matchIds).toEqual([12, 13]);
  });

  it('names the line that is wrong', async () => {
    await expect(ids('--match', listOf('12\n\nexample.com'))).rejects.toThrow(
      `Expected line 3 of ${join(folder, 'cs.env')} to be a match id or the URL of a match page, got "example.com".`,
    );
  });

  it('refuses a list without an entry, and one that is not there', async () => {
    await expect(ids('--match', listOf('# none\n\n'))).rejects.toThrow(
      /--match.* to have one value per line, got none/,
    );
    await expect(ids('--match', '@')).rejects.toThrow(UsageError);
    await expect(ids('--match', `@${join(folder, 'none')}`)).rejects.toThrow(/none" of --match \(ENOENT\)/);
  });
});
