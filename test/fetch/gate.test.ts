import { describe, expect, it } from 'vitest';
import { type GateMode, isWithin, mayPass } from '../../src/fetch/gate.ts';

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

describe('what passes the gate', () => {
  const pass = (mode: GateMode, resourceType: string, url: string) =>
    mayPass({ url, resourceType, isMainFrame: true }, { mode, base, url: wanted });

  it.each<[GateMode, string, string, boolean]>([
    ['idle', 'Document', wanted, false],
    ['idle', 'Script', 'https://www.hltv.org/js/a.js', false],
    ['idle', 'Image', 'data:image/gif;base64,R0lGOD', true],
    ['fetch', 'XHR', wanted, true],
    ['fetch', 'Fetch', wanted, true],
    ['fetch', 'XHR', 'https://www.hltv.org/livescore', false],
    ['fetch', 'Document', wanted, false],
    ['fetch', 'Image', 'https://www.hltv.org/img/a.png', false],
    ['navigate', 'Document', wanted, true],
    ['navigate', 'Document', 'https://www.hltv.org/matches/7/x?__cf_chl_tk=abc', true],
    ['navigate', 'Document', 'https://ads.test/', false],
    ['navigate', 'Script', 'https://www.hltv.org/cdn-cgi/challenge-platform/a.js', true],
    ['navigate', 'XHR', 'https://www.hltv.org/cdn-cgi/challenge-platform/flow', true],
    ['navigate', 'Script', 'https://challenges.cloudflare.com/turnstile/v0/api.js', true],
    ['navigate', 'Script', 'https://ads.test/ad.js', false],
    ['navigate', 'Image', 'https://www.hltv.org/img/a.png', false],
    ['navigate', 'Stylesheet', 'https://www.hltv.org/css/a.css', false],
    ['navigate', 'Font', 'https://www.hltv.org/a.woff2', false],
    ['navigate', 'Media', 'https://www.hltv.org/a.mp4', false],
    ['navigate', 'Other', 'https://www.hltv.org/favicon.ico', false],
    ['open', 'Image', 'https://ads.test/ad.png', true],
  ])('%s: %s %s: %s', (...[mode, resourceType, url, passes]) => {
    expect(pass(mode, resourceType, url)).toBe(passes);
  });

  it('no frames within a page, but that of a challenge', () => {
    const frame = (url: string) =>
      mayPass({ url, resourceType: 'Document', isMainFrame: false }, { mode: 'navigate', base, url: wanted });
    expect(frame('https://www.hltv.org/frame')).toBe(false);
    expect(frame('https://challenges.cloudflare.com/turnstile/frame')).toBe(true);
  });
});
