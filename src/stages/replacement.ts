import type { NotTaken } from '../notices.ts';
import type { Finding } from '../page-records.ts';
import type { PageEntry, PageState } from '../store/page-log.ts';
import type { Store } from '../store/store.ts';
import { comparePages, isFinal, isRetraction, NO_CONTENT, type PageContent, type PageVersion } from './page-order.ts';
import type { PageSource, Parsed, Verdict } from './store-page.ts';

/**
 * When a page replaces the stored one.
 *
 * - `fresh`: it was fetched just now and replaces the stored page, unless it is a retraction of published data
 * - `newest`: it was saved at some earlier time, and replaces the stored page if it has more data or is newer. It does not
 *   replace a final page that was fetched later: the site may have withdrawn data
 * - `always`: the user asked for it
 */
export type Precedence = 'fresh' | 'newest' | 'always';

/** What the store knows about the pages of one id. */
export type Stored = {
  version: (PageEntry & PageVersion) | null;
  /** Fetch time of the newest page that could be read; null: there was none. */
  readableAtMs: number | null;
  rejected: PageEntry | null;
};

/** Loads what the store knows about the pages of one id. */
export function readStored(store: Store, { kind, id }: Pick<PageSource, 'kind' | 'id'>): Stored {
  const entry = store.pages.find(kind, id);
  const rejected = store.pages.findRejected(kind, id);
  if (entry === null || entry.state === null) return { version: null, readableAtMs: null, rejected };
  // All listing pages are kept: none replaces another.
  const version = kind === 'results' ? null : { ...entry, state: entry.state };
  return { version, readableAtMs: entry.newestReadableAtMs, rejected };
}

/** A copy of the stored document that is not older keeps the URL, time and transport of the stored one. */
export function asStored(page: PageSource, { version }: Stored): PageSource {
  if (version === null || version.sha256 !== page.sha256 || version.fetchedAtMs < page.fetchedAtMs) return page;
  const { url, httpStatus, transport, transportReason, fetchedAtMs } = version;
  return { ...page, url, httpStatus, transport, transportReason, fetchedAtMs };
}

/** A page to be stored, and the stored page of the same id. */
export type Candidate = { page: PageSource; stored: Stored; precedence: Precedence };

/** Compares a parsed page with the stored one and decides whether it is stored, put into quarantine, or not taken. */
export function judgeReplacement(parsed: Parsed, { page, stored, precedence }: Candidate): Verdict {
  const { version } = stored;
  if (precedence === 'always' || version?.sha256 === page.sha256) return parsed;
  if (parsed.outcome === 'quarantined') {
    const isObsolete = precedence === 'newest' && isObsoleteRejected(page, stored);
    return isObsolete ? { outcome: 'not-taken', reason: { type: 'unreadable', message: parsed.message } } : parsed;
  }
  const content = contentIn(parsed);
  if (version === null || content === null) return parsed;
  if (precedence === 'newest') {
    const reason = reasonNotTaken({ ...page, ...content }, version);
    return reason === null ? parsed : { outcome: 'not-taken', reason };
  }
  return isRetraction(version.state, content.state) ? retraction(page, version.state, content) : parsed;
}

/** State and number of data blocks of a page; null when it could not be read. */
export function contentIn(parsed: Verdict): PageContent | null {
  if (parsed.outcome === 'parsed') return parsed.parsed.content;
  return parsed.outcome === 'no-data' ? NO_CONTENT : null;
}

/** A page that cannot be read is kept only while no later page of the id is known. */
function isObsoleteRejected(page: PageSource, { readableAtMs, rejected }: Stored): boolean {
  if (readableAtMs !== null && page.fetchedAtMs <= readableAtMs) return true;
  if (rejected === null) return false;
  const ageMs = page.fetchedAtMs - rejected.fetchedAtMs;
  return ageMs < 0 || (ageMs === 0 && page.sha256 < rejected.sha256);
}

/** True when this readable page makes the rejected page of its id obsolete. */
export function isRejectedObsolete(page: PageSource, { stored, precedence }: Omit<Candidate, 'page'>): boolean {
  if (stored.rejected === null || precedence !== 'newest') return true;
  return stored.rejected.fetchedAtMs <= Math.max(page.fetchedAtMs, stored.readableAtMs ?? 0);
}

function reasonNotTaken(seen: PageVersion, stored: NonNullable<Stored['version']>): NotTaken | null {
  const { order, decider } = comparePages(seen, stored);
  const isOlder = seen.fetchedAtMs < stored.fetchedAtMs;
  const isFetched = stored.transport === 'fetch' || stored.transport === 'navigate';
  if (order >= 0 && !(isOlder && isFetched && isFinal(stored.state))) return null;
  if (isOlder) return { type: 'older', storedAtMs: stored.fetchedAtMs, seenAtMs: seen.fetchedAtMs };
  if (decider === 'state') return { type: 'lesser-state', stored: stored.state, seen: seen.state };
  return decider === 'blocks' ? { type: 'less-data' } : { type: 'same-age' };
}

/** When a site withdraws a match it marks it as deleted. Any other loss of data is more likely a faulty page. */
function retraction({ kind, id }: PageSource, stored: PageState, { state }: PageContent): Verdict {
  const rule = `${kind}/not-taken-back`;
  const message = `${kind} ${id}: ${rule}: expected ${stored}, as stored, saw ${state}`;
  return { outcome: 'quarantined', rule, field: null, seen: state, message };
}

/** A soft finding when a fetched page replaces one that had more data. */
export function findingsOfReplacement(content: PageContent, { page, stored, precedence }: Candidate): Finding[] {
  const { version } = stored;
  if (precedence !== 'fresh' || version === null) return [];
  const wasMore = comparePages({ ...page, ...content }, { ...version, fetchedAtMs: page.fetchedAtMs });
  if (wasMore.order >= 0 || wasMore.decider === 'digest') return [];
  const rule = `${page.kind}/as-much-as-stored`;
  const text = ({ state, blocks }: Pick<PageVersion, 'state' | 'blocks'>): string =>
    `${state}, ${blocks} blocks of data`;
  return [{ rule, severity: 'soft', mapNumber: null, expected: text(version), seen: text(content) }];
}
