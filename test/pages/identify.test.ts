import { describe, expect, it } from 'vitest';
import { listFixtures } from '../../scripts/fixtures.ts';
import { NoDataError, ParseError } from '../../src/errors.ts';
import type { PageIdentity } from '../../src/fetcher.ts';
import { identifyPage, PAGES } from '../../src/pages/pages.ts';
import { ALL_FORMS } from '../helpers/all-forms.ts';

const fixtures = new Map(listFixtures().map((fixture) => [fixture.name, fixture]));
const pageOf = (name: string): string => fixtures.get(name)?.html ?? '';
const idOf = (name: string): number | null => fixtures.get(name)?.meta.id ?? null;

const NOT_OURS: PageIdentity = { kind: null, id: null, isGenuine: false, isComplete: true, hasData: false };

const challenge = (title: string): string =>
  `<!DOCTYPE html><html><head><title>${title}</title></head><body><div id="challenge-error-text">hltv</div>` +
  '<script>window._cf_chl_opt = {};</script><script src="/cdn-cgi/challenge-platform/x.js"></script></body></html>';
const denied = (code: number): string =>
  '<!DOCTYPE html><html><head><title>Access denied | www.hltv.org used Cloudflare to restrict access</title></head>' +
  `<body><div class="cf-error-details">Error ${code}, Ray ID 1</div></body></html>`;
const inFrame = (content: string, title = 'HLTV.org', end = '</body></html>'): string =>
  `<!DOCTYPE html><html><head><title>${title}</title></head><body><div class="bgPadding"><div class="contentCol">${content}</div></div>${end}`;

type Case = [name: string, html: string, identity: PageIdentity];

const CASES: Case[] = [
  ['a challenge in English', challenge('Just a moment...'), NOT_OURS],
  ['a challenge in German', challenge('Einen Moment, bitte...'), NOT_OURS],
  ['a challenge in Russian', challenge('Подождите...'), NOT_OURS],
  ['a challenge in Chinese', challenge('请稍候…'), NOT_OURS],
  ['access denied 1005', denied(1005), NOT_OURS],
  ['access denied 1006', denied(1006), NOT_OURS],
  ['access denied 1007', denied(1007), NOT_OURS],
  ['access denied 1020', denied(1020), NOT_OURS],
  ['a denial of 1,024 bytes', pageOf('foreign/denied'), NOT_OURS],
  ['an empty body', '', { ...NOT_OURS, isComplete: false }],
  ['bytes that mean nothing', '\u0000\u0001\u0002 garbage', { ...NOT_OURS, isComplete: false }],
  ['a cookie wall', '<!DOCTYPE html><html><body><h1>Cookies</h1><button>OK</button></body></html>', NOT_OURS],
  ['a login page of the site', inFrame('<form id="login"></form>'), { ...NOT_OURS, isGenuine: true }],
  ['the 404 page of the site', pageOf('foreign/not-found'), { ...NOT_OURS, isGenuine: true }],
  ['the 500 page of the site', inFrame('<h1>500</h1><p>Something went wrong</p>'), { ...NOT_OURS, isGenuine: true }],
  ['a refusal inside the frame', inFrame('x', 'Just a moment...'), NOT_OURS],
  ['the front page', pageOf('foreign/home'), { ...NOT_OURS, isGenuine: true }],
  [
    'a series page',
    inFrame(
      '<div class="stats-section stats-match"><a class="stats-top-menu-item selected" href="/stats/matches/93304/a-vs-b">Overview</a>' +
        '<div class="match-info-box"></div><table class="stats-table totalstats"></table></div>',
    ),
    { ...NOT_OURS, isGenuine: true },
  ],
  [
    'a heatmap page',
    inFrame(
      '<div class="stats-section stats-match"><a class="stats-top-menu-item selected" href="/stats/matches/heatmap/mapstatsid/1/x?showKills=true">Heatmaps</a></div>',
    ),
    { ...NOT_OURS, isGenuine: true },
  ],
  [
    'a results page of a team',
    pageOf('results/no-featured').replaceAll('https://www.hltv.org/results"', 'https://www.hltv.org/team/1/x"'),
    { ...NOT_OURS, isGenuine: true },
  ],
  [
    'a performance page without data',
    pageOf('performance/no-data'),
    { kind: 'performance', id: idOf('performance/no-data'), isGenuine: true, isComplete: true, hasData: false },
  ],
  [
    'an economy page without data',
    pageOf('economy/no-data'),
    { kind: 'economy', id: idOf('economy/no-data'), isGenuine: true, isComplete: true, hasData: false },
  ],
  [
    'a match overview',
    pageOf('match/bo1'),
    { kind: 'match', id: idOf('match/bo1'), isGenuine: true, isComplete: true, hasData: true },
  ],
];

describe('the identity of a page', () => {
  for (const [name, html, identity] of CASES) {
    it(`is right for ${name}`, () => {
      expect(identifyPage(html)).toEqual(identity);
    });
  }

  it('is not shaken by refusal words in comments', () => {
    const html = pageOf('match/bo1').replace(
      '</body>',
      '<div class="forum">Just a moment, Cloudflare captcha. Sorry, you have been blocked. _cf_chl_opt</div></body>',
    );
    expect(identifyPage(html)).toEqual(identifyPage(pageOf('match/bo1')));
  });

  it('is open when two signs disagree', () => {
    const html = pageOf('match/browser-saved').replace(/(saved from url=\(\d+\)\S+\/matches\/)\d+/, '$17');
    expect(html).not.toBe(pageOf('match/browser-saved'));
    expect(identifyPage(html)).toMatchObject({ kind: 'match', id: null, isGenuine: true });
  });

  it('is of no kind when the selected tab and the structure disagree', () => {
    const html = pageOf('performance/rating-3');
    const moved = html.replace(/\/performance(\/mapstatsid\/\d+\/[^"]*" class="[^"]* selected")/, '$1');
    expect(moved).not.toBe(html);
    expect(identifyPage(moved)).toEqual({ ...NOT_OURS, isGenuine: true });
  });

  it('is found in links of the page to itself where an old page has nothing else', () => {
    const bare = pageOf('match/layout-2019');
    expect(identifyPage(bare)).toMatchObject({ kind: 'match', id: null });
    const comment = '<div class="forum"><a href="/matches/2390464/a-vs-b#r1" class="replyNum">#1</a></div></body>';
    const live = '<a href="/live?matchId=2390464">live</a></body>';
    for (const [html, url] of [
      [bare.replace('</body>', comment), 'https://www.hltv.org/matches/2390464/a-vs-b'],
      [bare.replace('</body>', live), 'https://www.hltv.org/matches/2390464/_'],
    ] as const) {
      expect(identifyPage(html)).toMatchObject({ kind: 'match', id: 2390464 });
      expect(PAGES.match.parse(html, { id: null })).toMatchObject({ matchId: 2390464, url });
    }
  });
});

describe('a page that stops early', () => {
  const STEP = ALL_FORMS ? 83 : 331;
  // The end tags of body and document may be left out: a page without them has lost nothing.
  const isWhole = (rest: string) => /^\s*(?:<\/body>\s*)?(?:<\/html>\s*)?$/i.test(rest);

  it('never passes as complete, wherever it stops', () => {
    const html = pageOf('match/postponed').trimEnd();
    const lengths = [...html].flatMap((_, length) =>
      length % STEP === 0 || length > html.length - 300 ? [length] : [],
    );
    for (const length of lengths) {
      const { isComplete } = identifyPage(html.slice(0, length));
      expect(isComplete, `${length}: ${html.slice(length, length + 30)}`).toBe(isWhole(html.slice(length)));
    }
    expect(identifyPage(html).isComplete).toBe(true);
  });

  const PARTS = ALL_FORMS ? 7 : 2;

  it('is never read, wherever it stops', () => {
    for (const [name, { html, meta }] of fixtures) {
      const { kind } = identifyPage(html);
      if (kind !== null) {
        for (let part = 1; part < PARTS; part += 1) {
          const cut = html.slice(0, Math.floor((html.trimEnd().length * part) / PARTS));
          expect(() => PAGES[kind].parse(cut, { id: meta.id }), `${name} ${part}/${PARTS}`).toThrow(ParseError);
        }
        expect(() => PAGES[kind].parse(html.trimEnd().slice(0, -1), { id: meta.id }), name).toThrow(ParseError);
      }
    }
  });
});

describe('a page that is not the one asked for', () => {
  it('is refused with both ids', () => {
    const id = idOf('map-stats/bo1') ?? 0;
    expect(() => PAGES['map-stats'].parse(pageOf('map-stats/bo1'), { id: 7 })).toThrow(
      `map-stats 7: id: expected 7, saw ${id}`,
    );
    expect(() => PAGES.results.parse(pageOf('results/short-last-page'), { id: 0 })).toThrow('expected 0, saw 20');
  });

  it('is refused when it is another kind', () => {
    expect(() => PAGES.economy.parse(pageOf('performance/rating-3'), { id: null })).toThrow(
      'economy ?: document: expected a page of kind economy, saw one of kind performance',
    );
    expect(() => PAGES.match.parse(pageOf('foreign/challenge-en'), { id: 1 })).toThrow(ParseError);
  });

  it('is no failure when it is genuine and empty', () => {
    expect(() => PAGES.performance.parse(pageOf('performance/no-data'), { id: null })).toThrow(NoDataError);
    expect(() => PAGES.economy.parse(pageOf('economy/no-data'), { id: null })).toThrow(NoDataError);
    const frame = pageOf('map-stats/bo1')
      .replace(/<table[\s\S]*?<\/table>/g, '')
      .replaceAll('round-history-con', 'nothing');
    expect(() => PAGES['map-stats'].parse(frame, { id: null })).toThrow(NoDataError);
  });
});
