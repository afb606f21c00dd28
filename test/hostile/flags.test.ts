import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, describe, expect, it, vi } from 'vitest';
import { readValue, splitText } from '../../src/commands/given-texts.ts';
import { siteSettings } from '../../src/commands/options.ts';
import { program } from '../../src/commands/program.ts';
import { COMMON_SETTINGS, SCRAPE_SETTINGS, SITE_SETTINGS } from '../../src/config.ts';
import { UsageError } from '../../src/errors.ts';
import { findBrowser } from '../../src/fetch/browser/find-browser.ts';
import { parseProxy } from '../../src/fetch/browser/proxy.ts';
import type { Setting } from '../../src/setting.ts';
import { runProgram } from '../helpers/program.ts';

const VALUES = [
  '',
  ' ',
  '-1',
  '1e3',
  '1e400',
  ' 12 ',
  '0x10',
  'NaN',
  'Infinity',
  '9007199254740992',
  '9'.repeat(400),
  '1'.repeat(100_000),
  `${'a'.repeat(100_000)}\u0001`,
  '__proto__',
  'constructor',
  'toString',
  '../../etc',
  "'; DROP TABLE runs;--",
  '\u001b[31m\u202e',
  'line\nbreak: x',
  '٣',
  '🎯',
  'javascript:alert(1)',
  'file:///etc/passwd',
  'http://',
  'http://[::1',
  '//evil.example',
  '2024-02-30',
  '99999-01-01',
  '-000001-01-01',
  '1h1h-',
  'discovery,,overview',
];

const SETTINGS: [string, Setting][] = Object.entries({ ...COMMON_SETTINGS, ...SITE_SETTINGS, ...SCRAPE_SETTINGS });

const read = (setting: Setting, text: string): unknown =>
  readValue(setting, splitText(setting, { text, name: '--flag' }));

describe('a setting', () => {
  it.each(SETTINGS)('accepts or rejects every value, by name and immediately: %s', (_, setting) => {
    for (const value of VALUES) {
      const startedAtMs = performance.now();
      try {
        const taken = read(setting, value);
        expect(Number.isNaN(taken)).toBe(false);
      } catch (error) {
        expect(error).toBeInstanceOf(UsageError);
        expect((error as UsageError).message).toContain('--flag');
        expect((error as UsageError).message.length).toBeLessThan(600);
      }
      expect(performance.now() - startedAtMs).toBeLessThan(1_000);
    }
  });

  it.each([
    ['limit', SCRAPE_SETTINGS.limit],
    ['max-pages', SCRAPE_SETTINGS.maxPages],
    ['max-attempts', SCRAPE_SETTINGS.maxAttempts],
    ['start-offset', SCRAPE_SETTINGS.startOffset],
    ['min-delay', SITE_SETTINGS.minDelayMs],
    ['since', SCRAPE_SETTINGS.since],
    ['max-duration', SCRAPE_SETTINGS.maxDurationMs],
    ['stages', SCRAPE_SETTINGS.stages],
    ['channel', SITE_SETTINGS.channel],
    ['base-url', SITE_SETTINGS.baseUrl],
    ['cdp-url', SITE_SETTINGS.cdpUrl],
    ['proxy', SITE_SETTINGS.proxy],
    ['log-level', COMMON_SETTINGS.logLevel],
    ['full', SCRAPE_SETTINGS.full],
  ] as [string, Setting][])('takes none of these for --%s', (_, setting) => {
    const isCount = (value: string) => /^[1-9]\d*$/.test(value) && Number.isSafeInteger(Number(value));
    const taken = VALUES.filter((value) => {
      try {
        read(setting, value);
        return !isCount(value);
      } catch {
        return false;
      }
    });
    expect(taken).toEqual([]);
  });

  it('says who asks in one line of plain text, or not at all', () => {
    const { userAgent } = SITE_SETTINGS;
    expect(read(userAgent, 'me@example.org (research)')).toBe('me@example.org (research)');
    for (const text of ['a\nX-Evil: 1', 'a\r\nb', 'a\0b', '\u001b[31m', 'naïve', '🎯', ' ']) {
      expect(() => read(userAgent, text)).toThrow(UsageError);
    }
  });

  it('is not shown when it contains a password', () => {
    const secrets = ['http://user:geheim@[bad', 'ftp://user:geheim@host', 'socks5://user:geheim@host'];
    for (const secret of secrets) {
      const error = caught(() => parseProxy(String(read(SITE_SETTINGS.proxy, secret))));
      expect(error).toBeInstanceOf(UsageError);
      expect((error as Error).message).not.toContain('geheim');
    }
    const base = caught(() => siteSettings({ baseUrl: [{ text: 'http://user:geheim@host', name: '--base-url' }] }));
    expect(base).toBeInstanceOf(UsageError);
    expect((base as Error).message).not.toContain('geheim');
  });
});

describe('a browser', () => {
  it.each(['toString', '__proto__', 'constructor', ''])('is none of these: %s', (channel) => {
    expect(() => findBrowser({ path: null, channel })).toThrow(/^Expected --channel/);
  });
});

describe('the environment', () => {
  afterEach(() => {
    vi.unstubAllEnvs();
  });

  it.each([
    ['HLTV_MATCH', '12 1e3'],
    ['HLTV_MATCH', ' , '],
    ['HLTV_MATCH', 'https://evil.example/matches/12/x'],
    ['HLTV_MATCH', '@/nonexistent'],
    ['HLTV_CONFIG', '/nonexistent'],
    ['HLTV_LIMIT', '__proto__'],
    ['HLTV_SINCE', '2024-13-01'],
    ['HLTV_BASE_URL', 'javascript:alert(1)'],
    ['HLTV_BASE_URL', 'http://user:geheim@localhost'],
    ['HLTV_CHANNEL', 'constructor'],
    ['HLTV_USER_AGENT', 'a\nb: c'],
    ['HLTV_CDP_URL', 'file:///etc/passwd'],
    ['HLTV_STAGES', 'toString'],
    ['HLTV_QUIET', 'perhaps'],
    ['HLTV_DATA_DIR', ' '],
    ['HLTV_MAX_DURATION', '1'.repeat(100_000)],
  ])('is refused by name: %s=%s', async (name, value) => {
    vi.stubEnv(name, value);
    const refused = program(() => undefined).parseAsync(
      ['node', 'hltv-scraper', '--dry-run', '--data-dir', 'never-made'].slice(0, name === 'HLTV_DATA_DIR' ? 3 : 5),
    );
    await expect(refused).rejects.toThrow(UsageError);
    await expect(refused).rejects.toThrow(
      name === 'HLTV_CONFIG' ? '--config' : name === 'HLTV_BASE_URL' && value.includes('@') ? '--base-url' : name,
    );
  });
});

describe('the built program', () => {
  const root = mkdtempSync(join(tmpdir(), 'hltv-flags-'));
  afterAll(() => rmSync(root, { recursive: true, force: true }));

  it.each<{ what: string; args: string[]; env: Record<string, string>; code: number }>([
    { what: 'an unknown variable', args: ['status'], env: { 'HLTV_\u001b[31m': '1' }, code: 2 },
    { what: 'an endless name', args: ['--dry-run', '--data-dir', join(root, 'x'.repeat(5_000))], env: {}, code: 1 },
    { what: 'a device for a data folder', args: ['import', root, '--data-dir', '/dev/null'], env: {}, code: 1 },
    { what: 'a temporary folder that is none', args: ['demo'], env: { TMPDIR: join(root, 'none') }, code: 1 },
  ])('names what is wrong without a stack: $what', async ({ args, env, code }) => {
    const ended = await runProgram(args, env);
    expect(ended.code).toBe(code);
    expect(ended.stderr).toMatch(/^hltv-scraper: \S/);
    expect(ended.stderr).not.toMatch(/^\s+at /m);
  });
});

function caught(work: () => unknown): unknown {
  try {
    return work();
  } catch (error) {
    return error;
  }
}
