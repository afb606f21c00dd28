import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { asTyped, invocationOf } from '../../src/commands/invocation.ts';
import { runProgram } from '../helpers/program.ts';

const clone = fileURLToPath(new URL('../..', import.meta.url));
const program = join(clone, 'bin', 'hltv-scraper.js');
let folder: string;

beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'hltv-invocation-')));
});

afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

/** A link below the temporary folder, with the folders above it. */
function link(target: string, ...path: string[]): string {
  const file = join(folder, ...path);
  mkdirSync(join(file, '..'), { recursive: true });
  symlinkSync(target, file);
  return file;
}

function folderWith(...path: string[]): string {
  const made = join(folder, ...path);
  mkdirSync(made, { recursive: true });
  return made;
}

describe('the command to type', () => {
  it('is that on the PATH after a global installation, wherever the program runs', () => {
    const script = link(program, 'prefix', 'bin', 'hltv-scraper');
    const path = ['/usr/bin', join(folder, 'prefix', 'bin')].join(delimiter);
    expect(invocationOf({ script, cwd: folder, path })).toBe('hltv-scraper');
    expect(invocationOf({ script: program, cwd: clone, path })).toBe('hltv-scraper');
  });

  it('is that on the PATH where npm writes a script beside the packages', () => {
    writeFileSync(join(folderWith('npm'), 'hltv-scraper.cmd'), '');
    link(clone, 'npm', 'node_modules', 'hltv-scraper');
    const script = join(folder, 'npm', 'node_modules', 'hltv-scraper', 'bin', 'hltv-scraper.js');
    expect(invocationOf({ script, cwd: folder, path: join(folder, 'npm') })).toBe('hltv-scraper');
  });

  it('is npx in a clone and in its folders, also where npx and npm run change the PATH', () => {
    const script = link(program, 'cache', 'node_modules', '.bin', 'hltv-scraper');
    const path = [join(script, '..'), '/usr/bin'].join(delimiter);
    for (const each of [script, program, join(clone, 'src', 'cli.ts')]) {
      expect(invocationOf({ script: each, cwd: clone, path })).toBe('npx hltv-scraper');
    }
    expect(invocationOf({ script, cwd: join(clone, 'docs'), path })).toBe('npx hltv-scraper');
  });

  it('is npx in a project that has the package in node_modules', () => {
    link(clone, 'project', 'node_modules', 'hltv-scraper');
    const script = link(program, 'project', 'node_modules', '.bin', 'hltv-scraper');
    const cwd = folderWith('project', 'notebooks');
    expect(invocationOf({ script, cwd, path: '/usr/bin' })).toBe('npx hltv-scraper');
  });

  it('is the script itself where npx would look in a registry', () => {
    const script = link(program, 'project', 'node_modules', '.bin', 'hltv-scraper');
    const other = folderWith('project', 'my data');
    writeFileSync(join(other, 'package.json'), '{}');
    expect(invocationOf({ script, cwd: other, path: '/usr/bin' })).toBe(script);
    expect(invocationOf({ script: program, cwd: other, path: '' })).toBe(`node ${program}`);
    const spaced = link(program, 'my data', 'hltv-scraper.js');
    expect(invocationOf({ script: spaced, cwd: folder, path: '' })).toBe(`node '${spaced}'`);
  });

  it('is not another installation of that name', () => {
    writeFileSync(join(folderWith('bin'), 'hltv-scraper'), '');
    expect(invocationOf({ script: program, cwd: clone, path: join(folder, 'bin') })).toBe('npx hltv-scraper');
  });

  it('is the plain name in a program that uses the package as a library', () => {
    const script = join(folder, 'notebook.js');
    expect(invocationOf({ script, cwd: clone, path: '' })).toBe('hltv-scraper');
    expect(invocationOf({ script: '', cwd: clone, path: '' })).toBe('hltv-scraper');
  });
});

describe('a text', () => {
  it('keeps the name of the program, of its files and of its log lines', () => {
    const text = 'hltv-scraper: see hltv-scraper.env, logs/hltv-scraper.1.log, ./hltv-scraper x. Install hltv-scraper.';
    expect(asTyped(text)).toBe(text);
  });

  it('of a started program has the command of its user in help and results', async () => {
    const path = { PATH: '/usr/bin:/bin' };
    const help = await runProgram(['status', '--help'], path);
    expect(help.stdout).toMatch(/^Usage: npx hltv-scraper status/);
    expect(help.stdout).toContain('\n  npx hltv-scraper status --check 26h');
    const data = join(folder, 'data');
    const imported = await runProgram(['import', join(clone, 'LICENSE'), '--data-dir', data, '--json'], path);
    expect(JSON.parse(imported.stdout).next).toContain(`npx hltv-scraper status --data-dir ${data}`);
    const { stdout, stderr } = await runProgram(['import', join(clone, 'LICENSE'), '--data-dir', data], path);
    expect(stdout + stderr).toMatch(/\bnpx hltv-scraper status\b/);
    expect(stdout + stderr).not.toMatch(/npx npx/);
  });
});
