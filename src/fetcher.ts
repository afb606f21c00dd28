import type { PageKind } from './page-kinds.ts';

/** What a page says of itself, read cheaply and before its content is believed. */
export type PageIdentity = {
  /** Null: not one of the five kinds, or not a page of the site at all. */
  kind: PageKind | null;
  /** Match id, map stats id, or the listing's offset; null when the page does not say. */
  id: number | null;
  /** The frame of the site is there (`.contentCol`). */
  isGenuine: boolean;
  /** The document reaches its end: nothing was cut off. */
  isComplete: boolean;
  /** False: genuine, right kind, and nothing of what was asked on it. */
  hasData: boolean;
  /** Why the page was not examined to the end: it takes too long, or is nested too deeply. Left out where it was. */
  unexamined?: string;
};

/** Which page is wanted. `id` is the match id, the map stats id, or the listing's offset. */
export type PageRequest = {
  kind: PageKind;
  id: number;
  /** Path and query on the site, beginning with a slash. */
  path: string;
  /** How the page says what it is; handed in so that fetchers need not know the pages. */
  identify: (html: string) => PageIdentity;
};

/** Performance pages of 2026 have about 6 MB. A longer answer or file is no page of the site. */
export const MAX_PAGE_BYTES = 32 * 1024 * 1024;

/** How a page came: by one of the two ways to a site, from the archive, or from a file. */
export type Transport = 'fetch' | 'navigate' | 'archive' | 'import';

/** A page that is the one asked for, whole and genuine. */
export type Answer = {
  request: PageRequest;
  /** Where it came from in the end. */
  url: string;
  httpStatus: number;
  html: string;
  /** The bytes of `html` as they came. */
  document: Uint8Array;
  /** The header of the answer or of the file it was saved in; null when there is none. */
  contentType: string | null;
  fetchedAtMs: number;
  transport: Transport;
  /** Why another transport than the configured one was taken; null when it was not. */
  transportReason: string | null;
};

/**
 * The one way to get a page: the site, the archive or a replica.
 *
 * `fetch` resolves to the page asked for (its data may still be absent) and otherwise rejects with a `ScraperError`
 * whose class says what to do; it rejects with `InterruptedError` when the signal fires.
 */
export interface Fetcher extends AsyncDisposable {
  fetch(request: PageRequest, signal: AbortSignal): Promise<Answer>;
}
