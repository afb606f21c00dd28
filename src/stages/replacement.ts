import type { NotTaken } from '../notices.ts';
import type { Finding } from '../page-records.ts';
import type { PageEntry, PageState } from '../store/ledger.ts';
import type { Store } from '../store/store.ts';
import type { PageInHand, Parsed, Verdict } from './keep-page.ts';
import { comparePages, isTakenBack, NO_CONTENT, type PageContent, type PageVersion } from './page-order.ts';

/**
 * Whether a page replaces the stored one.
 *
 * - `fresh`: it was fetched just now and replaces the stored one, unless it takes back what had been published in full
 * - `newest`: it was saved at some time, and replaces the stored one if it is fuller or newer
 * - `always`: the user asked for it
 */
export type Precedence = 'fresh' | 'newest' | 'always';

/** What is known of the pages of one id. */
export type Stored = {
  version: (PageEntry & PageVersion) | null;
  /** When the newest page was fetched that could be read; null: there was none. */
  readableAtMs: number | null;
  rejected: PageEntry | null;
};

/** Reads what is known of the pages of one id. */
export function readStored(store: Store, { kind, id }: Pick<PageInHand, 'kind' | 'id'>): Stored {
  const entry = store.pages.find(kind, id);
  const rejected = store.pages.findRejected(kind, id);
  if (entry === null || entry.state === null) return { version: null, readableAtMs: null, rejected };
  // Listing pages are kept side by side: none replaces another.
  const version = kind === 'results' ? null : { ...entry, state: entry.state };
  return { version, readableAtMs: entry.newestReadableAtMs, rejected };
}

/** A copy of the stored document that is no newer is that document: it came when and how it came first. */
export function asStored(page: PageInHand, { version }: Stored): PageInHand {
  if (version === null || version.sha256 !== page.sha256 || version.fetchedAtMs < page.fetchedAtMs) return page;
  const { url, httpStatus, transport, transportReason, fetchedAtMs } = version;
  return { ...page, url, httpStatus, transport, transportReason, fetchedAtMs };
}

type Candidate = { page: PageInHand; stored: Stored; precedence: Precedence };

/** What is to be stored of a page, seen beside what is stored. */
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
  return isTakenBack(version.state, content.state) ? takenBack(page, version.state, content) : parsed;
}

/** How much a page shows; null when it could not be read. */
export function contentIn(parsed: Verdict): PageContent | null {
  if (parsed.outcome === 'understood') return parsed.understood.content;
  return parsed.outcome === 'no-data' ? NO_CONTENT : null;
}

/** A page that cannot be read is worth keeping only while no later one is known. */
function isObsoleteRejected(page: PageInHand, { readableAtMs, rejected }: Stored): boolean {
  if (readableAtMs !== null && page.fetchedAtMs <= readableAtMs) return true;
  if (rejected === null) return false;
  const ageMs = page.fetchedAtMs - rejected.fetchedAtMs;
  return ageMs < 0 || (ageMs === 0 && page.sha256 < rejected.sha256);
}

/** True when the rejected page of this id is out of date now that this one could be read. */
export function isRejectedObsolete(page: PageInHand, { stored, precedence }: Omit<Candidate, 'page'>): boolean {
  if (stored.rejected === null || precedence !== 'newest') return true;
  return stored.rejected.fetchedAtMs <= Math.max(page.fetchedAtMs, stored.readableAtMs ?? 0);
}

function reasonNotTaken(seen: PageVersion, stored: PageVersion): NotTaken | null {
  const { order, decider } = comparePages(seen, stored);
  if (order >= 0) return null;
  if (seen.fetchedAtMs < stored.fetchedAtMs) {
    return { type: 'older', storedAtMs: stored.fetchedAtMs, seenAtMs: seen.fetchedAtMs };
  }
  if (decider === 'state') return { type: 'lesser-state', stored: stored.state, seen: seen.state };
  return decider === 'blocks' ? { type: 'less-data' } : { type: 'same-age' };
}

/** A site that corrects itself says so with a deletion; anything else is more likely a page that went wrong. */
function takenBack({ kind, id }: PageInHand, stored: PageState, { state }: PageContent): Verdict {
  const rule = `${kind}/not-taken-back`;
  const message = `${kind} ${id}: ${rule}: expected ${stored}, as stored, saw ${state}`;
  return { outcome: 'quarantined', rule, field: null, seen: state, message };
}

/** Noted when a fetched page replaces one that said more. */
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
