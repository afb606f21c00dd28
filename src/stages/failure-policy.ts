import type { Policy } from '../errors.ts';

/**
 * What the page that failed is to this run.
 *
 * - `new`            a target that has not failed before this run, since it was stored last
 * - `failed-before`  a target that failed in an earlier run
 * - `listing`        a page of the results listing, which is no target
 */
export type Circumstance = 'new' | 'failed-before' | 'listing';

export type Consequence = {
  /**
   * The new state of the target. A listing page has none: its failure ends discovery for this run.
   *
   * - `attempt`    one attempt is used: pending from the next run on, or failed once all are used up
   * - `refused`    pending, no attempt is used
   * - `no-data`    final, or awaiting while its match is fresh
   * - `skipped`    until robots.txt allows it
   * - `unchanged`
   */
  target: 'attempt' | 'refused' | 'no-data' | 'skipped' | 'unchanged';
  /** How it counts against the run. `resets`: the site works, so what failed before it is no longer in a row. */
  counts: 'once-a-match' | 'every-time' | 'no' | 'resets';
  /** `ends`: the command ends with the error. */
  run: 'goes-on' | 'halts' | 'ends';
  /** Whether a halt that it leads to is remembered as a cool-down. */
  isRemembered: boolean;
};

const ATTEMPT: Consequence = { target: 'attempt', counts: 'once-a-match', run: 'goes-on', isRemembered: false };
const REFUSED: Consequence = { target: 'refused', counts: 'every-time', run: 'goes-on', isRemembered: true };
const NO_DATA: Consequence = { target: 'no-data', counts: 'resets', run: 'goes-on', isRemembered: false };
const SKIPPED: Consequence = { target: 'skipped', counts: 'no', run: 'goes-on', isRemembered: false };
const HALTS: Consequence = { target: 'unchanged', counts: 'no', run: 'halts', isRemembered: false };
const ENDS: Consequence = { target: 'unchanged', counts: 'no', run: 'ends', isRemembered: false };

const always = (consequence: Consequence): Record<Circumstance, Consequence> => ({
  new: consequence,
  'failed-before': consequence,
  listing: consequence,
});
/** Pages that failed in earlier runs say nothing new about the site. */
const FAILING: Record<Circumstance, Consequence> = {
  ...always(ATTEMPT),
  'failed-before': { ...ATTEMPT, counts: 'no' },
};

/** What follows from every kind of failure. Nothing else decides about targets, the counter, halts and cool-downs. */
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
