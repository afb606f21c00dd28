import { posix } from 'node:path';
import { type CheerioAPI, load } from 'cheerio';
// @ts-expect-error: the package has no types.
import { minify } from 'html-minifier-terser';
import type { PageKind } from '../../src/page-kinds.ts';

/** The many forms in which people have one page. What it says stays the same. */

export type FormedPage = { kind: PageKind; id: number | null; html: string };
type Text = (page: FormedPage) => string | Promise<string>;
type Bytes = (page: FormedPage) => Promise<Buffer>;

const inTree =
  (change: ($: CheerioAPI, page: FormedPage) => void): Text =>
  (page) => {
    const $ = load(page.html);
    change($, page);
    return $.html();
  };

const onText =
  (change: (html: string) => string): Text =>
  ({ html }) =>
    change(html);

const TAGS = /<(script|style)\b[\s\S]*?<\/\1>|<!--[\s\S]*?-->|<\/?[a-z][^<>"']*(?:"[^"]*"[^<>"']*|'[^']*'[^<>"']*)*>/gi;
const inTags = (change: (tag: string) => string): Text =>
  onText((html) => html.replace(TAGS, (text) => (/^<(?:!--|script|style)/i.test(text) ? text : change(text))));

/** Links to the site and pictures in a folder, as a browser writes them. */
const savedComplete = (origin: string): Text =>
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

const SITE = 'https://www.hltv.org';
const WAYBACK_HEAD =
  '<script src="https://web-static.archive.org/_static/js/wombat.js"></script><script>__wm.init("https://web.archive.org/web");</script>';
const WAYBACK_TOOLBAR =
  '<!-- BEGIN WAYBACK TOOLBAR INSERT --><div id="wm-ipp-base" lang="en"><a href="/web/2024*/https://www.hltv.org/">x</a></div><!-- END WAYBACK TOOLBAR INSERT -->';
const WAYBACK_END =
  '<!--\n     FILE ARCHIVED ON 10:11:12 Mar 12, 2024 AND RETRIEVED FROM THE\n     INTERNET ARCHIVE ON 09:08:07 Nov 01, 2025.\n-->\n';

/** `base` is how the Wayback Machine writes addresses, up to the 14 digits; `port`: old copies name the port. */
const wayback = (base: string, port = ''): Text =>
  inTree(($) => {
    const site = `http://www.hltv.org${port}`;
    const rewrite = (value: string, sort: string): string => {
      const url = value.startsWith('/') && !value.startsWith('//') ? `${SITE}${value}` : value;
      if (!/^https?:/.test(url)) return value;
      return `${base}20240312101112${sort}/${port === '' ? url : url.replace(SITE, site)}`;
    };
    for (const [attribute, sort] of [
      ['href', ''],
      ['src', 'im_'],
    ] as const) {
      $(`[${attribute}]`).each((_, element) => {
        $(element).attr(attribute, rewrite($(element).attr(attribute) ?? '', sort));
      });
    }
    $('head').prepend(WAYBACK_HEAD);
    $('body').prepend(WAYBACK_TOOLBAR);
    $('body').append(WAYBACK_END);
  });

/** Where the page lies in a mirror. */
function pathInMirror($: CheerioAPI, { kind, id }: FormedPage): string {
  const link = $('link[rel="canonical"]').attr('href') ?? $('.stats-top-menu-item.selected').attr('href');
  if (link !== undefined) return new URL(link, SITE).pathname;
  const folders = { match: 'matches', 'map-stats': 'stats/matches/mapstatsid', results: 'results' };
  return kind === 'results' ? '/results' : `/${folders[kind === 'match' ? kind : 'map-stats']}/${id}/x`;
}

/**
 * A mirror by `wget -r -k -E`: relative links to files. `mark` stands for the question mark, which a file cannot have in
 * its name. A page that names itself by its canonical link alone keeps that link, as where its address redirects.
 */
const mirrored = (mark: string): Text =>
  inTree(($, page) => {
    const folder = posix.dirname(pathInMirror($, page));
    const namesItself = page.kind !== 'match' || $('meta[property="og:url"], script[type*="ld+json"]').length > 0;
    $(namesItself ? 'a[href], link[rel="canonical"]' : 'a[href]').each((_, link) => {
      const url = new URL($(link).attr('href') ?? '', SITE);
      if (url.origin !== SITE || $(link).attr('href')?.startsWith('#')) return;
      const path = `${posix.relative(folder, url.pathname)}${url.search.replace('?', mark)}`;
      $(link).attr('href', `${path}.html${url.hash}`);
    });
  });

/** All that a minifier may do without changing what a browser shows. */
const minified: Text = ({ html }): Promise<string> =>
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

const MAIN = /(<div[^>]*class="(?:contentCol|match-page|stats-section stats-match[^"]*)"[^>]*>)/g;
const FOREIGN = `<div class="forum"><div class="post"><a class="replyNum" href="/matches/1/x#r2">#2</a>&lt;div class="mapholder"&gt;
  <a href="/stats/matches/mapstatsid/999/x">x</a><a href="/matches/1/x">x</a><a href="/download/demo/7">x</a></div></div>`;
const OLD_MARKUP =
  '<!-- <div class="contentCol"><div class="match-page"><div class="stats-match"><div class="lineups"></div> -->';
const STYLE = `<style>${'.a-class-of-the-site{color:#123456}'.repeat(30_000)}</style>`;

const withCr = onText((html) => html.replaceAll(/\r?\n/g, '\r'));

const TEXTS: Record<string, Text> = {
  'from a minifier': minified,
  'as a tree after the rules of browsers': inTree(() => undefined),
  'saved by a browser': savedComplete(SITE),
  'saved with links without www': savedComplete('http://hltv.org'),
  'without doctype': onText((html) => html.replace(/^\s*<!doctype[^>]*>/i, '')),
  'with CRLF': onText((html) => html.replaceAll(/\r?\n/g, '\r\n')),
  'with CR alone': withCr,
  'without its end tags of body and document': onText((html) => html.replaceAll(/<\/(?:body|html)>/gi, '')),
  'followed by text and scripts': onText((html) => `${html}\n<script>var a = "</div>";</script>saved by a program\n`),
  'quoted in a text': onText((html) => `# Notes\n\n${html}\nThe end of the notes.\n`),
  'padded with NUL': onText((html) => `${html}${'\0'.repeat(512)}`),
  'as the inside of its document element': onText((html) => load(html)('html').html() ?? ''),
  'with unquoted attributes and end tags left out': onText((html) =>
    load(html)
      .html()
      .replaceAll(/(\s[\w-]+)="([^\s"'`=<>]+)"/g, '$1=$2')
      .replaceAll(/<\/(?:p|li|td|tr|tbody|thead|option|head|body|html)>/g, ''),
  ),
  'in the Wayback Machine': wayback('/web/'),
  'in the Wayback Machine, with whole addresses': wayback('https://web.archive.org/web/'),
  'in the Wayback Machine, with a port': wayback('/web/', ':80'),
  'in the Wayback Machine, raw, with a port': onText(
    (html) =>
      html.replaceAll(/(?<=\s(?:href|content)=")https:\/\/www\.hltv\.org(?=\/)/g, 'http://www.hltv.org:80') +
      WAYBACK_END,
  ),
  'in a mirror by wget': mirrored('%3F'),
  'in a mirror by wget on Windows': mirrored('@'),
  'with tags in capitals': inTags((tag) => tag.replace(/^<\/?[\w-]+/, (name) => name.toUpperCase())),
  'with single quotes': inTags((tag) => tag.replaceAll(/="([^"']*)"/g, "='$1'")),
  'with attributes in another order': inTree(($) => {
    $('*').each((_, element) => {
      const { attribs } = element as { attribs: Record<string, string> };
      Object.assign(element, { attribs: Object.fromEntries(Object.entries(attribs).reverse()) });
    });
  }),
  'with more classes and blanks': inTags((tag) => tag.replaceAll(/class="([^"]*)"/g, 'class="\n new $1\t newer "')),
  'with hard blanks around texts': onText((html) =>
    html.replaceAll(/>([^<>]{1,80})</g, (all, text: string) => (text.trim() === '' ? all : `>&nbsp;${text} \n<`)),
  ),
  'with its style sheets inside': onText((html) => html.replace(/<head[^>]*>/i, `$&${STYLE}`)),
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
  'behind a dialog': onText((html) =>
    html.replace(/<body[^>]*>/i, '$&<div id="CybotCookiebotDialog"><div class="team">Cookies 12:45</div></div>'),
  ),
  'with old markup in a comment before it': onText((html) =>
    html.replace(/<div[^>]*class="contentCol/, `${OLD_MARKUP}$&`),
  ),
  'with old markup in a comment inside': onText((html) =>
    html.replaceAll(MAIN, `$1<!-- <div class="mapholder"><div> -->`),
  ),
  'with markup in a name': onText((html) =>
    html.replaceAll(MAIN, `$1<b title="</div></div><div class='mapholder'>"></b>`),
  ),
  'above posts with links to other matches': onText((html) => html.replace(/<\/body>/i, `${FOREIGN}$&`)),
};

const utf8 =
  (text: Text): Bytes =>
  async (page) =>
    Buffer.from(await text(page));
const utf16 = (text: string): Buffer => Buffer.from(text, 'utf16le');
const asIs: Text = ({ html }) => html;

const charactersOf = (encoding: string): string =>
  new TextDecoder(encoding).decode(Uint8Array.from({ length: 256 }, (_, byte) => byte));

/** The page with this encoding declared, and characters that it lacks written as references, as browsers do. */
const inEncoding =
  (encoding: string): Bytes =>
  async ({ html }) => {
    const bytes = new Map([...charactersOf(encoding)].map((character, byte) => [character, byte]));
    const bare = html.replaceAll(/<meta\b[^>]*charset[^>]*>/gi, '');
    const marked = bare.replace(/<head[^>]*>/i, `$&<meta charset="${encoding}">`);
    const latin = marked.replaceAll(/[^\0-\x7f]/gu, (each) => {
      const byte = bytes.get(each);
      return byte === undefined ? `&#${each.codePointAt(0)};` : String.fromCharCode(byte);
    });
    return Buffer.from(latin, 'latin1');
  };

const inUtf16 =
  (mark: string, isBigEndian: boolean, text: Text = asIs): Bytes =>
  async (page) => {
    const bytes = utf16(`${mark}${(await text(page)).replace(/^\uFEFF/, '')}`);
    return isBigEndian ? bytes.swap16() : bytes;
  };

/** Every form as bytes. */
export const PAGE_FORMS: Record<string, Bytes> = {
  ...Object.fromEntries(Object.entries(TEXTS).map(([name, text]) => [name, utf8(text)])),
  'in UTF-8 with a mark': utf8(onText((html) => `\uFEFF${html}`)),
  'in UTF-16LE': inUtf16('', false),
  'in UTF-16LE with a mark': inUtf16('\uFEFF', false),
  'in UTF-16BE': inUtf16('', true),
  'in UTF-16BE with a mark': inUtf16('\uFEFF', true),
  'in windows-1252': inEncoding('windows-1252'),
  'in windows-1251': inEncoding('windows-1251'),
  'from a minifier, in UTF-16BE': inUtf16('', true, minified),
  'with CR alone, in UTF-16LE': inUtf16('', false, withCr),
};
