import { canonicalOf, headOf } from './evidence.ts';

/**
 * The base URL of the site that a page says it is from, by its canonical link: `https://www.hltv.org`. Null: it says
 * nothing. What an archive put before the link is not part of it.
 */
export function siteNamedBy(html: string): string | null {
  const link = canonicalOf(headOf(html)) ?? '';
  const address = link.slice(Math.max(0, link.lastIndexOf('http://'), link.lastIndexOf('https://')));
  const url = URL.canParse(address) ? new URL(address) : null;
  if (url === null || !/^https?:$/.test(url.protocol)) return null;
  const prefix = /^(.*?)\/(?:matches|stats|results)(?:\/|$)/.exec(url.pathname)?.[1];
  return prefix === undefined ? null : `${url.origin}${prefix}`;
}
