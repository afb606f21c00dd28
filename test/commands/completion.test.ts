import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { completionScript, type Shell } from '../../src/commands/completion.ts';
import { program } from '../../src/commands/program.ts';
import { TABLE_NAMES } from '../../src/export/tables.ts';
import { PAGE_KINDS } from '../../src/page-kinds.ts';

const root = program(() => undefined);
const folder = mkdtempSync(join(tmpdir(), 'hltv-completion-'));
mkdirSync(join(folder, 'work/saved pages'), { recursive: true });
writeFileSync(join(folder, 'work/it is $HOME.html'), '');
const environment = { PATH: process.env.PATH, HOME: folder, LC_ALL: 'C' };
afterAll(() => rmSync(folder, { recursive: true }));

function scriptFile(shell: Shell): string {
  const file = join(folder, `completion.${shell}`);
  writeFileSync(file, completionScript(shell, root));
  return file;
}

const isInstalled = (shell: string): boolean => spawnSync(shell, ['-c', 'exit 0']).status === 0;

/** A program that prints the completions of a line in a shell. */
const QUERIES = {
  bash: (line: string) => {
    const words = line
      .split(' ')
      .flatMap((word) => word.split(/(=)/).filter((part, index) => part !== '' || index === 0));
    const script = `source "$1"; shift; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _hltv_scraper; printf '%s\\n' "\${COMPREPLY[@]}"`;
    return ['-c', script, 'bash', scriptFile('bash'), ...words];
  },
  fish: (line: string) => ['--no-config', '-c', `source ${scriptFile('fish')}; complete -C ${JSON.stringify(line)}`],
};

function run(shell: Shell, args: string[]): string {
  const place = { cwd: join(folder, 'work'), env: environment };
  const { stdout, stderr } = spawnSync(shell, args, { ...place, encoding: 'utf8', timeout: 60_000 });
  expect(stderr).toBe('');
  return stdout;
}

/** What a shell offers for the last word of a command line, in the order of the alphabet. */
function offered(shell: keyof typeof QUERIES, line: string): string[] {
  const lines = run(shell, QUERIES[shell](line)).split('\n');
  return lines.flatMap((found) => (found === '' ? [] : [found.split('\t')[0] ?? ''])).toSorted();
}

const names = root.commands.map((command) => command.name());

describe.each(['bash', 'fish'] as const)('the completion of %s', (shell) => {
  const test = it.runIf(isInstalled(shell));

  test('offers every command', () => {
    expect(offered(shell, 'hltv-scraper ')).toEqual(names.toSorted());
    expect(offered(shell, 'hltv-scraper re')).toEqual(['reparse', 'report']);
    expect(offered(shell, 'hltv-scraper help ver')).toEqual(['verify']);
    expect(offered(shell, 'hltv-scraper completion ')).toEqual(['bash', 'fish', 'zsh']);
  });

  test('offers every flag of every command, and no other', () => {
    for (const command of root.commands) {
      const known = [...command.options.map(({ long }) => long ?? ''), '--help'];
      expect([command.name(), offered(shell, `hltv-scraper ${command.name()} --`).toSorted()]).toEqual([
        command.name(),
        known.toSorted(),
      ]);
    }
  });

  test('offers the flags of scrape and of the program without a command', () => {
    expect(offered(shell, 'hltv-scraper --min')).toEqual(['--min-delay', '--min-stars']);
    expect(offered(shell, 'hltv-scraper --ver')).toEqual(['--verbose', '--version']);
    expect(offered(shell, 'hltv-scraper --team import --cdp')).toEqual(['--cdp-url']);
  });

  test('offers the values of a flag', () => {
    expect(offered(shell, 'hltv-scraper --transport ')).toEqual(['fetch', 'navigate']);
    expect(offered(shell, 'hltv-scraper status --log-level d')).toEqual(['debug']);
    expect(offered(shell, 'hltv-scraper export --table ')).toEqual([...TABLE_NAMES].toSorted());
    expect(offered(shell, 'hltv-scraper verify --kind ')).toEqual(['all', ...PAGE_KINDS].toSorted());
    expect(offered(shell, 'hltv-scraper verify --kind match,eco')).toEqual(['match,economy']);
    expect(offered(shell, 'hltv-scraper --team ')).toEqual([]);
  });

  test('offers files and folders, whatever their names are', () => {
    expect(offered(shell, 'hltv-scraper import it')).toEqual(['it is $HOME.html']);
    expect(offered(shell, 'hltv-scraper import ~/wo').map((path) => path.replace(/\/$/, ''))).toEqual(['~/work']);
    expect(offered(shell, 'hltv-scraper --config it')).toHaveLength(1);
    expect(offered(shell, 'hltv-scraper export -o ').map((path) => path.replace(/\/$/, ''))).toEqual(['saved pages']);
  });
});

describe('the completion of bash', () => {
  it('offers the values after an equals sign', () => {
    expect(offered('bash', 'hltv-scraper --log-level=')).toContain('debug');
    expect(offered('bash', 'hltv-scraper status --log-level=wa')).toEqual(['warn']);
    expect(offered('bash', 'hltv-scraper --team=import --cdp')).toEqual(['--cdp-url']);
  });

  it('never expands what was typed', () => {
    expect(offered('bash', 'hltv-scraper import $(touch\texpanded)')).toEqual([]);
    expect(offered('bash', 'hltv-scraper *')).toEqual([]);
    expect(readdirSync(join(folder, 'work'))).toEqual(['it is $HOME.html', 'saved pages']);
  });
});

describe.runIf(isInstalled('zsh'))('the completion of zsh', () => {
  const LINES: [typed: string, expected: string][] = [
    ['hltv-scraper verif', 'verify'],
    ['hltv-scraper --transport nav', '--transport navigate'],
    ['hltv-scraper status --log-level d', 'status --log-level debug'],
    ['hltv-scraper verify --kind match,eco', 'verify --kind match,economy'],
    ['hltv-scraper import it', 'import it is $HOME.html'],
    ['hltv-scraper --team import --cdp', '--team import --cdp-url'],
    ['hltv-scraper completion fi', 'completion fish'],
  ];
  /** The file with the arguments that a program of that name gets from a line, one per line. */
  const argumentsFile = (typed: string): string =>
    join(folder, `arguments-${LINES.findIndex(([line]) => line === typed)}`);

  /** Types each line and the Tab key in one zsh. */
  beforeAll(() => {
    const [setup, got] = [join(folder, 'setup.zsh'), join(folder, 'arguments')];
    const stub = `nth=0; hltv-scraper() { print -rl -- "$@" > ${got}-$((nth++)); print -r -- "arguments written" }`;
    const load = `PS1= RPS1=; autoload -U compinit; compinit -u -D; source ${scriptFile('zsh')}`;
    writeFileSync(setup, `${load}\n${stub}\nprint -r -- "ready now"`);
    const type = `zmodload zsh/zpty; zpty z zsh -f; zpty -w z "source ${setup}"; zpty -r z seen "*ready now*"
      for line; do zpty -n -w z "$line"$'\\t\\n'; zpty -r z seen "*arguments written*"; done; zpty -d z`;
    run('zsh', ['-f', '-c', type, 'zsh', ...LINES.map(([typed]) => typed)]);
  });

  it.each(LINES)('completes %s', (typed, expected) => {
    expect(readFileSync(argumentsFile(typed), 'utf8').trimEnd().split('\n').join(' ')).toBe(expected);
  });
});
