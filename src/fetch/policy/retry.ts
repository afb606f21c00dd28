import pRetry from 'p-retry';
import type { Clock } from '../../clock.ts';
import { DeadlineError, InterruptedError, ScraperError, TransientError } from '../../errors.ts';
import type { OnFetchEvent } from '../events.ts';

const FIRST_WAIT_MS = 1_000;
const MAX_WAIT_MS = 30_000;

export type RetrySettings = { tries: number; clock: Clock; random: () => number; onEvent: OnFetchEvent };

/** The wait before the next try: exponential, half of it random. @internal */
export function backoffMs(failedTries: number, random: () => number): number {
  return Math.min(FIRST_WAIT_MS * 2 ** (failedTries - 1), MAX_WAIT_MS) * (0.5 + 0.5 * random());
}

/**
 * Tries again after a `TransientError` only: a missing page, a refusal or a bug is thrown at once, and so is the
 * `TransientError` when there is no time for another try before the deadline.
 */
export async function withRetry<T>(
  task: () => Promise<T>,
  settings: RetrySettings & { path: string; signal: AbortSignal; deadlineMs?: number | undefined },
): Promise<T> {
  const { tries, clock, path, signal, deadlineMs = Number.POSITIVE_INFINITY } = settings;
  let failure: TransientError | null = null;
  // p-retry counts and decides; the wait is done here, by the injected clock. p-retry does not get the signal, because it
  // would discard a page that arrives while the run ends.
  try {
    return await pRetry(() => task(), {
      retries: tries - 1,
      minTimeout: 0,
      shouldRetry: ({ error }) => error instanceof TransientError && !signal.aborted,
      async onFailedAttempt({ error, attemptNumber, retriesLeft }) {
        if (!(error instanceof TransientError) || retriesLeft === 0) return;
        failure = error;
        const waitMs = backoffMs(attemptNumber, settings.random);
        if (clock.now() + waitMs >= deadlineMs) throw error;
        const { code, message } = error;
        settings.onEvent({ type: 'retry', path, attempt: attemptNumber, waitMs, code, message });
        await clock.sleep(waitMs, signal);
      },
    });
  } catch (error) {
    if (error instanceof DeadlineError && failure !== null) throw failure;
    throw signal.aborted && !(error instanceof ScraperError) ? new InterruptedError() : error;
  }
}
