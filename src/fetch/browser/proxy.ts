import { UsageError } from '../../errors.ts';

/** The proxy setting of the browser: address and credentials separately. */
export type Proxy = { server: string; username?: string; password?: string };

const SCHEMES = new Set(['http:', 'https:', 'socks5:']);

/** Percent-decoded; unchanged when that is impossible. */
export function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** Reads `--proxy`. Throws `UsageError`; no message shows the text itself, which may contain a password. */
export function parseProxy(text: string): Proxy {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url === null || !SCHEMES.has(url.protocol) || url.hostname === '') {
    throw new UsageError(
      'Expected --proxy to be an http, https or socks5 URL such as http://user:password@proxy.example:8080.',
    );
  }
  const server = `${url.protocol}//${url.host}`;
  if (url.username === '' && url.password === '') return { server };
  if (url.protocol === 'socks5:') {
    throw new UsageError(
      `Browsers cannot sign in to a socks5 proxy (${server}). Use an http or https proxy, or one without a password.`,
    );
  }
  return { server, username: decode(url.username), password: decode(url.password) };
}

/** The text without the credentials of the proxy, in any encoding. */
export function withoutCredentials(message: string, proxy: Proxy | null): string {
  const secrets = [proxy?.password, proxy?.username].filter((secret) => secret !== undefined && secret !== '');
  const spellings = secrets.flatMap((secret) => (secret === undefined ? [] : [secret, encodeURIComponent(secret)]));
  return spellings
    .sort((a, b) => b.length - a.length)
    .reduce((shown, secret) => shown.replaceAll(secret, '***'), message);
}
