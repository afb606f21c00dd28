import type { PageKind } from './page-kinds.ts';

/** Which page a document is, found before it is parsed. */
export type PageIdentity = {
  /** Null: not one of the five kinds of page, or not a page of the site. */
  kind: PageKind | null;
  /** Match id, map stats id, or offset of the listing; null: unknown. */
  id: number | null;
  /** The document has the frame of the site (`.contentCol`). */
  isGenuine: boolean;
  /** The document is not cut off. */
  isComplete: boolean;
  /** False: a genuine page of the kind without data. */
  hasData: boolean;
  /** Why the page was not examined completely: too slow, or nested too deeply. Absent when it was. */
  unexamined?: string;
};

/** A page to fetch. `id`: match id, map stats id, or offset of the listing. */
export type PageRequest = {
  kind: PageKind;
  id: number;
  /** Path and query on the site, starting with a slash. */
  path: string;
  /** Identifies a document; passed in so that fetchers do not depend on the parsers. */
  identify: (html: string) => PageIdentity;
  /** When the run ends, Unix ms; absent: never. No pause that would end later is begun, and no challenge waited for. */
  deadlineMs?: number;
};

/** Performance pages of 2026 have about 6 MB. A longer response or file is not a page of the site. */
export const MAX_PAGE_BYTES = 32 * 1024 * 1024;

/** How a page was received: by one of the two transports from a site, from the archive, or from a file. */
export type Transport = 'fetch' | 'navigate' | 'archive' | 'import';

/** A complete and genuine page that is the requested one. */
export type Answer = {
  request: PageRequest;
  /** Final URL, after redirects. */
  url: string;
  httpStatus: number;
  html: string;
  /** The bytes of `html` as received. */
  document: Uint8Array;
  /** `document` compressed with gzip, where it was received so: the archive stores it as it is. */
  gzip?: Uint8Array | undefined;
  /** The content type of the response or of the saved file; null when there is none. */
  contentType: string | null;
  fetchedAtMs: number;
  transport: Transport;
  /** Why another transport than the configured one was used; null when it was not. */
  transportReason: string | null;
};

/**
 * The interface for getting a page from a site, the archive or a replica.
 *
 * `fetch` resolves to the requested page, which may have no data. Otherwise it rejects with a `ScraperError` whose
 * class determines what the run does, with `InterruptedError` when the signal fires, or with `DeadlineError`
 * when its first request cannot be sent before the deadline.
 */
export interface Fetcher extends AsyncDisposable {
  fetch(request: PageRequest, signal: AbortSignal): Promise<Answer>;
  /**
   * Resolves once the open request needs nothing from this program until its answer comes. Work that keeps the thread
   * busy should wait for this. It never waits long; absent: there is nothing to wait for.
   */
  whenSent?(): Promise<void>;
}
