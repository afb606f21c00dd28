import { damageOf } from './damage.ts';
import { decodeBody, type HttpMessage, parseHttpResponse } from './http-message.ts';
import { pageAt } from './page-url.ts';
import { isDocumentAt, type SavedEntry, type SavedFile, timeOf, type Unreadable } from './saved-page.ts';
import { type WarcRecord, warcRecords } from './warc-records.ts';

/**
 * The pages of an unpacked WARC file: `response` records, and `resource` records with a document. Other records are not
 * read. A truncated record is returned as an `unreadable` entry.
 */
export async function* readWarc({ name, bytes }: SavedFile): AsyncGenerator<SavedEntry> {
  let number = 0;
  const responded = new Set<string>();
  try {
    for await (const record of warcRecords(bytes)) {
      number += 1;
      const entry = entryOf(record, { name: `${name}#${number}`, responded });
      if (entry?.type === 'page' && entry.page.url !== null) responded.add(entry.page.url);
      if (entry !== null) yield entry;
    }
  } catch (error) {
    yield { type: 'unreadable', name: `${name}#${number + 1}`, url: null, reason: damageOf(error, 'WARC') };
  }
}

/** `responded`: URLs of the pages so far. */
type Place = { name: string; responded: ReadonlySet<string> };

/** Null for a record without a response, such as a request or crawler information. */
function entryOf(record: WarcRecord, { name, responded }: Place): SavedEntry | null {
  if (!['response', 'resource', 'revisit'].includes(record.type)) return null;
  const url = addressOf(record);
  if (url === null || !/^https?:/i.test(url)) return OTHER;
  const unreadable = (reason: Unreadable): SavedEntry => ({ type: 'unreadable', name, url, reason });
  if (record.type === 'revisit') {
    return pageAt(url) === null || responded.has(url) ? OTHER : unreadable({ type: 'revisit' });
  }
  const response = record.type === 'response' ? parseHttpResponse(record.block) : resourceOf(record);
  if (response === null) return unreadable({ type: 'bad-body', coding: 'HTTP' });
  const contentType = response.headers.get('content-type') ?? null;
  if (isRedirect(response.status) || !isDocumentAt(url, contentType)) return OTHER;
  if (isPartOfRecord(record)) return unreadable({ type: 'truncated', form: 'WARC' });
  if (record.isTooLarge) return unreadable({ type: 'too-large' });
  const body = decodeBody(response);
  if ('reason' in body) return unreadable(body.reason);
  const capturedAtMs = timeOf(record.header('WARC-Date'));
  return { type: 'page', page: { bytes: body.bytes, contentType, url, capturedAtMs, status: response.status, name } };
}

const OTHER: SavedEntry = { type: 'other' };

/** wget writes the URL in angle brackets. */
function addressOf({ header }: WarcRecord): string | null {
  return header('WARC-Target-URI')?.replace(/^<(.*)>$/, '$1') ?? null;
}

function resourceOf({ header, block }: WarcRecord): HttpMessage {
  return { status: null, headers: new Map([['content-type', header('Content-Type') ?? '']]), body: block };
}

/** True for redirects and other statuses without a document. */
function isRedirect(status: number | null): boolean {
  return status !== null && (status < 200 || (status >= 300 && status < 400));
}

/** True when the crawler truncated the document or split it into several records. */
function isPartOfRecord({ header }: WarcRecord): boolean {
  return Boolean(header('WARC-Truncated')) || Boolean(header('WARC-Segment-Number'));
}
