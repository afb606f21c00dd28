import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { classifyAnswer, idInUrl, type Verdict } from '../../../src/fetch/answer/classify.ts';
import type { RawAnswer } from '../../../src/fetch/answer/transport.ts';
import { MAX_PAGE_BYTES, type PageRequest } from '../../../src/fetcher.ts';
import { PAGES } from '../../../src/pages/pages.ts';
import type { RefusalKind } from '../../../src/refusal-marks.ts';
import { corpusPages, hasCorpus } from '../../helpers/corpus.ts';
import { cdnErrorPage, challengePage, deniedPage, networkRefusedPage } from '../../helpers/faults/fault-pages.ts';
import { identifyTiny, matchRequest, tinyPage } from '../../helpers/tiny-site.ts';

const HTML = { 'content-type': 'text/html; charset=utf-8' };
const request = matchRequest(7);

function raw(change: Partial<RawAnswer> = {}): RawAnswer {
  const { body = tinyPage('match', 7) } = change;
  const bytes = Buffer.from(body);
  return { status: 200, headers: HTML, url: 'https://site.test/matches/7/x', body, bytes, ...change };
}

const page = (filler: string) => ({ body: tinyPage('match', 7, filler) });
const foreign = (inner: string) => ({ body: `<!DOCTYPE html><html><body>${inner}</body></html>` });

type Case = [name: string, change: Partial<RawAnswer>, verdict: Verdict, marker: string | null, kind?: RefusalKind];

const CASES: Case[] = [
  ['the page asked for', {}, 'page', null],
  ['the page behind another slug', { url: 'https://site.test/matches/7/other-slug' }, 'page', null],
  ['the page without a content type', { headers: {} }, 'page', null],
  ['a genuine page without data', page('NO DATA'), 'no-data', null],
  ['404', { status: 404, ...foreign('gone') }, 'not-found', 'status 404'],
  ['404 in the frame of the site', { status: 404 }, 'not-found', 'status 404'],
  ['410', { status: 410, ...foreign('gone') }, 'not-found', 'status 410'],
  [
    'the header of a challenge',
    { headers: { ...HTML, 'cf-mitigated': 'challenge' } },
    'refused',
    'cf-mitigated: challenge',
    'challenge',
  ],
  ['a challenge', { status: 403, body: challengePage('en', null) }, 'refused', '_cf_chl_opt', 'challenge'],
  ['a challenge with status 200', { body: challengePage('en', null) }, 'refused', '_cf_chl_opt', 'challenge'],
  [
    'a challenge with status 503',
    { status: 503, body: challengePage('en', null) },
    'refused',
    '_cf_chl_opt',
    'challenge',
  ],
  [
    'a challenge with status 429',
    { status: 429, body: challengePage('en', null) },
    'refused',
    '_cf_chl_opt',
    'challenge',
  ],
  ['a German challenge', { status: 403, body: challengePage('de', null) }, 'refused', '_cf_chl_opt', 'challenge'],
  [
    'a challenge that only its title tells',
    foreign('<title>Just a moment...</title>'),
    'refused',
    'Just a moment',
    'challenge',
  ],
  ['a turnstile', foreign('<div class="cf-turnstile"></div>'), 'refused', 'cf-turnstile', 'challenge'],
  [
    'a challenge in the frame of the site',
    page('<div id="challenge-running"></div>'),
    'refused',
    'challenge-running',
    'challenge',
  ],
  [
    'a challenge script in the frame of the site',
    page('<script>window._cf_chl_opt={a:1}</script>'),
    'refused',
    '_cf_chl_opt',
    'challenge',
  ],
  [
    'the script path on a page without the frame',
    foreign('<script src="/cdn-cgi/challenge-platform/x"></script>'),
    'refused',
    '/cdn-cgi/challenge-platform/',
    'challenge',
  ],
  [
    'attention required',
    foreign('<title>Attention Required! | Cloudflare</title>'),
    'refused',
    'Attention Required',
    'denied',
  ],
  ['blocked', foreign('<h1>Sorry, you have been blocked</h1>'), 'refused', 'Sorry, you have been blocked', 'denied'],
  ['error 1020', foreign('<p>Error code: 1020</p>'), 'refused', 'error 1020', 'denied'],
  ['the short denial', { body: deniedPage() }, 'refused', 'Access denied', 'denied'],
  ['error 1005', { status: 403, body: networkRefusedPage(1005) }, 'refused', 'error 1005', 'network'],
  ['error 1006', { status: 403, body: networkRefusedPage(1006) }, 'refused', 'error 1006', 'network'],
  [
    'error 1007 as plain text',
    { status: 403, headers: {}, body: 'error code: 1007' },
    'refused',
    'error 1007',
    'network',
  ],
  ['403', { status: 403, ...foreign('no') }, 'refused', 'status 403', 'denied'],
  ['403 in the frame of the site', { status: 403 }, 'refused', 'status 403', 'denied'],
  ['451', { status: 451, ...foreign('no') }, 'refused', 'status 451', 'denied'],
  ['429', { status: 429, ...foreign('slow down') }, 'refused', 'status 429', 'too-many'],
  ['429 with a denial', { status: 429, body: deniedPage() }, 'refused', 'status 429', 'too-many'],
  ['500', { status: 500, ...foreign('oops') }, 'server-error', 'status 500'],
  ['502 in the frame of the site', { status: 502 }, 'server-error', 'status 502'],
  ['522', { status: 522, body: '' }, 'server-error', 'status 522'],
  ...[500, 502, 503, 504, 520, 521, 522, 523, 524, 525, 526, 527, 530].map(
    (status): Case => [
      `${status} in the frame of a denial`,
      { status, body: cdnErrorPage(status) },
      'server-error',
      `status ${status}`,
    ],
  ),
  ['502 with the code of a denial', { status: 502, ...foreign('Error code: 1020') }, 'server-error', 'status 502'],
  ['530 with the code of a network', { status: 530, body: 'error code: 1006' }, 'server-error', 'status 530'],
  ['503 titled Access denied', { status: 503, body: deniedPage() }, 'server-error', 'status 503'],
  ['502 with the marks of a challenge', { status: 502, body: challengePage('en', null) }, 'server-error', 'status 502'],
  [
    '503 with the header of a challenge',
    { status: 503, headers: { ...HTML, 'cf-mitigated': 'challenge' } },
    'refused',
    'cf-mitigated: challenge',
    'challenge',
  ],
  ['the frame of a denial alone', { body: cdnErrorPage(502).replace(/<script.*script>/, '') }, 'broken', 'frame'],
  ['another match', { body: tinyPage('match', 8) }, 'wrong-page', 'id'],
  ['another kind', { body: tinyPage('map-stats', 7) }, 'wrong-page', 'kind'],
  ['the home page', { url: 'https://site.test/', body: tinyPage('home', 0) }, 'wrong-page', 'kind'],
  ['a redirect that changes the id', { url: 'https://site.test/matches/8/x' }, 'wrong-page', 'redirect'],
  ['a redirect to another kind of address', { url: 'https://site.test/results' }, 'wrong-page', 'redirect'],
  ['an empty page', { body: '' }, 'broken', 'empty'],
  ['blanks', { body: ' \n\t ' }, 'broken', 'empty'],
  ['a page cut off', { body: tinyPage('match', 7).slice(0, -10) }, 'broken', 'truncated'],
  ['garbage', { body: '\u0000\u0001 garbage' }, 'broken', 'frame'],
  ['a foreign page', foreign('Welcome to the hotel'), 'broken', 'frame'],
  [
    'a page that does not say which',
    {
      body: tinyPage('match', 7)
        .replace(' data-id="7"', '')
        .replace('data-kind="match"', 'data-kind="match" data-id=""'),
    },
    'wrong-page',
    'kind',
  ],
  ['something that is not HTML', { headers: { 'content-type': 'application/json' } }, 'broken', 'content-type'],
  ['a status nobody expects', { status: 304 }, 'broken', 'status 304'],
  ['a page of 20 MB', page('x'.repeat(20 * 1024 * 1024)), 'page', null],
  ['too large a page', page('x'.repeat(MAX_PAGE_BYTES)), 'broken', 'size'],
  ['the word captcha on a genuine page', page('<p>captcha</p>'), 'page', null],
  ['the word Cloudflare on a genuine page', page('<p>Cloudflare</p>'), 'page', null],
  [
    'the script path on a genuine page',
    page('<script src="/cdn-cgi/challenge-platform/scripts/jsd/main.js"></script>'),
    'page',
    null,
  ],
  [
    'a comment that quotes every marker',
    page(
      '<p>Just a moment, Attention Required, Sorry, you have been blocked, window._cf_chl_opt = {}, cf-turnstile, challenge-running, Error 1005, error 1020, Access denied</p>',
    ),
    'page',
    null,
  ],
  [
    'a match of a team called Just a moment',
    { body: tinyPage('match', 7).replace('Tiny', 'Just a moment vs. Tiny at Cup | HLTV.org') },
    'page',
    null,
  ],
];

describe('an answer is classified', () => {
  it.each(CASES)('%s', (...[, change, verdict, marker, kind]) => {
    const found = classifyAnswer(raw(change), request);
    expect({ verdict: found.verdict, marker: found.marker, refusal: found.refusal }).toEqual({
      verdict,
      marker,
      refusal: kind ?? null,
    });
    expect(found.reason).not.toBe('');
  });

  it('as broken when the right kind of page does not say which one it is', () => {
    const silent: PageRequest = { ...request, identify: (html) => ({ ...identifyTiny(html), id: null }) };
    expect(classifyAnswer(raw(), silent)).toMatchObject({ verdict: 'broken', marker: 'identity' });
  });

  it('as without data when an empty listing does not show its offset', () => {
    const listing: PageRequest = {
      kind: 'results',
      id: 900,
      path: '/results?offset=900',
      identify: () => ({ kind: 'results', id: null, isGenuine: true, isComplete: true, hasData: false }),
    };
    const url = 'https://site.test/results?offset=900';
    expect(classifyAnswer(raw({ url }), listing)).toMatchObject({ verdict: 'no-data' });
    expect(classifyAnswer(raw({ url: 'https://site.test/results' }), listing)).toMatchObject({ verdict: 'wrong-page' });
  });

  it('quickly, also when it is made to be slow', () => {
    const nasty = [
      `<a ${'x '.repeat(2_000_000)}`,
      `${'<a '.repeat(1_000_000)}`,
      `<div class="${'contentCol '.repeat(300_000)}`,
      `${'<script '.repeat(500_000)}_cf_chl_opt`,
      `${'error '.repeat(700_000)}1005`,
    ];
    const startedAtMs = performance.now();
    for (const body of nasty) classifyAnswer(raw({ body }), request);
    expect(performance.now() - startedAtMs).toBeLessThan(5_000);
  });
});

describe('the id in an address', () => {
  it.each([
    ['match', 'https://s.test/matches/2400001/a-vs-b', 2400001],
    ['match', 'https://s.test/prefix/matches/5/a?x=1', 5],
    ['match', 'https://s.test/matches/token~token', null],
    ['map-stats', 'https://s.test/stats/matches/mapstatsid/300/a', 300],
    ['performance', 'https://s.test/stats/matches/performance/mapstatsid/300/a', 300],
    ['economy', 'https://s.test/stats/matches/economy/mapstatsid/300', 300],
    ['results', 'https://s.test/results?offset=200', 200],
    ['results', 'https://s.test/results', 0],
    ['results', 'https://s.test/', null],
    ['match', 'chrome-error://chromewebdata/', null],
    ['match', 'no address', null],
  ] as const)('%s %s is %s', (kind, url, id) => {
    expect(idInUrl(kind, url)).toBe(id);
  });
});

describe.runIf(hasCorpus)('real pages', () => {
  const read = (file: string) => gunzipSync(readFileSync(file)).toString('utf8');

  it.each(corpusPages('blocked'))('$name is a refusal', ({ file }) => {
    expect(classifyAnswer(raw({ body: read(file) }), request)).toMatchObject({
      verdict: 'refused',
      refusal: 'challenge',
    });
  });

  it.each(corpusPages('match'))('match $name is no refusal', ({ file, truth }) => {
    const html = read(file);
    const id = PAGES.match.identify(html).id ?? Number(truth.match_id);
    const wanted: PageRequest = { kind: 'match', id, path: `/matches/${id}/x`, identify: PAGES.match.identify };
    const found = classifyAnswer(raw({ body: html, url: `https://www.hltv.org/matches/${id}/x` }), wanted);
    expect(['page', 'no-data', 'broken']).toContain(found.verdict);
    if (PAGES.match.identify(html).id !== null) expect(found.verdict).not.toBe('broken');
  });

  it.each([...corpusPages('results'), ...corpusPages('map-stats'), ...corpusPages('map-performance')])(
    '$name shows no sign of refusal',
    ({ file }) => {
      expect(classifyAnswer(raw({ body: read(file) }), request).verdict).not.toBe('refused');
    },
  );
});
