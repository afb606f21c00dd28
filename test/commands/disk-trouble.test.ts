import {
  copyFileSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  statfsSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { renderPage } from '../../src/replica/render/render-page.ts';
import { createWorld } from '../../src/replica/world/world.ts';
import { runCommand } from '../helpers/command.ts';
import { type Ended, runProgram, startProgram } from '../helpers/program.ts';
import { canMount, mountTmpfs } from '../helpers/tmpfs.ts';
import { until } from '../helpers/until.ts';

/** What a person at the terminal learns when the disk gives out, with the built program. */

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'hltv-disk-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

const KB = 1024;
const STACK = /\n\s+at /;

const world = createWorld({ seed: 4, matches: 12, variants: 'plain' });
const PAGES = world.matchIds().map((id) => ({ name: `${id}.html`, html: renderPage(world, { kind: 'match', id }) }));

function savePages(parent = folder): string {
  const pages = join(parent, 'pages');
  mkdirSync(pages, { recursive: true });
  for (const { name, html } of PAGES) writeFileSync(join(pages, name), html);
  return pages;
}

describe.runIf(canMount)('a disk that is full', () => {
  /** Imports into a data folder whose disk is full but for `freeBytes`. */
  const importPages = async (freeBytes: number, importing: typeof runProgram, ...flags: string[]): Promise<Ended> => {
    const path = join(folder, 'disk');
    const dataDir = join(path, 'data');
    using disk = mountTmpfs(path, 4096 * KB);
    const nothing = join(folder, 'nothing');
    mkdirSync(nothing, { recursive: true });
    await runCommand(['import', nothing, '--data-dir', dataDir]);
    const { blocks, bfree, bsize } = statfsSync(path);
    disk.remount(`size=${(blocks - bfree) * bsize + freeBytes}`);
    return await importing(['import', savePages(), '--data-dir', dataDir, ...flags]);
  };

  const isNamed = ({ code, stderr }: Ended): void => {
    expect(code).toBe(1);
    expect(stderr.trimEnd().split('\n').at(-1)).toMatch(/^hltv-scraper: .*No space left.* Free some space/);
    expect(stderr).not.toMatch(STACK);
  };

  it('is named while the database is created, with the remedy and without a stack', async () => {
    const path = join(folder, 'disk');
    using _ = mountTmpfs(path, 100 * KB);
    isNamed(await runProgram(['import', savePages(), '--data-dir', join(path, 'data')]));
  });

  it.each([
    ['while a page is archived', []],
    ['while a page is stored', ['--no-archive']],
  ] as const)('is named %s, with the remedy and without a stack', async (_, flags) => {
    isNamed(await importPages(64 * KB, runProgram, ...flags));
  });

  it('is named when not even the lock or the index of the log fits', async () => {
    for (const kb of [0, 16]) isNamed(await importPages(kb * KB, runCommand));
  });

  it('does not prevent the summary, wherever the last byte is', async () => {
    for (let kb = 64; kb <= 96; kb += 16) {
      const { stderr } = await importPages(kb * KB, runCommand, '--no-archive');
      expect(stderr, `${kb} kB`).toMatch(/^ended +.*No space left/m);
    }
  });
});

describe('a data folder with pages', () => {
  let imported: string;

  beforeAll(async () => {
    imported = mkdtempSync(join(tmpdir(), 'hltv-disk-imported-'));
    const [first = ''] = readdirSync(savePages(imported));
    await runCommand(['import', join(imported, 'pages', first), '--data-dir', join(imported, 'data')]);
  });
  afterAll(() => rmSync(imported, { recursive: true, force: true }));

  it.runIf(canMount).each([
    ['verify', '--archive', '--pages'],
    ['reparse', '--dry-run'],
    ['export', '--table', 'matches'],
    ['report', '--out', '-'],
  ])('is read on a read-only disk: %s', async (...command) => {
    const dataDir = join(folder, 'data');
    using disk = mountTmpfs(dataDir, 16_384 * KB);
    cpSync(join(imported, 'data'), dataDir, { recursive: true });
    disk.remount('ro');
    const { code, stderr } = await runCommand([...command, '--data-dir', dataDir]);
    expect([code, stderr.match(/^hltv-scraper: .*/m)]).toEqual([0, null]);
  });

  it('has an export that names every path that it cannot use', async () => {
    symlinkSync(join(folder, 'loop'), join(folder, 'loop'));
    symlinkSync(join(folder, 'nowhere', 'x'), join(folder, 'dead'));
    const places = ['loop', 'loop/x', 'dead', 'x'.repeat(300)].map((name) => join(folder, name));
    if (process.platform === 'linux') places.push('/proc/x');
    for (const place of places) {
      const args = ['export', '--table', 'maps', '--out', place, '--data-dir', join(imported, 'data')];
      const { code, stderr } = await runCommand(args);
      expect([place, code]).toEqual([place, 1]);
      expect(stderr).toContain(`hltv-scraper: ${place}`);
      expect(stderr).not.toMatch(STACK);
    }
  });
});

it('skips a page that is gone when its turn comes, and imports the others', async () => {
  const pages = savePages();
  const [first = '', last = ''] = readdirSync(pages);
  // Seconds of work, so that the page saved last goes long before its turn.
  for (let copy = 0; copy < 60; copy += 1) copyFileSync(join(pages, first), join(pages, `copy-${copy}.html`));
  const nowS = Date.now() / 1000;
  const files = readdirSync(pages);
  for (const name of files) utimesSync(join(pages, name), nowS, nowS - (name === last ? 60 : 3600));
  writeFileSync(join(pages, 'zz.html'), 'no page');
  const args = ['import', pages, '--data-dir', join(folder, 'data'), '--json'];
  const { ended, stderr } = startProgram(args);
  // All files have been looked at once.
  await until(() => stderr().includes('zz.html'));
  rmSync(join(pages, last));
  const { code, stdout } = await ended;
  expect(code).toBe(0);
  expect(stderr()).toMatch(/skipped .*Cannot read .*ENOENT/);
  expect(JSON.parse(stdout).stages.overview.stored).toBe(files.length - 1);
});

it('names a file in place of the folder of the logs', async () => {
  const dataDir = join(folder, 'data');
  mkdirSync(dataDir);
  writeFileSync(join(dataDir, 'logs'), '');
  const { code, stderr } = await runCommand(['import', savePages(), '--data-dir', dataDir]);
  expect(code).toBe(1);
  expect(stderr).toMatch(/^hltv-scraper: .*data\/logs: There is a file where a folder is needed\. Move it away\./m);
  expect(stderr).not.toMatch(STACK);
});

it.each(['status', 'export', 'verify'])('names a folder in place of the database: %s', async (command) => {
  const dataDir = join(folder, 'data');
  mkdirSync(join(dataDir, 'hltv.db'), { recursive: true });
  const { code, stderr } = await runCommand([command, '--data-dir', dataDir]);
  expect(code).toBe(1);
  expect(stderr).toMatch(/^hltv-scraper: .*data\/hltv\.db is a folder, not a database\. Move it away/m);
  expect(stderr).not.toMatch(STACK);
});

it.each(['status', 'export', 'verify', 'reparse', 'report'])(
  'names a file in place of the data folder: %s',
  async (command) => {
    const dataDir = join(folder, 'data');
    writeFileSync(dataDir, '');
    const { code, stderr } = await runCommand([command, '--data-dir', dataDir]);
    expect(code).toBe(1);
    expect(stderr).toMatch(/^hltv-scraper: .*data is not a folder\. Move it away/m);
    expect(stderr).not.toMatch(STACK);
  },
);

it('says that the working folder was deleted', async () => {
  const cwd = vi.spyOn(process, 'cwd').mockImplementation(() => {
    throw Object.assign(new Error('ENOENT: no such file or directory, uv_cwd'), { code: 'ENOENT', syscall: 'uv_cwd' });
  });
  const { code, stderr } = await runCommand(['status']).finally(() => cwd.mockRestore());
  expect(code).toBe(1);
  expect(stderr).toBe(
    'hltv-scraper: The working folder has been deleted. Change to another folder, then start again.\n',
  );
});
