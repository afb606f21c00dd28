import type { FileType } from './file-type.ts';

/** One page found in a file that somebody saved. */
export type SavedPage = {
  bytes: Uint8Array;
  /** The header that came with the page; null: none did. Its charset goes before the declaration inside the page. */
  contentType: string | null;
  /** Where the page came from, as the container says; null: it does not. */
  url: string | null;
  /** When the page came, as the container says; null: it does not. */
  capturedAtMs: number | null;
  /** HTTP status; null: the form has none. */
  status: number | null;
  /** The file, and for containers the entry: `crawl.warc.gz#12`. */
  name: string;
};

/** Forms in which people have pages. */
export type SavedForm = 'HTML' | 'MHTML' | 'HAR' | 'WARC';

/** Why an entry of a file, or what follows in the file, cannot be read. */
export type Unreadable =
  /** The file ends inside of this entry, or the crawler kept only its beginning. */
  | { type: 'truncated'; form: SavedForm }
  /** The file is not what its form prescribes; nothing after this place is read. */
  | { type: 'damaged'; form: SavedForm; message: string }
  /** The container holds no page at all, nor anything else that a site has sent. */
  | { type: 'no-document'; form: SavedForm }
  /** The container has the request and its answer without the body. */
  | { type: 'no-content'; form: SavedForm }
  /** The container has the body in another file, which does not lie beside it. */
  | { type: 'file-missing'; file: string }
  /** The body is not what its Content-Encoding says. */
  | { type: 'bad-body'; coding: string }
  | { type: 'too-large' };

/** What a file holds, entry by entry. */
export type SavedEntry =
  | { type: 'page'; page: SavedPage }
  | { type: 'unreadable'; name: string; url: string | null; reason: Unreadable }
  /** The file is of a type in which no pages are read. */
  | { type: 'foreign'; name: string; fileType: FileType }
  /** A picture, a script, a redirect: no document. Counted, never named. */
  | { type: 'other' };

/** The bytes of a file in order. Chunks are never changed after they were handed out. */
export type ByteSource = AsyncIterable<Uint8Array>;

/**
 * A file, however it is read. `beside` gives a file that lies in the same folder by its name, null where there is none;
 * what does not come from a folder has no `beside`.
 */
export type SavedFile = { name: string; bytes: ByteSource; beside?: (name: string) => ByteSource | null };

/** Browsers send documents as one of these. */
export function isHtmlType(contentType: string | null): boolean {
  return /^\s*(?:text\/html|application\/xhtml\+xml)\b/i.test(contentType ?? '');
}

/** Milliseconds of a date as a form writes it; null where it is no date. */
export function timeOf(date: string | null | undefined): number | null {
  const ms = Date.parse(date ?? '');
  return Number.isFinite(ms) && ms > 0 ? ms : null;
}
