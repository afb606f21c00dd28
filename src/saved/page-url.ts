import { KINDS, PAGE_KINDS, type PageKind, TARGET_KINDS } from '../page-kinds.ts';

/** The prefix of the Wayback Machine before the archived URL. */
const WAYBACK = /^https?:\/\/[^/]+\/web\/\d{4,14}(?:[a-z]{2}_)?\/(?=https?:)/i;

/** The URL without the prefix of the Wayback Machine. */
function originalUrl(url: string): string {
  return url.replace(WAYBACK, '');
}

/** True for a URL of hltv.org, or of a copy of it in the Wayback Machine. */
export function isOfHltv(url: string): boolean {
  const original = originalUrl(url);
  return URL.canParse(original) && /(?:^|\.)hltv\.org$/.test(new URL(original).hostname);
}

const FIRST_FOLDERS = new Set(PAGE_KINDS.map((kind) => KINDS[kind].path.split('/')[1]));
const SITE_PREFIX = new RegExp(`^(.*?)/(?:${[...FIRST_FOLDERS].join('|')})(?:/|$)`);

/** The base URL of the site of a page, such as `https://www.hltv.org`; null when the URL is not of a supported page. */
export function siteAt(url: string): string | null {
  if (isOfHltv(url)) return 'https://www.hltv.org';
  const original = originalUrl(url);
  const { origin, pathname } = URL.canParse(original) ? new URL(original) : { origin: '', pathname: '' };
  const prefix = SITE_PREFIX.exec(pathname)?.[1];
  return prefix === undefined ? null : `${origin}${prefix}`;
}

const PATHS = TARGET_KINDS.map((kind) => ({ kind, pattern: new RegExp(`${KINDS[kind].path}/(\\d+)(?:/|$)`) }));

/** The page that a URL identifies; null when it is not a supported page. */
export function pageAt(url: string): { kind: PageKind; id: number } | null {
  const original = originalUrl(url);
  if (!URL.canParse(original)) return null;
  const { pathname, searchParams } = new URL(original);
  if (/\/results\/?$/.test(pathname)) return { kind: 'results', id: Number(searchParams.get('offset') ?? 0) };
  for (const { kind, pattern } of PATHS) {
    const [, id] = pattern.exec(pathname) ?? [];
    if (id !== undefined) return { kind, id: Number(id) };
  }
  return null;
}
