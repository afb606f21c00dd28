import pRetry from 'p-retry';
import type { Clock } from '../../clock.ts';
import { InterruptedError, ScraperError, TransientError } from '../../errors.ts';
import type { OnFetchEvent } from '../events.ts';

const FIRST_WAIT_MS = 1_000;
const LONGEST_WAIT_MS = 30_000;

export type RetrySettings = { tries: number; clock: Clock; random: () => number; onEvent: OnFetchEvent };

/** The wait before the next try: exponential, half of it by chance. @internal */
export function backoffMs(failedTries: number, random: () => number): number {
  return Math.min(FIRST_WAIT_MS * 2 ** (failedTries - 1), LONGEST_WAIT_MS) * (0.5 + 0.5 * random());
}

/** Tries again after transient trouble, and after nothing else: a missing page, a refusal or a bug stays what it is. */
export async function withRetry<T>(
  task: () => Promise<T>,
  settings: RetrySettings & { path: string; signal: AbortSignal },
): Promise<T> {
  const { tries, clock, path, signal } = settings;
  // p-retry counts and decides; the waiting is done here, by the injected clock. It is not given the signal: it would
  // throw away the page that came while the run was ending.
  try {
    return await pRetry(() => task(), {
      retries: tries - 1,
      minTimeout: 0,
      shouldRetry: ({ error }) => error instanceof TransientError && !signal.aborted,
      async onFailedAttempt({ error, attemptNumber, retriesLeft }) {
        if (!(error instanceof TransientError) || retriesLeft === 0) return;
        const waitMs = backoffMs(attemptNumber, settings.random);
        const { code, message } = error;
        settings.onEvent({ type: 'retry', path, attempt: attemptNumber, waitMs, code, message });
        await clock.sleep(waitMs, signal);
      },
    });
  } catch (error) {
    throw signal.aborted && !(error instanceof ScraperError) ? new InterruptedError() : error;
  }
}
