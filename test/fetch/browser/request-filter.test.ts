import { EventEmitter } from 'node:events';
import type { CDPSession } from 'playwright';
import { describe, expect, it } from 'vitest';
import {
  decide,
  type FilterDecision,
  type FilterMode,
  isWithin,
  openRequestFilter,
} from '../../../src/fetch/browser/request-filter.ts';

const base = new URL('https://www.hltv.org');
const wanted = 'https://www.hltv.org/matches/7/x';

describe('the address of a page', () => {
  it.each([
    ['https://www.hltv.org', 'https://www.hltv.org/matches/7/x', true],
    ['https://www.hltv.org', 'https://hltv.org/matches/7/x', false],
    ['https://www.hltv.org', 'http://www.hltv.org/matches/7/x', false],
    ['https://www.hltv.org', 'https://www.hltv.org.evil.test/', false],
    ['https://www.hltv.org', 'https://evil.test/?u=https://www.hltv.org/', false],
    ['https://mirror.test/hltv', 'https://mirror.test/hltv', true],
    ['https://mirror.test/hltv', 'https://mirror.test/hltv/results', true],
    ['https://mirror.test/hltv', 'https://mirror.test/hltv2/results', false],
    ['https://mirror.test/hltv', 'https://mirror.test/', false],
    ['https://www.hltv.org', 'nonsense', false],
  ])('of %s: %s is within: %s', (site, address, is) => {
    expect(isWithin(new URL(site), address)).toBe(is);
  });
});

describe('what the request filter allows', () => {
  const at = (mode: FilterMode, resourceType: string, url: string) =>
    decide({ url, resourceType, isMainFrame: true }, { mode, base, url: wanted });

  it.each<[FilterMode, string, string, FilterDecision]>([
    ['idle', 'Document', wanted, 'stop'],
    ['idle', 'Script', 'https://www.hltv.org/js/a.js', 'stop'],
    ['idle', 'Image', 'data:image/gif;base64,R0lGOD', 'pass'],
    ['fetch', 'XHR', wanted, 'pass'],
    ['fetch', 'Fetch', wanted, 'pass'],
    ['fetch', 'XHR', 'https://www.hltv.org/livescore', 'stop'],
    ['fetch', 'Document', wanted, 'stop'],
    ['fetch', 'Image', 'https://www.hltv.org/img/a.png', 'stop'],
    ['navigate', 'Document', wanted, 'pass'],
    ['navigate', 'Document', 'https://ads.test/', 'stop'],
    ['navigate', 'Script', 'https://www.hltv.org/js/a.js', 'wait'],
    ['navigate', 'Script', 'https://challenges.cloudflare.com/turnstile/v0/api.js', 'wait'],
    ['navigate', 'Script', 'https://ads.test/ad.js', 'stop'],
    ['navigate', 'Image', 'https://www.hltv.org/img/a.png', 'stop'],
    ['navigate', 'Stylesheet', 'https://www.hltv.org/css/a.css', 'stop'],
    ['navigate', 'Font', 'https://www.hltv.org/a.woff2', 'stop'],
    ['navigate', 'Media', 'https://www.hltv.org/a.mp4', 'stop'],
    ['navigate', 'Other', 'https://www.hltv.org/favicon.ico', 'stop'],
    ['challenge', 'Document', 'https://www.hltv.org/matches/7/x?__cf_chl_tk=abc', 'pass'],
    ['challenge', 'Document', 'https://ads.test/', 'stop'],
    ['challenge', 'Script', 'https://www.hltv.org/cdn-cgi/challenge-platform/a.js', 'pass'],
    ['challenge', 'XHR', 'https://www.hltv.org/cdn-cgi/challenge-platform/flow', 'pass'],
    ['challenge', 'Script', 'https://challenges.cloudflare.com/turnstile/v0/api.js', 'pass'],
    ['challenge', 'Script', 'https://ads.test/ad.js', 'stop'],
    ['challenge', 'Image', 'https://www.hltv.org/img/a.png', 'stop'],
    ['open', 'Image', 'https://ads.test/ad.png', 'pass'],
  ])('%s: %s %s: %s', (...[mode, resourceType, url, decision]) => {
    expect(at(mode, resourceType, url)).toBe(decision);
  });

  it('no frames within a page, but that of a challenge', () => {
    const frame = (url: string) =>
      decide({ url, resourceType: 'Document', isMainFrame: false }, { mode: 'challenge', base, url: wanted });
    expect(frame('https://www.hltv.org/frame')).toBe('stop');
    expect(frame('https://challenges.cloudflare.com/turnstile/frame')).toBe('pass');
  });
});

describe('a request that passes', () => {
  /** A filter for one page, and a browser that carries out the command when `resolve` is called. */
  async function openFilter() {
    const events = new EventEmitter();
    const commands: string[] = [];
    const carriedOut = Promise.withResolvers<void>();
    const session = Object.assign(events, {
      async send(command: string): Promise<object> {
        commands.push(command);
        if (command === 'Fetch.continueRequest') await carriedOut.promise;
        return { frameTree: { frame: { id: 'main' } } };
      },
    }) as unknown as CDPSession;
    let sent = 0;
    const onSent = (): void => {
      sent += 1;
    };
    const filter = await openRequestFilter(session, { base, redirects: 3, onSent });
    filter.set('fetch', wanted);
    const request = { url: wanted, headers: {} };
    events.emit('Fetch.requestPaused', { requestId: '1', frameId: 'main', resourceType: 'Fetch', request });
    return { commands, sent: () => sent, ...carriedOut };
  }

  const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

  it('counts as sent once the browser has carried out the command', async () => {
    const { commands, sent, resolve } = await openFilter();
    await settled();
    expect(commands).toContain('Fetch.continueRequest');
    expect(sent()).toBe(0);
    resolve();
    await settled();
    expect(sent()).toBe(1);
  });

  it('counts as sent when it has ended in the meantime', async () => {
    const { sent, reject } = await openFilter();
    reject(new Error('Invalid InterceptionId.'));
    await settled();
    expect(sent()).toBe(1);
  });
});
