import { expect, it } from 'vitest';
import { trackConsecutiveFailures } from '../src/failure-tracker.ts';

it('counts failures in a row and names them', () => {
  const tracker = trackConsecutiveFailures(2);
  tracker.failed('a');
  expect(tracker.exceeded()).toBeNull();
  tracker.failed('b');
  expect(tracker.exceeded()).toEqual(['a', 'b']);
});

it('begins anew with each stored page', () => {
  const tracker = trackConsecutiveFailures(2);
  tracker.failed('a');
  tracker.succeeded();
  tracker.failed('b');
  expect(tracker.exceeded()).toBeNull();
});
