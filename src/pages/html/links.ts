/** Address of a page inside the Wayback Machine, before the address that was archived. */
const WAYBACK = /^.*?\/web\/\d{4,14}[a-z_]*\/(?=https?:)/i;
/** What is no path relative to the page: an address, a path from the root, a query, an anchor. */
const NOT_RELATIVE = /^(?:[a-z][a-z\d+.-]*:|[/?#]|$)/i;

/**
 * A link as the site wrote it. Savers rewrite links: the Wayback Machine puts its own address in front; `wget -k -E`
 * makes them relative, escapes the question mark (on Windows it writes `@`) and appends `.html`. Of a relative link the
 * directories that it leads through are unknown: `../../matches/1/x.html` gives `/matches/1/x`, `x.html` gives `/x`.
 */
export function siteLink(href: string): string {
  const link = href
    .replace(WAYBACK, '')
    .replace(/%3F|@(?=\w+=)/i, '?')
    .replace(/\.html(?=$|#)/i, '');
  return NOT_RELATIVE.test(link) ? link : `/${link.replace(/^(?:\.{1,2}\/)+/, '')}`;
}
