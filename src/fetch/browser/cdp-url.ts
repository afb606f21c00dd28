import { decode } from './proxy.ts';

/**
 * The URL of a running browser as it is shown: protocol and host. User name, path and query may each contain the token of
 * a hosted browser.
 */
export function shownCdpUrl(cdpUrl: string): string {
  const url = URL.canParse(cdpUrl) ? new URL(cdpUrl) : null;
  if (url === null) return '***';
  const hasMore =
    url.username !== '' || url.password !== '' || url.pathname !== '/' || url.search !== '' || url.hash !== '';
  return `${url.protocol}//${url.host}${hasMore ? '/***' : ''}`;
}

/** Parts of a path that are the same in every browser, so no secrets. */
const COMMON_PARTS = new Set(['devtools', 'browser', 'json', 'version', 'chromium', 'playwright']);

/** The text without the parts of the URL that may be secret; other URLs in it are shortened the same way. */
export function withoutCdpSecrets(message: string, cdpUrl: string): string {
  const shown = message
    .replaceAll(cdpUrl, shownCdpUrl(cdpUrl))
    .replace(/\b(?:https?|wss?):\/\/[^\s"'`<>]+/g, (url) => shownCdpUrl(url));
  return secretsOf(cdpUrl).reduce((text, secret) => text.replaceAll(secret, '***'), shown);
}

function secretsOf(cdpUrl: string): string[] {
  const url = URL.canParse(cdpUrl) ? new URL(cdpUrl) : null;
  if (url === null) return [];
  const parts = url.pathname.split('/').filter((part) => part.length > 3 && !COMMON_PARTS.has(part));
  const raw = [
    url.username,
    url.password,
    ...parts,
    ...url.searchParams.values(),
    url.search.slice(1),
    url.hash.slice(1),
  ];
  const spellings = raw.flatMap((secret) => [secret, decode(secret), encodeURIComponent(secret)]);
  return [...new Set(spellings)].filter((secret) => secret.length > 1).sort((a, b) => b.length - a.length);
}
