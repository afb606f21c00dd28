/** Paths on the site, made from ids and from slugs that have been looked at. Queries are never taken over. */

const SLUG = /^[\w.~-]{1,300}$/;

/** The slug is free text for the site; a strange one is left out, and so is one with escapes: `%2e%2e` leads upwards. */
function slugOrPlaceholder(slug: string | undefined): string {
  return slug !== undefined && SLUG.test(slug) && !/^\.+$/.test(slug) ? slug : '_';
}

export function pathOf(prefix: string): (target: { id: number; slug?: string }) => string {
  return ({ id, slug }) => `${prefix}/${id}/${slugOrPlaceholder(slug)}`;
}

/** The path of a match page behind a link to it. */
export function matchPath(href: string | undefined): string {
  const [, id = '', slug] = /\/matches\/(\d+)(?:\/([^/?#]*))?(?:[/?#]|$)/.exec(href ?? '') ?? [];
  return `/matches/${id}/${slugOrPlaceholder(slug)}`;
}

/** The absolute URL of a match page behind a link to it; a relative link is one of the site's. */
export function matchUrl(href: string): string {
  const origin = /^https?:/.test(href) && URL.canParse(href) ? new URL(href).origin : 'https://www.hltv.org';
  return `${origin}${matchPath(href)}`;
}

/** The path of a map stats page behind a link to it. */
export function mapStatsPath(href: string | undefined): string {
  const [, id = '', slug] = /\/mapstatsid\/(\d+)(?:\/([^/?#]*))?(?:[/?#]|$)/.exec(href ?? '') ?? [];
  return `/stats/matches/mapstatsid/${id}/${slugOrPlaceholder(slug)}`;
}
