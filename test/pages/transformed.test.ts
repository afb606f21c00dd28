import { type CheerioAPI, load } from 'cheerio';
// @ts-expect-error: the package has no types.
import { minify } from 'html-minifier-terser';
import { describe, expect, it } from 'vitest';
import { identifyPage, PAGES } from '../../src/pages/pages.ts';
import type { PageKind } from '../../src/records.ts';
import { corpusPages, hasCorpus } from '../helpers/corpus.ts';

/** Real pages in the many forms in which people save them: what they say stays the same. */

type Transform = (html: string) => string;

const inTree =
  (change: ($: CheerioAPI) => void): Transform =>
  (html) => {
    const $ = load(html);
    change($);
    return $.html();
  };

const TAGS = /<(script|style)\b[\s\S]*?<\/\1>|<!--[\s\S]*?-->|<\/?[a-z][^<>"']*(?:"[^"]*"[^<>"']*|'[^']*'[^<>"']*)*>/gi;
const inTags =
  (change: (tag: string) => string): Transform =>
  (html) =>
    html.replace(TAGS, (text) => (/^<(?:!--|script|style)/i.test(text) ? text : change(text)));

/** Links to the site and pictures in a folder, as a browser writes them. */
const saved = (origin: string): Transform =>
  inTree(($) => {
    $('a[href^="/"]').each((_, link) => {
      $(link).attr('href', `${origin}${$(link).attr('href')}`);
    });
    $('img[src]').each((index, image) => {
      const file = $(image).attr('src')?.split(/[?#]/)[0]?.split('/').at(-1) ?? '';
      $(image).attr('src', `./page_files/${index % 2 === 0 ? file : file.replace(/(\.\w+)$/, '(1)$1')}`);
    });
    $('body').removeClass('preload');
  });

const MAIN = /(<div[^>]*class="(?:contentCol|match-page|stats-section stats-match[^"]*)"[^>]*>)/g;
const FOREIGN = `<div class="forum"><div class="post"><a class="replyNum" href="/matches/1/x#r2">#2</a>&lt;div class="mapholder"&gt;
  <a href="/stats/matches/mapstatsid/999/x">x</a><a href="/matches/1/x">x</a><a href="/download/demo/7">x</a></div></div>`;
const OLD_MARKUP =
  '<!-- <div class="contentCol"><div class="match-page"><div class="stats-match"><div class="lineups"></div> -->';

const WAYBACK_TOOLBAR =
  '<!-- BEGIN WAYBACK TOOLBAR INSERT --><div id="wm-ipp-base" lang="en"><a href="/web/2024*/https://www.hltv.org/">x</a></div>';
const wayback = (prefix: string): Transform =>
  inTree(($) => {
    $('[href]').each((_, link) => {
      const href = $(link).attr('href') ?? '';
      const url = href.startsWith('/') ? `https://www.hltv.org${href}` : href;
      if (/^https?:/.test(url)) $(link).attr('href', `${prefix}${url}`);
    });
  });

/** All that a minifier may do without changing what a browser shows. */
const minified = (html: string): Promise<string> =>
  minify(html, {
    caseSensitive: false,
    collapseBooleanAttributes: true,
    collapseWhitespace: true,
    conservativeCollapse: true,
    decodeEntities: true,
    removeAttributeQuotes: true,
    removeComments: true,
    removeEmptyAttributes: true,
    removeOptionalTags: true,
    removeRedundantAttributes: true,
    sortAttributes: true,
    sortClassName: true,
    useShortDoctype: true,
    continueOnParseError: true,
  });

const TRANSFORMS: Record<string, (html: string) => string | Promise<string>> = {
  'from a minifier': minified,
  'a tree after the rules of browsers': inTree(() => undefined),
  'saved by a browser': saved('https://www.hltv.org'),
  'saved with links without www': saved('http://hltv.org'),
  'without doctype': (html) => html.replace(/^\s*<!doctype[^>]*>/i, ''),
  'with CRLF': (html) => html.replaceAll(/\r?\n/g, '\r\n'),
  'with CR alone': (html) => html.replaceAll(/\r?\n/g, '\r'),
  'without its end tags of body and document': (html) => html.replaceAll(/<\/(?:body|html)>/gi, ''),
  'followed by text and scripts': (html) => `${html}\n<script>var a = "</div>";</script>saved by a program\n`,
  'padded with NUL': (html) => `${html}${'\0'.repeat(512)}`,
  'as the inside of its document element': (html) => load(html)('html').html() ?? '',
  'with unquoted attributes and end tags left out': (html) =>
    load(html)
      .html()
      .replaceAll(/(\s[\w-]+)="([^\s"'`=<>]+)"/g, '$1=$2')
      .replaceAll(/<\/(?:p|li|td|tr|tbody|thead|option|body|html)>/g, ''),
  'in the Wayback Machine': (html) =>
    wayback('/web/20240312000000/')(html).replace(/<body[^>]*>/i, `$&${WAYBACK_TOOLBAR}`),
  'in the Wayback Machine, raw, with a port': (html) =>
    html.replaceAll(/(?<=\s(?:href|content)=")https:\/\/www\.hltv\.org(?=\/)/g, 'http://www.hltv.org:80'),
  'with a byte order mark': (html) => `\uFEFF${html}`,
  'with tags in capitals': inTags((tag) => tag.replace(/^<\/?[\w-]+/, (name) => name.toUpperCase())),
  'with single quotes': inTags((tag) => tag.replaceAll(/="([^"']*)"/g, "='$1'")),
  'with attributes in another order': inTree(($) => {
    $('*').each((_, element) => {
      const { attribs } = element as { attribs: Record<string, string> };
      Object.assign(element, { attribs: Object.fromEntries(Object.entries(attribs).reverse()) });
    });
  }),
  'with more classes and blanks': inTags((tag) => tag.replaceAll(/class="([^"]*)"/g, 'class="\n new $1\t newer "')),
  'with hard blanks around texts': (html) =>
    html.replaceAll(/>([^<>]{1,80})</g, (all, text: string) => (text.trim() === '' ? all : `>&nbsp;${text} \n<`)),
  'without comments, scripts and advertising': inTree(($) => {
    $('script:not([type="application/ld+json"]), iframe, style, noscript, .extraContent').remove();
  }),
  'in another language': inTree(($) => {
    $('span.headline, .standard-headline').text('Überschrift');
    $('html').attr('lang', 'de');
  }),
  'with the blocks in reverse order': inTree(($) => {
    const blocks = $('.match-page').children().toArray();
    $('.match-page').append(blocks.reverse());
  }),
  'behind a dialog': (html) =>
    html.replace(/<body[^>]*>/i, '$&<div id="CybotCookiebotDialog"><div class="team">Cookies 12:45</div></div>'),
  'with old markup in a comment before it': (html) => html.replace(/<div[^>]*class="contentCol/, `${OLD_MARKUP}$&`),
  'with old markup in a comment inside': (html) => html.replaceAll(MAIN, `$1<!-- <div class="mapholder"><div> -->`),
  'with markup in a name': (html) => html.replaceAll(MAIN, `$1<b title="</div></div><div class='mapholder'>"></b>`),
  'above posts with links to other matches': (html) => html.replace(/<\/body>/i, `${FOREIGN}$&`),
};

const PAGES_USED: [folder: string, kind: PageKind, name: string][] = [
  ['match', 'match', '2333237'],
  ['match', 'match', '2353856'],
  ['match', 'match', '2357173'],
  ['match', 'match', '2360450'],
  ['match', 'match', '2388091'],
  ['match', 'match', '2395747'],
  ['results', 'results', '2021'],
  ['results', 'results', '2026'],
  ['map-stats', 'map-stats', '148304'],
  ['map-performance', 'performance', '148314'],
];

describe.runIf(hasCorpus)('real pages in other forms', () => {
  for (const [folder, kind, name] of PAGES_USED) {
    const page = corpusPages(folder).find((each) => each.name.startsWith(name));
    it.each(Object.entries(TRANSFORMS))(`${folder}/${name} says the same %s`, async (_what, transform) => {
      const html = page?.html ?? '';
      const changed = await transform(html);
      expect(changed).not.toBe(html);
      expect(identifyPage(changed)).toEqual(identifyPage(html));
      expect(PAGES[kind].parse(changed, { id: null })).toEqual(PAGES[kind].parse(html, { id: null }));
    });
  }
});

describe.runIf(hasCorpus)('a real overview without one of its blocks', () => {
  const html = corpusPages('match').find(({ name }) => name.startsWith('2388112'))?.html ?? '';
  const without = (selector: string) => PAGES.match.parse(inTree(($) => $(selector).remove())(html), { id: null });

  it.each([
    ['.lineups', { lineups: [], team1Rank: null, team2Rank: null }],
    ['.veto-box:not(:has(.preformatted-text))', { vetoes: [] }],
    ['#match-stats', { playerMapStats: [], seriesPlayerStats: [] }],
    ['.potm-container', { playerOfMatchId: null }],
    ['.streams', { demoId: null }],
    ['img.logo, img.flag, img.team-logo', {}],
  ])('says all the rest: %s', (selector, lost) => {
    const whole = PAGES.match.parse(html, { id: null });
    const page = without(selector);
    const maps = (record: typeof page) => record.maps.map(({ ratingVersion, ...map }) => map);
    expect(page).toMatchObject(lost);
    expect(maps(page)).toEqual(maps(whole));
    const { team1Name, winnerTeamId, team1MapsWon, startedAtMs, note, stage } = whole;
    expect(page).toMatchObject({ team1Name, winnerTeamId, team1MapsWon, startedAtMs, note, stage });
  });
});
