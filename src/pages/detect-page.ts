import { unreachable } from '../errors.ts';
import type { PageKind } from '../page-kinds.ts';
import { blockAt } from './html/cut.ts';
import { siteLink } from './html/links.ts';
import { attributeIn, hasClassToken, indexOfClass, tagAt, tagsOfClass } from './html/markup.ts';

/** Kind and ids of a page, found in its text without building a tree. */
export type PageSignals = {
  kind: PageKind | null;
  /**
   * Distinct ids that the page states for itself, valid or not. Exactly one identifies the page; two contradict each
   * other.
   */
  ids: number[];
  /** The link of the page to itself, unchanged; null when it has none. */
  canonicalLink: string | null;
  hasData: boolean;
};

const HEAD_LIMIT = 400_000;
const NOTHING: PageSignals = { kind: null, ids: [], canonicalLink: null, hasData: false };

/** Detects kind and ids of a page that has the frame of the site. */
export function detectPage(html: string): PageSignals {
  if (hasClassToken(html, 'match-page')) return matchSignals(html);
  const statsStart = indexOfClass(html, 'stats-match');
  if (statsStart >= 0) return statsSignals(html, statsStart);
  return listingSignals(html);
}

/** Ids are positive safe integers; the offset of a listing may also be 0. */
export function isUsableId(kind: PageKind | null, id: number): boolean {
  return Number.isSafeInteger(id) && id >= (kind === 'results' ? 0 : 1);
}

/**
 * The text before the body. When text or tags precede the document, its head is inside the body: without a title before
 * the body, it is the text before the frame of the site.
 */
export function headOf(html: string): string {
  const head = writtenHead(html);
  if (/<title\b/i.test(head)) return head;
  const frame = indexOfClass(html, 'contentCol');
  return frame < 0 ? head : withoutStyles(html.slice(0, frame));
}

function writtenHead(html: string): string {
  const written = html.indexOf('</head>');
  const end = written < 0 ? html.search(/<\/head|<body\b/i) : written;
  if (end >= 0 && end < HEAD_LIMIT) return html.slice(0, end);
  return withoutStyles(html.slice(0, end < 0 ? undefined : end));
}

/** Saving programs put style sheets of several megabytes into the head. */
function withoutStyles(head: string): string {
  return head.replaceAll(/<style\b[^<>]*>[\s\S]*?<\/style>/gi, '').slice(0, HEAD_LIMIT);
}

function matchSignals(html: string): PageSignals {
  const head = headOf(html);
  const canonical = canonicalOf(head);
  const strong = [canonical, ...jsonLdUrls(head), openGraphUrl(head), savedFrom(head)];
  const ids = distinctIds(strong, /\/matches\/(\d+)(?:[/?#]|$)/);
  if (ids.length > 0) {
    const link = strong.find((each) => each !== null && /\/matches\/\d+/.test(each)) ?? null;
    const mirrored = linkInMirror(canonical, ids);
    const canonicalLink = mirrored === null ? link : (link?.replace(/\/matches\/\d+.*$/, mirrored) ?? mirrored);
    return { kind: 'match', ids, canonicalLink, hasData: true };
  }
  const weak = ownLinks(html);
  const weakIds = distinctIds(weak, /(?:\/matches\/|matchId=)(\d+)(?![\w.%])/);
  const canonicalLink =
    weak.find((link) => link?.startsWith('/matches/')) ?? linkInMirror(canonical ?? weak[0], weakIds);
  return { kind: 'match', ids: weakIds, canonicalLink, hasData: true };
}

/** `wget -k` replaces the link of a page to itself by its file name, which is the last part of its path. */
function linkInMirror(link: string | null | undefined, [id, ...others]: number[]): string | null {
  const name = siteLink(link ?? '');
  return /^\/[^/?#]+(?:#|$)/.test(name) && id !== undefined && others.length === 0 ? `/matches/${id}${name}` : null;
}

/** Pages of 2018 and 2019 state their id only in links to their own live page, vote, betting frame and comments. */
function ownLinks(html: string): (string | null)[] {
  const main = html.slice(Math.max(0, indexOfClass(html, 'match-page')));
  const [comment] = tagsOfClass(main, 'replyNum');
  const [, live = null] = /href="([^"]*\/live\/?(?:\?|%3F)[^"]*?matchId=\d+)/i.exec(main) ?? [];
  const [, vote = null] = /data-pick-a-winner-url="([^"]*)"/.exec(main) ?? [];
  const [, framed] = /matchUrl=(%2Fmatches%2F\d+[^"&]*)/.exec(main) ?? [];
  return [
    comment === undefined ? null : attributeIn(comment, 'href'),
    framed?.replaceAll('%2F', '/') ?? null,
    live,
    vote,
  ];
}

/**
 * Searches the main block first, then the rest of the page, because markup in attributes may end the block too early.
 */
function statsSignals(html: string, start: number): PageSignals {
  const rest = html.slice(start);
  const found = signalsIn(blockAt(html, start), rest, headOf(html));
  return found.kind === null || found.ids.length === 0 ? signalsIn(rest, rest, headOf(html)) : found;
}

function signalsIn(main: string, rest: string, head: string): PageSignals {
  const tab = selectedTab(main);
  const named = kindOfTab(tab);
  const built = kindByStructure(main);
  const kind = named === undefined ? built : named;
  if (kind === null || (built !== null && built !== kind)) return NOTHING;
  const strong = distinctIds([canonicalOf(head), tab, activeMapTab(main), savedFrom(head)], MAP_STATS_ID);
  const ids = strong.length > 0 ? strong : distinctIds(tabsOf(main), MAP_STATS_ID);
  return { kind, ids, canonicalLink: null, hasData: hasStatsData(main, kind) || hasStatsData(rest, kind) };
}

type StatsKind = Exclude<PageKind, 'results' | 'match'>;

const MAP_STATS_ID = /\/mapstatsid\/(\d+)(?:[/?#]|$)/;

const TAB_KINDS: [RegExp, StatsKind][] = [
  [/\/stats\/matches\/mapstatsid\/\d+/, 'map-stats'],
  [/\/stats\/matches\/performance\/mapstatsid\/\d+/, 'performance'],
  [/\/stats\/matches\/economy\/mapstatsid\/\d+/, 'economy'],
];

/**
 * Null: a stats page of another kind (series, heatmap). Undefined: the tab has no usable link, as in a copy by wget.
 */
function kindOfTab(link: string | null): StatsKind | null | undefined {
  if (link === null || !link.includes('/')) return undefined;
  return TAB_KINDS.find(([pattern]) => pattern.test(siteLink(link)))?.[1] ?? null;
}

/** The links of all tabs; every tab of a stats page links to the same map. */
function tabsOf(main: string): (string | null)[] {
  return [...tagsOfClass(main, 'stats-top-menu-item')].map((tag) => attributeIn(tag, 'href'));
}

function kindByStructure(main: string): StatsKind | null {
  if (hasClassToken(main, 'stats-match-performance') || hasClassToken(main, 'killmatrix-content')) return 'performance';
  if (hasClassToken(main, 'stats-match-economy') || hasClassToken(main, 'equipment-categories')) return 'economy';
  return hasClassToken(main, 'round-history-con') || hasClassToken(main, 'match-info-box') ? 'map-stats' : null;
}

function hasStatsData(main: string, kind: StatsKind): boolean {
  switch (kind) {
    case 'map-stats':
      return (
        hasClassToken(main, 'totalstats') ||
        hasClassToken(main, 'st-player') ||
        (hasClassToken(main, 'match-info-box') && hasClassToken(main, 'round-history-con'))
      );
    case 'performance':
      return main.includes('data-fusionchart-config') || hasClassToken(main, 'team2-player-score');
    case 'economy':
      return main.includes('data-fusionchart-config') || hasClassToken(main, 'equipment-category-td');
    default:
      return unreachable(kind);
  }
}

function selectedTab(main: string): string | null {
  for (const tag of tagsOfClass(main, 'stats-top-menu-item')) {
    if (classesIn(tag).includes('selected')) return attributeIn(tag, 'href');
  }
  return null;
}

function activeMapTab(main: string): string | null {
  for (const tag of tagsOfClass(main, 'stats-match-map')) {
    if (!classesIn(tag).includes('inactive')) return attributeIn(tag, 'href');
  }
  return null;
}

function classesIn(tag: string): string[] {
  return attributeIn(tag, 'class')?.split(/\s+/) ?? [];
}

/**
 * The offset of a listing is in its pagination, not in its canonical link. A pagination that starts at 0 has no offset.
 */
function listingSignals(html: string): PageSignals {
  const hasEntries = hasClassToken(html, 'result-con');
  const canonical = canonicalOf(headOf(html));
  const isNamed = canonical !== null && /\/results\/?(?:[?#]|$)/.test(siteLink(canonical));
  const isEmptyListing = isNamed && (hasClassToken(html, 'results-holder') || hasClassToken(html, 'pagination-data'));
  if (!isEmptyListing && !(hasEntries && (isNamed || canonical === null))) return NOTHING;
  const at = indexOfClass(html, 'pagination-data');
  const [, first = '0'] =
    at < 0 ? [] : (/^<[^>]*>(?:\s|&nbsp;)*(\d{1,9})(?:\s|&nbsp;)*-/.exec(html.slice(at, at + 500)) ?? []);
  const offset = first === '0' ? offsetByArrows(html) : Number(first) - 1;
  return { kind: 'results', ids: offset === null ? [] : [offset], canonicalLink: null, hasData: hasEntries };
}

const LISTING_PAGE = 100;

/** The offset according to the links to the previous and the next page; null when they are missing or disagree. */
function offsetByArrows(html: string): number | null {
  const offsets = (
    [
      ['pagination-next', -LISTING_PAGE],
      ['pagination-prev', LISTING_PAGE],
    ] as const
  ).flatMap(([token, distance]) => {
    const hrefs = [...tagsOfClass(html, token)].map((tag) => attributeIn(tag, 'href'));
    const [, target] = /[?&]offset=(\d{1,9})(?:[&#]|$)/.exec(siteLink(hrefs.find((href) => href !== null) ?? '')) ?? [];
    return target === undefined ? [] : [Number(target) + distance];
  });
  const [offset] = offsets;
  return offset !== undefined && offset >= 0 && new Set(offsets).size === 1 ? offset : null;
}

function distinctIds(links: (string | null)[], pattern: RegExp): number[] {
  const digits = links.flatMap((link) => pattern.exec(siteLink(link ?? ''))?.[1] ?? []);
  return [...new Set(digits.map(Number))];
}

/** The canonical link in the head of a page; null when there is none. */
export function canonicalOf(head: string): string | null {
  return valueInHead(head, { tags: /<link\b[^<>]*>/gi, by: ['rel', 'canonical'], attribute: 'href' });
}

function openGraphUrl(head: string): string | null {
  return valueInHead(head, { tags: /<meta\b[^<>]*>/gi, by: ['property', 'og:url'], attribute: 'content' });
}

type HeadTag = { tags: RegExp; by: readonly [attribute: string, value: string]; attribute: string };

/** An attribute of the first tag whose marker attribute has the given value. */
function valueInHead(head: string, { tags, by: [marker, value], attribute }: HeadTag): string | null {
  const tag = head.match(tags)?.find((each) => attributeIn(each, marker)?.toLowerCase() === value);
  return tag === undefined ? null : attributeIn(tag, attribute);
}

function jsonLdUrls(head: string): (string | null)[] {
  const scripts = head.split(/<\/script>/i).map((text) => /<script\b([^<>]*)>([\s\S]*)$/i.exec(text));
  return scripts.map((script) => (script?.[1]?.includes('application/ld+json') ? urlInJson(script[2] ?? '') : null));
}

function urlInJson(json: string): string | null {
  try {
    const data: unknown = JSON.parse(json);
    return typeof data === 'object' && data !== null && 'url' in data && typeof data.url === 'string' ? data.url : null;
  } catch {
    return null;
  }
}

/** The address that a browser or SingleFile wrote into a saved copy. */
function savedFrom(head: string): string | null {
  const start = head.slice(0, 5_000);
  const [, single] = /<!--\s*Page saved with SingleFile\s+url:\s*(\S+)/.exec(start) ?? [];
  return single ?? /<!--\s*saved from url=\(\d+\)(\S+)\s*-->/.exec(start)?.[1] ?? null;
}

/** Whether the document ends with its closing tag, followed only by white space and comments. */
export function isCompleteDocument(html: string): boolean {
  const tail = html.slice(-5_000);
  const end = tail.toLowerCase().lastIndexOf('</html>');
  return end >= 0 && /^\s*(?:<!--(?:(?!-->)[\s\S])*-->\s*)*$/.test(tail.slice(end + '</html>'.length));
}

/** Whether a text contains several pages, as when files were joined. A page has the frame of the site once. */
export function containsSeveralPages(html: string): boolean {
  const first = indexOfClass(html, 'contentCol');
  const unquoted = html.match(/\sclass\s*=\s*contentCol(?=[\s>])/gi)?.length ?? 0;
  return unquoted > (first < 0 ? 1 : 0) || (first >= 0 && indexOfClass(html, 'contentCol', first + 1) >= 0);
}

/** Whether the page has the frame of the site and no title of a block page. */
export function hasSiteFrame(html: string): boolean {
  const start = indexOfClass(html, 'contentCol');
  if (start < 0 || tagAt(html, start) === '') return false;
  const [, title = ''] = /<title[^<>]*>([^<]*)/i.exec(headOf(html)) ?? [];
  return !/^\s*(?:Just a moment|Attention Required|Access denied \||Sorry, you have been blocked)/i.test(title);
}
