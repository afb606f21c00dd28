import { AsyncIterReader, LimitReader, StatusAndHeadersParser } from 'warcio';
import { MAX_PAGE_BYTES } from '../fetcher.ts';
import { coalesced, MeteredSource, TooManyBytesError } from './bytes.ts';
import { DamagedError, TruncatedError } from './damage.ts';
import { MAX_HEAD_BYTES } from './http-message.ts';
import type { ByteSource } from './saved-page.ts';

export type WarcRecord = {
  type: string;
  /** A header of the record; null without one. */
  header(name: string): string | null;
  /** Only for the types `response` and `resource`; of a block that is too large, only its beginning. */
  block: Buffer;
  isTooLarge: boolean;
};

/** Maximum size of record headers, which normally have a few hundred bytes. */
const MAX_GAP_BYTES = 8 * 1024 * 1024;

/** The library does not find the end of record headers if it is a separate chunk. */
const CHUNK_BYTES = 64 * 1024;

/**
 * The records of an unpacked WARC file, with one block in memory at a time. A record is returned after the bytes that
 * follow its block have confirmed its length. The library parses the headers and splits the bytes. Its own iteration is
 * not used: it prints warnings, and treats an unusual separator as the end of the file. Throws `TruncatedError` or
 * `DamagedError` when the file cannot be read further.
 */
export async function* warcRecords(bytes: ByteSource): AsyncGenerator<WarcRecord> {
  const source = new MeteredSource(coalesced(bytes, CHUNK_BYTES), MAX_GAP_BYTES);
  const chunks = source[Symbol.asyncIterator]();
  const reader = new AsyncIterReader(chunks, null);
  try {
    let line = await nextLine(reader);
    while (line !== null) {
      source.reset();
      const head = await readHead(reader, line);
      const record = await readRecord(reader, head, () => source.reset());
      const after = await reader.readlineRaw();
      line = after === null ? null : latin1(after);
      if (line !== null && !isBlank(line) && !WARC_LINE.test(line)) throw lengthError(head.length, line);
      yield record;
      if (line !== null && isBlank(line)) line = await nextLine(reader);
    }
  } catch (error) {
    throw error instanceof TooManyBytesError ? new DamagedError(`no record within ${MAX_GAP_BYTES} bytes`) : error;
  } finally {
    // The library does not close its input.
    await chunks.return(undefined);
  }
}

const WARC_LINE = /^WARC\/\d/;

function latin1(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('latin1');
}

function isBlank(line: string): boolean {
  return line.trim() === '';
}

function quoted(line: string): string {
  return JSON.stringify(line.slice(0, 40));
}

function lengthError(length: number, line: string): DamagedError {
  return new DamagedError(`a record of ${length} bytes is followed by ${quoted(line)}`);
}

/** The next line that is not empty; null at the end of the file. */
async function nextLine(reader: AsyncIterReader): Promise<string | null> {
  for (;;) {
    const line = await reader.readlineRaw();
    if (line === null) return null;
    const text = latin1(line);
    if (!isBlank(text)) return text;
  }
}

type Head = { headers: Headers; length: number };

async function readHead(reader: AsyncIterReader, line: string): Promise<Head> {
  if ('WARC/0.0\r'.startsWith(line.replaceAll(/\d/g, '0'))) throw new TruncatedError();
  if (!WARC_LINE.test(line)) throw new DamagedError(`a record begins with ${quoted(line)}`);
  if (!line.endsWith('\r\n')) throw new DamagedError('its lines end with LF in place of CRLF');
  const parser = new StatusAndHeadersParser();
  const parsed = await parser.parse(reader, { firstLine: line, headersClass: Headers });
  const headers = new Headers([...(parsed?.headers ?? [])]);
  const length = headers.get('Content-Length');
  if (length !== null && /^\d+$/.test(length)) return { headers, length: Number(length) };
  // Nothing follows truncated headers.
  if ((await reader.readSize(1)).length === 0) throw new TruncatedError();
  const what = length === null ? 'no Content-Length' : `Content-Length ${quoted(length)}`;
  throw new DamagedError(`a record has ${what}`);
}

async function readRecord(reader: AsyncIterReader, head: Head, onChunk: () => void): Promise<WarcRecord> {
  const { headers, length } = head;
  const type = headers.get('WARC-Type') ?? '';
  const isTooLarge = length > MAX_PAGE_BYTES;
  const keptBytes = type !== 'response' && type !== 'resource' ? 0 : isTooLarge ? MAX_HEAD_BYTES : length;
  const kept: Uint8Array[] = [];
  let have = 0;
  for await (const chunk of new LimitReader(reader, length)) {
    onChunk();
    if (have < keptBytes) kept.push(chunk);
    have += chunk.length;
  }
  if (have < length) throw new TruncatedError();
  return { type, header: (name) => headers.get(name), block: Buffer.concat(kept), isTooLarge };
}
