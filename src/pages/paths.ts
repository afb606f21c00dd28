import { KINDS, type PageKind } from '../page-kinds.ts';
import { siteLink } from './html/links.ts';

/** Paths on the site, built from ids and checked slugs. Queries of links are dropped. */

const SLUG = /^[\w.~-]{1,300}$/;

/**
 * The site ignores the slug. An unusual one is replaced, also one with escapes, because `%2e%2e` is a parent folder.
 */
function slugOrPlaceholder(slug: string | undefined): string {
  return slug !== undefined && SLUG.test(slug) && !/^\.+$/.test(slug) ? slug : '_';
}

/** The path of a page of a kind that has an id and a slug. */
export function pathOf(kind: PageKind): (target: { id: number; slug?: string }) => string {
  return ({ id, slug }) => `${KINDS[kind].path}/${id}/${slugOrPlaceholder(slug)}`;
}

/** The path of the match page that a link points to. */
export function matchPath(href: string | undefined): string {
  const [, id = '', slug] = /\/matches\/(\d+)(?:\/([^/?#]*))?(?:[/?#]|$)/.exec(siteLink(href ?? '')) ?? [];
  return `/matches/${id}/${slugOrPlaceholder(slug)}`;
}

const SITE = 'https://www.hltv.org';

/**
 * The absolute URL of the match page that a link points to. Relative links and links of web archives belong to the
 * site.
 */
export function matchUrl(href: string): string {
  const link = href.slice(Math.max(href.lastIndexOf('http://'), href.lastIndexOf('https://'), 0));
  const { origin, hostname } = URL.canParse(link) ? new URL(link) : { origin: SITE, hostname: 'www.hltv.org' };
  return `${/^(?:www\.)?hltv\.org$/.test(hostname) ? SITE : origin}${matchPath(href)}`;
}

/** The path of the map stats page that a link points to. */
export function mapStatsPath(href: string | undefined): string {
  const [, id = '', slug] = /\/mapstatsid\/(\d+)(?:\/([^/?#]*))?(?:[/?#]|$)/.exec(siteLink(href ?? '')) ?? [];
  return `/stats/matches/mapstatsid/${id}/${slugOrPlaceholder(slug)}`;
}
