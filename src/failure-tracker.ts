import type { PageRef } from './notices.ts';

/** What showed that the site refuses us. */
export type Refusal = { marker: string; isNetwork: boolean };

/** A page that failed or was refused. */
export type CountedFailure = {
  page: PageRef;
  message: string;
  /** What the failures of one match have in common: they count once. Null: counts by itself. */
  subject: string | null;
  /** Set when a halt that this leads to is remembered. */
  refusal: Refusal | null;
};

/** Says when too much has failed in a row: the site refuses us, or the markup has changed. */
export type ConsecutiveFailureTracker = {
  /** The site works: a page was stored, or genuinely had no data. */
  succeeded(): void;
  failed(failure: CountedFailure): void;
  /** The failures in a row, oldest first, once there are too many; null while the run may go on. */
  exceeded(): readonly CountedFailure[] | null;
};

/** `limit`: as many failures in a row as are too many. */
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
    exceeded: () => (inARow.length >= limit ? inARow : null),
  };
}
