import { MAX_PAGE_BYTES } from '../fetcher.ts';
import { collect } from './bytes.ts';
import { damageOf } from './damage.ts';
import { fileTypeOf } from './file-type.ts';
import { decodeBody, type HttpMessage, MAX_HEAD_BYTES, parseHttpResponse } from './http-message.ts';
import { type SavedEntry, type SavedFile, timeOf, type Unreadable } from './saved-page.ts';

/** The first line of an HTTP response. */
export const STATUS_LINE = /^HTTP\/\d(?:\.\d)? +\d{3}\b/;

/**
 * The page of an HTTP response that was saved with its headers, as by `curl -i` and `wget --save-headers`. The responses
 * of redirects and proxies before it are skipped. The body may be as it was sent (chunked, compressed) or decoded.
 */
export async function* readHttpResponse({ name, bytes }: SavedFile): AsyncGenerator<SavedEntry> {
  const unreadable = (reason: Unreadable): SavedEntry => ({ type: 'unreadable', name, url: null, reason });
  let file: Buffer;
  try {
    file = await collect(bytes, MAX_PAGE_BYTES + MAX_HEAD_BYTES);
  } catch (error) {
    yield unreadable(damageOf(error, 'HTTP'));
    return;
  }
  const response = parseHttpResponse(file, isFollowed);
  if (response === null || isFollowed(response)) {
    yield unreadable({ type: 'truncated', form: 'HTTP' });
    return;
  }
  const body = decodeBody(response);
  yield 'reason' in body ? unreadable(body.reason) : await entryOf(name, response, body.bytes);
}

function isFollowed({ body }: HttpMessage): boolean {
  return STATUS_LINE.test(body.subarray(0, 20).toString('latin1'));
}

async function entryOf(name: string, { headers, status }: HttpMessage, bytes: Uint8Array): Promise<SavedEntry> {
  const fileType = await fileTypeOf(bytes);
  if (fileType !== null && (status ?? 200) < 300) return { type: 'foreign', name, fileType };
  const contentType = headers.get('content-type') ?? null;
  const capturedAtMs = timeOf(headers.get('date'));
  return { type: 'page', page: { bytes, contentType, url: null, capturedAtMs, status, name } };
}
