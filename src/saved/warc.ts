import { AsyncIterReader, WARCParser, type WARCRecord } from 'warcio';
import { LARGEST_PAGE_BYTES } from '../fetcher.ts';
import { coalesced, MeteredSource } from './bytes.ts';
import { decodeBody, parseHttpResponse } from './http-message.ts';
import { isHtmlType, type SavedEntry, type SavedFile, timeOf, type Unreadable } from './saved-page.ts';

/** Headers of a record have a few hundred bytes; a file that goes on for so long without a record is no WARC. */
const LONGEST_GAP = 8 * 1024 * 1024;

/** The library misses the end of a record's headers where it is a chunk of its own. */
const CHUNK_BYTES = 64 * 1024;

/**
 * Pages of a WARC file (unpacked), record by record: no more than one is in memory. `response` records, and `resource`
 * records with a document; of everything else nothing is read. A record that the file's end cuts off is named.
 */
export async function* readWarc({ name, bytes }: SavedFile): AsyncGenerator<SavedEntry> {
  const source = new MeteredSource(coalesced(bytes, CHUNK_BYTES), LONGEST_GAP);
  const parser = new WARCParser(new AsyncIterReader(source, null), { parseHttp: false });
  for (let number = 1; ; number++) {
    const entry = `${name}#${number}`;
    try {
      source.reset();
      const record = await parser.parse();
      if (record === null && source.endsInLine()) throw new TruncatedError();
      if (record === null) return;
      checkHead(record);
      yield* readRecord(record, { entry, source });
    } catch (error) {
      yield { type: 'unreadable', name: entry, url: null, reason: reasonOf(error) };
      return;
    }
  }
}

class TruncatedError extends Error {}

function reasonOf(error: unknown): Unreadable {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (error instanceof TruncatedError || code === 'Z_BUF_ERROR') return { type: 'truncated', form: 'WARC' };
  return { type: 'damaged', form: 'WARC', message: error instanceof Error ? error.message : String(error) };
}

/** The library takes whatever comes for a record, and reads for ever where one is shorter than it says. */
function checkHead(record: WARCRecord): void {
  const { statusline } = record.warcHeaders;
  if ('WARC/1.'.startsWith(statusline)) throw new TruncatedError();
  if (!/^WARC\/\d/.test(statusline)) throw new Error(`a record begins with ${JSON.stringify(statusline.slice(0, 40))}`);
  if (!/^\d+$/.test(record.warcHeader('Content-Length') ?? '')) throw new TruncatedError();
}

type Place = { entry: string; source: MeteredSource };

async function* readRecord(record: WARCRecord, { entry, source }: Place): AsyncGenerator<SavedEntry> {
  const isWanted = record.warcType === 'response' || record.warcType === 'resource';
  const isSmall = record.warcContentLength <= LARGEST_PAGE_BYTES;
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of record.reader) {
    source.reset();
    length += chunk.length;
    if (isWanted && isSmall) chunks.push(chunk);
  }
  if (length < record.warcContentLength) throw new TruncatedError();
  if (record.warcType === 'revisit') yield { type: 'other' };
  else if (isWanted) yield isSmall ? entryOf(record, entry, Buffer.concat(chunks, length)) : { type: 'other' };
}

function entryOf(record: WARCRecord, name: string, block: Buffer): SavedEntry {
  const url = record.warcTargetURI ?? null;
  const response = record.warcType === 'response' ? parseHttpResponse(block) : resourceOf(record, block);
  if (response === null || url === null || !/^https?:/i.test(url) || isRedirect(response.status)) return OTHER;
  const contentType = response.headers.get('content-type') ?? null;
  if (!isHtmlType(contentType)) return OTHER;
  if (isPartOfRecord(record)) return { type: 'unreadable', name, url, reason: { type: 'truncated', form: 'WARC' } };
  const body = decodeBody(response);
  if ('reason' in body) return { type: 'unreadable', name, url, reason: body.reason };
  const { status } = response;
  const capturedAtMs = timeOf(record.warcDate);
  return { type: 'page', page: { bytes: body.bytes, contentType, url, capturedAtMs, status, name } };
}

const OTHER: SavedEntry = { type: 'other' };

function resourceOf(record: WARCRecord, body: Buffer) {
  return { status: null, headers: new Map([['content-type', record.warcContentType ?? '']]), body };
}

/** Redirects, and what has no document by definition. */
const isRedirect = (status: number | null): boolean =>
  status !== null && (status < 200 || (status >= 300 && status < 400));

/** The crawler stopped in the middle of the document, or divided it among several records. */
const isPartOfRecord = (record: WARCRecord): boolean =>
  Boolean(record.warcHeader('WARC-Truncated')) || Boolean(record.warcHeader('WARC-Segment-Number'));
