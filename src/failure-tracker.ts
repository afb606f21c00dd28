import type { PageRef } from './notices.ts';

/** The sign of a refusal, and whether it concerns the whole network. */
export type Refusal = { marker: string; isNetwork: boolean };

/** A page that failed or was refused. */
export type CountedFailure = {
  page: PageRef;
  message: string;
  /** Failures with the same subject, such as those of one match, count once. Null: always counts. */
  subject: string | null;
  /** Set when a halt because of this failure starts a cool-down. */
  refusal: Refusal | null;
};

/** Detects too many failures in a row: the site refuses requests, or its markup has changed. */
export type ConsecutiveFailureTracker = {
  /** The site works: a page was stored, or genuinely had no data. */
  succeeded(): void;
  failed(failure: CountedFailure): void;
  /** Whether one more failure may be one too many. */
  isNearLimit(): boolean;
  /** The failures in a row, oldest first, once there are too many; null while the run may continue. */
  exceeded(): readonly CountedFailure[] | null;
};

/** `limit`: the number of failures in a row at which the run halts. */
export function trackConsecutiveFailures(limit: number): ConsecutiveFailureTracker {
  let inARow: CountedFailure[] = [];
  return {
    succeeded() {
      inARow = [];
    },
    failed(failure) {
      const { subject } = failure;
      const isCounted = subject !== null && inARow.some((counted) => counted.subject === subject);
      if (!isCounted) inARow.push(failure);
    },
    isNearLimit: () => inARow.length >= limit - 1,
    exceeded: () => (inARow.length >= limit ? inARow : null),
  };
}
