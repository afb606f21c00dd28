import { brotliDecompressSync, gunzipSync, inflateRawSync, inflateSync, zstdDecompressSync } from 'node:zlib';
import { MAX_PAGE_BYTES } from '../fetcher.ts';
import type { Unreadable } from './saved-page.ts';

/** An HTTP response: status, headers with lower-case names, encoded body. */
export type HttpMessage = { status: number | null; headers: Map<string, string>; body: Buffer };

/** Files that repeat heads without end would take all memory or the stack. */
const MAX_SKIPPED_RESPONSES = 20;

/**
 * Parses an HTTP response; null when it is not one, or when its head has no end. Responses that `isSkipped` rejects are
 * skipped if another one follows: by default interim ones, such as `100 Continue`.
 */
export function parseHttpResponse(block: Buffer, isSkipped = isInterim): HttpMessage | null {
  let message = parseMessage(block);
  for (let skipped = 0; message !== null && isSkipped(message) && skipped < MAX_SKIPPED_RESPONSES; skipped += 1) {
    const next = parseMessage(message.body);
    if (next === null) break;
    message = next;
  }
  return message;
}

function isInterim({ status }: HttpMessage): boolean {
  return status !== null && status < 200 && status !== 101;
}

function parseMessage(block: Buffer): HttpMessage | null {
  const end = /\r?\n\r?\n/.exec(block.subarray(0, MAX_HEAD_BYTES).toString('latin1'));
  if (end === null) return null;
  const [statusLine = '', ...lines] = block.subarray(0, end.index).toString('latin1').split(/\r?\n/);
  const [, status] = /^HTTP\/[\d.]+\s+(\d{3})\b/i.exec(statusLine) ?? [];
  if (status === undefined) return null;
  return { status: Number(status), headers: headersOf(lines), body: block.subarray(end.index + end[0].length) };
}

/** Maximum size of the head of a response. */
export const MAX_HEAD_BYTES = 256 * 1024;

function headersOf(lines: string[]): Map<string, string> {
  const headers = new Map<string, string>();
  for (const line of lines) {
    const [, name, value] = /^([^:\s]+)\s*:\s*(.*?)\s*$/.exec(line) ?? [];
    if (name !== undefined && value !== undefined) headers.set(name.toLowerCase(), value);
  }
  return headers;
}

export type Body = { bytes: Uint8Array } | { reason: Unreadable };

/**
 * Decodes the body of a response. Crawlers often store original headers with a decoded body, so a body that begins as text
 * is returned unchanged.
 */
export function decodeBody({ headers, body }: HttpMessage): Body {
  const isChunked = /\bchunked\b/i.test(headers.get('transfer-encoding') ?? '');
  const whole = isChunked ? dechunked(body) : { bytes: body };
  if ('reason' in whole) return whole;
  const codings = (headers.get('content-encoding') ?? '').toLowerCase().split(/[\s,]+/);
  return codings
    .filter((coding) => coding !== '' && coding !== 'identity')
    .reduceRight<Body>((decoded, coding) => ('bytes' in decoded ? decodedBy(coding, decoded.bytes) : decoded), whole);
}

/** Strict: a body without its last chunk is truncated. */
function dechunked(body: Uint8Array): Body {
  if (beginsAsText(body)) return { bytes: body };
  const chunks: Uint8Array[] = [];
  for (let at = 0; ; ) {
    const line = SIZE_LINE.exec(Buffer.from(body.subarray(at, at + MAX_SIZE_LINE_BYTES)).toString('latin1'));
    if (line === null) return badBody('chunked');
    const start = at + line[0].length;
    const size = Number.parseInt(line[1] ?? '', 16);
    if (size === 0) return { bytes: Buffer.concat(chunks) };
    at = start + size + 2;
    if (body[at - 2] !== 0x0d || body[at - 1] !== 0x0a) return badBody('chunked');
    chunks.push(body.subarray(start, start + size));
  }
}

const SIZE_LINE = /^([\dA-F]{1,8})[ \t]*(?:;[^\r\n]*)?\r\n/i;
const MAX_SIZE_LINE_BYTES = 1024;

/** True for a tag after optional white space or a byte order mark. */
function beginsAsText(body: Uint8Array): boolean {
  return /^(?:\xEF\xBB\xBF|\xFF\xFE|\xFE\xFF)?[\s\0]*</.test(Buffer.from(body.subarray(0, 256)).toString('latin1'));
}

const LIMIT = { maxOutputLength: MAX_PAGE_BYTES };

const DECODERS: Record<string, (bytes: Uint8Array) => Uint8Array> = {
  gzip: (bytes) => gunzipSync(bytes, LIMIT),
  'x-gzip': (bytes) => gunzipSync(bytes, LIMIT),
  br: (bytes) => brotliDecompressSync(bytes, LIMIT),
  zstd: (bytes) => zstdDecompressSync(bytes, LIMIT),
  // Servers send it with and without the zlib header.
  deflate: (bytes) => ((bytes[0] ?? 0) % 16 === 8 ? inflateSync(bytes, LIMIT) : inflateRawSync(bytes, LIMIT)),
};

function decodedBy(coding: string, bytes: Uint8Array): Body {
  try {
    const decoder = DECODERS[coding];
    if (decoder !== undefined && !beginsAsText(bytes)) return { bytes: decoder(bytes) };
  } catch (error) {
    const isTooLarge = error instanceof Error && 'code' in error && error.code === 'ERR_BUFFER_TOO_LARGE';
    return isTooLarge ? { reason: { type: 'too-large' } } : badBody(coding);
  }
  return beginsAsText(bytes) ? { bytes } : badBody(coding);
}

function badBody(coding: string): Body {
  return { reason: { type: 'bad-body', coding } };
}
