import { describe, expect, it } from 'vitest';
import { hasColours, hasCursor, inLocale } from '../../src/commands/terminal-features.ts';
import { runProgram } from '../helpers/program.ts';

const TERMINAL = { isTTY: true };
const PIPE = {};

describe('colours', () => {
  it.each([
    { name: 'a terminal', stream: TERMINAL, wanted: true, environment: { TERM: 'xterm' }, expected: true },
    { name: 'a pipe', stream: PIPE, wanted: true, environment: { TERM: 'xterm' }, expected: false },
    { name: 'a dumb terminal', stream: TERMINAL, wanted: true, environment: { TERM: 'dumb' }, expected: false },
    { name: '--no-color', stream: TERMINAL, wanted: false, environment: { FORCE_COLOR: '1' }, expected: false },
    { name: 'NO_COLOR', stream: TERMINAL, wanted: true, environment: { NO_COLOR: '1' }, expected: false },
    { name: 'an empty NO_COLOR', stream: TERMINAL, wanted: true, environment: { NO_COLOR: '' }, expected: true },
    { name: 'FORCE_COLOR in a pipe', stream: PIPE, wanted: true, environment: { FORCE_COLOR: '1' }, expected: true },
    { name: 'FORCE_COLOR=0', stream: TERMINAL, wanted: true, environment: { FORCE_COLOR: '0' }, expected: false },
    {
      name: 'NO_COLOR and FORCE_COLOR',
      stream: TERMINAL,
      wanted: true,
      environment: { NO_COLOR: '1', FORCE_COLOR: '1' },
      expected: false,
    },
  ])('with $name', ({ stream, wanted, environment, expected }) => {
    expect(hasColours(stream, wanted, environment)).toBe(expected);
  });

  it('and a progress line need a terminal that moves its cursor', () => {
    expect(hasCursor(TERMINAL, {})).toBe(true);
    expect(hasCursor(TERMINAL, { TERM: 'dumb' })).toBe(false);
    expect(hasCursor(PIPE, { TERM: 'xterm' })).toBe(false);
  });
});

describe('the locale', () => {
  it.each([
    [{ LANG: 'en_GB.UTF-8' }, '0, 100, … 500'],
    [{ LANG: 'C', LC_ALL: 'C.utf8' }, '0, 100, … 500'],
    [{ LANG: 'en_GB.UTF-8', LC_ALL: 'POSIX' }, '0, 100, ... 500'],
    [{ LANG: 'de_DE.ISO-8859-1' }, '0, 100, ... 500'],
    [{}, '0, 100, ... 500'],
  ])('%j decides whether the texts of the program are ASCII', (environment, expected) => {
    expect(inLocale('0, 100, … 500', environment)).toBe(expected);
  });

  it('leaves every help text without UTF-8 in ASCII', async () => {
    const ascii = { LC_ALL: 'C', LANG: '' };
    for (const command of ['scrape', 'import', 'status', 'verify', 'export', 'report', 'demo', 'doctor']) {
      const { stdout } = await runProgram([command, '--help'], ascii);
      expect(stdout).toContain('Usage: ');
      expect([command, stdout.match(/[^\n\x20-\x7e]/g)]).toEqual([command, null]);
    }
  });
});
