import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync, zstdCompressSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readSaved } from '../../src/saved/read-saved.ts';
import {
  CAPTURED,
  entriesIn,
  httpBlock,
  pagesOf,
  textOf,
  warcGz,
  warcRecord,
  wireBytes,
} from '../helpers/containers.ts';

const URL_A = 'https://www.hltv.org/matches/1/a';
const PAGE = `<!DOCTYPE html><html><head><title>Málaga</title></head><body>${'<p>text</p>'.repeat(5000)}</body></html>`;
const INFO = warcRecord({ type: 'warcinfo', block: 'software: test\r\n' });
const REQUEST = warcRecord({ type: 'request', url: URL_A, block: 'GET /matches/1/a HTTP/1.1\r\nHost: x\r\n\r\n' });
const response = (block: Buffer, headers: string[] = []) => warcRecord({ url: URL_A, block, headers });
const plain = response(httpBlock(PAGE));

const CODERS: Record<string, (text: string) => Buffer> = {
  gzip: (text) => gzipSync(text),
  br: (text) => brotliCompressSync(text),
  deflate: (text) => deflateSync(text),
  zstd: (text) => zstdCompressSync(text),
};

describe('a WARC file', () => {
  it.each([1, 7, 1000, 65_536, 10_000_000])(
    'gives its pages with URL, time and status, in chunks of %i',
    async (size) => {
      for (const file of [Buffer.concat([INFO, REQUEST, plain, plain]), warcGz([INFO, REQUEST, plain, plain])]) {
        const pages = pagesOf(await entriesIn(file, size));
        expect(pages.map(({ bytes: _, ...page }) => page)).toEqual(
          [3, 4].map((number) => ({
            url: URL_A,
            capturedAtMs: Date.parse(CAPTURED),
            contentType: 'text/html; charset=UTF-8',
            status: 200,
            name: `file#${number}`,
          })),
        );
        expect(pages.map(textOf)).toEqual([PAGE, PAGE]);
      }
    },
  );

  it('counts what is no document, and passes over records of other kinds', async () => {
    const file = Buffer.concat([
      INFO,
      response(httpBlock('picture', ['Content-Type: image/png'])),
      response(httpBlock('', ['Location: /x'], '301 Moved')),
      warcRecord({ type: 'revisit', url: 'https://www.hltv.org/a.png', block: 'HTTP/1.1 200 OK\r\n\r\n' }),
      warcRecord({ type: 'metadata', url: URL_A, block: 'a: b' }),
      warcRecord({ url: 'dns:www.hltv.org', block: '1.2.3.4' }),
      plain,
    ]);
    const entries = await entriesIn(file);
    expect(entries.map(({ type }) => type)).toEqual(['other', 'other', 'other', 'other', 'page']);
  });

  it('names a record that refers to the body of an earlier one in another file', async () => {
    const revisit = warcRecord({ type: 'revisit', url: URL_A, block: 'HTTP/1.1 200 OK\r\n\r\n' });
    const picture = warcRecord({ type: 'revisit', url: 'https://www.hltv.org/a.png', block: '' });
    expect(await entriesIn(Buffer.concat([revisit, plain, revisit, picture]))).toMatchObject([
      { type: 'unreadable', name: 'file#1', url: URL_A, reason: { type: 'revisit' } },
      { type: 'page' },
      { type: 'other' },
      { type: 'other' },
    ]);
  });

  it('passes over a record of nothing but interim responses', async () => {
    const heads = response(Buffer.from('HTTP/1.1 100 Continue\r\n\r\n'.repeat(400_000)));
    expect(pagesOf(await entriesIn(Buffer.concat([heads, plain]))).map(textOf)).toEqual([PAGE]);
  });

  it('reads a page whose type the crawler did not know, and one after an interim response', async () => {
    const blocks = [
      `HTTP/1.1 200 OK\r\nServer: x\r\n\r\n${PAGE}`,
      httpBlock(PAGE, ['Content-Type: text/plain']),
      Buffer.concat([
        Buffer.from('HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\na: b\r\n\r\n'),
        httpBlock(PAGE),
      ]),
    ];
    const pages = pagesOf(await entriesIn(Buffer.concat(blocks.map((block) => response(Buffer.from(block))))));
    expect(pages.map(textOf)).toEqual([PAGE, PAGE, PAGE]);
  });

  it('gives pages with another status, for the reader to judge', async () => {
    const [page] = pagesOf(await entriesIn(response(httpBlock(PAGE, [], '403 Forbidden'))));
    expect(page).toMatchObject({ status: 403, url: URL_A });
  });

  it('takes the URL in angle brackets that wget writes, and a document kept as a resource', async () => {
    const headers = ['Content-Type: text/html'];
    const file = Buffer.concat([
      warcRecord({ url: `<${URL_A}>`, block: httpBlock(PAGE) }),
      warcRecord({ type: 'resource', url: URL_A, block: PAGE, headers }),
    ]);
    const pages = pagesOf(await entriesIn(file));
    expect(pages.map(({ url, status }) => [url, status])).toEqual([
      [URL_A, 200],
      [URL_A, null],
    ]);
    expect(pages.map(textOf)).toEqual([PAGE, PAGE]);
  });

  describe('of a server that compresses and divides its answers', () => {
    const server = createServer((request, answer) => {
      const coding = String(request.headers['accept-encoding'] ?? '');
      answer.writeHead(200, { 'content-type': 'text/html', ...(coding !== '' && { 'content-encoding': coding }) });
      const body = CODERS[coding]?.(PAGE) ?? Buffer.from(PAGE);
      answer.write(body.subarray(0, 100));
      answer.end(body.subarray(100));
    });
    beforeAll(() => new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve)));
    afterAll(() => server.close());
    const wire = (coding: string) =>
      wireBytes(`http://127.0.0.1:${(server.address() as AddressInfo).port}`, '/', [`Accept-Encoding: ${coding}`]);

    it.each(['', ...Object.keys(CODERS)])('gives the document of a chunked body in coding "%s"', async (coding) => {
      const block = await wire(coding);
      expect(block.toString('latin1')).toMatch(/transfer-encoding: chunked/i);
      expect(pagesOf(await entriesIn(warcGz([response(block)]))).map(textOf)).toEqual([PAGE]);
    });

    it.each(['', ...Object.keys(CODERS)])('names a body in coding "%s" that is cut off', async (coding) => {
      const block = await wire(coding);
      for (const cut of [3, 6, 40]) {
        const [entry] = await entriesIn(response(block.subarray(0, -cut)));
        expect(entry).toMatchObject({ type: 'unreadable', reason: { type: 'bad-body' } });
      }
    });
  });

  it('reads a raw deflate stream, and bodies that the crawler had decoded under headers that say otherwise', async () => {
    const blocks = [
      httpBlock(deflateRawSync(PAGE), ['Content-Encoding: deflate']),
      httpBlock(PAGE, ['Content-Encoding: br']),
      httpBlock(PAGE, ['Transfer-Encoding: chunked', 'Content-Encoding: gzip']),
    ];
    expect(pagesOf(await entriesIn(Buffer.concat(blocks.map((block) => response(block))))).map(textOf)).toEqual([
      PAGE,
      PAGE,
      PAGE,
    ]);
  });

  it('names documents that the crawler kept in part', async () => {
    for (const header of ['WARC-Truncated: length', 'WARC-Segment-Number: 1']) {
      const [entry] = await entriesIn(response(httpBlock(PAGE), [header]));
      expect(entry).toMatchObject({ type: 'unreadable', url: URL_A, reason: { type: 'truncated', form: 'WARC' } });
    }
  });

  it('names the record that the end of the file cuts off, wherever that is', async () => {
    const small = warcRecord({ url: URL_A, block: httpBlock('<html>short</html>') });
    const file = Buffer.concat([small, small]);
    const end = file.length - '\r\n\r\n'.length;
    for (let cut = small.length + 1; cut < end; cut++) {
      const entries = await entriesIn(file.subarray(0, cut));
      expect(entries, String(cut)).toMatchObject([
        { type: 'page' },
        { type: 'unreadable', name: 'file#2', reason: { type: 'truncated', form: 'WARC' } },
      ]);
    }
  });

  it('names the record that the end of a packed file cuts off', async () => {
    const file = warcGz([plain, plain]);
    const first = gzipSync(plain).length;
    for (let cut = first + 20; cut < file.length; cut += 13) {
      const entries = await entriesIn(file.subarray(0, cut));
      const [page, second] = entries;
      expect(page, String(cut)).toMatchObject({ type: 'page' });
      expect(entries.at(-1), String(cut)).toMatchObject({ type: 'unreadable', reason: { type: 'truncated' } });
      // A page whose check sum alone is missing has all of its bytes.
      if (second?.type === 'page') expect(textOf(second.page)).toBe(PAGE);
    }
  });

  it('says where it is damaged, and stops there', async () => {
    const damaged = Buffer.concat([plain, Buffer.from('nonsense\r\n\r\n'.repeat(10)), plain]);
    expect(await entriesIn(damaged)).toMatchObject([
      { type: 'page' },
      { type: 'unreadable', name: 'file#2', reason: { type: 'damaged', form: 'WARC' } },
    ]);
    const wrongLength = Buffer.from(
      plain.toString('latin1').replace(/Content-Length: \d+/, 'Content-Length: 50'),
      'latin1',
    );
    expect(pagesOf(await entriesIn(Buffer.concat([wrongLength, plain])))).toEqual([]);
  });

  it('holds one record at a time, however many there are and however large the others', async () => {
    let handedOut = 0;
    const film = Buffer.alloc(1024 * 1024);
    const FILM_MB = 400;
    async function* bytes() {
      const head = warcRecord({ url: URL_A, block: '' }).toString('latin1');
      const films = head.replace('Content-Length: 0', `Content-Length: ${FILM_MB * film.length}`).slice(0, -4);
      for (let round = 0; round < 3; round++) {
        yield Buffer.from(films, 'latin1');
        for (let mb = 0; mb < FILM_MB; mb++) {
          handedOut += film.length;
          yield film;
        }
        yield Buffer.from('\r\n\r\n');
        for (let page = 0; page < 100; page++) yield plain;
      }
    }
    let pages = 0;
    let most = 0;
    const before = process.memoryUsage().arrayBuffers;
    for await (const entry of readSaved({ name: 'file', bytes: bytes() })) {
      if (entry.type === 'page') pages += 1;
      most = Math.max(most, process.memoryUsage().arrayBuffers);
    }
    expect([pages, handedOut]).toEqual([300, 3 * FILM_MB * film.length]);
    // When garbage is collected is not ours to say; a film that is held has 400 MB.
    expect(most - before).toBeLessThan(300 * 1024 * 1024);
  });
});
