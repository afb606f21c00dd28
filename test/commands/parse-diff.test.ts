import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PageDiffDocument } from '../../src/output/documents/page-diff.ts';
import { runCommand } from '../helpers/command.ts';
import { har, harEntry } from '../helpers/containers.ts';

/** `parse --diff` of the built program. */

const fixture = (name: string): string =>
  fileURLToPath(new URL(`../pages/fixtures/${name}/page.html`, import.meta.url));
const GOOD = fixture('match/bo1');
const folder = mkdtempSync(join(tmpdir(), 'hltv-diff-'));
const file = (name: string): string => join(folder, name);
const diff = (...args: string[]) => runCommand(['parse', '--diff', ...args]);

beforeAll(() => {
  const html = readFileSync(GOOD, 'utf8');
  writeFileSync(file('bad.html.gz'), gzipSync(html.replaceAll('countdown', 'remaining')));
  writeFileSync(file('unrecognised.html'), html.replaceAll('match-page', 'series-page'));
  writeFileSync(file('foreign.html'), '<html><body>milk, eggs</body></html>');
  const entries = [1, 2].map((nth) => harEntry(`https://www.hltv.org/matches/${nth}/a`, { text: html }));
  writeFileSync(file('two.har'), har(entries));
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('parse --diff', () => {
  it('shows a person what vanished and which field failed', async () => {
    const { stdout, code } = await diff(GOOD, file('bad.html.gz'));
    expect(code).toBe(0);
    expect(stdout).toMatch(/status {2}1 value → fails the page; .*\.countdown in src\/pages\/match\/header\.ts/);
    expect(stdout).toContain('.countdown  1 element in .timeAndEvent; perhaps renamed to .remaining; read for status');
  });

  it('prints one document with --json that its schema describes in full', async () => {
    const { stdout, code } = await diff(GOOD, file('bad.html.gz'), '--json');
    expect(code).toBe(0);
    const document = PageDiffDocument.parse(JSON.parse(stdout));
    expect(document).toMatchObject({ kind: 'match', good: { file: GOOD, error: null } });
    expect(document.tokens.map(({ name }) => name)).toEqual(['.countdown', '.remaining']);
  });

  it('takes a second page that is not recognised any more for one of the kind of the first', async () => {
    const { stdout, code } = await diff(GOOD, file('unrecognised.html'));
    expect(code).toBe(0);
    expect(stdout).toContain('perhaps renamed to .series-page');
  });

  it.each([
    ['one file', [GOOD], 'Expected --diff with two files, the good page first, got 1.'],
    ['pages of two kinds', [GOOD, fixture('economy/bo1')], 'Expected --diff with two pages of one kind, got match'],
    [
      'a first file that is no page',
      [file('foreign.html'), GOOD],
      'first file of --diff to be a page that is recognised',
    ],
    [
      'a recording of several pages',
      [GOOD, file('two.har')],
      'Expected --diff with files of one page each, got several',
    ],
  ])('refuses %s', async (_, files, message) => {
    const { stderr, code } = await diff(...files);
    expect(code).toBe(2);
    expect(stderr).toContain(message);
  });
});

describe('npm run parse', () => {
  it('runs the sources without a build', () => {
    const root = fileURLToPath(new URL('../../', import.meta.url));
    const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { scripts: { parse: string } };
    const [program, ...args] = scripts.parse.split(' ');
    expect(program).toBe('node');
    const { stdout, stderr, status } = spawnSync(process.execPath, [...args, GOOD], { cwd: root, encoding: 'utf8' });
    expect({ stderr, status }).toEqual({ stderr: '', status: 0 });
    expect(JSON.parse(stdout)).toMatchObject({ kind: 'match', error: null });
  });
});
