import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startBrowser } from '../../../src/fetch/browser/browser.ts';
import { shownCdpUrl, withoutCdpSecrets } from '../../../src/fetch/browser/cdp-url.ts';

describe('the URL of a running browser', () => {
  it.each([
    ['http://127.0.0.1:9222', 'http://127.0.0.1:9222'],
    ['http://127.0.0.1:9222/', 'http://127.0.0.1:9222'],
    ['wss://cloud.example/?token=geheim', 'wss://cloud.example/***'],
    ['wss://cloud.example/geheim/devtools', 'wss://cloud.example/***'],
    ['https://me:geheim@cloud.example', 'https://cloud.example/***'],
    ['ws://127.0.0.1:9222/devtools/browser/geheim#geheim', 'ws://127.0.0.1:9222/***'],
    ['geheim', '***'],
  ])('%s is shown as %s', (url, shown) => {
    expect(shownCdpUrl(url)).toBe(shown);
  });

  it.each([
    'wss://cloud.example/?token=ge%20heim&timeout=5',
    'wss://me:ge%20heim@cloud.example/',
    'wss://cloud.example/ge%20heim/devtools?x',
  ])('leaves nothing of %s in a message', (url) => {
    const spellings = [
      url,
      url.replace('wss:', 'https:'),
      'ge heim',
      'ge%20heim',
      'wss://other.example/?token=ge%20heim',
    ];
    const message = withoutCdpSecrets(`a ${spellings.join(' b ')} c`, url);
    expect(message).not.toMatch(/ge(?: |%20)heim/);
    expect(message).toMatch(/^a wss:\/\/cloud\.example\/\*\*\* b .* c$/);
  });

  it('leaves a message without it as it is', () => {
    const text = 'connect ECONNREFUSED 127.0.0.1:9222';
    expect(withoutCdpSecrets(text, 'http://127.0.0.1:9222')).toBe(text);
  });
});

describe('a failed attachment', () => {
  const server = createServer((request, response) => {
    const isVersion = request.url?.includes('/json/version') === true && request.url.includes('redirect');
    response.writeHead(isVersion ? 200 : 404, { 'content-type': 'application/json' });
    const { port } = server.address() as AddressInfo;
    response.end(JSON.stringify({ webSocketDebuggerUrl: `ws://127.0.0.1:${port}/devtools/browser/geheim-session` }));
  });
  beforeAll(() => new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve)));
  afterAll(() => new Promise<void>((resolve) => void server.close(() => resolve())));

  it.each(['/?token=geheim', '/geheim', '/redirect/?token=geheim'])(
    'names the address and no token: %s',
    async (rest) => {
      const { port } = server.address() as AddressInfo;
      const options = { path: null, channel: null, headed: false, userAgent: null, proxy: null };
      for (const scheme of ['http', 'ws']) {
        const cdpUrl = `${scheme}://me:geheim@127.0.0.1:${port}${rest}`;
        const error = await startBrowser({ ...options, cdpUrl }, '/nonexistent').catch((thrown: unknown) => thrown);
        expect(error).toMatchObject({ code: 'browser-attach' });
        expect(String(error)).toContain(`Found no browser at --cdp-url ${scheme}://127.0.0.1:${port}/***: `);
        expect(`${String(error)} ${JSON.stringify(error)} ${(error as Error).stack}`).not.toContain('geheim');
      }
    },
  );
});
