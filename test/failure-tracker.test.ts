import { expect, it } from 'vitest';
import { type CountedFailure, trackConsecutiveFailures } from '../src/failure-tracker.ts';

const failure = (message: string, subject: string | null): CountedFailure => ({
  page: { kind: 'match', id: 1, matchId: 1 },
  message,
  subject,
  refusal: null,
});
const messages = (failures: readonly CountedFailure[] | null) => failures?.map(({ message }) => message) ?? null;

it('counts failures in a row and names them', () => {
  const tracker = trackConsecutiveFailures(2);
  tracker.failed(failure('a', 'match 1'));
  expect(tracker.exceeded()).toBeNull();
  tracker.failed(failure('b', 'match 2'));
  expect(messages(tracker.exceeded())).toEqual(['a', 'b']);
});

it('counts the pages of one match once', () => {
  const tracker = trackConsecutiveFailures(2);
  for (const page of ['a', 'b', 'c']) tracker.failed(failure(page, 'match 1'));
  expect(tracker.exceeded()).toBeNull();
  tracker.failed(failure('d', 'match 2'));
  expect(messages(tracker.exceeded())).toEqual(['a', 'd']);
});

it('counts every failure that has no subject', () => {
  const tracker = trackConsecutiveFailures(3);
  for (const page of ['a', 'a', 'a']) tracker.failed(failure(page, null));
  expect(messages(tracker.exceeded())).toEqual(['a', 'a', 'a']);
});

it('begins anew with each stored page', () => {
  const tracker = trackConsecutiveFailures(2);
  tracker.failed(failure('a', 'match 1'));
  tracker.succeeded();
  tracker.failed(failure('b', 'match 2'));
  expect(tracker.exceeded()).toBeNull();
});
