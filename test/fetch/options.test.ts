import { describe, expect, it } from 'vitest';
import { UsageError } from '../../src/errors.ts';
import { checkBrowserOptions } from '../../src/fetch/browser/browser.ts';
import { parseProxy, withoutCredentials } from '../../src/fetch/browser/proxy.ts';
import { type BrowserOptions, checkDelays, isHltv, parseBaseUrl } from '../../src/fetch/options.ts';

describe('the base URL', () => {
  it.each([
    ['https://www.hltv.org', 'https://www.hltv.org/'],
    ['https://www.hltv.org/', 'https://www.hltv.org/'],
    ['http://127.0.0.1:8080/mirror/?a=b#c', 'http://127.0.0.1:8080/mirror'],
  ])('%s is read as %s', (text, href) => {
    expect(parseBaseUrl(text).href).toBe(href);
  });

  it.each(['', 'hltv.org', 'ftp://hltv.org', 'file:///tmp', 'https://me:secret@hltv.org'])('refuses "%s"', (text) => {
    expect(() => parseBaseUrl(text)).toThrow(UsageError);
  });

  it.each([
    ['https://www.hltv.org', true],
    ['https://HLTV.org', true],
    ['https://hltv.org.', true],
    ['https://nothltv.org', false],
    ['https://hltv.org.evil.test', false],
    ['http://127.0.0.1:1', false],
  ])('%s is the site itself: %s', (url, is) => {
    expect(isHltv(url)).toBe(is);
  });
});

describe('the polite pause', () => {
  const check = (baseUrl: string, minDelayMs: number, maxDelayMs: number) => () =>
    checkDelays({ baseUrl, minDelayMs, maxDelayMs });

  it('may not be under two seconds against the site', () => {
    expect(check('https://www.hltv.org', 1_999, 8_000)).toThrow(/--min-delay.*2 s or more.*got 1.999 s/);
    expect(check('https://www.hltv.org', 2_000, 8_000)).not.toThrow();
  });

  it('may be nothing against any other site', () => {
    expect(check('http://127.0.0.1:8080', 0, 0)).not.toThrow();
  });

  it.each([
    [-1, 5_000],
    [Number.NaN, 5_000],
    [5_000, 4_000],
    [0, Number.POSITIVE_INFINITY],
  ])('must be a range (%s to %s)', (min, max) => {
    expect(check('http://127.0.0.1:8080', min, max)).toThrow(UsageError);
  });
});

describe('--proxy', () => {
  it.each([
    ['http://proxy.test:8080', { server: 'http://proxy.test:8080' }],
    ['https://proxy.test', { server: 'https://proxy.test' }],
    ['socks5://proxy.test:1080', { server: 'socks5://proxy.test:1080' }],
    ['http://me:p%40ss%3A@proxy.test:80/x', { server: 'http://proxy.test', username: 'me', password: 'p@ss:' }],
    ['http://me:100%@proxy.test:8080', { server: 'http://proxy.test:8080', username: 'me', password: '100%' }],
  ])('%s is read with its credentials apart', (text, proxy) => {
    expect(parseProxy(text)).toEqual(proxy);
  });

  it.each(['proxy.test:8080', 'ftp://me:hunter2@proxy.test', 'me:hunter2', 'socks5://me:hunter2@proxy.test:1080', ''])(
    'refuses %s without showing a password',
    (text) => {
      const message = (() => {
        try {
          return String(parseProxy(text));
        } catch (error) {
          expect(error).toBeInstanceOf(UsageError);
          return String(error);
        }
      })();
      expect(message).toContain('proxy');
      expect(message).not.toContain('hunter2');
    },
  );

  it('disappears from messages in every spelling', () => {
    const proxy = parseProxy('http://john:p%40ss@proxy.test:80');
    expect(withoutCredentials('at http://john:p%40ss@proxy.test: p@ss refused', proxy)).toBe(
      'at http://***:***@proxy.test: *** refused',
    );
    expect(withoutCredentials('nothing to hide', null)).toBe('nothing to hide');
  });
});

describe('browser settings', () => {
  const options: BrowserOptions = {
    ...{ path: null, channel: null, headed: false, cdpUrl: null, userAgent: null, proxy: null },
  };

  it.each([
    ['a proxy for a running browser', { cdpUrl: 'http://127.0.0.1:9222', proxy: 'http://me:hunter2@proxy.test' }],
    ['an address that is none', { cdpUrl: '9222' }],
    ['an address of another kind', { cdpUrl: 'file:///tmp/x' }],
    ['a proxy that is none', { proxy: 'hunter2' }],
  ])('%s is refused at once', (_, change) => {
    expect(() => checkBrowserOptions({ ...options, ...change })).toThrow(UsageError);
    expect(() => checkBrowserOptions({ ...options, ...change })).not.toThrow(/hunter2/);
  });

  it('that fit together are taken', () => {
    expect(() => checkBrowserOptions({ ...options, cdpUrl: 'http://127.0.0.1:9222' })).not.toThrow();
    expect(() => checkBrowserOptions({ ...options, proxy: 'socks5://127.0.0.1:1080' })).not.toThrow();
  });
});
