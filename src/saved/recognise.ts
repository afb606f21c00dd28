import { type Refusal, type RefusalKind, refusalIn } from '../refusal-marks.ts';
import { pageAt } from './page-url.ts';

/** What a document is that is no page of the five kinds. */
export type ForeignPage =
  | { type: 'refusal'; kind: RefusalKind }
  | { type: 'translated'; language: string | null }
  | { type: 'page-of-the-site'; page: OtherPage | null }
  | { type: 'other-host'; host: string }
  | { type: 'several-pages' }
  /** Finding out what it is was given up. */
  | { type: 'unexamined'; detail: string }
  /** A browser's view of the source: the markup of the page is text in it. */
  | { type: 'source-view' }
  | { type: 'browser-error' }
  /** One of the pages that are read, without the frame of the site: a part of it, or its text alone. */
  | { type: 'without-markup' }
  /** It ends before anything shows which page it is. */
  | { type: 'no-end' }
  | { type: 'not-html' }
  | { type: 'not-of-the-site' };

type OtherPage = (typeof OTHER_PAGES)[number][0];

/** Other pages of the site: by the path of their address, else by a class. The first that fits counts. */
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

/** What translators write into a page. The patterns match tags alone: no visitor can write them. */
const TRANSLATED: readonly RegExp[] = [
  /<html\b[^<>]{0,2000}\sclass\s*=\s*["']?[^"'<>]{0,500}\b(?:translated-(?:ltr|rtl)|yandex-translate)\b/i,
  /<[a-z][^<>]{0,2000}\s(?:_msttexthash|data-moz-translations-id)\s*=/i,
  /<font\b[^<>]{0,200}\sstyle\s*=\s*["']?vertical-align:\s*inherit/i,
];

/** The language that a browser has translated a page into, null where it is not said; undefined: it is not translated. */
export function translationOf(html: string): string | null | undefined {
  if (!TRANSLATED.some((mark) => mark.test(html))) return undefined;
  return /<html\b[^<>]{0,2000}?\slang\s*=\s*["']?([\w-]{1,20})/i.exec(html)?.[1] ?? null;
}

/** Whether a text can be a page at all; a script or a style sheet is none, though it may have tags in it. */
function isHtml(text: string): boolean {
  return TEXT_BEFORE_TAG.test(text.slice(0, 10_000)) && HTML_TAG.test(text);
}

/** The address that a page gives for itself; null: none. */
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
const DOCUMENT_TAG = /<(?:!doctype|html|head|body)\b/i;
/** Blocks inside the frame of the pages that are read. */
const MAIN_BLOCKS = ['match-page', 'stats-match', 'results-holder'];

/**
 * What a document is that is none of the five kinds. `isGenuine`: it has the frame of the site; `url`: what the file
 * that it came in says of it.
 */
export function foreignPageOf(html: string, known: Known): ForeignPage {
  if (known.isGenuine) {
    const refusal = refusalIn(html);
    if (refusal !== null) return { type: 'refusal', kind: refusal.kind };
    if (!isHtml(html) && !DOCUMENT_TAG.test(html)) return { type: 'not-html' };
    if (!known.isComplete) return { type: 'no-end' };
    return { type: 'page-of-the-site', page: otherPage(html, addressIn(html, known).pathname) };
  }
  return withoutFrame(html, known);
}

/** Nothing but its marks and its address shows what a document without the frame of the site is. */
function withoutFrame(html: string, known: Known): ForeignPage {
  if (SOURCE_VIEW.test(html)) return { type: 'source-view' };
  if (BROWSER_ERROR.test(html)) return { type: 'browser-error' };
  const { href, hostname, pathname } = addressIn(html, known);
  if (hostname !== '' && !/(?:^|\.)hltv\.org$/.test(hostname)) return { type: 'other-host', host: hostname };
  const refusal = refusalIn(html);
  if (refusal !== null && isProof(refusal)) return { type: 'refusal', kind: refusal.kind };
  if (!isHtml(html)) return { type: 'not-html' };
  if (MAIN_BLOCKS.some((token) => hasClass(html, token))) return { type: 'without-markup' };
  if (!known.isComplete) return { type: 'no-end' };
  if (hostname === '') return { type: 'not-of-the-site' };
  return pageAt(href) === null
    ? { type: 'page-of-the-site', page: otherPage(html, pathname) }
    : { type: 'without-markup' };
}

/** Whole sites load this script: it is proof in an answer, not in a file of unknown origin. */
function isProof({ marker }: Refusal): boolean {
  return marker !== '/cdn-cgi/challenge-platform/';
}

type Address = { href: string; hostname: string; pathname: string };

/** The address of a document on its own site; empty where nothing says it. */
function addressIn(html: string, { url }: Known): Address {
  const address = original(addressOf(html) ?? url ?? '');
  const isWeb = URL.canParse(address) && /^https?:/i.test(address);
  return isWeb ? new URL(address) : { href: '', hostname: '', pathname: '' };
}

/** Without what an archive put before it. */
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
