import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { createDeparture } from '../../src/fetch/departure.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

/** Whether the wait has ended, seen after all work that is due. */
async function hasEnded(wait: Promise<void>): Promise<boolean> {
  let ended = false;
  void wait.then(() => {
    ended = true;
  });
  await vi.advanceTimersByTimeAsync(0);
  return ended;
}

it('ends when the request is sent', async () => {
  const departure = createDeparture();
  departure.begin();
  const wait = departure.wait();
  expect(await hasEnded(wait)).toBe(false);
  departure.sent();
  expect(await hasEnded(wait)).toBe(true);
  expect(vi.getTimerCount()).toBe(0);
});

it('ends at once without a request that waits to be sent', async () => {
  const departure = createDeparture();
  expect(await hasEnded(departure.wait())).toBe(true);
});

it('ends after a moment when the request waits for its pause', async () => {
  const departure = createDeparture();
  departure.begin();
  const wait = departure.wait();
  await vi.advanceTimersByTimeAsync(20);
  expect(await hasEnded(wait)).toBe(true);
});
