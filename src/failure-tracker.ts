/** Halts a run when the site refuses us or the markup has changed: so many failures with no stored page between. */
export type ConsecutiveFailureTracker = {
  /** A page was stored or genuinely had no data. */
  succeeded(): void;
  /** A page failed or was refused; `what` names it for the message. */
  failed(what: string): void;
  /** The failures in a row, oldest first, once there are too many; null while the run may go on. */
  exceeded(): readonly string[] | null;
};

/** `limit`: as many failures in a row as halt the run. */
export function trackConsecutiveFailures(limit: number): ConsecutiveFailureTracker {
  let inARow: string[] = [];
  return {
    succeeded() {
      inARow = [];
    },
    failed(what) {
      inARow.push(what);
    },
    exceeded: () => (inARow.length >= limit ? inARow : null),
  };
}
