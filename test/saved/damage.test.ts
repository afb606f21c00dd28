import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { EnvironmentError } from '../../src/errors.ts';
import { readSaved } from '../../src/saved/read-saved.ts';
import type { SavedEntry } from '../../src/saved/saved-page.ts';
import { chunked, entriesIn, har, harEntry, httpBlock, warcGz, warcRecord } from '../helpers/containers.ts';

/** Damaged files of every form: what is lost is named, and the libraries that read them print nothing themselves. */

const URL_A = 'https://www.hltv.org/matches/1/a';
const PAGE = `<!DOCTYPE html><html><head><title>Málaga</title></head><body>${'<p>text</p>'.repeat(5000)}</body></html>`;
const SHORT = '<!DOCTYPE html><html><body>short</body></html>';
const record = (html = PAGE): Buffer => warcRecord({ url: URL_A, block: httpBlock(html) });
const part = 'Content-Type: text/html\r\nContent-Transfer-Encoding: 8bit\r\n';
const mhtml = (html = PAGE): Buffer =>
  Buffer.from(
    `MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=x\r\n\r\n--x\r\n${part}\r\n${html}\r\n--x--\r\n`,
  );

const FORMS: [form: string, write: (html?: string) => Buffer][] = [
  ['HTML', (html = PAGE) => Buffer.from(html)],
  ['MHTML', mhtml],
  ['HAR', (html = PAGE) => har([harEntry(URL_A, { text: html }), harEntry(URL_A, { text: html })])],
  ['WARC', (html = PAGE) => Buffer.concat([record(html), record(html)])],
];

/** The file with its first text that matches changed, byte for byte. */
const changed = (file: Buffer, pattern: RegExp, by: (text: string) => string): Buffer =>
  Buffer.from(file.toString('latin1').replace(pattern, by), 'latin1');

/** A record whose length is so many bytes off. */
const withLength = (off: number): Buffer =>
  changed(record(), /Content-Length: \d+/, (text) => `Content-Length: ${Number(text.split(' ')[1]) + off}`);

const WORDS = ['debug', 'log', 'info', 'warn', 'error'] as const;

describe('a damaged file', () => {
  let printed: unknown[][];

  beforeEach(() => {
    printed = [];
    for (const word of WORDS) vi.spyOn(console, word).mockImplementation((...args) => void printed.push(args));
  });

  afterEach(() => {
    vi.restoreAllMocks();
    expect(printed).toEqual([]);
  });

  const unreadable = (name: string, reason: object) => ({ type: 'unreadable', name, reason });

  describe('in WARC', () => {
    const damaged = (message: RegExp) => ({ type: 'damaged', form: 'WARC', message: expect.stringMatching(message) });

    it.each([-1000, -3, 5, 30])('gives no page whose length is %i bytes off, and says so', async (off) => {
      expect(await entriesIn(Buffer.concat([record(), withLength(off), record()]))).toMatchObject([
        { type: 'page' },
        unreadable('file#2', damaged(/a record of \d+ bytes is followed by "/)),
      ]);
    });

    it.each(['\n\n', '\r\n', '\n', '\r\n\r\n\r\n', ''])('reads on where records are divided by %j', async (divider) => {
      const file = Buffer.concat([record(), record()].flatMap((each) => [each.subarray(0, -4), Buffer.from(divider)]));
      expect((await entriesIn(file)).map(({ type }) => type)).toEqual(['page', 'page']);
    });

    it('is not called cut off where its line ends were changed or a length is no number', async () => {
      const lf = changed(Buffer.concat([record(SHORT), record(SHORT)]), /\r\n/g, () => '\n');
      expect(await entriesIn(lf)).toMatchObject([unreadable('file#1', damaged(/LF/))]);
      const twice = changed(record(), /Content-Length: \d+\r\n/, (text) => text + text);
      expect(await entriesIn(twice)).toMatchObject([unreadable('file#1', damaged(/Content-Length "\d+, \d+"/))]);
      const without = changed(record(), /Content-Length: \d+\r\n/, () => '');
      expect(await entriesIn(Buffer.concat([without, record()]))).toMatchObject([
        unreadable('file#1', damaged(/no Content-Length/)),
      ]);
    });

    it('names what is no HTTP response, and documents that are too large', async () => {
      const large = warcRecord({ url: URL_A, block: httpBlock(SHORT.padEnd(33 * 1024 * 1024)) });
      const noHttp = warcRecord({ url: URL_A, block: 'nonsense' });
      expect(await entriesIn(Buffer.concat([noHttp, large, record()]))).toMatchObject([
        unreadable('file#1', { type: 'bad-body', coding: 'HTTP' }),
        unreadable('file#2', { type: 'too-large' }),
        { type: 'page' },
      ]);
    });
  });

  describe('in gzip', () => {
    const twoWith = (between: Buffer): Buffer => Buffer.concat([gzipSync(record()), between, gzipSync(record())]);

    it('is named where zeros took the place of a part of it', async () => {
      for (const length of [1, 1000, 100_000]) {
        expect(await entriesIn(twoWith(Buffer.alloc(length)), 4096), String(length)).toMatchObject([
          { type: 'page' },
          unreadable('file#2', { type: 'damaged', form: 'WARC' }),
        ]);
      }
    });

    it('gives what comes before the damage, however short that is', async () => {
      const short = gzipSync(record(SHORT));
      const whole = Buffer.concat([short, gzipSync(record(SHORT))]);
      expect(await entriesIn(Buffer.concat([short, Buffer.from('xx'), short]), 1)).toMatchObject([
        { type: 'page' },
        unreadable('file#2', { type: 'damaged', form: 'WARC' }),
      ]);
      expect(await entriesIn(whole.subarray(0, -20), 1)).toMatchObject([
        { type: 'page' },
        unreadable('file#2', { type: 'truncated', form: 'WARC' }),
      ]);
    });
  });

  it.each(FORMS)('that the disk does not give is not called damaged: %s', async (_form, write) => {
    const file = write();
    async function* bytes() {
      yield* chunked(file.subarray(0, -30), 8192);
      throw new EnvironmentError('unreadable', 'Cannot read file: EIO');
    }
    const read = async (): Promise<void> => {
      for await (const entry of readSaved({ name: 'file', bytes: bytes() })) expect(entry.type).toBe('page');
    };
    await expect(read).rejects.toThrow(new EnvironmentError('unreadable', 'Cannot read file: EIO'));
  });

  it.each(FORMS)('is closed when the reader has enough, however it was packed: %s', async (_form, write) => {
    for (const file of [write(), gzipSync(write())]) {
      let isClosed = false;
      async function* bytes() {
        try {
          yield* chunked(file, 50);
        } finally {
          isClosed = true;
        }
      }
      for await (const _ of readSaved({ name: 'file', bytes: bytes() })) break;
      expect(isClosed).toBe(true);
    }
  });

  it.each<[string, Buffer, string]>([
    ['WARC', warcRecord({ type: 'warcinfo', block: 'software: test\r\n' }), 'WARC'],
    ['packed WARC', warcGz([warcRecord({ type: 'request', url: URL_A, block: 'GET / HTTP/1.1\r\n\r\n' })]), 'WARC'],
    ['HAR', har([]), 'HAR'],
    ['HAR without entries', Buffer.from('{"log":{"version":"1.2"}}'), 'HAR'],
    ['MHTML', changed(mhtml(SHORT), /text\/html/, () => 'image/png'), 'MHTML'],
  ])('is named when it holds no document: %s', async (_name, file, form) => {
    const entries: SavedEntry[] = await entriesIn(file);
    expect(entries).toMatchObject([unreadable('file', { type: 'no-document', form })]);
  });
});
