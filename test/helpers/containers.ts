import { connect } from 'node:net';
import { gzipSync } from 'node:zlib';
import { readSaved } from '../../src/saved/read-saved.ts';
import type { SavedEntry, SavedFile, SavedPage } from '../../src/saved/saved-page.ts';

/** Containers of pages as tests make them, independent of the libraries that read them. */

export const CAPTURED = '2026-03-12T10:11:12Z';

type WarcRecord = { type?: string; url?: string; date?: string; block: Buffer | string; headers?: string[] };

/** One record of a WARC file. */
export function warcRecord({ type = 'response', url, date = CAPTURED, block, headers = [] }: WarcRecord): Buffer {
  const head = [
    'WARC/1.0',
    `WARC-Type: ${type}`,
    ...(url === undefined ? [] : [`WARC-Target-URI: ${url}`]),
    `WARC-Date: ${date}`,
    `WARC-Record-ID: <urn:uuid:00000000-0000-4000-8000-000000000000>`,
    `Content-Length: ${Buffer.byteLength(block)}`,
    ...headers,
  ];
  return Buffer.concat([Buffer.from(`${head.join('\r\n')}\r\n\r\n`), Buffer.from(block), Buffer.from('\r\n\r\n')]);
}

/** An HTTP response as it goes over the wire. */
export function httpBlock(body: Uint8Array | string, headers: string[] = [], status = '200 OK'): Buffer {
  const type = headers.some((line) => /^content-type:/i.test(line)) ? [] : ['Content-Type: text/html; charset=UTF-8'];
  const head = [`HTTP/1.1 ${status}`, ...type, ...headers].join('\r\n');
  return Buffer.concat([Buffer.from(`${head}\r\n\r\n`), Buffer.from(body)]);
}

/** `.warc.gz`: each record a member of its own. */
export const warcGz = (records: Buffer[]): Buffer => Buffer.concat(records.map((record) => gzipSync(record)));

/** A response of a server, byte by byte as it comes. */
export function wireBytes(baseUrl: string, path: string, headers: string[] = []): Promise<Buffer> {
  const { hostname, port, host } = new URL(baseUrl);
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    const socket = connect(Number(port), hostname, () => {
      socket.write([`GET ${path} HTTP/1.1`, `Host: ${host}`, 'Connection: close', ...headers, '', ''].join('\r\n'));
    });
    socket.on('data', (chunk) => chunks.push(chunk));
    socket.on('end', () => resolve(Buffer.concat(chunks)));
    socket.on('error', reject);
  });
}

type HarContent = { mimeType?: string; text?: string; encoding?: string; _file?: string };

export function harEntry(url: string, content: HarContent, status = 200): object {
  return {
    startedDateTime: CAPTURED,
    request: { method: 'GET', url },
    response: { status, content: { size: 1, mimeType: 'text/html', ...content } },
  };
}

export function har(entries: object[]): Buffer {
  return Buffer.from(JSON.stringify({ log: { version: '1.2', creator: { name: 'test' }, pages: [], entries } }));
}

export const base64 = (text: string): string => Buffer.from(text).toString('base64');

/** A body as HTTP/1.1 divides it. */
export function httpChunks(body: string, size = 10_000): Buffer {
  const bytes = Buffer.from(body);
  const chunks: Buffer[] = [];
  for (let at = 0; at < bytes.length; at += size) {
    const chunk = bytes.subarray(at, at + size);
    chunks.push(Buffer.from(`${chunk.length.toString(16)}\r\n`), chunk, Buffer.from('\r\n'));
  }
  return Buffer.concat([...chunks, Buffer.from('0\r\n\r\n')]);
}

const TRANSFER = {
  base64: (html: string): string => base64(html).replaceAll(/.{76}/g, '$&\r\n'),
  'quoted-printable': quotedPrintable,
};

/** RFC 2045: what is not plain ASCII as `=E1`, lines of at most 76 characters. A line end of its own is text. */
function quotedPrintable(text: string): string {
  const escaped = Buffer.from(text)
    .toString('latin1')
    .replaceAll(
      /[^\x20-\x3C\x3E-\x7E]/g,
      (byte) => `=${byte.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`,
    );
  return escaped.replaceAll(/(?:=..|[^=]){1,72}/g, '$&=\r\n').replace(/=\r\n$/, '');
}

/** A file as browsers write it: each document is a part. */
export function mhtml(documents: { url: string; html: string }[], encoding: keyof typeof TRANSFER): Buffer {
  const [first] = documents;
  const head = [
    `Snapshot-Content-Location: ${first?.url}`,
    `Date: ${new Date(CAPTURED).toUTCString()}`,
    'MIME-Version: 1.0',
    'Content-Type: multipart/related; type="text/html"; boundary="x"',
  ];
  const parts = documents.flatMap(({ url, html }) => [
    '--x',
    'Content-Type: text/html',
    `Content-Transfer-Encoding: ${encoding}`,
    `Content-Location: ${url}`,
    '',
    TRANSFER[encoding](html),
  ]);
  return Buffer.from([...head, '', ...parts, '--x--', ''].join('\r\n'));
}

/** What is found in a file that comes in chunks of so many bytes. */
export function entriesIn(bytes: Buffer, chunkSize = 65_536): Promise<SavedEntry[]> {
  return entriesOf({ name: 'file', bytes: chunked(bytes, chunkSize) });
}

export async function entriesOf(file: SavedFile): Promise<SavedEntry[]> {
  const entries: SavedEntry[] = [];
  for await (const entry of readSaved(file)) entries.push(entry);
  return entries;
}

export async function* chunked(bytes: Buffer, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

export const pagesOf = (entries: SavedEntry[]): SavedPage[] =>
  entries.flatMap((entry) => (entry.type === 'page' ? [entry.page] : []));

export const textOf = ({ bytes }: SavedPage): string => Buffer.from(bytes).toString('utf8');
