import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { FixtureError, runFixtures } from '../../scripts/fixtures.ts';

const FIXTURES = fileURLToPath(new URL('./fixtures/', import.meta.url));

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'hltv-fixtures-'));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

/** A copy of a known case under another name. */
function addCase(name: string, files = ['page.html', 'meta.json', 'expected.json']): string {
  const folder = join(root, name);
  mkdirSync(folder, { recursive: true });
  for (const file of files) cpSync(join(FIXTURES, 'match', 'bo1', file), join(folder, file));
  return folder;
}

function run(...flags: string[]): { code: number; lines: string[] } {
  const lines: string[] = [];
  const code = runFixtures(flags, { root, print: (line) => lines.push(line) });
  return { code, lines };
}

describe('npm run fixtures', () => {
  it('keeps a case that was added by hand when the pages are rendered anew, and says so', () => {
    const folder = addCase('match/by-hand');
    writeFileSync(join(root, 'match', 'note.txt'), 'mine');
    const before = readFileSync(join(folder, 'page.html'), 'utf8');
    const { lines } = run('--pages');
    expect(readFileSync(join(folder, 'page.html'), 'utf8')).toBe(before);
    expect(existsSync(join(root, 'match', 'note.txt'))).toBe(true);
    expect(lines).toContain('match/by-hand is not in the catalogue and stays as it is');
    expect(existsSync(join(root, 'match', 'bo1', 'expected.json'))).toBe(true);
  });

  it('tells a new case from a changed one', () => {
    addCase('match/known');
    const added = addCase('match/added', ['page.html', 'meta.json']);
    const changed = addCase('match/changed');
    writeFileSync(join(changed, 'expected.json'), '{}\n');
    const expected = ['match/added is new', 'match/changed says something else', '3 fixtures, 1 new, 1 changed'];
    expect(run('--check')).toEqual({ code: 1, lines: expected });
    expect(existsSync(join(added, 'expected.json'))).toBe(false);
    expect(run()).toEqual({ code: 0, lines: expected });
    expect(run('--check')).toEqual({ code: 0, lines: ['3 fixtures, 0 new, 0 changed'] });
  });

  it.each([
    [['page.html'], null, 'match/case: cannot read meta.json (ENOENT). A case has page.html and meta.json: {"id"'],
    [['meta.json'], null, 'match/case: cannot read page.html (ENOENT)'],
    [['page.html'], '{', 'match/case: expected meta.json to be {"id": 2388130'],
    [['page.html'], '{"id": "12", "describes": "x"}', 'got {"id": "12", "describes": "x"}'],
    [['page.html'], '{"id": 12}', 'match/case: expected meta.json'],
  ] as const)('names what is wrong with a case: %j %j', (files, meta, message) => {
    const folder = addCase('match/case', [...files]);
    if (meta !== null) writeFileSync(join(folder, 'meta.json'), meta);
    expect(() => run()).toThrow(FixtureError);
    expect(() => run('--pages')).toThrow(message);
  });

  it('knows its flags', () => {
    expect(() => run('--page')).toThrow('There is no flag --page');
  });
});
