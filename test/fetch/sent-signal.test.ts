import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { createSentSignal } from '../../src/fetch/sent-signal.ts';

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
  const sentSignal = createSentSignal();
  sentSignal.begin();
  const wait = sentSignal.wait();
  expect(await hasEnded(wait)).toBe(false);
  sentSignal.sent();
  expect(await hasEnded(wait)).toBe(true);
  expect(vi.getTimerCount()).toBe(0);
});

it('ends at once without a request that waits to be sent', async () => {
  const sentSignal = createSentSignal();
  expect(await hasEnded(sentSignal.wait())).toBe(true);
});

it('ends after 20 ms when the request waits for its pause', async () => {
  const sentSignal = createSentSignal();
  sentSignal.begin();
  const wait = sentSignal.wait();
  await vi.advanceTimersByTimeAsync(20);
  expect(await hasEnded(wait)).toBe(true);
});
