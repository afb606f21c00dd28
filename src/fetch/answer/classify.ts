import { MAX_PAGE_BYTES, type PageIdentity, type PageRequest } from '../../fetcher.ts';
import type { RefusalKind } from '../../refusal-marks.ts';
import { findRefusal, isServerError } from './refusal.ts';
import type { RawAnswer } from './transport.ts';

/** What an answer is; only `page` and `no-data` are stored. @internal */
export type Verdict = 'page' | 'no-data' | 'not-found' | 'refused' | 'server-error' | 'wrong-page' | 'broken';

export type Classification = {
  verdict: Verdict;
  /** The reason, as a clause without a full stop. */
  reason: string;
  /** What showed it, for the page log. */
  marker: string | null;
  /** Only set for `refused`. */
  refusal: RefusalKind | null;
  /** A `broken` answer that is not a page of the site at all: another transport may return the page. */
  isForeign: boolean;
};

function verdict(name: Verdict, reason: string, marker: string | null = null): Classification {
  return { verdict: name, reason, marker, refusal: null, isForeign: false };
}

function foreign(reason: string, marker: string): Classification {
  return { ...verdict('broken', reason, marker), isForeign: true };
}

/**
 * The id in a URL of the site: match, map stats, or the offset of the listing. Null when there is none.
 *
 * @internal
 */
export function idInUrl(kind: PageRequest['kind'], url: string): number | null {
  if (!URL.canParse(url)) return null;
  const { pathname, searchParams } = new URL(url);
  if (kind === 'results') return /\/results\/?$/.test(pathname) ? Number(searchParams.get('offset') ?? 0) : null;
  const pattern = kind === 'match' ? /\/matches\/(\d+)(?:\/|$)/ : /\/mapstatsid\/(\d+)(?:\/|$)/;
  const found = pattern.exec(pathname)?.[1];
  return found === undefined ? null : Number(found);
}

function classifyStatus(status: number): Classification | null {
  if (status === 404 || status === 410) return verdict('not-found', 'the site has no such page', `status ${status}`);
  if (isServerError(status)) return verdict('server-error', `the site answered ${status}`, `status ${status}`);
  if (status < 200 || status >= 300) return verdict('broken', `unexpected status ${status}`, `status ${status}`);
  return null;
}

function classifyForm(raw: RawAnswer): Classification | null {
  if (raw.bytes.length > MAX_PAGE_BYTES) {
    return verdict('broken', `larger than ${MAX_PAGE_BYTES / 1024 / 1024} MB`, 'size');
  }
  if (raw.badOffset !== undefined) {
    return verdict('broken', `byte ${raw.badOffset} is not allowed in the encoding of the page`, 'encoding');
  }
  if (raw.body.trim() === '') return foreign('the answer is empty', 'empty');
  const type = raw.headers['content-type'] ?? 'text/html';
  if (!/html|text\/plain/i.test(type)) return foreign(`expected HTML, got "${type}"`, 'content-type');
  return null;
}

function classifyIdentity(identity: PageIdentity, request: PageRequest, url: string): Classification {
  if (!identity.isGenuine) return foreign('the frame of the site is missing', 'frame');
  if (!identity.isComplete) return verdict('broken', 'the page is cut off', 'truncated');
  if (identity.kind !== request.kind) {
    return verdict('wrong-page', `expected a ${request.kind} page, got ${identity.kind ?? 'another page'}`, 'kind');
  }
  const inUrl = idInUrl(request.kind, url);
  if (inUrl !== request.id) {
    return verdict('wrong-page', `asked for ${request.id}, was redirected to ${inUrl ?? 'another page'}`, 'redirect');
  }
  if (identity.id !== null && identity.id !== request.id) {
    return verdict('wrong-page', `asked for ${request.id}, got ${identity.id}`, 'id');
  }
  if (!identity.hasData) return verdict('no-data', 'a genuine page without the data asked for');
  if (identity.id === null) return foreign('the page does not say which one it is', 'identity');
  return verdict('page', 'the page asked for');
}

/** Classifies an answer before any of it is stored. Pure. */
export function classifyAnswer(raw: RawAnswer, request: PageRequest): Classification {
  const refusal = findRefusal(raw);
  if (refusal !== null) {
    const reason = `the site refuses us (${refusal.marker})`;
    return { ...verdict('refused', reason, refusal.marker), refusal: refusal.kind };
  }
  return (
    classifyStatus(raw.status) ?? classifyForm(raw) ?? classifyIdentity(request.identify(raw.body), request, raw.url)
  );
}
