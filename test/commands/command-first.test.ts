import { expect, it } from 'vitest';
import { commandFirst } from '../../src/commands/command-first.ts';
import { program } from '../../src/commands/program.ts';

const first = (args: string): string =>
  commandFirst(
    args.split(' ').filter(Boolean),
    program(() => undefined),
  ).join(' ');

it.each([
  ['--data-dir x status', 'status --data-dir x'],
  ['--data-dir=x status --json', 'status --data-dir=x --json'],
  ['--json --quiet parse a.html', 'parse --json --quiet a.html'],
  ['--allow-older import saved', 'import --allow-older saved'],
  ['--data-dir status status', 'status --data-dir status'],
  ['--match 12 13 --full scrape', 'scrape --match 12 13 --full'],
  ['--config - doctor', 'doctor --config -'],
  ['--no-such status', 'status --no-such'],
  ['-h status', 'status -h'],
])('puts the command first: %s', (args, ordered) => {
  expect(first(args)).toBe(ordered);
});

it.each([
  '',
  'status',
  'status --data-dir x',
  '--data-dir status',
  '--data-dir',
  '--data-dir x statsu',
  '--match 12 status',
  '--version status',
  '--full -- status',
  '- status',
  '--dry-run',
])('leaves the arguments as they are: %s', (args) => {
  expect(first(args)).toBe(args);
});
