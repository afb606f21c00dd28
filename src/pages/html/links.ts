/** The prefix of the Wayback Machine before an archived address. */
const WAYBACK = /^.*?\/web\/\d{4,14}[a-z_]*\/(?=https?:)/i;
/** An absolute address, a path from the root, a query, an anchor, or nothing. */
const NOT_RELATIVE = /^(?:[a-z][a-z\d+.-]*:|[/?#]|$)/i;

/** A path from the root without an address or an extension in it, or nothing. Most links are. */
const PLAIN = /^(?:\/[\w/-]*)?$/;

/**
 * A link as the site wrote it. Saving programs rewrite links: the Wayback Machine prepends its own address; `wget -k
 * -E` makes them relative, escapes the question mark (on Windows it writes `@`) and appends `.html`. The base of a
 * relative link is unknown: `../../matches/1/x.html` gives `/matches/1/x`, `x.html` gives `/x`.
 */
export function siteLink(href: string): string {
  if (PLAIN.test(href)) return href;
  const link = href
    .replace(WAYBACK, '')
    .replace(/%3F|@(?=\w+=)/i, '?')
    .replace(/\.html(?=$|#)/i, '');
  return NOT_RELATIVE.test(link) ? link : `/${link.replace(/^(?:\.{1,2}\/)+/, '')}`;
}
