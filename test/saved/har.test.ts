import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { MAX_PAGE_BYTES } from '../../src/fetcher.ts';
import { decodePage } from '../../src/saved/decode.ts';
import { openFile } from '../../src/saved/files.ts';
import { readSaved } from '../../src/saved/read-saved.ts';
import type { ByteSource } from '../../src/saved/saved-page.ts';
import { CAPTURED, chunked, entriesIn, entriesOf, har, harEntry, pagesOf, textOf } from '../helpers/containers.ts';

const URL_A = 'https://www.hltv.org/matches/1/a';
const PAGE = '<!DOCTYPE html><html><head><title>Málaga "Ñ"</title></head><body>…</body></html>';
const text = harEntry(URL_A, { text: PAGE });
const base64 = harEntry(URL_A, { text: Buffer.from(PAGE).toString('base64'), encoding: 'base64' });

describe('a HAR file', () => {
  it.each([1, 5, 1000, 65_536])('gives its pages with URL, time and status, in chunks of %i bytes', async (size) => {
    for (const file of [har([text, base64]), gzipSync(har([text, base64]))]) {
      const pages = pagesOf(await entriesIn(file, size));
      expect(pages.map(textOf)).toEqual([PAGE, PAGE]);
      expect(pages[1]).toMatchObject({
        url: URL_A,
        capturedAtMs: Date.parse(CAPTURED),
        status: 200,
        contentType: 'text/html',
        name: 'file#2',
      });
    }
  });

  it('is recognised with white space, a byte order mark and anything before its entries', async () => {
    const file = Buffer.from(`\uFEFF${JSON.stringify(JSON.parse(har([text]).toString()), null, 4)}`);
    expect(pagesOf(await entriesIn(file)).map(textOf)).toEqual([PAGE]);
  });

  it('counts what is no document: pictures, redirects, other addresses, entries of another shape', async () => {
    const others = [
      harEntry(URL_A, { mimeType: 'image/png', text: 'AA==', encoding: 'base64' }),
      harEntry(URL_A, { text: PAGE }, 302),
      harEntry('data:text/html,x', { text: PAGE }),
      { request: {} },
    ];
    expect(await entriesIn(har([...others, text]))).toMatchObject([
      ...others.map(() => ({ type: 'other' })),
      { type: 'page' },
    ]);
  });

  it('names documents that were recorded without their content', async () => {
    const [entry] = await entriesIn(har([harEntry(URL_A, {})]));
    expect(entry).toMatchObject({ type: 'unreadable', name: 'file#1', url: URL_A, reason: { type: 'no-content' } });
  });

  it('gives the page that a browser had in its cache, and the status of an error without its text', async () => {
    const [cached, uncached, missing] = await entriesIn(
      har([harEntry(URL_A, { text: PAGE }, 304), harEntry(URL_A, {}, 304), harEntry(URL_A, {}, 404)]),
    );
    expect(cached).toMatchObject({ page: { status: null, bytes: Buffer.from(PAGE) } });
    expect(uncached).toMatchObject({ type: 'unreadable', name: 'file#2', url: URL_A, reason: { type: 'no-content' } });
    expect(missing).toMatchObject({ page: { status: 404, name: 'file#3' } });
  });

  it.each(['', undefined, 'x-unknown', 'text/plain', 'application/octet-stream'])(
    'reads a page whose type the recorder did not know: %s',
    async (mimeType) => {
      const script = {
        request: { url: 'https://www.hltv.org/a.js' },
        response: { status: 200, content: { text: 'a', mimeType } },
      };
      const page = { request: { url: URL_A }, response: { status: 200, content: { text: PAGE, mimeType } } };
      const [other, ...entries] = await entriesIn(har([script, page]));
      expect(other).toEqual({ type: 'other' });
      expect(pagesOf(entries).map(textOf)).toEqual([PAGE]);
    },
  );

  it('names an entry of another shape with the address of a page', async () => {
    const entry = { request: { url: URL_A }, response: { status: '200', content: { text: PAGE } } };
    expect(await entriesIn(har([entry, text]))).toMatchObject([
      {
        type: 'unreadable',
        url: URL_A,
        reason: { type: 'damaged', message: expect.stringMatching(/response\.status/) },
      },
      { type: 'page' },
    ]);
  });

  it('reads a body that was recorded as it was sent', async () => {
    const entryOf = (body: Buffer, coding: string): object => ({
      request: { url: URL_A },
      response: {
        status: 200,
        headers: [{ name: 'Content-Encoding', value: coding }],
        content: { mimeType: 'text/html', text: body.toString('base64'), encoding: 'base64' },
      },
    });
    const bodies = [gzipSync(PAGE), brotliCompressSync(PAGE), Buffer.from(PAGE), gzipSync(PAGE).subarray(0, -20)];
    const entries = await entriesIn(har(bodies.map((body, nth) => entryOf(body, nth === 1 ? 'br' : 'gzip'))));
    expect(pagesOf(entries).map(textOf)).toEqual([PAGE, PAGE, PAGE]);
    expect(entries[3]).toMatchObject({ type: 'unreadable', reason: { type: 'bad-body', coding: 'gzip' } });
  });

  it('names a document of which the recorder wrote no content at all', async () => {
    const headers = [{ name: 'content-type', value: 'text/html' }];
    const [entry] = await entriesIn(har([{ request: { url: URL_A }, response: { status: 200, headers } }]));
    expect(entry).toMatchObject({ type: 'unreadable', url: URL_A, reason: { type: 'no-content' } });
  });

  it('takes the type from the headers where the content has none', async () => {
    const headers = [{ name: 'Content-Type', value: 'text/html; charset=utf-8' }];
    const content = { text: PAGE, mimeType: undefined };
    const entry = { request: { url: URL_A }, response: { status: 200, headers, content } };
    expect(pagesOf(await entriesIn(har([entry]))).map(textOf)).toEqual([PAGE]);
  });

  describe('with bodies in files of their own', () => {
    const attached = (_file: string) => harEntry(URL_A, { _file, mimeType: 'text/html; charset=windows-1252' });
    const file = har([attached('a.html'), attached('b.html'), attached('../a.html'), attached('large.html'), text]);
    const named: string[] = [];
    const beside = (name: string): ByteSource | null => {
      named.push(name);
      if (name === 'large.html') return chunked(Buffer.alloc(MAX_PAGE_BYTES + 1), 1_000_000);
      return name === 'a.html' ? chunked(Buffer.from(PAGE, 'latin1'), 10) : null;
    };

    it('reads those that lie beside it as they came, and names the others', async () => {
      const entries = await entriesOf({ name: 'file', bytes: chunked(file, 1000), beside });
      expect(entries).toMatchObject([
        { type: 'page', page: { bytes: Buffer.from(PAGE, 'latin1'), contentType: 'text/html; charset=windows-1252' } },
        { type: 'unreadable', name: 'file#2', url: URL_A, reason: { type: 'file-missing', file: 'b.html' } },
        { type: 'unreadable', name: 'file#3', reason: { type: 'file-missing', file: '../a.html' } },
        { type: 'unreadable', name: 'file#4', reason: { type: 'too-large' } },
        { type: 'page' },
      ]);
      expect(named).toEqual(['a.html', 'b.html', '../a.html', 'large.html']);
    });

    it('names them where it comes from no folder', async () => {
      expect((await entriesIn(file))[0]).toMatchObject({ reason: { type: 'file-missing', file: 'a.html' } });
    });

    it('finds them on the disk by a name alone', async () => {
      const folder = mkdtempSync(join(tmpdir(), 'hltv-har-'));
      mkdirSync(join(folder, 'inner'));
      for (const name of ['inner/x.har', 'inner/a.html', 'a.html']) writeFileSync(join(folder, name), PAGE);
      const path = join(folder, 'inner', 'x.har');
      for (const opened of [path, Buffer.from(path)]) {
        const { bytes, beside: lookUp } = openFile({ path: opened, name: path });
        for await (const _ of bytes) break;
        const found = ['a.html', 'b.html', '../a.html', join(folder, 'a.html'), '..', '.', '', 'a\0', 'x'.repeat(9999)];
        expect(found.map((name) => lookUp?.(name) != null)).toEqual(found.map((name) => name === 'a.html'));
      }
      rmSync(folder, { recursive: true });
    });
  });

  it('reads text as text, regardless of the encoding that the page declares', async () => {
    const declared = PAGE.replace('<title>', '<meta charset="windows-1252"><title>');
    const [page] = pagesOf(await entriesIn(har([harEntry(URL_A, { text: declared, mimeType: 'text/html' })])));
    const bytes = page?.bytes ?? new Uint8Array();
    expect(decodePage(bytes, page?.contentType)).toMatchObject({ text: declared });
    expect(decodePage(bytes, 'text/html; charset=iso-8859-1')).toMatchObject({ text: declared });
  });

  it('reads text as text, regardless of the encoding in its type', async () => {
    const mimeType = 'text/html; charset=ISO-8859-1';
    const [page] = pagesOf(await entriesIn(har([harEntry(URL_A, { text: PAGE, mimeType })])));
    const bytes = page?.bytes ?? new Uint8Array();
    expect(decodePage(bytes, page?.contentType)).toMatchObject({ text: PAGE });
    expect(decodePage(bytes)).toMatchObject({ text: PAGE });
  });

  it('gives the entries before the place where it is cut off, and names that place', async () => {
    const file = har([text, text]);
    const second = file.indexOf(',{"startedDateTime"');
    for (let cut = second + 1; cut < file.length; cut++) {
      const entries = await entriesIn(file.subarray(0, cut));
      expect(entries[0], String(cut)).toMatchObject({ type: 'page' });
      expect(entries.at(-1), String(cut)).toMatchObject({
        type: 'unreadable',
        reason: { type: 'truncated', form: 'HAR' },
      });
      expect(pagesOf(entries).every((page) => textOf(page) === PAGE)).toBe(true);
    }
  });

  it.each([1, 100, 65_536])('gives the entries before what is no JSON, in chunks of %i bytes', async (size) => {
    const whole = har([text]);
    const spaced = Buffer.from(JSON.stringify(JSON.parse(whole.toString()), null, 2));
    for (const first of [whole, whole.subarray(0, -2), spaced]) {
      const damaged = Buffer.concat([first, Buffer.from(' nonsense'), har([text])]);
      expect(await entriesIn(damaged, size)).toMatchObject([
        { type: 'page' },
        { type: 'unreadable', name: 'file#2', reason: { type: 'damaged' } },
      ]);
    }
  });

  it.each(['x', ' nonsense', '"', '}', '{', ']', ':', '1', 'null', '\0\0', ',,', '@,{'])(
    'gives the entry directly before damage: %j',
    async (damage) => {
      const braces = harEntry(URL_A, { text: `${PAGE}{}}"],}\\"}` });
      const whole = har([text, braces, text]).toString();
      const end = whole.lastIndexOf('},{') + 1;
      for (const from of [end, end + 1]) {
        const file = Buffer.from(whole.slice(0, end) + damage + whole.slice(from));
        for (const size of [1, 100, 65_536]) {
          const entries = await entriesIn(file, size);
          const types = entries.slice(0, 3).map(({ type }) => type);
          expect([size, types]).toEqual([size, ['page', 'page', 'unreadable']]);
          expect(entries.at(-1)).toMatchObject({ name: 'file#3', reason: { type: 'damaged', form: 'HAR' } });
        }
      }
    },
  );

  it.each([
    ['in UTF-16 with a mark', Buffer.from(`\uFEFF${har([text])}`, 'utf16le')],
    ['in UTF-16 without a mark', Buffer.from(har([text]).toString(), 'utf16le')],
    ['in UTF-16BE', Buffer.from(`\uFEFF${har([text])}`, 'utf16le').swap16()],
    ['with members before the log', Buffer.from(`{"comment": "by \\"x\\"", "n": 1.5,${har([text]).subarray(1)}`)],
  ])('is read %s', async (_name, file) => {
    for (const size of [7, 65_536]) {
      expect(pagesOf(await entriesIn(file, size)).map(textOf)).toEqual([PAGE]);
    }
  });

  it('says where it is not UTF-16', async () => {
    const file = Buffer.concat([Buffer.from(`\uFEFF${har([text])}`, 'utf16le'), Buffer.from([0x00])]);
    expect((await entriesIn(file)).at(-1)).toMatchObject({ reason: { type: 'damaged', form: 'HAR' } });
  });

  it.each(['[', '{"a":'])('is damaged where values are nested without end: %s', async (level) => {
    const file = Buffer.concat([har([text]).subarray(0, -3), Buffer.from(`,${level.repeat(200_000)}`)]);
    expect(await entriesIn(file)).toMatchObject([
      { type: 'page' },
      { type: 'unreadable', reason: { type: 'damaged', message: expect.stringMatching(/levels of nesting/) } },
    ]);
  });

  it('holds one entry at a time', async () => {
    const filler = 'x'.repeat(256 * 1024);
    async function* bytes() {
      const [head = '', tail = ''] = har([{ here: 1 }])
        .toString()
        .split('{"here":1}');
      yield Buffer.from(head);
      for (let entry = 0; entry < 300; entry++) {
        const value = harEntry(URL_A, { text: `${PAGE}${filler}` });
        yield* chunked(Buffer.from(`${entry === 0 ? '' : ','}${JSON.stringify(value)}`), 65_536);
      }
      yield Buffer.from(tail);
    }
    let pages = 0;
    let most = 0;
    for await (const entry of readSaved({ name: 'file', bytes: bytes() })) {
      if (entry.type === 'page') pages += 1;
      if (pages % 50 === 0) globalThis.gc?.();
      most = Math.max(most, process.memoryUsage().arrayBuffers);
    }
    expect(pages).toBe(300);
    expect(most).toBeLessThan(150 * 1024 * 1024);
  });
});
