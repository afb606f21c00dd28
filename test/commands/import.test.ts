import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { PublicRows } from '../../src/records.ts';
import { openStore, type Store } from '../../src/store/store.ts';
import { type Ended, runProgram } from '../helpers/program.ts';

/** `import` of the built program: what it takes, what it does not take, and the reason it gives. */

const savedPage = (name: string): string => readFileSync(new URL(`saved/${name}`, import.meta.url), 'utf8');

let folder: string;
let dataDir: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'hltv-import-'));
  dataDir = join(folder, 'data');
  mkdirSync(join(folder, 'pages'));
});

afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

function save(name: string, html: string): string {
  const file = join(folder, 'pages', name);
  writeFileSync(file, html);
  return file;
}

function importFiles(...args: string[]): Promise<Ended> {
  return runProgram(['import', ...args, '--data-dir', dataDir]);
}

function read<Value>(use: (store: Store) => Value): Value {
  using store = openStore({ file: join(dataDir, 'hltv.db'), clock: Date.now, readOnly: true });
  return use(store);
}

const storedRows = (): PublicRows => read((store) => store.tables.all());

describe('a page without a link to itself', () => {
  it('has no id, whatever numbers its file name begins with, and is skipped with that reason', async () => {
    const html = savedPage('i1-finished.html').replaceAll('2400001', 'x');
    const files = ['20251206_alpha-bravo.html', '2400001-alpha-bravo.html'].map((name) => save(name, html));
    const ended = await importFiles(...files);
    for (const file of files) {
      expect(ended.stderr).toContain(`skipped ${file}: a match page that does not say which one it is`);
    }
    expect(storedRows().matches).toEqual([]);
    expect(read((store) => store.targets.counts().match)).toMatchObject({ pending: 0, done: 0 });
  });
});
