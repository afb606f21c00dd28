import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { PublicRows } from '../../src/records.ts';
import { openStore, type Store } from '../../src/store/store.ts';
import { runCommand } from '../helpers/command.ts';
import type { Ended } from '../helpers/program.ts';

/** `import` of the built program: what it takes, what it does not take, and the reason it gives. */

const NOT_HTML = 'text, but not HTML: only pages saved as HTML are read';

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

/** Saves a page at a time in seconds, else now. */
function save(name: string, html: string, savedAt?: number): string {
  const file = join(folder, 'pages', name);
  writeFileSync(file, html);
  if (savedAt !== undefined) utimesSync(file, savedAt, savedAt);
  return file;
}

function importFiles(...args: string[]): Promise<Ended> {
  return runCommand(['import', ...args, '--data-dir', dataDir]);
}

function read<Value>(use: (store: Store) => Value): Value {
  using store = openStore({ file: join(dataDir, 'hltv.db'), clock: Date.now, readOnly: true });
  return use(store);
}

const storedRows = (): PublicRows => read((store) => store.tables.all());

describe('a page without a link to itself', () => {
  it('has no id, regardless of numbers in its file name, and is skipped with that reason', async () => {
    const html = savedPage('i1-finished.html').replaceAll('2400001', 'x');
    const files = ['20251206_alpha-bravo.html', '2400001-alpha-bravo.html'].map((name) => save(name, html));
    const ended = await importFiles(...files);
    for (const file of files) {
      expect(ended.stderr).toContain(`skipped ${file}: a match page without its id`);
    }
    expect(storedRows().matches).toEqual([]);
    expect(read((store) => store.targets.counts().match)).toMatchObject({ pending: 0, done: 0 });
  });
});

describe('two saves of one match', () => {
  const SAVED_AT = 1_771_200_000;
  const PAGES = { finished: savedPage('i1-finished.html'), upcoming: savedPage('i1-upcoming-earlier.html') };

  function saveBoth({ upcomingAt, names }: { upcomingAt: number; names: [string, string] }): [string, string] {
    return [save(names[0], PAGES.finished, SAVED_AT), save(names[1], PAGES.upcoming, upcomingAt)];
  }

  const archived = (): string[] =>
    readdirSync(join(dataDir, 'archive'), { recursive: true })
      .map(String)
      .filter((name) => name.endsWith('.gz'));

  it('an older one changes nothing: it is reported, and a run that took nothing exits 3', async () => {
    const [finished, upcoming] = saveBoth({ upcomingAt: SAVED_AT - 3600, names: ['i1.html', 'i1-earlier.html'] });
    expect((await importFiles(finished)).code).toBe(0);
    const before = { rows: storedRows(), pageLog: read((store) => store.pages.list()) };
    const ended = await importFiles(upcoming, '--json');
    expect(ended.code).toBe(3);
    const reason = 'saved at 2026-02-15 23:00 UTC, the stored page at 2026-02-16 00:00 UTC (--allow-older takes it)';
    expect(ended.stderr).toContain(`skipped ${upcoming}: ${reason}`);
    expect(JSON.parse(ended.stdout).skipped).toEqual([{ file: upcoming, reason }]);
    expect((await importFiles(upcoming, '--quiet')).stderr).toContain('no page was taken (exit code 3)');
    expect({ rows: storedRows(), pageLog: read((store) => store.pages.list()) }).toEqual(before);
    expect(before.rows.player_map_stats).toHaveLength(60);
    expect(archived()).toEqual(['match/2400/2400001.html.gz']);
  });

  it('of the same time lead to the finished match in one run and in two, regardless of their names', async () => {
    const results: PublicRows[] = [];
    for (const names of [
      ['a.html', 'b.html'],
      ['b.html', 'a.html'],
    ] as [string, string][]) {
      const [finished, upcoming] = saveBoth({ upcomingAt: SAVED_AT, names });
      for (const runs of [[[finished, upcoming]], [[upcoming], [finished]]]) {
        for (const files of runs) await importFiles(...files);
        results.push(storedRows());
        rmSync(dataDir, { recursive: true });
      }
    }
    expect(results[0]?.matches).toMatchObject([{ matchId: 2_400_001, status: 'finished' }]);
    for (const rows of results) expect(rows).toEqual(results[0]);
  });

  it('with --allow-older the older one replaces the newer', async () => {
    const [finished, upcoming] = saveBoth({ upcomingAt: SAVED_AT - 3600, names: ['new.html', 'old.html'] });
    await importFiles(finished);
    expect((await importFiles(upcoming, '--allow-older')).code).toBe(0);
    expect(storedRows().matches).toMatchObject([{ status: 'upcoming' }]);
  });

  it('with --allow-older in one run lead to the finished match, regardless of their names and times', async () => {
    for (const names of [
      ['a.html', 'b.html'],
      ['b.html', 'a.html'],
    ] as [string, string][]) {
      for (const upcomingAt of [SAVED_AT - 3600, SAVED_AT, SAVED_AT + 3600]) {
        await importFiles(...saveBoth({ upcomingAt, names }), '--allow-older');
        expect(storedRows().matches).toMatchObject([{ status: 'finished' }]);
        rmSync(dataDir, { recursive: true });
      }
    }
  });

  it('and a third that cannot be read: it is kept beside the good one, also when the archive is imported elsewhere', async () => {
    const [finished] = saveBoth({ upcomingAt: SAVED_AT - 3600, names: ['good.html', 'old.html'] });
    const broken = PAGES.finished.replaceAll(/data-unix="\d+"/g, 'data-unix="soon"');
    await importFiles(finished);
    const ended = await importFiles(save('broken.html', broken, SAVED_AT + 3600));
    expect(ended.code).toBe(3);
    const kept = ['match/2400/2400001.html.gz', 'match/2400/2400001.rejected.html.gz'];
    expect(archived().sort()).toEqual(kept);
    expect(ended.stderr).toContain(`(kept: ${join(dataDir, 'archive', kept[1] ?? '')})`);
    const first = { rows: storedRows(), pageLog: read((store) => store.pages.list()) };
    const archive = join(dataDir, 'archive');
    dataDir = join(folder, 'rebuilt');
    const rebuilt = await importFiles(archive);
    expect(rebuilt.code).toBe(3);
    expect(rebuilt.stderr).toMatch(/failed: match 2400001: startedAtMs: .*soon/);
    expect(archived().sort()).toEqual(kept);
    expect({ rows: storedRows(), pageLog: read((store) => store.pages.list()) }).toEqual(first);
    expect(read((store) => store.quarantine.list())).toMatchObject([{ file: kept[1] }]);
  });
});

describe.runIf(process.platform === 'linux')('a file whose name is not UTF-8', () => {
  it('is imported, and printed with its bytes', async () => {
    const html = savedPage('i1-finished.html');
    const pages = join(folder, 'pages');
    writeFileSync(Buffer.concat([Buffer.from(`${pages}/`), Buffer.from('é-1.html', 'latin1')]), html);
    writeFileSync(Buffer.concat([Buffer.from(`${pages}/`), Buffer.from('é-2.html', 'latin1')]), 'milk');
    const ended = await importFiles(pages, '--json');
    expect(ended.code).toBe(0);
    const skipped = { file: `${pages}/\\xE9-2.html`, reason: NOT_HTML };
    expect(JSON.parse(ended.stdout).skipped).toEqual([skipped]);
    expect(storedRows().matches).toHaveLength(1);
  });
});

it('lists every file that is not taken with its reason', async () => {
  const page = save('page.html', savedPage('i1-finished.html'));
  const style = save('style.css', 'p { color: red }');
  symlinkSync('page.html', join(folder, 'pages', 'to-page.html'));
  symlinkSync('.', join(folder, 'pages', 'to-itself'));
  const ended = await importFiles(join(folder, 'pages'), '--json');
  expect(ended.code).toBe(0);
  expect(JSON.parse(ended.stdout).skipped).toEqual([
    { file: join(folder, 'pages', 'to-itself'), reason: 'a link to a folder: give the folder itself to import it' },
    { file: join(folder, 'pages', 'to-page.html'), reason: `the same file as ${page}` },
    { file: style, reason: NOT_HTML },
  ]);
});

it('shows the name of a file in one line, so that it cannot look like a message of the program', async () => {
  const name = 'evil\nhltv-scraper: all done.html';
  for (let copy = 0; copy < 4; copy += 1) save(`${copy}${name}`, 'no page');
  const other = save(name, '<html></html>');
  const ended = await importFiles(join(folder, 'pages'));
  expect(ended.stderr).toContain('evil\\u000ahltv-scraper: all done.html: not a page of the site');
  expect(ended.stderr).not.toMatch(/^hltv-scraper: all done/m);
  const { skipped } = JSON.parse((await importFiles(join(folder, 'pages'), '--json')).stdout);
  expect(skipped).toContainEqual({ file: other, reason: 'not a page of the site' });
});
