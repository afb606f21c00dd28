import { existsSync, mkdtempSync, rmSync, utimesSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  DeadlineError,
  NetworkRefusedError,
  NotFoundError,
  RefusedError,
  RobotsError,
  TransientError,
} from '../../src/errors.ts';
import type { RawAnswer, Transport } from '../../src/fetch/answer/transport.ts';
import type { Get } from '../../src/fetch/browser/browser-get.ts';
import type { FetchEvent } from '../../src/fetch/events.ts';
import { DEFAULT_LIMITS, parseBaseUrl, type SiteFetcherOptions } from '../../src/fetch/options.ts';
import { openCooldown } from '../../src/fetch/policy/cooldown.ts';
import { createLimiter } from '../../src/fetch/policy/limiter.ts';
import { robotsFile } from '../../src/fetch/policy/robots.ts';
import { openSiteFetcher } from '../../src/fetch/site-fetcher.ts';
import { stackFetcher } from '../../src/fetch/stack.ts';
import { fakeClock } from '../helpers/clock.ts';
import { challengePage, networkRefusedPage } from '../helpers/faults/fault-pages.ts';
import { matchRequest, tinyPage } from '../helpers/tiny-site.ts';

const baseUrl = 'http://site.test';
const never = new AbortController().signal;
const HOUR_MS = 60 * 60_000;

type Outcome = Partial<RawAnswer> | Error;
/** What the site answers to a path; null: as it should. */
type Site = (path: string, transport: Transport, nth: number) => Outcome | null;

const refused: Outcome = { status: 403, body: challengePage('en', null) };

describe('the wrappers around the browser', () => {
  let dataDir: string;

  beforeEach(() => {
    dataDir = mkdtempSync(join(tmpdir(), 'hltv-stack-'));
  });
  afterEach(() => rmSync(dataDir, { recursive: true, force: true }));

  function setUp(site: Site, change: Partial<SiteFetcherOptions> = {}) {
    const clock = fakeClock();
    const events: FetchEvent[] = [];
    const asked: string[] = [];
    const get: Get = (path, transport) => {
      asked.push(`${transport} ${path}`);
      const outcome = site(path, transport, asked.length);
      if (outcome instanceof Error) return Promise.reject(outcome);
      const body =
        path === '/robots.txt'
          ? 'User-agent: *\nDisallow: /matches/666/'
          : tinyPage('match', Number(path.split('/')[2]));
      const type = path === '/robots.txt' ? 'text/plain' : 'text/html';
      const answer = { status: 200, headers: { 'content-type': type }, url: baseUrl + path, body, ...outcome };
      const raw = { ...answer, bytes: Buffer.from(answer.body) };
      return Promise.resolve({ raw, transport });
    };
    const browser = { path: null, channel: null, headed: false, cdpUrl: null, userAgent: null, proxy: null };
    const options: SiteFetcherOptions = {
      ...{ baseUrl, dataDir, minDelayMs: 3_000, maxDelayMs: 3_000, transport: 'fetch', browser, clock },
      ...{ ignoreRobots: false, ignoreCooldown: false, random: () => 0, onEvent: (event) => events.push(event) },
      ...change,
    };
    const limiter = createLimiter(options);
    const base = parseBaseUrl(baseUrl);
    const stack = stackFetcher({ options, base, limits: DEFAULT_LIMITS, get, limiter, onEvent: options.onEvent });
    return { ...stack, clock, events, asked, options, types: () => events.map((event) => event.type) };
  }

  it('bring a page, after robots.txt, at the polite pace', async () => {
    const { fetch, asked, clock } = setUp(() => null);
    const answer = await fetch(matchRequest(7), never);
    expect(answer).toMatchObject({
      httpStatus: 200,
      transport: 'fetch',
      transportReason: null,
      fetchedAtMs: clock.now(),
    });
    expect(answer.html).toContain('data-id="7"');
    await fetch(matchRequest(8), never);
    expect(asked).toEqual(['navigate /robots.txt', 'fetch /matches/7/x', 'fetch /matches/8/x']);
    expect(clock.sleeps).toEqual([3_000, 3_000]);
  });

  it('bring a genuine page without data', async () => {
    const { fetch } = setUp((path) => (path === '/robots.txt' ? null : { body: tinyPage('match', 7, 'NO DATA') }));
    expect((await fetch(matchRequest(7), never)).html).toContain('NO DATA');
  });

  describe('another transport', () => {
    it.each<[string, Outcome]>([
      ['a refusal', refused],
      ['a page without the frame of the site', { body: '<html><body>Hello</body></html>' }],
      ['an empty page', { body: '' }],
    ])('is tried once after %s', async (_, outcome) => {
      const { fetch, asked, events } = setUp((_path, transport) => (transport === 'fetch' ? outcome : null));
      const answer = await fetch(matchRequest(7), never);
      expect(answer.transport).toBe('navigate');
      expect(answer.transportReason).not.toBeNull();
      expect(asked.slice(1)).toEqual(['fetch /matches/7/x', 'navigate /matches/7/x']);
      expect(events).toContainEqual({ type: 'fallback', path: '/matches/7/x', reason: answer.transportReason });
    });

    it('is not tried after a missing page', async () => {
      const { fetch, asked } = setUp((path) => (path === '/robots.txt' ? null : { status: 404, body: 'gone' }));
      await expect(fetch(matchRequest(7), never)).rejects.toThrow(NotFoundError);
      expect(asked).toHaveLength(2);
    });

    it('is not tried when it is the one configured', async () => {
      const site: Site = (path) => (path === '/robots.txt' ? null : refused);
      const { fetch, asked } = setUp(site, { transport: 'navigate' });
      await expect(fetch(matchRequest(7), never)).rejects.toThrow(RefusedError);
      expect(asked).toEqual(['navigate /robots.txt', 'navigate /matches/7/x']);
    });

    it('goes first for a while when the other has failed three times in a row', async () => {
      const { fetch, asked } = setUp((_path, transport) => (transport === 'fetch' ? refused : null));
      for (let id = 1; id <= 3; id += 1) await fetch(matchRequest(id), never);
      asked.splice(0);
      for (let id = 4; id <= 53; id += 1) {
        expect((await fetch(matchRequest(id), never)).transportReason).toContain('3 times in a row');
      }
      expect(asked.filter((line) => line.startsWith('fetch'))).toEqual([]);
      await fetch(matchRequest(54), never);
      expect(asked.filter((line) => line.startsWith('fetch'))).toEqual(['fetch /matches/54/x']);
    });
  });

  describe('transient errors', () => {
    it('is met by trying again', async () => {
      const broken: Outcome[] = [
        { status: 500 },
        { body: tinyPage('match', 8) },
        new TransientError('network', 'reset'),
      ];
      const { fetch, asked, events } = setUp((path) => (path === '/robots.txt' ? null : (broken.shift() ?? null)));
      expect((await fetch(matchRequest(7), never)).html).toContain('data-id="7"');
      expect(asked).toHaveLength(5);
      const retries = events.flatMap((event) => (event.type === 'retry' ? [event.code] : []));
      expect(retries).toEqual(['server-error', 'wrong-page', 'network']);
    });

    it('that stays becomes an error that says what came', async () => {
      const { fetch } = setUp((path) => (path === '/robots.txt' ? null : { body: tinyPage('match', 8) }));
      await expect(fetch(matchRequest(7), never)).rejects.toThrow('match 7 (/matches/7/x): asked for 7, got 8');
      await expect(fetch(matchRequest(7), never)).rejects.toMatchObject({ policy: 'retry', code: 'wrong-page' });
    });

    it('waits as long as a 503 asks for', async () => {
      let times = 0;
      const { fetch, clock } = setUp((path) => {
        if (path === '/robots.txt') return null;
        times += 1;
        return times === 1 ? { status: 503, headers: { 'retry-after': '60' } } : null;
      });
      await fetch(matchRequest(7), never);
      const waited = clock.sleeps.slice(1).reduce((sum, ms) => sum + ms, 0);
      expect(waited).toBe(60_000);
    });
  });

  describe('a deadline', () => {
    const within = (id: number, ms: number, now: () => number) => ({ ...matchRequest(id), deadlineMs: now() + ms });
    const isPage = (path: string) => path !== '/robots.txt';

    it('ends the tries of a page with the error of the last one', async () => {
      const site: Site = (path) => (isPage(path) ? { status: 503, headers: { 'retry-after': '60' } } : null);
      const { fetch, asked, clock } = setUp(site);
      const failure = fetch(within(7, 10_000, clock.now), never);
      await expect(failure).rejects.toMatchObject({ policy: 'retry', code: 'server-error' });
      expect(asked).toEqual(['navigate /robots.txt', 'fetch /matches/7/x']);
      expect(clock.sleeps.every((ms) => ms <= 3_000)).toBe(true);
    });

    it('leaves a refusal what it is when there is no time for the other transport', async () => {
      const { fetch, asked, clock } = setUp((path) => (isPage(path) ? refused : null));
      await expect(fetch(within(7, 5_000, clock.now), never)).rejects.toThrow(RefusedError);
      expect(asked).toEqual(['navigate /robots.txt', 'fetch /matches/7/x']);
    });

    it('lets no page begin whose pause would end later, nor robots.txt', async () => {
      const { fetch, asked, clock } = setUp(() => null);
      await fetch(matchRequest(1), never);
      await expect(fetch(within(2, 2_999, clock.now), never)).rejects.toThrow(DeadlineError);
      clock.advance(25 * HOUR_MS);
      await fetch(matchRequest(3), never);
      clock.advance(-25 * HOUR_MS);
      await expect(fetch(within(4, 2_999, clock.now), never)).rejects.toThrow(DeadlineError);
      expect(asked.slice(2)).toEqual(['navigate /robots.txt', 'fetch /matches/3/x']);
    });
  });

  describe('refusals', () => {
    const everything: Site = () => refused;

    it('are announced and passed on, however many: the run counts them', async () => {
      const { fetch, asked, events } = setUp(everything);
      for (const id of [1, 2, 3, 4, 5]) {
        await expect(fetch(matchRequest(id), never)).rejects.toMatchObject({ policy: 'refused', code: 'challenge' });
      }
      expect(asked).toHaveLength(11);
      const markers = events.flatMap((event) => (event.type === 'refusal' ? [event.marker] : []));
      expect(markers).toHaveLength(5);
      expect(existsSync(join(dataDir, 'site-state.json'))).toBe(false);
    });

    it('on record keep the next run from asking anything', async () => {
      const { options, clock } = setUp(everything);
      await openCooldown({ dataDir, baseUrl }, clock).save({ reason: 'status 403', isNetwork: false });
      await expect(openSiteFetcher(options)).rejects.toMatchObject({ policy: 'halt', code: 'cooldown' });
      clock.advance(HOUR_MS + 1);
      await (await openSiteFetcher(options))[Symbol.asyncDispose]();
    });

    it('on record are only mentioned where the person says so', async () => {
      const { options, clock, types } = setUp(everything, { ignoreCooldown: true });
      await openCooldown({ dataDir, baseUrl }, clock).save({ reason: 'status 403', isNetwork: false });
      await (await openSiteFetcher(options))[Symbol.asyncDispose]();
      expect(types().at(-1)).toBe('cooldown-ignored');
    });

    it('slow the run down', async () => {
      const { fetch, clock } = setUp(everything);
      for (const id of [1, 2]) await fetch(matchRequest(id), never).catch(() => undefined);
      expect(clock.sleeps).toEqual([6_000, 12_000, 24_000, 48_000]);
    });

    it('of the whole network are distinguished, with advice', async () => {
      const { fetch, asked, types } = setUp((path) =>
        path === '/robots.txt' ? null : { status: 403, body: networkRefusedPage(1005) },
      );
      const failure = await fetch(matchRequest(1), never).catch((error: unknown) => error);
      expect(failure).toBeInstanceOf(NetworkRefusedError);
      expect((failure as NetworkRefusedError).message).toMatch(/error 1005.*data-centre addresses/);
      expect(failure).toMatchObject({ policy: 'network-refused', marker: 'error 1005' });
      expect(types().at(-1)).toBe('refusal');
      expect(asked).toEqual(['navigate /robots.txt', 'fetch /matches/1/x']);
    });

    it('of the whole network are noticed already at robots.txt', async () => {
      const { fetch, asked } = setUp(() => ({ status: 403, body: networkRefusedPage(1007) }));
      await expect(fetch(matchRequest(1), never)).rejects.toMatchObject({ policy: 'network-refused' });
      expect(asked).toEqual(['navigate /robots.txt']);
    });
  });

  describe('robots.txt', () => {
    it('keeps us from a path, and the error names the rule', async () => {
      const { fetch, asked } = setUp(() => null);
      const failure = await fetch(matchRequest(666), never).catch((error: unknown) => error);
      expect(failure).toBeInstanceOf(RobotsError);
      expect((failure as RobotsError).message).toContain('Disallow: /matches/666/');
      expect(asked).toEqual(['navigate /robots.txt']);
    });

    it('is only mentioned where the person says so', async () => {
      const { fetch, events } = setUp(() => null, { ignoreRobots: true });
      await fetch(matchRequest(666), never);
      expect(events).toContainEqual({
        type: 'robots-ignored',
        path: '/matches/666/x',
        rule: 'Disallow: /matches/666/',
      });
    });

    it('is asked for once a day by all runs together', async () => {
      const first = setUp(() => null);
      await first.fetch(matchRequest(1), never);
      const second = setUp(() => null);
      await second.fetch(matchRequest(2), never);
      expect(second.asked).toEqual(['fetch /matches/2/x']);
      const yesterday = (second.clock.now() - 25 * HOUR_MS) / 1000;
      utimesSync(robotsFile({ dataDir, base: parseBaseUrl(baseUrl) }), yesterday, yesterday);
      const third = setUp(() => null);
      await third.fetch(matchRequest(3), never);
      expect(third.asked[0]).toBe('navigate /robots.txt');
    });

    it('is asked for again in a run of several days', async () => {
      const { fetch, asked, clock } = setUp(() => null);
      const askedOnDay = async (hours: number): Promise<boolean> => {
        clock.advance(hours * HOUR_MS);
        asked.length = 0;
        await fetch(matchRequest(1), never);
        return asked.includes('navigate /robots.txt');
      };
      expect(await askedOnDay(0)).toBe(true);
      expect(await askedOnDay(23)).toBe(false);
      expect(await askedOnDay(2)).toBe(true);
      expect(await askedOnDay(2)).toBe(false);
    });

    it('is asked for again when the clock is set back by years', async () => {
      const { fetch, asked, clock } = setUp(() => null);
      await fetch(matchRequest(1), never);
      clock.advance(-9 * 365 * 24 * HOUR_MS);
      asked.length = 0;
      await fetch(matchRequest(2), never);
      expect(asked).toEqual(['navigate /robots.txt', 'fetch /matches/2/x']);
    });

    it('that is refused leaves the built-in rules in force', async () => {
      const { fetch, events } = setUp((path) => (path === '/robots.txt' ? refused : null));
      await fetch(matchRequest(1), never);
      expect(events).toContainEqual(expect.objectContaining({ type: 'robots-read', source: 'built-in' }));
      const filtered = { ...matchRequest(1), path: '/results?offset=0&gameType=CS2' };
      await expect(fetch(filtered, never)).rejects.toThrow(RobotsError);
    });

    it('sets the pace', async () => {
      const { fetch, clock } = setUp((path) =>
        path === '/robots.txt' ? { body: 'User-agent: *\nCrawl-delay: 20\n' } : null,
      );
      for (const id of [1, 2]) await fetch(matchRequest(id), never);
      expect(clock.sleeps).toEqual([3_000, 20_000]);
    });
  });
});
