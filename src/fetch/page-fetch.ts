import { NotFoundError, RefusedError, TransientError, unreachable } from '../errors.ts';
import type { Answer, PageRequest } from '../fetcher.ts';
import { networkRefused } from './answer/refusal.ts';
import type { Way } from './answer/transport.ts';
import type { OnFetchEvent } from './events.ts';
import { parseRetryAfter } from './policy/limiter.ts';
import type { Visit, Visitor } from './visit.ts';

function needsOtherWay({ classification, way }: Visit): boolean {
  if (way === 'navigate') return false;
  const { verdict, refusal, isForeign } = classification;
  return isForeign || (verdict === 'refused' && refusal !== 'network');
}

/** The error that an answer amounts to; null when it is the page asked for. */
export function errorOf(visit: Visit, request: PageRequest, nowMs: number): Error | null {
  const { verdict, reason, marker, refusal } = visit.classification;
  const about = `${request.kind} ${request.id} (${request.path}): ${reason}`;
  switch (verdict) {
    case 'page':
    case 'no-data':
      return null;
    case 'not-found':
      return new NotFoundError(about);
    case 'refused':
      if (refusal === 'network') return networkRefused(request.path, marker ?? '');
      return new RefusedError(refusal ?? 'refused', about, {
        marker: marker ?? '',
        retryAfterMs: parseRetryAfter(visit.raw.headers['retry-after'], nowMs),
      });
    case 'server-error':
    case 'wrong-page':
    case 'broken':
      return new TransientError(verdict, about);
    default:
      return unreachable(verdict);
  }
}

export type PageFetch = (request: PageRequest, signal: AbortSignal) => Promise<Visit>;

/** After so many pages in a row that only `navigate` could bring, it goes first for a while: less load than asking twice. */
const LOST_BEFORE_SWITCH = 3;
const PAGES_AFTER_SWITCH = 50;

/**
 * One try of a page: by the transport asked for, and once by `navigate` when the other brought a refusal or something
 * that is no page of the site.
 */
export function createPageFetch(settings: { visitor: Visitor; transport: Way; onEvent: OnFetchEvent }): PageFetch {
  const { visitor, transport, onEvent } = settings;
  let lostInARow = 0;
  let switchedFor = 0;

  async function byNavigate(request: PageRequest, reason: string, signal: AbortSignal): Promise<Visit> {
    return { ...(await visitor.visit(request, 'navigate', signal)), wayReason: reason };
  }

  return async (request, signal) => {
    if (switchedFor > 0) {
      switchedFor -= 1;
      return await byNavigate(request, `the fetch transport failed ${LOST_BEFORE_SWITCH} times in a row`, signal);
    }
    const first = await visitor.visit(request, transport, signal);
    if (!needsOtherWay(first)) {
      lostInARow = 0;
      return first;
    }
    const { reason } = first.classification;
    onEvent({ type: 'fallback', path: request.path, reason });
    const second = await byNavigate(request, reason, signal);
    lostInARow = isBelievable(second) ? lostInARow + 1 : 0;
    if (lostInARow === LOST_BEFORE_SWITCH) {
      lostInARow = 0;
      switchedFor = PAGES_AFTER_SWITCH;
    }
    return second;
  };
}

function isBelievable({ classification }: Visit): boolean {
  return classification.verdict === 'page' || classification.verdict === 'no-data';
}

/** The page that a visit brought, as an answer to its request. */
export function toAnswer(visit: Visit, request: PageRequest, fetchedAtMs: number): Answer {
  const { raw, way, wayReason } = visit;
  return {
    request,
    url: raw.url,
    httpStatus: raw.status,
    html: raw.body,
    document: raw.bytes,
    contentType: raw.headers['content-type'] ?? null,
    fetchedAtMs,
    transport: way,
    transportReason: wayReason,
  };
}
