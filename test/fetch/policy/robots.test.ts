import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { HaltError, InterruptedError, TransientError } from '../../../src/errors.ts';
import type { RawAnswer } from '../../../src/fetch/answer/transport.ts';
import { combineRules, readRobots, robotsFault, robotsFile } from '../../../src/fetch/policy/robots.ts';
import { BUILT_IN_RULES } from '../../../src/fetch/policy/robots-rules.ts';
import { CORPUS, hasCorpus } from '../../helpers/corpus.ts';
import { challengePage, deniedPage } from '../../helpers/faults/fault-pages.ts';

const base = new URL('https://www.hltv.org');
const nowMs = Date.UTC(2026, 1, 1);
const DAY_MS = 24 * 60 * 60_000;

function answer(change: Partial<RawAnswer> = {}): RawAnswer {
  const { body = 'User-agent: *\nDisallow: /secret/\n' } = change;
  return {
    status: 200,
    headers: { 'content-type': 'text/plain' },
    url: 'https://www.hltv.org/robots.txt',
    body,
    bytes: Buffer.from(body),
    ...change,
  };
}

describe('the built-in rules', () => {
  const rules = combineRules(base, null);

  it.each([
    '/results',
    '/results?offset=100',
    '/matches/2400001/alpha-wolves-vs-bravo-foxes-example-cup-1',
    '/stats/matches/mapstatsid/300001/alpha-vs-bravo',
    '/stats/matches/performance/mapstatsid/300001/alpha-vs-bravo',
    '/stats/matches/economy/mapstatsid/300001/alpha-vs-bravo',
    '/stats/matches/150001/alpha-vs-bravo',
    '/stats/matches?offset=50',
  ])('allow %s', (path) => {
    expect(rules.findRule(path)).toBeNull();
  });

  it.each([
    ['/results?gameType=CS2', 'Disallow: /results?gameType*'],
    ['/results?gameType=CS2&offset=100', 'Disallow: /results?gameType*'],
    ['/results?offset=100&gameType=CS2', 'Disallow: /results?*gameType='],
    ['/results?offset=100&startDate=2026-01-01', 'Disallow: /results?*startDate='],
    ['/results?offset=0&stars=3', 'Disallow: /results?*stars='],
    ['/results?matchType=Lan', 'Disallow: /results?matchType*'],
    ['/matches?predefinedFilter=top', 'Disallow: /matches?*'],
    ['/stats/matches/mapstatsid/300001/a?startDate=all', 'Disallow: /stats*?*startDate'],
    ['/stats?event=9100', 'Disallow: /stats*?*event'],
    ['/download/demo/109000', 'Disallow: /download/demo*'],
    ['/stats/players/career/1/x?a=b', 'Disallow: /stats/players/career/*?'],
  ])('forbid %s by name', (path, rule) => {
    expect(rules.findRule(path)).toContain(rule);
  });

  it.runIf(hasCorpus)('are those of the site', () => {
    const real = gunzipSync(readFileSync(join(CORPUS, 'robots', 'hltv-robots.txt.gz'))).toString('utf8');
    const disallowed = (text: string) => text.match(/^Disallow: .*$/gm);
    expect(disallowed(BUILT_IN_RULES)).toEqual(disallowed(real));
  });
});

describe("the site's own rules", () => {
  it('count on top of the built-in ones', () => {
    const rules = combineRules(base, 'User-agent: *\nAllow: /\nDisallow: /matches/24*\n');
    expect(rules.findRule('/matches/2400001/x')).toBe('Disallow: /matches/24*');
    expect(rules.findRule('/matches/2300001/x')).toBeNull();
    expect(rules.findRule('/download/demo/1')).toBe('Disallow: /download/demo*');
  });

  it('may address this program by name', () => {
    const rules = combineRules(base, 'User-agent: *\nDisallow:\n\nUser-agent: hltv-scraper\nDisallow: /\n');
    expect(rules.findRule('/results')).toBe('Disallow: /');
  });

  it('count below the path of a mirror', () => {
    const rules = combineRules(new URL('https://mirror.test/hltv'), 'User-agent: *\nDisallow: /hltv/results\n');
    expect(rules.findRule('/results')).toBe('Disallow: /hltv/results');
    expect(rules.findRule('/matches?x=1')).toBe('Disallow: /matches?*');
  });

  it('may ask for a pace', () => {
    expect(combineRules(base, 'User-agent: *\nCrawl-delay: 7\n').crawlDelayMs).toBe(7_000);
    expect(combineRules(base, 'User-agent: *\nCrawl-delay: soon\n').crawlDelayMs).toBeNull();
    expect(combineRules(base, null).crawlDelayMs).toBeNull();
  });
});

describe('an answer that claims to be robots.txt', () => {
  it.each([
    ['a challenge', { body: challengePage('en', null) }],
    ['a denial', { body: deniedPage() }],
    ['a web page', { body: '<!DOCTYPE html><html><body>User-agent: *</body></html>' }],
    ['rules sent as HTML', { headers: { 'content-type': 'text/html' } }],
    ['another address', { url: 'https://www.hltv.org/' }],
    ['a server error', { status: 500 }],
    ['a refusal', { status: 403 }],
    ['some other text', { body: 'hello' }],
  ])('is none when it is %s', (_, change) => {
    expect(robotsFault(answer(change))).not.toBeNull();
  });

  it.each([
    ['rules', {}],
    ['an empty file', { body: '' }],
    ['a file without content type', { headers: {} }],
  ])('is one when it is %s', (_, change) => {
    expect(robotsFault(answer(change))).toBeNull();
  });
});

describe('reading the rules', () => {
  let dataDir: string;
  let asked: number;

  beforeEach(() => {
    dataDir = mkdtempSync(join(tmpdir(), 'hltv-robots-'));
    asked = 0;
  });
  afterEach(() => rmSync(dataDir, { recursive: true, force: true }));

  const read = (atMs: number, outcome: RawAnswer | Error) =>
    readRobots({ dataDir, base }, atMs, () => {
      asked += 1;
      return outcome instanceof Error ? Promise.reject(outcome) : Promise.resolve(outcome);
    });

  it('asks the site once a day', async () => {
    expect((await read(nowMs, answer())).source).toBe('site');
    const again = await read(nowMs + DAY_MS - 1_000, answer());
    expect([again.source, again.findRule('/secret/x')]).toEqual(['cache', 'Disallow: /secret/']);
    expect(asked).toBe(1);
    expect((await read(nowMs + DAY_MS + 1_000, answer())).source).toBe('site');
    expect(asked).toBe(2);
  });

  it.each([
    ['years', 9 * 365 * DAY_MS],
    ['an hour', DAY_MS / 24],
  ])('asks the site again when a clock wrote the copy that was %s ahead', async (_, aheadMs) => {
    await read(nowMs + aheadMs, answer());
    expect((await read(nowMs, answer())).source).toBe('site');
    expect((await read(nowMs, answer())).source).toBe('cache');
  });

  it('keeps the copy in the data folder', async () => {
    await read(nowMs, answer());
    expect(robotsFile({ dataDir, base })).toBe(join(dataDir, 'robots', 'www.hltv.org.txt'));
    expect(readFileSync(robotsFile({ dataDir, base }), 'utf8')).toBe(answer().body);
  });

  it('takes a missing file as no rules beyond the built-in ones', async () => {
    const rules = await read(nowMs, answer({ status: 404, headers: { 'content-type': 'text/html' }, body: '<html>' }));
    expect([rules.source, rules.reason]).toEqual(['site', null]);
    expect(rules.findRule('/anything')).toBeNull();
    expect(rules.findRule('/results?gameType=CS2')).not.toBeNull();
  });

  it.each([
    ['refused', answer({ status: 403, body: challengePage('de', null) })],
    ['foreign', answer({ body: '<html>Welcome</html>' })],
    ['out of reach', new TransientError('network', 'no answer')],
  ])('never takes a %s file as "no rules"', async (_, outcome) => {
    const rules = await read(nowMs, outcome);
    expect(rules.source).toBe('built-in');
    expect(rules.reason).not.toBeNull();
    expect(rules.findRule('/results?gameType=CS2')).not.toBeNull();
    await read(nowMs, outcome);
    expect(asked).toBe(2);
  });

  it('falls back on an older copy', async () => {
    await read(nowMs, answer());
    const rules = await read(nowMs + 3 * DAY_MS, answer({ status: 503 }));
    expect([rules.source, rules.reason]).toEqual(['old-cache', 'status 503']);
    expect(rules.findRule('/secret/x')).toBe('Disallow: /secret/');
  });

  it.each([new InterruptedError(), new HaltError('network-refused', 'no')])(
    'passes on what ends the run',
    async (error) => {
      await expect(read(nowMs, error)).rejects.toBe(error);
    },
  );

  it('names the file that it cannot write', async () => {
    writeFileSync(join(dataDir, 'robots'), '');
    await expect(read(nowMs, answer())).rejects.toThrow(/www\.hltv\.org\.txt: .*Move it away/);
  });

  it('passes on a bug', async () => {
    await expect(read(nowMs, new RangeError('bug'))).rejects.toThrow('bug');
  });
});
