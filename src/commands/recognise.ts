import type { PageIdentity } from '../fetcher.ts';
import type { SkipReason } from '../notices.ts';
import type { PageKind } from '../page-kinds.ts';
import { containsSeveralPages } from '../pages/detect-page.ts';
import { identifyPage } from '../pages/identify.ts';
import { siteNamedBy } from '../pages/page-site.ts';
import { refusalIn } from '../refusal-marks.ts';
import { decodeLeniently, decodePage } from '../saved/decode.ts';
import { isOfHltv, pageAt, siteAt } from '../saved/page-url.ts';
import { type ForeignPage, foreignPageOf, translationOf } from '../saved/recognise.ts';
import type { SavedEntry, SavedPage } from '../saved/saved-page.ts';

/** A recognised page: kind, id, base URL of its site (null: unknown) and text. */
type Recognised = { kind: PageKind; id: number; site: string | null; html: string };

/** The result for an entry of a file. `other`: not from the site, as most entries of a recording. */
export type Recognition =
  | { type: 'recognised'; page: SavedPage; recognised: Recognised }
  | { type: 'skipped'; name: string; reason: SkipReason; kind: PageKind | null; id: number | null }
  | { type: 'other' };

/** Recognises an entry by its content. The address in its container must not contradict the content. */
export function recogniseEntry(entry: SavedEntry): Recognition {
  if (entry.type === 'other') return entry;
  if (entry.type === 'foreign') {
    return skipOrPassOver({ name: entry.name, url: null }, { type: 'foreign-file', fileType: entry.fileType });
  }
  if (entry.type === 'page') return recognisePage(entry.page);
  const { name, url, reason } = entry;
  return skipOrPassOver({ name, url }, { type: 'damaged-entry', damage: reason });
}

function recognisePage(page: SavedPage): Recognition {
  const { status, bytes, contentType } = page;
  if (status !== null && (status < 200 || status > 299)) return skipOrPassOver(page, errorResponse(page, status));
  const decoded = decodePage(bytes, contentType);
  if ('badOffset' in decoded) {
    return skipOrPassOver(page, { type: 'bad-bytes', offset: decoded.badOffset, encoding: decoded.encoding });
  }
  const html = decoded.text;
  const identity = identifyPage(html);
  const foreign = foreignIn(html, identity, page.url);
  const { kind, isComplete } = identity;
  if (foreign !== null || kind === null) {
    return skipOrPassOver(page, { type: 'foreign-page', page: foreign ?? { type: 'not-of-the-site' } });
  }
  const id = kind === 'results' ? (identity.id ?? 0) : identity.id;
  const skipped = (reason: SkipReason): Recognition => ({ type: 'skipped', name: page.name, reason, kind, id });
  if (!isComplete) return skipped({ type: 'cut-off', kind });
  const language = translationOf(html);
  if (language !== undefined) return skipped({ type: 'foreign-page', page: { type: 'translated', language } });
  if (id === null) return skipped({ type: 'no-id', kind });
  const named = siteNamedBy(html);
  const contradiction = contradictionOf(page.url, { kind, id, site: named });
  if (contradiction !== null) return skipped(contradiction);
  const site = named ?? (page.url === null ? null : siteAt(page.url));
  return { type: 'recognised', page, recognised: { kind, id, site, html } };
}

/** The type of a document that is not a page of the five kinds; null when it is one. */
function foreignIn(html: string, identity: PageIdentity, url: string | null): ForeignPage | null {
  const { kind, isGenuine, isComplete, unexamined } = identity;
  if (containsSeveralPages(html)) return { type: 'several-pages' };
  if (unexamined !== undefined) return { type: 'unexamined', detail: unexamined };
  return isGenuine && kind !== null ? null : foreignPageOf(html, { isGenuine, isComplete, url });
}

/** Why a response with an error status is skipped: a refusal recognised by its text, else its status. */
function errorResponse({ bytes, contentType }: SavedPage, status: number): SkipReason {
  const refusal = refusalIn(decodeLeniently(bytes, contentType));
  if (refusal === null) return { type: 'status', status };
  return { type: 'foreign-page', page: { type: 'refusal', kind: refusal.kind } };
}

/** How the address in the container contradicts the page; null when it does not. */
function contradictionOf(url: string | null, { kind, id, site }: Omit<Recognised, 'html'>): SkipReason | null {
  if (url === null) return null;
  const expected = pageAt(url);
  if (expected !== null && (expected.kind !== kind || expected.id !== id)) {
    return { type: 'other-page', kind, id, expected };
  }
  const isElsewhere = site !== null && !isOfHltv(url) && siteAt(url) !== site;
  return isElsewhere ? { type: 'other-host', url } : null;
}

type NamedEntry = { name: string; url: string | null };

/** Recordings contain many entries of other sites, which are counted instead of listed. */
function skipOrPassOver({ name, url }: NamedEntry, reason: SkipReason): Recognition {
  if (url !== null && !isOfHltv(url)) return { type: 'other' };
  return { type: 'skipped', name, reason, kind: null, id: null };
}
