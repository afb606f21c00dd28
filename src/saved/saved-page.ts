import type { FileType } from './file-type.ts';
import { pageAt } from './page-url.ts';

/** A page found in a saved file. */
export type SavedPage = {
  bytes: Uint8Array;
  /** The `Content-Type` header of the page; null without one. Its charset takes precedence over the declaration in the page. */
  contentType: string | null;
  /** URL of the page according to the container; null when unknown. */
  url: string | null;
  /** Time of the page according to the container; null when unknown. */
  capturedAtMs: number | null;
  /** HTTP status; null when unknown. */
  status: number | null;
  /** The file name, for containers with the entry: `crawl.warc.gz#12`. */
  name: string;
};

/** Supported forms of saved pages. */
export type SavedForm = 'HTML' | 'HTTP' | 'MHTML' | 'HAR' | 'WARC';

/** Why an entry, or the rest of a file, cannot be read. */
export type Unreadable =
  /** The file ends inside this entry, or the crawler stored only its beginning. */
  | { type: 'truncated'; form: SavedForm }
  /** The file violates its format; the rest is not read. */
  | { type: 'damaged'; form: SavedForm; message: string }
  /** The container has no response of a site. */
  | { type: 'no-document'; form: SavedForm }
  /** The crawler kept no body, because it was that of an earlier response. */
  | { type: 'revisit' }
  /** The container has the response without its body. */
  | { type: 'no-content'; form: SavedForm }
  /** The body is in another file, which is not in the same folder. */
  | { type: 'file-missing'; file: string }
  /** The body does not match its Content-Encoding. */
  | { type: 'bad-body'; coding: string }
  | { type: 'too-large' };

/** An entry of a file. */
export type SavedEntry =
  | { type: 'page'; page: SavedPage }
  | { type: 'unreadable'; name: string; url: string | null; reason: Unreadable }
  /** The file has an unsupported type. */
  | { type: 'foreign'; name: string; fileType: FileType }
  /** An image, a script, a redirect: no document of a supported page. Counted, but not listed. */
  | { type: 'other' };

/** The bytes of a file in order. Chunks do not change after they were returned. */
export type ByteSource = AsyncIterable<Uint8Array>;

/**
 * A file or other input. `beside` returns a file of the same folder by its name, or null; input that is not from a folder
 * has no `beside`.
 */
export type SavedFile = { name: string; bytes: ByteSource; beside?: (name: string) => ByteSource | null };

/** True for the content types of documents. */
export function isHtmlType(contentType: string | null): boolean {
  return /^\s*(?:text\/html|application\/xhtml\+xml)\b/i.test(contentType ?? '');
}

/** Types that recorders write for a response whose type they do not know. */
const VAGUE_TYPE = /^\s*(?:$|;|[^/]*$|text\/plain\b|application\/octet-stream\b)/i;

/** True for a response that is a document by its type or, if the type says nothing, by the address of a supported page. */
export function isDocumentAt(url: string, contentType: string | null): boolean {
  return isHtmlType(contentType) || (VAGUE_TYPE.test(contentType ?? '') && pageAt(url) !== null);
}

/** Milliseconds of a date; null when it is not a date. */
export function timeOf(date: string | null | undefined): number | null {
  const ms = Date.parse(date ?? '');
  return Number.isFinite(ms) && ms > 0 ? ms : null;
}
