import { canonicalOf, headOf } from './detect-page.ts';

/**
 * The base URL of the site according to the canonical link of a page, e.g. `https://www.hltv.org`; null without such a
 * link. The prefix that a web archive put before the link is ignored.
 */
export function siteNamedBy(html: string): string | null {
  const link = canonicalOf(headOf(html)) ?? '';
  const address = link.slice(Math.max(0, link.lastIndexOf('http://'), link.lastIndexOf('https://')));
  const url = URL.canParse(address) ? new URL(address) : null;
  if (url === null || !/^https?:$/.test(url.protocol)) return null;
  const prefix = /^(.*?)\/(?:matches|stats|results)(?:\/|$)/.exec(url.pathname)?.[1];
  return prefix === undefined ? null : `${url.origin}${prefix}`;
}
