import { describe, expect, it } from 'vitest';
import { DeadlineError, InterruptedError } from '../../../src/errors.ts';
import type { FetchEvent } from '../../../src/fetch/events.ts';
import {
  createLimiter,
  type Limiter,
  type Pace,
  parseRetryAfter,
  shareLimiter,
} from '../../../src/fetch/policy/limiter.ts';
import { fakeClock } from '../../helpers/clock.ts';

const never = new AbortController().signal;
const good: Pace = { kind: 'good', retryAfterMs: null };
const slow: Pace = { kind: 'slow-down', retryAfterMs: null };

function setUp(change: { minDelayMs?: number; maxDelayMs?: number; random?: () => number } = {}) {
  const clock = fakeClock();
  const events: FetchEvent[] = [];
  const settings = {
    ...{ minDelayMs: 3_000, maxDelayMs: 8_000, random: () => 0.5, ...change },
    ...{ clock, onEvent: (event: FetchEvent) => events.push(event) },
  };
  const limiter = createLimiter(settings);
  const run = (pace: Pace, tookMs = 0) =>
    limiter.run(() => {
      clock.advance(tookMs);
      return Promise.resolve({ value: 'answer', pace });
    }, never);
  return { clock, events, settings, limiter, run };
}

async function pausesOf(run: (pace: Pace) => Promise<unknown>, sleeps: number[], paces: Pace[]): Promise<number[]> {
  for (const pace of paces) await run(pace);
  return sleeps;
}

describe('the pause between two requests', () => {
  it('does not come before the first request', async () => {
    const { clock, run } = setUp();
    await run(good);
    expect(clock.sleeps).toEqual([]);
  });

  it('is between the end of an answer and the start of the next request', async () => {
    const { clock, run } = setUp();
    await run(good, 40_000);
    await run(good);
    expect(clock.sleeps).toEqual([5_500]);
  });

  it('counts the work done in between', async () => {
    const { clock, run, limiter } = setUp();
    await run(good);
    clock.advance(2_000);
    await run(good);
    clock.advance(60_000);
    await run(good);
    expect(clock.sleeps).toEqual([3_500]);
    expect(limiter.pausedMs()).toBe(3_500);
  });

  it('counts from the last byte of the answer', async () => {
    const { clock, run } = setUp();
    await run({ ...good, deliveryLagMs: 100 });
    await run(good);
    expect(clock.sleeps).toEqual([5_400]);
  });

  it('is drawn uniformly from the range', async () => {
    let step = 0;
    const { clock, run } = setUp({ random: () => (step++ % 1000) / 1000 });
    for (let request = 0; request <= 1000; request += 1) await run(good);
    expect(Math.min(...clock.sleeps)).toBe(3_000);
    expect(Math.max(...clock.sleeps)).toBe(7_995);
    const mean = clock.sleeps.reduce((sum, ms) => sum + ms, 0) / clock.sleeps.length;
    expect(mean).toBeCloseTo(5_500, -2);
  });

  it('is announced', async () => {
    const { events, run } = setUp();
    await run(good);
    await run(good);
    expect(events).toEqual([{ type: 'pause', ms: 5_500, reason: 'polite' }]);
  });

  it('can be nothing at all', async () => {
    const { clock, run, events } = setUp({ minDelayMs: 0, maxDelayMs: 0 });
    for (let request = 0; request < 5; request += 1) await run(good);
    expect([clock.sleeps, events]).toEqual([[], []]);
  });

  it('is not made longer by a clock that is set back', async () => {
    const { clock, run } = setUp();
    await run(good);
    clock.advance(-3_600_000);
    await run(good);
    expect(clock.sleeps).toEqual([5_500]);
  });

  it('follows a request that failed as well', async () => {
    const { clock, limiter, run } = setUp();
    await expect(limiter.run(() => Promise.reject(new Error('broken')), never)).rejects.toThrow('broken');
    await run(good);
    expect(clock.sleeps).toEqual([5_500]);
  });

  it('is at least what robots.txt asks for', async () => {
    const { clock, run, limiter } = setUp();
    limiter.raiseMinimum(10_000);
    await run(good);
    await run(good);
    expect(clock.sleeps).toEqual([10_000]);
  });
});

describe('a site that asks us to slow down', () => {
  it('doubles the pause each time, up to five minutes', async () => {
    const { clock, run } = setUp();
    const pauses = await pausesOf(run, clock.sleeps, Array<Pace>(10).fill(slow));
    expect(pauses).toEqual([11_000, 22_000, 44_000, 88_000, 176_000, 300_000, 300_000, 300_000, 300_000]);
  });

  it('gets its old pace back step by step', async () => {
    const { clock, run } = setUp();
    const pauses = await pausesOf(run, clock.sleeps, [slow, slow, slow, good, good, good, good, good]);
    expect(pauses).toEqual([11_000, 22_000, 44_000, 22_000, 11_000, 5_500, 5_500]);
  });

  it('is not hurried by answers that are neither good nor a refusal', async () => {
    const { clock, run } = setUp();
    const neutral: Pace = { kind: 'neutral', retryAfterMs: null };
    expect(await pausesOf(run, clock.sleeps, [slow, neutral, neutral, good])).toEqual([11_000, 11_000, 11_000]);
  });

  it('slows down a run without pauses too', async () => {
    const { clock, run } = setUp({ minDelayMs: 0, maxDelayMs: 0 });
    expect(await pausesOf(run, clock.sleeps, [slow, slow, good, good, good])).toEqual([500, 1_000, 500]);
  });

  it('is given the time it asks for, within five minutes', async () => {
    const { clock, run, events } = setUp();
    await run({ kind: 'slow-down', retryAfterMs: 60_000 });
    await run({ kind: 'slow-down', retryAfterMs: 86_400_000 });
    await run({ kind: 'slow-down', retryAfterMs: 1 });
    await run(good);
    expect(clock.sleeps).toEqual([60_000, 300_000, 44_000]);
    expect(events.map((event) => event.type === 'pause' && event.reason)).toEqual([
      'retry-after',
      'retry-after',
      'slowed',
    ]);
  });
});

describe('shutdown', () => {
  it('ends a pause at once', async () => {
    const stop = new AbortController();
    const clock = fakeClock(0, () => stop.abort());
    const limiter = createLimiter({ minDelayMs: 5_000, maxDelayMs: 5_000, random: () => 0, clock, onEvent: () => {} });
    const answer = () => Promise.resolve({ value: 1, pace: good });
    await limiter.run(answer, stop.signal);
    await expect(limiter.run(answer, stop.signal)).rejects.toThrow(InterruptedError);
    expect(clock.now()).toBe(0);
  });

  it('lets no request start that was waiting', async () => {
    const { limiter } = setUp();
    let asked = 0;
    const request = () => {
      asked += 1;
      return Promise.resolve({ value: 1, pace: good });
    };
    await expect(limiter.run(request, AbortSignal.abort())).rejects.toThrow(InterruptedError);
    expect(asked).toBe(0);
  });
});

describe('a pause that would not end before the deadline', () => {
  it('is not begun, and no request is sent', async () => {
    const { clock, limiter, run, events } = setUp();
    await run({ kind: 'slow-down', retryAfterMs: 60_000 });
    const request = () => Promise.reject(new Error('a request was sent'));
    await expect(limiter.run(request, never, clock.now() + 60_000)).rejects.toThrow(DeadlineError);
    expect([clock.sleeps, events]).toEqual([[], []]);
    clock.advance(10_000);
    await run(good);
    expect(clock.sleeps).toEqual([50_000]);
  });

  it('is begun when it ends in time', async () => {
    const { clock, limiter, run } = setUp();
    await run(good);
    const request = () => Promise.resolve({ value: 'page', pace: good });
    expect(await limiter.run(request, never, clock.now() + 5_501)).toBe('page');
  });
});

describe('one limiter for a site', () => {
  it('lets one request in at a time, in the order they came', async () => {
    const { limiter } = setUp({ minDelayMs: 0, maxDelayMs: 0 });
    const log: string[] = [];
    const request = (name: string) => async () => {
      log.push(`${name} begins`);
      await new Promise((resolve) => setImmediate(resolve));
      log.push(`${name} ends`);
      return { value: name, pace: good };
    };
    await Promise.all(['a', 'b', 'c'].map((name) => limiter.run(request(name), never)));
    expect(log).toEqual(['a begins', 'a ends', 'b begins', 'b ends', 'c begins', 'c ends']);
  });

  it('is shared by all who use the site at the same time', () => {
    const { settings } = setUp();
    const first = shareLimiter('http://site.test', settings);
    const second = shareLimiter('http://site.test', settings);
    const other = shareLimiter('http://other.test', settings);
    expect(second.limiter).toBe(first.limiter);
    expect(other.limiter).not.toBe(first.limiter);
    first.release();
    first.release();
    const third: { limiter: Limiter; release: () => void } = shareLimiter('http://site.test', settings);
    expect(third.limiter).toBe(first.limiter);
    for (const user of [second, third, other]) user.release();
    const later = shareLimiter('http://site.test', settings);
    expect(later.limiter).not.toBe(first.limiter);
    later.release();
  });
});

describe('Retry-After', () => {
  const nowMs = Date.UTC(2026, 0, 1, 12);
  it.each([
    ['120', 120_000],
    [' 0 ', 0],
    ['Thu, 01 Jan 2026 12:01:00 GMT', 60_000],
    ['Thu, 01 Jan 2026 11:00:00 GMT', 0],
    ['soon', null],
    ['', null],
    [undefined, null],
    ['-5', null],
  ])('%s is %s ms', (header, ms) => {
    expect(parseRetryAfter(header, nowMs)).toBe(ms);
  });
});
