import { DeadlineError, NotFoundError, RefusedError, TransientError, unreachable } from '../errors.ts';
import type { Answer, PageRequest } from '../fetcher.ts';
import { networkRefused } from './answer/refusal.ts';
import type { Transport } from './answer/transport.ts';
import type { OnFetchEvent } from './events.ts';
import { parseRetryAfter } from './policy/limiter.ts';
import type { Attempt, SiteClient } from './site-client.ts';

function shouldFallBack({ classification, transport }: Attempt): boolean {
  if (transport === 'navigate') return false;
  const { verdict, refusal, isForeign } = classification;
  return isForeign || (verdict === 'refused' && refusal !== 'network');
}

/** The error for an answer; null when the answer is the requested page. */
export function errorOf(attempt: Attempt, request: PageRequest, nowMs: number): Error | null {
  const { verdict, reason, marker, refusal } = attempt.classification;
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
        retryAfterMs: parseRetryAfter(attempt.raw.headers['retry-after'], nowMs),
      });
    case 'server-error':
    case 'wrong-page':
    case 'broken':
      return new TransientError(verdict, about);
    default:
      return unreachable(verdict);
  }
}

export type PageFetch = (request: PageRequest, signal: AbortSignal) => Promise<Attempt>;

/** After this many pages in a row that only `navigate` could fetch, it is used first for a while: fewer requests. */
const FALLBACKS_BEFORE_SWITCH = 3;
const PAGES_AFTER_SWITCH = 50;

/**
 * One attempt at a page: by the configured transport, then once by `navigate` when the result was a refusal or not a page
 * of the site, and there is time for it.
 */
export function createPageFetch(settings: {
  client: SiteClient;
  transport: Transport;
  onEvent: OnFetchEvent;
}): PageFetch {
  const { client, transport, onEvent } = settings;
  let fallbacksInARow = 0;
  let navigateFirstLeft = 0;

  async function viaNavigate(request: PageRequest, reason: string, signal: AbortSignal): Promise<Attempt> {
    return { ...(await client.attempt(request, 'navigate', signal)), transportReason: reason };
  }

  return async (request, signal) => {
    if (navigateFirstLeft > 0) {
      navigateFirstLeft -= 1;
      return await viaNavigate(request, `the fetch transport failed ${FALLBACKS_BEFORE_SWITCH} times in a row`, signal);
    }
    const first = await client.attempt(request, transport, signal);
    if (!shouldFallBack(first)) {
      fallbacksInARow = 0;
      return first;
    }
    const { reason } = first.classification;
    onEvent({ type: 'fallback', path: request.path, reason });
    const second = await viaNavigate(request, reason, signal).catch((error: unknown) => {
      if (error instanceof DeadlineError) return first;
      throw error;
    });
    fallbacksInARow = isAccepted(second) ? fallbacksInARow + 1 : 0;
    if (fallbacksInARow === FALLBACKS_BEFORE_SWITCH) {
      fallbacksInARow = 0;
      navigateFirstLeft = PAGES_AFTER_SWITCH;
    }
    return second;
  };
}

function isAccepted({ classification }: Attempt): boolean {
  return classification.verdict === 'page' || classification.verdict === 'no-data';
}

/** The page of an attempt, as the answer to its request. */
export function toAnswer(attempt: Attempt, request: PageRequest, fetchedAtMs: number): Answer {
  const { raw, transport, transportReason } = attempt;
  return {
    request,
    url: raw.url,
    httpStatus: raw.status,
    html: raw.body,
    document: raw.bytes,
    gzip: raw.gzip,
    contentType: raw.headers['content-type'] ?? null,
    fetchedAtMs,
    transport,
    transportReason,
  };
}
