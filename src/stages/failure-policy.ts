import type { Policy } from '../errors.ts';

/**
 * The history of a page that failed.
 *
 * - `new`            a target that has not failed before this run since it was stored last
 * - `failed-before`  a target that failed in an earlier run
 * - `listing`        a page of the results listing, which is not a target
 */
export type Circumstance = 'new' | 'failed-before' | 'listing';

export type Consequence = {
  /**
   * The new state of the target. A listing page has no target: its failure ends discovery for this run.
   *
   * - `attempt`    one attempt is used: pending from the next run on, or failed once all are used up
   * - `refused`    pending, no attempt is used
   * - `no-data`    final, or awaiting while its match is fresh
   * - `skipped`    until robots.txt allows it
   * - `unchanged`
   */
  target: 'attempt' | 'refused' | 'no-data' | 'skipped' | 'unchanged';
  /** How it changes the counter of consecutive failures. `resets`: the site works, so the counter starts again at 0. */
  counts: 'once-a-match' | 'every-time' | 'no' | 'resets';
  /** `ends`: the command ends with the error. */
  run: 'continues' | 'halts' | 'ends';
  /** Whether a halt because of this failure starts a cool-down. */
  isRemembered: boolean;
};

const ATTEMPT: Consequence = { target: 'attempt', counts: 'once-a-match', run: 'continues', isRemembered: false };
const REFUSED: Consequence = { target: 'refused', counts: 'every-time', run: 'continues', isRemembered: true };
const NO_DATA: Consequence = { target: 'no-data', counts: 'resets', run: 'continues', isRemembered: false };
const SKIPPED: Consequence = { target: 'skipped', counts: 'no', run: 'continues', isRemembered: false };
const HALTS: Consequence = { target: 'unchanged', counts: 'no', run: 'halts', isRemembered: false };
const ENDS: Consequence = { target: 'unchanged', counts: 'no', run: 'ends', isRemembered: false };

function always(consequence: Consequence): Record<Circumstance, Consequence> {
  return {
    new: consequence,
    'failed-before': consequence,
    listing: consequence,
  };
}
/** A page that failed in an earlier run does not count again: it says nothing new about the site. */
const FAILING: Record<Circumstance, Consequence> = {
  ...always(ATTEMPT),
  'failed-before': { ...ATTEMPT, counts: 'no' },
};

/** The consequences of every kind of failure for the target, the counter, the run and the cool-down. */
export const FAILURE_POLICY: Record<Policy, Record<Circumstance, Consequence>> = {
  retry: FAILING,
  quarantine: FAILING,
  absent: { ...always(NO_DATA), listing: ATTEMPT },
  disallowed: always(SKIPPED),
  refused: always(REFUSED),
  'network-refused': always({ ...HALTS, isRemembered: true }),
  halt: always(HALTS),
  usage: always(ENDS),
  locked: always(ENDS),
  environment: always(ENDS),
  interrupted: always(ENDS),
  crash: always(ENDS),
};
