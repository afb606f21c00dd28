import { brotliCompressSync, gzipSync, zstdCompressSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { recogniseEntry } from '../../src/commands/recognise.ts';
import { decodePage } from '../../src/saved/decode.ts';
import { entriesIn, httpChunks, pagesOf } from '../helpers/containers.ts';

/** Responses that were saved with their headers, as by `curl -i` and `wget --save-headers`. */

const PAGE = `<!DOCTYPE html><html><head><title>Málaga</title></head><body>${'<p>text</p>'.repeat(3000)}</body></html>`;
const TYPE = 'content-type: text/html; charset=UTF-8';
const DATE = 'date: Thu, 12 Mar 2026 10:11:12 GMT';

function saved(body: Uint8Array | string, headers: string[] = [TYPE, DATE], status = '2 200'): Buffer {
  return Buffer.concat([Buffer.from([`HTTP/${status}`, ...headers, '', ''].join('\r\n')), Buffer.from(body)]);
}

const coded = (coding: string, body: Uint8Array): Buffer => saved(body, [TYPE, DATE, `content-encoding: ${coding}`]);
const redirect = Buffer.from('HTTP/1.1 301 Moved Permanently\r\nLocation: /x\r\nContent-Length: 0\r\n\r\n');
const proxy = Buffer.from('HTTP/1.1 200 Connection established\r\n\r\n');
const lf = (file: Buffer): Buffer => Buffer.from(file.toString('latin1').replaceAll('\r\n', '\n'), 'latin1');
const packed = Buffer.concat([httpChunks(PAGE, 3000)]);

describe('a response with its headers', () => {
  it.each<[string, Buffer]>([
    ['of curl -i', saved(PAGE)],
    ['of curl -i --compressed, decoded under its headers', saved(PAGE, [TYPE, DATE, 'content-encoding: br'])],
    ['of wget --save-headers', lf(saved(PAGE, [TYPE, DATE], '1.1 200 OK'))],
    ['behind a redirect', Buffer.concat([redirect, saved(PAGE)])],
    ['behind a proxy and two redirects', Buffer.concat([proxy, redirect, redirect, saved(PAGE)])],
    ['in chunks', saved(packed, [TYPE, DATE, 'transfer-encoding: chunked'], '1.1 200 OK')],
    ['compressed with brotli', coded('br', brotliCompressSync(PAGE))],
    ['compressed with gzip', coded('gzip', gzipSync(PAGE))],
    ['compressed with zstd', coded('zstd', zstdCompressSync(PAGE))],
    ['in a gzip file', gzipSync(saved(PAGE))],
  ])('gives its page, status and time: %s', async (_name, file) => {
    const [page, ...others] = pagesOf(await entriesIn(file));
    expect(others).toEqual([]);
    expect(page).toMatchObject({ status: 200, url: null, capturedAtMs: Date.UTC(2026, 2, 12, 10, 11, 12) });
    expect(decodePage(page?.bytes ?? new Uint8Array(), page?.contentType)).toMatchObject({ text: PAGE });
  });

  it('is read in the encoding of its header', async () => {
    const body = Buffer.from('<!DOCTYPE html><html><title>Málaga</title></html>', 'latin1');
    const [page] = pagesOf(await entriesIn(saved(body, ['Content-Type: text/html; charset=windows-1252'])));
    expect(decodePage(page?.bytes ?? new Uint8Array(), page?.contentType)).toMatchObject({
      text: expect.stringContaining('Málaga'),
    });
  });

  it.each([
    ['final', 'HTTP/1.1 200 OK\r\n\r\n', 400_000],
    ['interim', 'HTTP/1.1 100 Continue\r\n\r\n', 400_000],
    ['of the shortest kind', 'HTTP/1 100\n\n', 1_000_000],
  ])('is cut off when it is nothing but heads: %s', async (_name, head, count) => {
    const entries = await entriesIn(Buffer.from(head.repeat(count)));
    expect(entries).toMatchObject([{ type: 'unreadable', reason: { type: 'truncated', form: 'HTTP' } }]);
  });

  it('is skipped for its status or its type', async () => {
    const skipped = async (file: Buffer) => (await entriesIn(file)).map(recogniseEntry);
    expect(await skipped(saved(PAGE, [TYPE], '2 404'))).toMatchObject([{ reason: { type: 'status', status: 404 } }]);
    const challenge = '<title>Just a moment...</title>';
    expect(await skipped(saved(challenge, [TYPE], '2 403'))).toMatchObject([
      { reason: { page: { type: 'refusal', kind: 'challenge' } } },
    ]);
    expect(await skipped(saved('{"a":1}', ['content-type: application/json']))).toMatchObject([
      { reason: { type: 'foreign-file', fileType: { type: 'json' } } },
    ]);
  });

  it('is reported when its head or its body is cut off', async () => {
    const entry = (file: Buffer) => entriesIn(file);
    expect(await entry(saved(PAGE).subarray(0, 40))).toMatchObject([
      { type: 'unreadable', reason: { type: 'truncated', form: 'HTTP' } },
    ]);
    expect(await entry(coded('br', brotliCompressSync(PAGE).subarray(0, 50)))).toMatchObject([
      { type: 'unreadable', reason: { type: 'bad-body', coding: 'br' } },
    ]);
    expect(await entry(gzipSync(saved(PAGE)).subarray(0, -20))).toMatchObject([
      { type: 'unreadable', reason: { type: 'truncated', form: 'HTTP' } },
    ]);
  });
});
