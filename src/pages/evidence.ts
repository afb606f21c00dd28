import { unreachable } from '../errors.ts';
import type { PageKind } from '../page-kinds.ts';
import { blockAt } from './html/cut.ts';
import { siteLink } from './html/links.ts';
import { attributeIn, hasClassToken, indexOfClass, tagAt, tagsOfClass } from './html/markup.ts';

/** What a page says of itself, read off its text: no tree is built. */
export type Evidence = {
  kind: PageKind | null;
  /** Distinct ids that the page gives for itself, usable or not. One identifies the page, none says nothing, two contradict each other. */
  ids: number[];
  /** Link of the page to itself, as found; null when it has none. */
  selfLink: string | null;
  hasData: boolean;
};

const HEAD_LIMIT = 400_000;
const NOTHING: Evidence = { kind: null, ids: [], selfLink: null, hasData: false };

/** Reads kind and ids off a genuine page of the site. */
export function readEvidence(html: string): Evidence {
  if (hasClassToken(html, 'match-page')) {
    return matchEvidence(html);
  }
  const statsStart = indexOfClass(html, 'stats-match');
  if (statsStart >= 0) {
    return statsEvidence(html, statsStart);
  }
  return listingEvidence(html);
}

/** Ids are positive, offsets of a listing may be 0; what cannot be counted with exactly is neither. */
export function isUsableId(kind: PageKind | null, id: number): boolean {
  return Number.isSafeInteger(id) && id >= (kind === 'results' ? 0 : 1);
}

/** The part before the body. Savers put the style sheets of the site into it, which may be megabytes: those are taken out. */
export function headOf(html: string): string {
  const written = html.indexOf('</head>');
  const end = written < 0 ? html.search(/<\/head|<body\b/i) : written;
  if (end >= 0 && end < HEAD_LIMIT) return html.slice(0, end);
  const head = html.slice(0, end < 0 ? undefined : end);
  return head.replaceAll(/<style\b[^<>]*>[\s\S]*?<\/style>/gi, '').slice(0, HEAD_LIMIT);
}

function matchEvidence(html: string): Evidence {
  const head = headOf(html);
  const canonical = canonicalOf(head);
  const strong = [canonical, ...jsonLdUrls(head), openGraphUrl(head), savedFrom(head)];
  const ids = distinctIds(strong, /\/matches\/(\d+)(?:[/?#]|$)/);
  if (ids.length > 0) {
    const link = strong.find((each) => each !== null && /\/matches\/\d+/.test(each)) ?? null;
    const mirrored = linkInMirror(canonical, ids);
    const selfLink = mirrored === null ? link : (link?.replace(/\/matches\/\d+.*$/, mirrored) ?? mirrored);
    return { kind: 'match', ids, selfLink, hasData: true };
  }
  const weak = selfLinksOf(html);
  const weakIds = distinctIds(weak, /(?:\/matches\/|matchId=)(\d+)(?![\w.%])/);
  const selfLink = weak.find((link) => link?.startsWith('/matches/')) ?? linkInMirror(canonical ?? weak[0], weakIds);
  return { kind: 'match', ids: weakIds, selfLink, hasData: true };
}

/** `wget -k` makes the link of a page to itself the name of its file, which is the last part of its path. */
function linkInMirror(link: string | null | undefined, [id, ...others]: number[]): string | null {
  const name = siteLink(link ?? '');
  return /^\/[^/?#]+(?:#|$)/.test(name) && id !== undefined && others.length === 0 ? `/matches/${id}${name}` : null;
}

/** Pages of 2018 and 2019 name themselves only in links to their own live page, vote, betting frame and comments. */
function selfLinksOf(html: string): (string | null)[] {
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

/** The block that counts is looked at first; markup in its attributes may have cut it short. */
function statsEvidence(html: string, start: number): Evidence {
  const rest = html.slice(start);
  const found = evidenceIn(blockAt(html, start), rest, headOf(html));
  return found.kind === null || found.ids.length === 0 ? evidenceIn(rest, rest, headOf(html)) : found;
}

function evidenceIn(main: string, rest: string, head: string): Evidence {
  const tab = selectedTab(main);
  const named = kindOfTab(tab);
  const built = kindByStructure(main);
  const kind = named === undefined ? built : named;
  if (kind === null || (built !== null && built !== kind)) {
    return NOTHING;
  }
  const strong = distinctIds([canonicalOf(head), tab, activeMapTab(main), savedFrom(head)], MAP_STATS_ID);
  const ids = strong.length > 0 ? strong : distinctIds(tabsOf(main), MAP_STATS_ID);
  return { kind, ids, selfLink: null, hasData: hasStatsData(main, kind) || hasStatsData(rest, kind) };
}

type StatsKind = Exclude<PageKind, 'results' | 'match'>;

const MAP_STATS_ID = /\/mapstatsid\/(\d+)(?:[/?#]|$)/;

const TAB_KINDS: [RegExp, StatsKind][] = [
  [/\/stats\/matches\/mapstatsid\/\d+/, 'map-stats'],
  [/\/stats\/matches\/performance\/mapstatsid\/\d+/, 'performance'],
  [/\/stats\/matches\/economy\/mapstatsid\/\d+/, 'economy'],
];

/** Null: a stats page of another kind (series, heatmap). Undefined: no tab says anything, as in a copy by wget. */
function kindOfTab(link: string | null): StatsKind | null | undefined {
  if (link === null || !link.includes('/')) return undefined;
  return TAB_KINDS.find(([pattern]) => pattern.test(siteLink(link)))?.[1] ?? null;
}

/** Every tab of a stats page leads to the same map. */
function tabsOf(main: string): (string | null)[] {
  return [...tagsOfClass(main, 'stats-top-menu-item')].map((tag) => attributeIn(tag, 'href'));
}

function kindByStructure(main: string): StatsKind | null {
  if (hasClassToken(main, 'stats-match-performance') || hasClassToken(main, 'killmatrix-content')) {
    return 'performance';
  }
  if (hasClassToken(main, 'stats-match-economy') || hasClassToken(main, 'equipment-categories')) {
    return 'economy';
  }
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
    if (classesIn(tag).includes('selected')) {
      return attributeIn(tag, 'href');
    }
  }
  return null;
}

function activeMapTab(main: string): string | null {
  for (const tag of tagsOfClass(main, 'stats-match-map')) {
    if (!classesIn(tag).includes('inactive')) {
      return attributeIn(tag, 'href');
    }
  }
  return null;
}

const classesIn = (tag: string): string[] => attributeIn(tag, 'class')?.split(/\s+/) ?? [];

/** The canonical link of a listing never tells the offset; the pagination does. A text that begins with 0 has none. */
function listingEvidence(html: string): Evidence {
  const hasEntries = hasClassToken(html, 'result-con');
  const canonical = canonicalOf(headOf(html));
  const isNamed = canonical !== null && /\/results\/?(?:[?#]|$)/.test(siteLink(canonical));
  const isEmptyListing = isNamed && (hasClassToken(html, 'results-holder') || hasClassToken(html, 'pagination-data'));
  if (!isEmptyListing && !(hasEntries && (isNamed || canonical === null))) {
    return NOTHING;
  }
  const at = indexOfClass(html, 'pagination-data');
  const [, first = '0'] =
    at < 0 ? [] : (/^<[^>]*>(?:\s|&nbsp;)*(\d{1,9})(?:\s|&nbsp;)*-/.exec(html.slice(at, at + 500)) ?? []);
  const offset = first === '0' ? offsetByArrows(html) : Number(first) - 1;
  return { kind: 'results', ids: offset === null ? [] : [offset], selfLink: null, hasData: hasEntries };
}

const LISTING_PAGE = 100;

/** Where the text of the pagination cannot be read, the links to the page before and the page after tell the offset. */
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

export function canonicalOf(head: string): string | null {
  return valueInHead(head, { tags: /<link\b[^<>]*>/gi, by: ['rel', 'canonical'], attribute: 'href' });
}

function openGraphUrl(head: string): string | null {
  return valueInHead(head, { tags: /<meta\b[^<>]*>/gi, by: ['property', 'og:url'], attribute: 'content' });
}

type HeadTag = { tags: RegExp; by: readonly [attribute: string, value: string]; attribute: string };

/** An attribute of the first tag that another attribute marks. */
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

/** Browsers write the requested address into a copy they save. */
function savedFrom(head: string): string | null {
  const start = head.slice(0, 5_000);
  const [, single] = /<!--\s*Page saved with SingleFile\s+url:\s*(\S+)/.exec(start) ?? [];
  return single ?? /<!--\s*saved from url=\(\d+\)(\S+)\s*-->/.exec(start)?.[1] ?? null;
}

/** The page reaches its end: after the closing tag nothing but blanks and comments. */
export function reachesItsEnd(html: string): boolean {
  const tail = html.slice(-5_000);
  const end = tail.toLowerCase().lastIndexOf('</html>');
  return end >= 0 && /^\s*(?:<!--(?:(?!-->)[\s\S])*-->\s*)*$/.test(tail.slice(end + '</html>'.length));
}

/** Whether several pages stand in one text, as when files were joined: a page has the frame of the site once. */
export function holdsSeveralPages(html: string): boolean {
  const first = indexOfClass(html, 'contentCol');
  const unquoted = html.match(/\sclass\s*=\s*contentCol(?=[\s>])/gi)?.length ?? 0;
  return unquoted > (first < 0 ? 1 : 0) || (first >= 0 && indexOfClass(html, 'contentCol', first + 1) >= 0);
}

/** Block pages lack the site's frame; the titles are a second sign that no genuine page shows. */
export function isFromTheSite(html: string): boolean {
  const start = indexOfClass(html, 'contentCol');
  if (start < 0 || tagAt(html, start) === '') {
    return false;
  }
  const [, title = ''] = /<title[^<>]*>([^<]*)/i.exec(headOf(html)) ?? [];
  return !/^\s*(?:Just a moment|Attention Required|Access denied \||Sorry, you have been blocked)/i.test(title);
}
