import type { Clock } from '../clock.ts';
import type { PageRequest } from '../fetcher.ts';
import { type Classification, classifyAnswer } from './answer/classify.ts';
import { findRefusal } from './answer/refusal.ts';
import type { RawAnswer, Transport } from './answer/transport.ts';
import type { Get } from './browser/browser-get.ts';
import { type Limiter, type Pace, parseRetryAfter } from './policy/limiter.ts';

/** One request to the site, with its answer and the classification of the answer. */
export type Attempt = {
  raw: RawAnswer;
  classification: Classification;
  transport: Transport;
  transportReason: string | null;
};

/** Sends requests to the site at the pace of the limiter and classifies the answers. */
export type SiteClient = {
  /** One request for a page. Rejects with `TransientError`, `InterruptedError`, `DeadlineError` or `EnvironmentError`. */
  attempt(request: PageRequest, transport: Transport, signal: AbortSignal): Promise<Attempt>;
  /** One request for a file of the site that is not a page of one of the kinds, such as robots.txt. */
  read(path: string, signal: AbortSignal, deadlineMs?: number): Promise<RawAnswer>;
  requests(): number;
  /** Total length of all answers. */
  bytes(): number;
};

const GOOD = new Set(['page', 'no-data', 'not-found']);

function paceOf(raw: RawAnswer, verdict: 'good' | 'refused' | 'other', nowMs: number): Pace {
  const { deliveryLagMs = 0 } = raw;
  if (verdict !== 'refused' && raw.status !== 503) {
    return { kind: verdict === 'good' ? 'good' : 'neutral', retryAfterMs: null, deliveryLagMs };
  }
  return { kind: 'slow-down', retryAfterMs: parseRetryAfter(raw.headers['retry-after'], nowMs), deliveryLagMs };
}

/** A client without any request sent yet. */
export function createSiteClient({ get, limiter, clock }: { get: Get; limiter: Limiter; clock: Clock }): SiteClient {
  let requests = 0;
  let bytes = 0;

  async function send(
    path: string,
    transport: Transport,
    { signal, deadlineMs = Number.POSITIVE_INFINITY }: { signal: AbortSignal; deadlineMs: number | undefined },
  ): Promise<{ raw: RawAnswer; transport: Transport }> {
    requests += 1;
    const got = await get(path, transport, { signal, leftMs: deadlineMs - clock.now() });
    bytes += got.raw.bytes.length;
    return got;
  }

  return {
    requests: () => requests,
    bytes: () => bytes,
    attempt: (request, transport, signal) =>
      limiter.run(
        async () => {
          const got = await send(request.path, transport, { signal, deadlineMs: request.deadlineMs });
          const classification = classifyAnswer(got.raw, request);
          const transportReason = got.transport === transport ? null : 'no page of the site was open yet';
          const value: Attempt = { raw: got.raw, classification, transport: got.transport, transportReason };
          const { verdict } = classification;
          const kind = verdict === 'refused' ? verdict : GOOD.has(verdict) ? 'good' : 'other';
          return { value, pace: paceOf(got.raw, kind, clock.now()) };
        },
        signal,
        request.deadlineMs,
      ),
    read: (path, signal, deadlineMs) =>
      limiter.run(
        async () => {
          const { raw } = await send(path, 'navigate', { signal, deadlineMs });
          const kind = findRefusal(raw) === null ? 'other' : 'refused';
          return { value: raw, pace: paceOf(raw, kind, clock.now()) };
        },
        signal,
        deadlineMs,
      ),
  };
}
