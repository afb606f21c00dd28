import { describe, expect, it } from 'vitest';
import {
  DeadlineError,
  HaltError,
  InterruptedError,
  NotFoundError,
  RefusedError,
  TransientError,
} from '../../../src/errors.ts';
import type { FetchEvent } from '../../../src/fetch/events.ts';
import { backoffMs, withRetry } from '../../../src/fetch/policy/retry.ts';
import { fakeClock } from '../../helpers/clock.ts';

const transient = new TransientError('network', 'no answer');

function setUp(outcomes: unknown[], leftMs = Number.POSITIVE_INFINITY) {
  const clock = fakeClock();
  const { signal } = new AbortController();
  const deadlineMs = clock.now() + leftMs;
  const events: FetchEvent[] = [];
  let tries = 0;
  const task = () => {
    const outcome = outcomes[tries];
    tries += 1;
    return outcome instanceof Error ? Promise.reject(outcome) : Promise.resolve(outcome);
  };
  const onEvent = (event: FetchEvent) => events.push(event);
  const result = withRetry(task, { tries: 4, clock, random: () => 0.5, onEvent, path: '/x', signal, deadlineMs });
  return { clock, events, result, tries: () => tries };
}

describe('a page is tried again', () => {
  it('after transient errors, waiting longer each time', async () => {
    const { result, clock, events } = setUp([transient, transient, transient, 'page']);
    expect(await result).toBe('page');
    expect(clock.sleeps).toEqual([750, 1_500, 3_000]);
    expect(events.map((event) => event.type === 'retry' && [event.attempt, event.waitMs, event.code])).toEqual([
      [1, 750, 'network'],
      [2, 1_500, 'network'],
      [3, 3_000, 'network'],
    ]);
  });

  it('only so many times', async () => {
    const { result, tries, clock } = setUp(Array(9).fill(transient));
    await expect(result).rejects.toBe(transient);
    expect([tries(), clock.sleeps.length]).toEqual([4, 3]);
  });

  it.each([
    ['a missing page', new NotFoundError('gone')],
    ['a refusal', new RefusedError('denied', 'no', { marker: 'status 403' })],
    ['a halt', new HaltError('network-refused', 'no')],
    ['a bug', new TypeError('undefined is not a function')],
    ['another bug', new RangeError('out of range')],
  ])('but not after %s', async (_, error) => {
    const { result, tries, clock } = setUp([error, 'page']);
    await expect(result).rejects.toBe(error);
    expect([tries(), clock.sleeps]).toEqual([1, []]);
  });

  it('but not when the wait would end after the deadline', async () => {
    const { result, tries, clock, events } = setUp([transient, transient, 'page'], 2_000);
    await expect(result).rejects.toBe(transient);
    expect([tries(), clock.sleeps, events.length]).toEqual([2, [750], 1]);
  });

  it('and fails with the earlier error when the pause before the next request would end too late', async () => {
    await expect(setUp([transient, new DeadlineError()]).result).rejects.toBe(transient);
    await expect(setUp([new DeadlineError()]).result).rejects.toThrow(DeadlineError);
  });

  it('but not once the run is to end', async () => {
    const stop = new AbortController();
    const clock = fakeClock(0, () => stop.abort());
    let tries = 0;
    const task = () => {
      tries += 1;
      return Promise.reject(transient);
    };
    const settings = { tries: 4, clock, random: () => 0, onEvent: () => {}, path: '/x', signal: stop.signal };
    await expect(withRetry(task, settings)).rejects.toThrow(InterruptedError);
    expect(tries).toBe(1);
  });
});

describe('a page that comes while the run is ending', () => {
  it('is kept', async () => {
    const stop = new AbortController();
    const task = () => {
      stop.abort();
      return Promise.resolve('page');
    };
    const settings = {
      tries: 4,
      clock: fakeClock(),
      random: () => 0,
      onEvent: () => {},
      path: '/x',
      signal: stop.signal,
    };
    expect(await withRetry(task, settings)).toBe('page');
  });
});

describe('the wait before a try', () => {
  it('is half fixed and half chance, and bounded', () => {
    expect(backoffMs(1, () => 0)).toBe(500);
    expect(backoffMs(1, () => 0.999)).toBeCloseTo(999.5);
    expect(backoffMs(20, () => 1)).toBe(30_000);
  });
});
