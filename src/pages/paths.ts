import { KINDS, type PageKind } from '../page-kinds.ts';
import { siteLink } from './html/links.ts';

/** Paths on the site, made from ids and from slugs that have been looked at. Queries are never taken over. */

const SLUG = /^[\w.~-]{1,300}$/;

/** The slug is free text for the site; a strange one is left out, and so is one with escapes: `%2e%2e` leads upwards. */
function slugOrPlaceholder(slug: string | undefined): string {
  return slug !== undefined && SLUG.test(slug) && !/^\.+$/.test(slug) ? slug : '_';
}

export function pathOf(kind: PageKind): (target: { id: number; slug?: string }) => string {
  return ({ id, slug }) => `${KINDS[kind].path}/${id}/${slugOrPlaceholder(slug)}`;
}

/** The path of a match page behind a link to it. */
export function matchPath(href: string | undefined): string {
  const [, id = '', slug] = /\/matches\/(\d+)(?:\/([^/?#]*))?(?:[/?#]|$)/.exec(siteLink(href ?? '')) ?? [];
  return `/matches/${id}/${slugOrPlaceholder(slug)}`;
}

const SITE = 'https://www.hltv.org';

/** The absolute URL of a match page behind a link to it; a relative link and one through a web archive are the site's. */
export function matchUrl(href: string): string {
  const link = href.slice(Math.max(href.lastIndexOf('http://'), href.lastIndexOf('https://'), 0));
  const { origin, hostname } = URL.canParse(link) ? new URL(link) : { origin: SITE, hostname: 'www.hltv.org' };
  return `${/^(?:www\.)?hltv\.org$/.test(hostname) ? SITE : origin}${matchPath(href)}`;
}

/** The path of a map stats page behind a link to it. */
export function mapStatsPath(href: string | undefined): string {
  const [, id = '', slug] = /\/mapstatsid\/(\d+)(?:\/([^/?#]*))?(?:[/?#]|$)/.exec(siteLink(href ?? '')) ?? [];
  return `/stats/matches/mapstatsid/${id}/${slugOrPlaceholder(slug)}`;
}
