import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { type Archive, type ArchivedDocument, openArchive } from '../../src/archive/archive.ts';
import { noArchive } from '../../src/archive/no-archive.ts';
import { EnvironmentError, InterruptedError, NotFoundError } from '../../src/errors.ts';
import type { PageRequest } from '../../src/fetcher.ts';
import type { PageKind } from '../../src/page-kinds.ts';
import { archiveFetcher } from '../helpers/archive-fetcher.ts';
import { canMount, onTmpfs } from '../helpers/tmpfs.ts';

const root = mkdtempSync(join(tmpdir(), 'hltv-archive-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

const FETCHED_AT_MS = Date.UTC(2026, 1, 14, 23, 59, 59, 250);
const HTML = '<!DOCTYPE html><html><body>Команда “Ä” 🐺</body></html>\n';
const DIGEST = createHash('sha256').update(HTML).digest('hex').slice(0, 8);

let folder = '';
let archive: Archive;
let number = 0;

beforeEach(() => {
  number += 1;
  folder = join(root, String(number), 'archive');
  archive = openArchive(folder);
});

type Over = Partial<Omit<ArchivedDocument, 'document'>> & { html?: string };

const receive = ({ html = HTML, ...over }: Over = {}, into = archive) =>
  into.receive({ kind: 'match', id: 2400001, document: Buffer.from(html), fetchedAtMs: FETCHED_AT_MS, ...over });

/** Receives a page and accepts it. */
const write = (over: Over = {}, into = archive) => {
  const received = receive(over, into);
  into.accept(received);
  return received;
};

const files = (path: string): string[] =>
  readdirSync(path, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(path.length + 1))
    .sort();

describe('writing', () => {
  it.each([
    ['match', 2400001, 'match/2400/2400001.html.gz'],
    ['map-stats', 999, 'map-stats/0/999.html.gz'],
    ['performance', 219128, 'performance/219/219128.html.gz'],
    ['economy', 1000, 'economy/1/1000.html.gz'],
    ['results', 0, `results/2026-02-14/0-235959-${DIGEST}.html.gz`],
    ['results', 9900, `results/2026-02-14/9900-235959-${DIGEST}.html.gz`],
  ] as const)('keeps %s %i as %s', (kind, id, file) => {
    const written = write({ kind, id });
    expect(written).toMatchObject({
      file,
      bytes: Buffer.byteLength(HTML),
      sha256: expect.stringMatching(/^[0-9a-f]{64}$/),
      isPending: true,
    });
    expect(archive.pathOf(file)).toBe(join(folder, file));
    expect(files(folder)).toEqual([file]);
    expect(gunzipSync(readFileSync(join(folder, file))).toString()).toBe(HTML);
    expect(archive.read(kind, id)?.toString()).toBe(HTML);
    expect(archive.find(kind, id)).toBe(file);
  });

  it('writes a document that came compressed as it came', () => {
    const gzip = gzipSync(HTML, { level: 1 });
    const { file } = write({ gzip });
    expect(readFileSync(join(folder, file ?? ''))).toEqual(gzip);
    expect(archive.read('match', 2400001)?.toString()).toBe(HTML);
  });

  it('does not write what it holds already, and replaces what has changed', () => {
    const { file, sha256 } = write();
    const before = statSync(join(folder, file ?? ''));
    expect(write({ fetchedAtMs: FETCHED_AT_MS + 5000 })).toMatchObject({ isPending: false, sha256, file });
    expect(statSync(join(folder, file ?? '')).ino).toBe(before.ino);
    expect(write({ html: `${HTML} ` })).toMatchObject({ isPending: true, file });
    expect(archive.read('match', 2400001)?.toString()).toBe(`${HTML} `);
    expect(files(folder)).toHaveLength(1);
  });

  it('keeps every listing page that differs, also of one day or one second, and finds the newest', () => {
    const listing = { kind: 'results', id: 0 } as const;
    const hours = { [HTML]: -2, 'an hour later': -1, 'the same second': -1, 'next day': 0 };
    const pages = Object.keys(hours);
    for (const [html, hour] of Object.entries(hours)) {
      write({ ...listing, html, fetchedAtMs: FETCHED_AT_MS + 1000 + hour * 3_600_000 });
    }
    expect([...archive.list()].map(({ day }) => day)).toEqual(['2026-02-14', '2026-02-14', '2026-02-14', '2026-02-15']);
    expect([...archive.list()].map(({ file }) => archive.readFile(file)?.document.toString()).sort()).toEqual(
      [...pages].sort(),
    );
    expect(archive.read('results', 0)?.toString()).toBe('next day');
  });

  it('does not write a listing page again that is the newest of its offset, whatever the day', () => {
    const listing = { kind: 'results', id: 0 } as const;
    const { file } = write(listing);
    const later = write({ ...listing, fetchedAtMs: FETCHED_AT_MS + 86_400_000 });
    expect(later).toMatchObject({ isPending: false, file });
    expect([...archive.list()]).toHaveLength(1);
    expect(archive.readFile(file ?? '')?.fetchedAtMs).toBe(FETCHED_AT_MS + 86_400_000);
  });

  it('reads and finds listing pages that are named by their offset alone', () => {
    mkdirSync(join(folder, 'results', '2026-02-13'), { recursive: true });
    writeFileSync(join(folder, 'results', '2026-02-13', '100.html.gz'), gzipSync('old name'));
    expect([...archive.list()]).toMatchObject([{ id: 100, day: '2026-02-13', isRejected: false }]);
    expect(archive.read('results', 100)?.toString()).toBe('old name');
    expect(write({ kind: 'results', id: 100, html: 'old name' })).toMatchObject({ isPending: false });
  });

  it('leaves the page that is kept alone until the next one is accepted', () => {
    write();
    const received = receive({ html: 'new' });
    expect(archive.read('match', 2400001)?.toString()).toBe(HTML);
    expect(archive.pending()).toEqual([received]);
    archive.accept(received);
    expect(archive.read('match', 2400001)?.toString()).toBe('new');
    expect(archive.pending()).toEqual([]);
  });

  it('keeps a rejected page beside the good one, the last of several, and removes it on request', () => {
    write();
    for (const html of ['bad', 'worse']) archive.reject(receive({ html }));
    archive.reject(receive({ kind: 'results', id: 100, html: 'bad list' }));
    expect([...archive.list()].map(({ file, isRejected }) => `${file} ${isRejected}`)).toEqual([
      'results/100.rejected.html.gz true',
      'match/2400/2400001.html.gz false',
      'match/2400/2400001.rejected.html.gz true',
    ]);
    expect(archive.read('match', 2400001)?.toString()).toBe(HTML);
    expect(archive.readFile('match/2400/2400001.rejected.html.gz')?.document.toString()).toBe('worse');
    expect(archive.find('results', 100)).toBeNull();
    archive.removeRejected('match', 2400001);
    archive.removeRejected('match', 2400001);
    expect(files(join(folder, 'match'))).toEqual(['2400/2400001.html.gz']);
  });

  it('writes nothing beside a page that is kept already, and leaves nothing of what is discarded', () => {
    write();
    expect(receive()).toMatchObject({ isPending: false, rejectedFile: 'match/2400/2400001.html.gz' });
    archive.reject(receive());
    archive.discard(receive({ html: 'unwanted' }));
    expect(files(folder)).toEqual(['match/2400/2400001.html.gz']);
  });

  it('has no pending page that is damaged, nor any in a folder that is a link', () => {
    receive();
    truncateSync(join(folder, '.pending', 'match-2400001.html.gz'), 20);
    expect(archive.pending()).toEqual([]);
    expect(files(folder)).toEqual([]);
    rmSync(join(folder, '.pending'), { recursive: true });
    const elsewhere = join(root, `elsewhere-${number}`);
    mkdirSync(elsewhere);
    writeFileSync(join(elsewhere, 'match-1.html.gz'), 'not ours');
    symlinkSync(elsewhere, join(folder, '.pending'));
    expect(archive.pending()).toEqual([]);
    expect(files(elsewhere)).toEqual(['match-1.html.gz']);
  });

  it('repairs a damaged file', () => {
    const { file } = write();
    truncateSync(join(folder, file ?? ''), 30);
    expect(write().isPending).toBe(true);
    expect(archive.read('match', 2400001)?.toString()).toBe(HTML);
  });

  it.each([
    ['../../etc', 1],
    ['match', -1],
    ['match', 1.5],
    ['match', Number.NaN],
    ['match', 2 ** 60],
  ])('makes no file name from %s %s', (kind, id) => {
    expect(() => write({ kind: kind as PageKind, id })).toThrow(/Expected a page kind and a whole, non-negative id/);
    expect(existsSync(folder)).toBe(false);
  });

  it('is not kept from by a folder among the leftovers', () => {
    mkdirSync(join(folder, '.unfinished', 'a', 'b'), { recursive: true });
    write();
    expect(readdirSync(join(folder, '.unfinished'))).toEqual([]);
  });

  it('leaves nothing behind that is not whole, and clears what a kill has left', () => {
    write({ id: 1 });
    const leftover = join(folder, '.unfinished', 'half-a-page');
    writeFileSync(leftover, 'half');
    expect([...archive.list()]).toHaveLength(1);
    // The archive that is open now may be the one that is writing it.
    write({ id: 2 });
    expect(existsSync(leftover)).toBe(true);
    write({ id: 3 }, openArchive(folder));
    expect(existsSync(leftover)).toBe(false);
    expect(files(folder)).toHaveLength(3);
  });

  it('measures a document that is not kept', () => {
    const { bytes, sha256 } = write();
    expect(noArchive().receive({ kind: 'match', id: 1, document: Buffer.from(HTML), fetchedAtMs: 1 })).toEqual({
      kind: 'match',
      id: 1,
      fetchedAtMs: 1,
      bytes,
      sha256,
      file: null,
      rejectedFile: null,
      isPending: false,
    });
  });
});

describe('reading', () => {
  it('knows nothing of pages that were never kept', () => {
    expect(archive.read('match', 1)).toBeNull();
    expect(archive.read('results', 0)).toBeNull();
    expect(archive.find('economy', 1)).toBeNull();
    expect(archive.readFile('match/0/1.html.gz')).toBeNull();
    expect([...archive.list()]).toEqual([]);
    expect(existsSync(folder)).toBe(false);
  });

  it('remembers when a page was fetched', () => {
    const { file } = write();
    expect(archive.readFile(file ?? '')).toEqual({ document: Buffer.from(HTML), fetchedAtMs: FETCHED_AT_MS });
  });

  it.each([
    ['cut short', (path: string) => truncateSync(path, statSync(path).size - 4)],
    ['emptied', (path: string) => truncateSync(path, 0)],
    ['overwritten', (path: string) => writeFileSync(path, 'not gzip')],
    [
      'changed in one bit',
      (path: string) => {
        const bytes = readFileSync(path);
        bytes[20] = (bytes[20] ?? 0) ^ 1;
        writeFileSync(path, bytes);
      },
    ],
  ])('names a file that was %s, and what to do', (_, damage) => {
    const path = join(folder, write().file ?? '');
    damage(path);
    const error = expect.objectContaining({
      code: 'archive-damaged',
      message: expect.stringMatching(/2400001\.html\.gz is damaged .*--force-rescrape/),
    });
    expect(() => archive.read('match', 2400001)).toThrow(error);
  });

  it('lists every page by kind, day and id, and nothing else', () => {
    for (const id of [1000, 2, 10]) write({ id });
    write({ kind: 'economy', id: 7 });
    write({ kind: 'results', id: 100 });
    write({ kind: 'results', id: 0 });
    writeFileSync(join(folder, 'match', '0', 'notes.txt'), 'x');
    writeFileSync(join(folder, 'match', '0', '5.html'), 'x');
    mkdirSync(join(folder, 'match', 'other'));
    expect([...archive.list()].map(({ kind, id, day, file }) => `${kind} ${id} ${day} ${file}`)).toEqual([
      `results 0 2026-02-14 results/2026-02-14/0-235959-${DIGEST}.html.gz`,
      `results 100 2026-02-14 results/2026-02-14/100-235959-${DIGEST}.html.gz`,
      'match 2 null match/0/2.html.gz',
      'match 10 null match/0/10.html.gz',
      'match 1000 null match/1/1000.html.gz',
      'economy 7 null economy/0/7.html.gz',
    ]);
  });
});

describe('the fetcher that replays the archive', () => {
  const request: PageRequest = {
    kind: 'match',
    id: 2400001,
    path: '/matches/2400001/_',
    identify: () => ({ kind: 'match', id: 2400001, isGenuine: true, isComplete: true, hasData: true }),
  };

  it('answers with the page and the time of its fetching', async () => {
    write();
    await using fetcher = archiveFetcher(archive);
    expect(await fetcher.fetch(request, new AbortController().signal)).toEqual({
      request,
      url: '/matches/2400001/_',
      httpStatus: 200,
      html: HTML,
      document: Buffer.from(HTML),
      contentType: null,
      fetchedAtMs: FETCHED_AT_MS,
      transport: 'archive',
      transportReason: null,
    });
  });

  it('rejects what is not archived as not found, damage as damage, and stops on request', async () => {
    const fetcher = archiveFetcher(archive);
    const { signal } = new AbortController();
    await expect(fetcher.fetch(request, signal)).rejects.toThrow(NotFoundError);
    truncateSync(join(folder, write().file ?? ''), 10);
    await expect(fetcher.fetch(request, signal)).rejects.toMatchObject({ code: 'archive-damaged' });
    await expect(fetcher.fetch(request, AbortSignal.abort())).rejects.toThrow(InterruptedError);
  });
});

describe('disk errors', () => {
  it('is named when a file is in the place of a folder', () => {
    mkdirSync(dirname(folder), { recursive: true });
    writeFileSync(folder, 'a file');
    expect(() => write()).toThrow(EnvironmentError);
  });

  // Incompressible, so that a page needs the space it seems to need.
  const noise = (length: number) => {
    let seed = 7;
    return Array.from({ length }, () => {
      seed = (seed * 48_271) % 2_147_483_647;
      return String.fromCharCode(33 + (seed % 90));
    }).join('');
  };

  it('a folder in the place of a page: is named, with the remedy', () => {
    const { file } = write({ id: 7 });
    rmSync(join(folder, file ?? ''));
    mkdirSync(join(folder, file ?? '', 'inside'), { recursive: true });
    expect(() => write({ id: 7 })).toThrow(
      expect.objectContaining({ code: 'read-only', message: expect.stringMatching(/7\.html\.gz: .*Move it away/) }),
    );
  });

  it.runIf(canMount)('full: names file and remedy, keeps the pages it has, leaves nothing half done', () => {
    onTmpfs(folder, 128 * 1024, (remount) => {
      const page = noise(30_000);
      const kept: number[] = [];
      let diskError: unknown;
      for (let id = 1; id < 100 && diskError === undefined; id += 1) {
        try {
          write({ id: id * 1000, html: page + id });
          kept.push(id * 1000);
        } catch (error) {
          diskError = error;
        }
      }
      expect(diskError).toMatchObject({ name: 'EnvironmentError', code: 'disk-full' });
      expect(String(diskError)).toMatch(/archive\/(?:match|\.pending)\/.*: No space left\. .*--no-archive/);
      expect(kept.length).toBeGreaterThan(1);
      expect([...archive.list()].map(({ id }) => id)).toEqual(kept);
      for (const id of kept) expect(archive.read('match', id)?.toString()).toBe(page + id / 1000);
      expect(files(folder)).toHaveLength(kept.length);
      remount('size=1048576');
      expect(write({ id: 99_000, html: page }).isPending).toBe(true);
    });
  });

  it.runIf(canMount)('full to the last byte at every size: a page is whole or absent', () => {
    for (let bytes = 4096; bytes <= 10 * 4096; bytes += 4096) {
      onTmpfs(folder, bytes, () => {
        const fresh = openArchive(folder);
        const page = noise(6000);
        let error: unknown = null;
        try {
          write({ id: 1, html: page }, fresh);
        } catch (caught) {
          error = caught;
        }
        if (error === null) expect(fresh.read('match', 1)?.toString()).toBe(page);
        else {
          expect(error).toMatchObject({ code: 'disk-full' });
          expect(fresh.read('match', 1)).toBeNull();
        }
      });
    }
  });

  it.runIf(canMount)('read-only: reads on, and says so when it is to write', () => {
    onTmpfs(folder, 1024 * 1024, (remount) => {
      write();
      remount('ro');
      expect(archive.read('match', 2400001)?.toString()).toBe(HTML);
      expect(write().isPending).toBe(false);
      expect(() => write({ id: 5 })).toThrow(
        expect.objectContaining({ code: 'read-only', message: expect.stringMatching(/read-only.*--data-dir/) }),
      );
    });
  });
});
