import { execFileSync } from 'node:child_process';
import {
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openArchive } from '../../src/archive/archive.ts';
import { EnvironmentError, UsageError } from '../../src/errors.ts';
import { decodePage } from '../../src/saved/decode.ts';
import { openFile } from '../../src/saved/files.ts';
import { findFiles } from '../../src/saved/find-files.ts';
import { readSaved } from '../../src/saved/read-saved.ts';
import type { SavedEntry } from '../../src/saved/saved-page.ts';
import { openStore } from '../../src/store/store.ts';
import { type Ended, runProgram } from '../helpers/program.ts';
import { ALL_PAGES, bent, sitePage } from './pages.ts';

const scene = mkdtempSync(join(tmpdir(), 'hltv-files-'));
afterAll(() => rmSync(scene, { recursive: true, force: true }));

const MB = 1024 * 1024;

/** The one entry of a file that is no container. */
async function firstEntry(path: string): Promise<SavedEntry | undefined> {
  for await (const entry of readSaved(openFile({ path, name: path }))) return entry;
  return undefined;
}

async function textIn(path: string): Promise<string | null> {
  const entry = await firstEntry(path);
  const decoded = entry?.type === 'page' ? decodePage(entry.page.bytes) : null;
  return decoded !== null && 'text' in decoded ? decoded.text : null;
}

/** Ten gigabytes of nothing in ten megabytes: one compressed piece after the other. */
function bomb(): Buffer {
  const piece = gzipSync(Buffer.alloc(64 * MB, ' '), { level: 9 });
  return Buffer.concat(Array.from({ length: 160 }, () => piece));
}

/** Writes the CPU time of a process, in ms, when it ends: on a busy machine the time by the clock says little. */
const CPU_TIME_HOOK = `process.on('exit', () => {
  const { user, system } = process.cpuUsage();
  require('node:fs').writeFileSync(process.env.CPU_TIME_FILE, String((user + system) / 1000));
});`;

describe('import of files that are no pages', () => {
  const folder = join(scene, 'saved');
  const dataDir = join(scene, 'data');
  const file = (name: string) => join(folder, name);
  const socket = createServer();
  let ended: Ended;
  let cpuMs: number;

  /** Named one by one as well. */
  const NAMED = ['pipe.html', 'socket.html', 'link-to-zero.html', 'link-to-nothing.html.gz'];

  beforeAll(async () => {
    mkdirSync(folder);
    const { html, id } = sitePage('match');
    for (const page of ALL_PAGES) writeFileSync(file(`${page.kind}.html`), page.html);
    writeFileSync(file('match.html'), Buffer.from(`\ufeff${html}`, 'utf16le'));
    writeFileSync(file('map-stats.html'), `\ufeff${sitePage('map-stats').html}`);
    writeFileSync(file('big-endian.html'), Buffer.from(`\ufeff${sitePage('economy').html}`, 'utf16le').swap16());
    writeFileSync(file('bomb.html.gz'), bomb());
    writeFileSync(file('bomb.html'), bomb().subarray(0, 5 * MB));
    writeFileSync(file('cut.html.gz'), gzipSync(html).subarray(0, 2_000));
    writeFileSync(file('twice.html.gz'), gzipSync(gzipSync(html)));
    writeFileSync(file('no-gzip.html.gz'), Buffer.from([0x1f, 0x8b, 1, 2, 3]));
    writeFileSync(
      file('binary.html'),
      Buffer.from(Array.from({ length: 100_000 }, (_, index) => (index * 7_919) % 256)),
    );
    writeFileSync(file('empty.html'), '');
    writeFileSync(file('one-byte.html'), 'x');
    writeFileSync(file('half.html'), html.slice(0, html.length / 2));
    writeFileSync(file('0000-silent.html'), html.replaceAll(`${id}`, 'x'));
    writeFileSync(file('123456-zero.html'), html.replaceAll(`${id}`, '0'));
    writeFileSync(file('123456-huge-id.html'), html.replaceAll(`${id}`, '9007199254740993'));
    const mapStatsId = sitePage('map-stats').id;
    const abused = (nth: number, markup: string) => {
      const other = html.replaceAll(`${id}`, `${id + nth}`).replaceAll(`${mapStatsId}`, `${mapStatsId + nth}`);
      const page = bent(other, '<div class="mapholder"', `${markup}<div class="mapholder"`);
      writeFileSync(file(`abused-${nth}.html.gz`), gzipSync(page, { level: 1 }));
    };
    abused(1, '<b>'.repeat(300_000));
    abused(2, `<a ${'b=c '.repeat(3 * MB)}>`);
    abused(3, '<!-- '.repeat(3 * MB));
    writeFileSync(file('sparse.html'), '');
    truncateSync(file('sparse.html'), 3 * 1024 ** 3);
    mkdirSync(file('folder.html'));
    mkdirSync(file('deep/'.repeat(100)), { recursive: true });
    symlinkSync('/', file('link-to-all'));
    symlinkSync('/dev/zero', file('link-to-zero.html'));
    symlinkSync('nothing', file('link-to-nothing.html.gz'));
    execFileSync('mkfifo', [file('pipe.html')]);
    await new Promise<void>((resolve) => {
      socket.listen(file('socket.html'), resolve);
    });
    utimesSync(file('results.html'), -5, -5);
    utimesSync(file('performance.html'), 9e9, 9e9);
    const named = NAMED.slice(0, 3).map(file);
    const hook = join(scene, 'cpu-time.cjs');
    writeFileSync(hook, CPU_TIME_HOOK);
    const env = { NODE_OPTIONS: `--require ${hook}`, CPU_TIME_FILE: join(scene, 'cpu-time') };
    ended = await runProgram(['import', folder, ...named, '/dev/zero', '/dev/null', '--data-dir', dataDir], env);
    cpuMs = Number(readFileSync(env.CPU_TIME_FILE, 'utf8'));
  }, 300_000);

  afterAll(() => {
    socket.close();
  });

  it('lists each with the reason, and stores the pages beside them', () => {
    expect(ended).toMatchObject({ code: 3, stdout: '' });
    const skipped = (name: string, reason: RegExp) =>
      expect(
        ended.stderr
          .split('\n')
          .find((line) => line.startsWith(`skipped ${name.startsWith('/') ? name : file(name)}:`)),
      ).toMatch(reason);
    for (const name of ['pipe.html', 'socket.html', 'link-to-zero.html', '/dev/zero', '/dev/null'])
      skipped(name, /not a regular file: write its content to a file first$/);
    for (const name of ['bomb.html.gz', 'bomb.html']) skipped(name, /larger than 32 MB$/);
    skipped('cut.html.gz', /the compressed file is cut off: copy or save it again$/);
    skipped('no-gzip.html.gz', /the compressed file is damaged \(unknown compression method\): copy or save it again$/);
    skipped('twice.html.gz', /a compressed file \(gz\): unpack it first/);
    for (const name of ['binary.html', 'sparse.html']) skipped(name, /not text: save the page as HTML only$/);
    skipped('empty.html', /an empty file/);
    skipped('one-byte.html', /text, but not HTML: only pages saved as HTML are read$/);
    for (const name of ['0000-silent.html', '123456-zero.html', '123456-huge-id.html'])
      skipped(name, /without its id: save it again/);
    skipped('half.html', /cut off: save it again/);
    skipped('link-to-all', /a link to a folder: give the folder itself to import it$/);
    skipped('link-to-nothing.html.gz', /a link to a missing or unreadable file$/);
    expect(ended.stderr).not.toMatch(/^\s+at /m);
    using store = openStore({ file: join(dataDir, 'hltv.db'), clock: Date.now, readOnly: true });
    const { id } = sitePage('match');
    expect(store.tables.rows('matches').map(({ matchId }) => matchId)).toEqual([id, id + 2]);
    expect(store.quarantine.list().map((page) => `${page.id} ${page.field}`)).toEqual([
      `${id + 1} document`,
      `${id + 3} document`,
    ]);
    expect(store.pages.list().map(({ kind, id }) => `${kind} ${id}`)).toEqual(
      [...ALL_PAGES, ...[1, 2, 3].map((nth) => ({ kind: 'match', id: id + nth }))]
        .map((page) => `${page.kind} ${page.id}`)
        .toSorted(),
    );
  });

  it('takes no more CPU time than the pages themselves', () => {
    expect(cpuMs).toBeGreaterThan(0);
    expect(cpuMs).toBeLessThan(45_000);
  });

  it('dates a page now that was saved before time began or in days to come', () => {
    using store = openStore({ file: join(dataDir, 'hltv.db'), clock: Date.now, readOnly: true });
    for (const { kind, fetchedAtMs } of store.pages
      .list()
      .filter(({ kind }) => ['results', 'performance'].includes(kind)))
      expect([kind, Math.abs(Date.now() - fetchedAtMs) < 120_000]).toEqual([kind, true]);
  });

  it('reads UTF-16 with its mark as what it says', async () => {
    expect(await textIn(file('match.html'))).toBe(sitePage('match').html);
    expect(await textIn(file('big-endian.html'))).toBe(sitePage('economy').html);
  });

  it('reads a page of 30 MB', async () => {
    const html = `<!doctype html>${'<p>more</p>'.repeat(30 * 95_000)}`;
    const path = join(scene, 'large.html.gz');
    writeFileSync(path, gzipSync(html, { level: 1 }));
    expect((await textIn(path))?.length).toBe(html.length);
  });

  it('holds no more of a bomb than a page may have', async () => {
    const before = process.memoryUsage().rss;
    expect(await firstEntry(file('bomb.html.gz'))).toMatchObject({ reason: { type: 'too-large' } });
    expect(process.memoryUsage().rss - before).toBeLessThan(150 * MB);
  });

  it.each([
    ['a name too long', 'x'.repeat(5_000)],
    ['a link in a circle', 'circle'],
    ['a file below a file', 'match.html/x'],
    ['a link to nothing', 'link-to-nothing.html.gz'],
    ['nothing', ''],
  ])('refuses %s as a usage error', (_, name) => {
    if (name === 'circle') symlinkSync('circle', file('circle'));
    expect(() => findFiles([name === '' ? '' : file(name)])).toThrow(UsageError);
  });
});

describe('links in the archive', () => {
  const page = {
    kind: 'match' as const,
    id: 2400001,
    document: Buffer.from('the page'),
    fetchedAtMs: Date.UTC(2026, 1, 1),
  };
  const place = 'match/2400/2400001.html.gz';
  let root: string;
  let archive: string;
  let elsewhere: string;

  beforeEach(() => {
    root = mkdtempSync(join(scene, 'links-'));
    archive = join(root, 'archive');
    elsewhere = join(root, 'elsewhere');
    mkdirSync(elsewhere);
    mkdirSync(join(archive, 'match/2400'), { recursive: true });
    writeFileSync(join(elsewhere, 'secret'), 'untouched');
  });

  const keep = () => {
    const opened = openArchive(archive);
    opened.accept(opened.receive(page));
  };

  const secret = () => readFileSync(join(elsewhere, 'secret'), 'utf8');

  it('in the place of a file are replaced, not written through', () => {
    symlinkSync(join(elsewhere, 'secret'), join(archive, place));
    keep();
    expect(secret()).toBe('untouched');
    expect(lstatSync(join(archive, place)).isSymbolicLink()).toBe(false);
    expect(gunzipSync(readFileSync(join(archive, place))).toString()).toBe('the page');
  });

  it('to a device are not read to their end', () => {
    symlinkSync('/dev/zero', join(archive, place));
    expect(() => openArchive(archive).read('match', page.id)).toThrow(EnvironmentError);
    keep();
    expect(openArchive(archive).read('match', page.id)?.toString()).toBe('the page');
  });

  it.each(['.unfinished', '.pending'])(
    'in the place of the folder %s are removed, and what they lead to stays',
    (name) => {
      symlinkSync(elsewhere, join(archive, name));
      keep();
      expect(secret()).toBe('untouched');
      expect(lstatSync(join(archive, name)).isDirectory()).toBe(true);
    },
  );

  it('in the place of the whole archive are followed: that is how an archive moves to another disk', () => {
    rmSync(archive, { recursive: true });
    symlinkSync(elsewhere, archive);
    keep();
    expect(existsSync(join(elsewhere, place))).toBe(true);
    expect(openArchive(archive).read('match', page.id)?.toString()).toBe('the page');
    expect(secret()).toBe('untouched');
  });

  it('and bombs in the place of a page are damage with a remedy', () => {
    writeFileSync(join(archive, place), bomb());
    expect(() => openArchive(archive).read('match', page.id)).toThrow(/damaged .*Delete it/);
    keep();
    expect(openArchive(archive).read('match', page.id)?.toString()).toBe('the page');
  });
});
