import { type Refusal, type RefusalKind, refusalIn } from '../refusal-marks.ts';
import { pageAt } from './page-url.ts';

/** The type of a document that is not a page of the five kinds. */
export type ForeignPage =
  | { type: 'refusal'; kind: RefusalKind }
  | { type: 'translated'; language: string | null }
  | { type: 'page-of-the-site'; page: OtherPage | null }
  | { type: 'other-host'; host: string }
  | { type: 'several-pages' }
  /** The document could not be examined. */
  | { type: 'unexamined'; detail: string }
  /** The source view of a browser: the markup of the page is text in it. */
  | { type: 'source-view' }
  /** The text of an article that a browser shows without its page. */
  | { type: 'reader-view' }
  | { type: 'browser-error' }
  /** A supported page without the frame of the site: a part of it, or only its text. */
  | { type: 'without-markup' }
  /** It ends before its page can be identified. */
  | { type: 'no-end' }
  | { type: 'not-html' }
  | { type: 'not-of-the-site' };

type OtherPage = (typeof OTHER_PAGES)[number][0];

/** Other pages of the site, by the path of their URL or by a class. The first match counts. */
const OTHER_PAGES = [
  ['team page', /^\/team\/\d+/, 'teamProfile'],
  ['player page', /^\/player\/\d+/, 'playerProfile'],
  ['event page', /^\/events\/\d+/, 'event-hub'],
  ['list of events', /^\/events\b/, null],
  ['news article', /^\/news\b/, 'newsitem'],
  ['forum page', /^\/forums\b/, null],
  ['team ranking', /^\/(?:ranking|valve-ranking)\b/, 'ranking'],
  ['heatmap page', /^\/stats\/matches\/heatmap\b/, null],
  ['statistics of a series', /^\/stats\/matches\/\d+/, null],
  ['statistics page', /^\/stats\b/, null],
  ['list of upcoming matches', /^\/matches\/?$/, 'upcomingMatchesSection'],
  ['live page', /^\/live\b/, null],
  ['front page', /^\/$/, null],
] as const satisfies readonly (readonly [string, RegExp, string | null])[];

const HTML_TAG = /<(?:!doctype|html|head|body|div|meta|title|table|script|link)\b/i;
const TEXT_BEFORE_TAG = /^[\uFEFF\s\0]*(?:<|$)/;

/** Marks of translation tools. The patterns match only inside tags, where users of the site cannot write. */
const TRANSLATED: readonly RegExp[] = [
  /<html\b[^<>]{0,2000}\sclass\s*=\s*["']?[^"'<>]{0,500}\b(?:translated-(?:ltr|rtl)|yandex-translate)\b/i,
  /<[a-z][^<>]{0,2000}\s(?:_msttexthash|data-moz-translations-id)\s*=/i,
  /<font\b[^<>]{0,200}\sstyle\s*=\s*["']?vertical-align:\s*inherit/i,
  // Immersive Translate and KISS Translator write the translation behind the original, inside the same element.
  /<[a-z][^<>]{0,2000}\sclass\s*=\s*["']?[^"'<>]{0,500}\bimmersive-translate-target-/i,
  /<kiss-trans[a-z]*[\s>]/i,
  // A page that Google serves in translation.
  /<(?:link|base|meta|script)\b[^<>]{0,2000}\s(?:href|content|src)\s*=\s*["']?https:\/\/(?:[\w-]{1,200}\.translate\.goog\/|www\.gstatic\.com\/_\/translate_http\/)/i,
];

/** The language into which a browser translated a page; null when unknown, undefined when it is not translated. */
export function translationOf(html: string): string | null | undefined {
  if (!TRANSLATED.some((mark) => mark.test(html))) return undefined;
  return /<html\b[^<>]{0,2000}?\slang\s*=\s*["']?([\w-]{1,20})/i.exec(html)?.[1] ?? null;
}

/**
 * True when a text can be an HTML page: it begins with a tag, or it is a whole document behind some text. Scripts, style
 * sheets and texts that quote a page are not, even if they contain tags.
 */
function isHtml(text: string, isComplete: boolean): boolean {
  if (!TEXT_BEFORE_TAG.test(text.slice(0, 10_000))) return isComplete && DOCUMENT_TAG.test(text);
  return HTML_TAG.test(text) && !isOtherXml(text);
}

/** True for XML that is not a page, such as a feed or a drawing: they can have a title or a script. */
function isOtherXml(text: string): boolean {
  const [, root = ''] = ROOT_ELEMENT.exec(text.slice(0, 10_000).replaceAll(/<!--[\s\S]*?-->/g, '')) ?? [];
  return OTHER_ROOTS.has(root.toLowerCase()) || (/^[\uFEFF\s]*<\?xml\b/i.test(text) && !HTML_DOCUMENT.test(text));
}

/** The first element, after declarations and document types. */
const ROOT_ELEMENT = /<([a-z][\w:.-]*)/i;
const OTHER_ROOTS = new Set(['svg', 'rss', 'feed', 'urlset', 'sitemapindex', 'rdf:rdf', 'opml']);
const HTML_DOCUMENT = /<(?:!doctype\s+)?html\b/i;

/** The URL of a page according to its content; null without one. */
function addressOf(html: string): string | null {
  const head = html.slice(0, HEAD_LENGTH);
  const [canonical = ''] = head.match(/<link\b[^<>]*\brel\s*=\s*["']?canonical\b[^<>]*>/i) ?? [];
  const [, href = null] = /\bhref\s*=\s*(?:["']([^"'<>]*)["']|([^\s"'<>]+))/i.exec(canonical)?.filter(Boolean) ?? [];
  const [, saved = null] =
    /<!--\s*(?:Page saved with SingleFile\s+url:|saved from url=\(\d+\))\s*(\S+)/.exec(head) ?? [];
  return href ?? saved;
}

const HEAD_LENGTH = 100_000;

type Known = { isGenuine: boolean; isComplete: boolean; url: string | null };

const SOURCE_VIEW =
  /<body\b[^<>]{0,500}\sid\s*=\s*["']?viewsource\b|<td\b[^<>]{0,200}\sclass\s*=\s*["']?line-content\b/i;
const BROWSER_ERROR =
  /<!--\s*saved from url=\(\d+\)(?:chrome|edge)-error:|\shref\s*=\s*["']?chrome:\/\/global\/skin\/aboutNetError|<[a-z][^<>]{0,200}\sid\s*=\s*["']?main-frame-error\b|<body\b[^<>]{0,500}\sclass\s*=\s*["']?neterror\b/i;
const READER_VIEW =
  /<!--\s*saved from url=\(\d+\)read:|\shref\s*=\s*["']?chrome:\/\/global\/skin\/aboutReader|<[a-z][^<>]{0,500}\s(?:class\s*=\s*["']?moz-reader-content|id\s*=\s*["']?readability-page-)/i;
/** A refusal of Cloudflare that is not HTML. */
const BARE_ERROR = /^\s*error code: \d{3,4}\s*$/i;
const DOCUMENT_TAG = /<(?:!doctype|html|head|body)\b/i;
/** Main blocks of supported pages. */
const MAIN_BLOCKS = ['match-page', 'stats-match', 'results-holder'];

/**
 * The type of a document that is none of the five kinds. `isGenuine`: it has the frame of the site; `url`: its URL
 * according to the file.
 */
export function foreignPageOf(html: string, known: Known): ForeignPage {
  if (known.isGenuine) {
    if (!isHtml(html, known.isComplete) && !DOCUMENT_TAG.test(html)) return { type: 'not-html' };
    const refusal = refusalIn(html);
    if (refusal !== null) return { type: 'refusal', kind: refusal.kind };
    if (!known.isComplete) return { type: 'no-end' };
    return { type: 'page-of-the-site', page: otherPage(html, addressIn(html, known).pathname) };
  }
  return withoutFrame(html, known);
}

/** Identifies a document without the frame of the site by its marks and its URL. */
function withoutFrame(html: string, known: Known): ForeignPage {
  if (!isHtml(html, known.isComplete) && !BARE_ERROR.test(html)) return { type: 'not-html' };
  if (SOURCE_VIEW.test(html)) return { type: 'source-view' };
  if (READER_VIEW.test(html)) return { type: 'reader-view' };
  if (BROWSER_ERROR.test(html)) return { type: 'browser-error' };
  const { href, hostname, pathname } = addressIn(html, known);
  if (hostname !== '' && !/(?:^|\.)hltv\.org$/.test(hostname)) return { type: 'other-host', host: hostname };
  const refusal = refusalIn(html);
  if (refusal !== null && isProof(refusal)) return { type: 'refusal', kind: refusal.kind };
  if (MAIN_BLOCKS.some((token) => hasClass(html, token))) return { type: 'without-markup' };
  if (!known.isComplete) return { type: 'no-end' };
  if (hostname === '') return { type: 'not-of-the-site' };
  return pageAt(href) === null
    ? { type: 'page-of-the-site', page: otherPage(html, pathname) }
    : { type: 'without-markup' };
}

/** False for a script that many sites load: it proves a refusal only in a response of the site. */
function isProof({ marker }: Refusal): boolean {
  return marker !== '/cdn-cgi/challenge-platform/';
}

type Address = { href: string; hostname: string; pathname: string };

/** The URL of a document on its site; empty when unknown. */
function addressIn(html: string, { url }: Known): Address {
  const address = original(addressOf(html) ?? url ?? '');
  const isWeb = URL.canParse(address) && /^https?:/i.test(address);
  return isWeb ? new URL(address) : { href: '', hostname: '', pathname: '' };
}

/** The URL without the prefix of an archive. */
function original(address: string): string {
  const at = Math.max(address.lastIndexOf('http://'), address.lastIndexOf('https://'));
  return at > 0 && URL.canParse(address.slice(at)) ? address.slice(at) : address;
}

function hasClass(html: string, token: string): boolean {
  return new RegExp(`\\sclass\\s*=\\s*["']?(?:[^"'<>]{0,300}\\s)?${token}(?=[\\s"'>])`).test(html);
}

function otherPage(html: string, path: string): OtherPage | null {
  const byPath = path === '' ? undefined : OTHER_PAGES.find(([, pattern]) => pattern.test(path));
  const found = byPath ?? OTHER_PAGES.find(([, , token]) => token !== null && hasClass(html, token));
  return found?.[0] ?? null;
}
