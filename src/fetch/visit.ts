import type { Clock } from '../clock.ts';
import type { PageRequest } from '../fetcher.ts';
import { type Classification, classifyAnswer } from './answer/classify.ts';
import { findRefusal } from './answer/refusal.ts';
import type { RawAnswer, Way } from './answer/transport.ts';
import type { Get } from './browser/browser-get.ts';
import { type Limiter, type Pace, parseRetryAfter } from './policy/limiter.ts';

/** One request to the site and what came of it. */
export type Visit = { raw: RawAnswer; classification: Classification; way: Way; wayReason: string | null };

/** Asks the site, politely, and says what came. */
export type Visitor = {
  /** One request for a page. Rejects with `TransientError`, `InterruptedError` or `EnvironmentError`. */
  visit(request: PageRequest, way: Way, signal: AbortSignal): Promise<Visit>;
  /** One request for a file of the site that is no page of the five kinds. */
  read(path: string, signal: AbortSignal): Promise<RawAnswer>;
  requests(): number;
  /** Size of all answers as text. */
  bytes(): number;
};

const GOOD = new Set(['page', 'no-data', 'not-found']);

function paceOf(raw: RawAnswer, verdict: 'good' | 'refused' | 'other', nowMs: number): Pace {
  const { tailMs = 0 } = raw;
  if (verdict !== 'refused' && raw.status !== 503) {
    return { kind: verdict === 'good' ? 'good' : 'neutral', retryAfterMs: null, tailMs };
  }
  return { kind: 'slow-down', retryAfterMs: parseRetryAfter(raw.headers['retry-after'], nowMs), tailMs };
}

/** Requests in turn, at the limiter's pace, each answer classified. */
export function createVisitor({ get, limiter, clock }: { get: Get; limiter: Limiter; clock: Clock }): Visitor {
  let requests = 0;
  let bytes = 0;

  async function ask(path: string, way: Way, signal: AbortSignal): Promise<{ raw: RawAnswer; way: Way }> {
    requests += 1;
    const got = await get(path, way, signal);
    bytes += got.raw.bytes.length;
    return got;
  }

  return {
    requests: () => requests,
    bytes: () => bytes,
    visit: (request, way, signal) =>
      limiter.run(async () => {
        const got = await ask(request.path, way, signal);
        const classification = classifyAnswer(got.raw, request);
        const wayReason = got.way === way ? null : 'no page of the site was open yet';
        const value: Visit = { raw: got.raw, classification, way: got.way, wayReason };
        const { verdict } = classification;
        const kind = verdict === 'refused' ? verdict : GOOD.has(verdict) ? 'good' : 'other';
        return { value, pace: paceOf(got.raw, kind, clock.now()) };
      }, signal),
    read: (path, signal) =>
      limiter.run(async () => {
        const { raw } = await ask(path, 'navigate', signal);
        const kind = findRefusal(raw) === null ? 'other' : 'refused';
        return { value: raw, pace: paceOf(raw, kind, clock.now()) };
      }, signal),
  };
}
