/** Address of a page inside the Wayback Machine, before the address that was archived. */
const WAYBACK = /^.*?\/web\/\d{4,14}[a-z_]*\/(?=https?:)/i;

/**
 * A link as the site wrote it. Savers rewrite links: the Wayback Machine puts its own address in front, `wget -k -E`
 * escapes the question mark and appends `.html`. Relative links stay relative.
 */
export function siteLink(href: string): string {
  return href
    .replace(WAYBACK, '')
    .replace(/%3F/i, '?')
    .replace(/\.html(?=$|#)/i, '');
}
