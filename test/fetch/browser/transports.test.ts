import type { RequestListener } from 'node:http';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { systemClock } from '../../../src/clock.ts';
import { InterruptedError, RefusedError } from '../../../src/errors.ts';
import type { Transport } from '../../../src/fetch/answer/transport.ts';
import type { Answer } from '../../../src/fetcher.ts';
import { decodePage } from '../../../src/saved/decode.ts';
import { type AttachedBrowser, startAttachedBrowser } from '../../chaos/attached-browser.ts';
import { ALL_FORMS } from '../../helpers/all-forms.ts';
import { hasBrowser } from '../../helpers/browser.ts';
import { type Fault, withFaults } from '../../helpers/faults/faults.ts';
import { openTestFetcher } from '../../helpers/site-fetcher.ts';
import { matchRequest, startTinySite, tinyPage, tinyPages } from '../../helpers/tiny-site.ts';

const never = new AbortController().signal;

/** A browser for the tests that do not depend on how ours is started: each has a tab of its own in it. */
let attached: AttachedBrowser | null = null;
const shared = (): { cdpUrl: string | null } => ({ cdpUrl: attached?.cdpUrl ?? null });

beforeAll(async () => {
  if (hasBrowser) attached = await startAttachedBrowser();
});
afterAll(() => attached?.[Symbol.asyncDispose]());

/** A page as the site has them: scripts that change it, styles, pictures, fonts, advertising of others. */
function livelySite(thirdParty: string): RequestListener {
  const filler = `<p>Grüße, 你好 🎯</p>
    <link rel="stylesheet" href="/css/a.css"><script src="/js/a.js"></script><img src="/img/a.png">
    <script src="${thirdParty}/ad.js"></script><iframe src="${thirdParty}/frame"></iframe><iframe src="/frame"></iframe>
    <video src="/clip.mp4"></video><style>@font-face{font-family:a;src:url(/a.woff2)}p{font-family:a}</style>
    <script>document.querySelector('p').textContent='changed by a script';fetch('${thirdParty}/track');
    setInterval(function(){fetch('/livescore')},20);</script>`;
  return (request, response) => {
    const id = /^\/matches\/(\d+)\//.exec(request.url ?? '')?.[1];
    if (id === undefined) tinyPages(request, response);
    else response.setHeader('content-type', 'text/html; charset=utf-8').end(tinyPage('match', Number(id), filler));
  };
}

describe.runIf(hasBrowser)('a page of a lively site', () => {
  it.each(['fetch', 'navigate'] as const)(
    'comes by %s as served, asked for as the person wants, and nothing else is loaded',
    async (transport) => {
      await using other = await startTinySite();
      await using site = await startTinySite(livelySite(other.baseUrl));
      await using opened = await openTestFetcher(site.baseUrl, {
        transport,
        browser: { ...(transport === 'fetch' ? {} : shared()), userAgent: 'me@example.test' },
      });
      const answers = [];
      for (const id of [1, 2, 3]) answers.push(await opened.fetcher.fetch(matchRequest(id), never));
      for (const { html } of answers) {
        expect(html).toContain('Grüße, 你好 🎯');
        expect(html).not.toContain('<p>changed by a script');
      }
      const pages = answers.map((answer) => answer.transport);
      expect(pages).toEqual(transport === 'fetch' ? ['navigate', 'fetch', 'fetch'] : Array(3).fill('navigate'));
      expect(answers[0]?.transportReason).toBe(transport === 'fetch' ? 'no page of the site was open yet' : null);
      expect(other.paths()).toEqual([]);
      expect(site.paths()).toEqual(['/robots.txt', '/matches/1/x', '/matches/2/x', '/matches/3/x']);
      expect(new Set(site.seen.map(({ headers }) => headers['user-agent']))).toEqual(new Set(['me@example.test']));
    },
  );

  it('stays quiet while it is left open', async () => {
    await using other = await startTinySite();
    await using site = await startTinySite(livelySite(other.baseUrl));
    await using opened = await openTestFetcher(site.baseUrl, { browser: shared() });
    for (let id = 1; id <= 8; id += 1) await opened.fetcher.fetch(matchRequest(id), never);
    expect(site.paths().filter((path) => !path.startsWith('/matches/'))).toEqual(['/robots.txt']);
  });

  it('is opened where it forbids its scripts to fetch others', async () => {
    await using site = await startTinySite((request, response) => {
      response.setHeader('content-security-policy', "connect-src 'none'; default-src 'none'");
      tinyPages(request, response);
    });
    await using opened = await openTestFetcher(site.baseUrl, { browser: shared() });
    for (const id of [1, 2, 3]) {
      expect((await opened.fetcher.fetch(matchRequest(id), never)).html).toBe(tinyPage('match', id));
    }
    expect(site.paths()).toEqual(['/robots.txt', '/matches/1/x', '/matches/2/x', '/matches/3/x']);
  });
});

describe.runIf(hasBrowser)('the bytes of a page', () => {
  const document = Buffer.from(tinyPage('match', 7, 'M\u00e1laga \u00d1'), 'latin1');

  const opened = new Map<Transport, ChangingSite>();

  beforeAll(async () => {
    for (const transport of ['fetch', 'navigate'] as const) {
      const changing = await openChangingSite(transport, { browser: shared(), limits: { tries: 1 } });
      opened.set(transport, changing);
      // The first page is opened in any case.
      await changing.fetcher.fetch(matchRequest(1), never);
    }
  });
  afterAll(async () => {
    for (const changing of opened.values()) await changing[Symbol.asyncDispose]();
  });

  async function answerWith(transport: Transport, contentType: string, bytes: Buffer): Promise<Answer> {
    const changing = opened.get(transport);
    if (changing === undefined) throw new Error(`No fetcher is open for ${transport}.`);
    changing.use((_, response) => void response.setHeader('content-type', contentType).end(bytes));
    const answer = await changing.fetcher.fetch(matchRequest(7), never);
    expect(answer.transport).toBe(transport);
    return answer;
  }

  it('are those that were sent, and their declared encoding gives the text', async () => {
    const answer = await answerWith('fetch', 'text/html; charset=windows-1252', document);
    expect(Buffer.from(answer.document)).toEqual(document);
    expect(gunzipSync(answer.gzip ?? '')).toEqual(document);
    expect(answer.html).toContain('M\u00e1laga \u00d1');
    expect(answer.contentType).toBe('text/html; charset=windows-1252');
  });

  it('take no more memory than the page', async () => {
    const large = Buffer.concat([document, Buffer.alloc(100_000, ' ')]);
    const answer = await answerWith('fetch', 'text/html; charset=windows-1252', large);
    expect(answer.document.buffer.byteLength).toBeLessThan(large.length + 1_000);
  });

  it('keep their byte order mark, which is not part of the text', async () => {
    const bytes = Buffer.from(`\ufeff${tinyPage('match', 7)}`, 'utf8');
    const answer = await answerWith('fetch', 'text/html', bytes);
    expect(Buffer.from(answer.document)).toEqual(bytes);
    expect(answer.html).toBe(tinyPage('match', 7));
  });

  it('are no page when their encoding does not allow them', async () => {
    const offset = document.indexOf(0xe1);
    const fetching = answerWith('fetch', 'text/html; charset=utf-8', document);
    await expect(fetching).rejects.toThrow(`byte ${offset} is not allowed`);
  });

  it.each(['text/html; charset=windows-1252', 'text/html'])(
    'give the same text again when opened: %s',
    async (type) => {
      const declared = Buffer.from(
        document.toString('latin1').replace('<head>', '<head><meta charset=windows-1252>'),
        'latin1',
      );
      const answer = await answerWith('navigate', type, declared);
      expect(answer.html).toContain('M\u00e1laga \u00d1');
      for (const contentType of [null, answer.contentType]) {
        expect(decodePage(answer.document, contentType)).toMatchObject({ text: answer.html });
      }
    },
  );
});

type FaultCase = { fault: Fault; asked: { fetch: number; navigate: number } };

/** How often a page is asked for when its first answer is this one. */
const FAULTS: FaultCase[] = [
  { fault: { type: 'challenge' }, asked: { fetch: 3, navigate: 2 } },
  { fault: { type: 'status', status: 500 }, asked: { fetch: 2, navigate: 2 } },
  { fault: { type: 'status', status: 503, retryAfter: '1' }, asked: { fetch: 2, navigate: 2 } },
  { fault: { type: 'reset' }, asked: { fetch: 2, navigate: 2 } },
  { fault: { type: 'drip', pieces: 30, everyMs: 10 }, asked: { fetch: 1, navigate: 1 } },
  { fault: { type: 'truncated' }, asked: { fetch: 2, navigate: 2 } },
  { fault: { type: 'broken-off' }, asked: { fetch: 2, navigate: 2 } },
  { fault: { type: 'empty' }, asked: { fetch: 2, navigate: 2 } },
  { fault: { type: 'redirect', to: '/matches/2/another-slug' }, asked: { fetch: 1, navigate: 1 } },
  { fault: { type: 'redirect', to: '/matches/99/x' }, asked: { fetch: 2, navigate: 2 } },
  { fault: { type: 'redirect-loop' }, asked: { fetch: 2, navigate: 2 } },
  { fault: { type: 'status', status: 403 }, asked: { fetch: 2, navigate: 1 } },
];

/** These end when a limit ends. */
const ENDLESS: FaultCase[] = [
  { fault: { type: 'huge', bytes: 3_000_000 }, asked: { fetch: 2, navigate: 2 } },
  { fault: { type: 'hang' }, asked: { fetch: 2, navigate: 2 } },
  { fault: { type: 'hang-in-body' }, asked: { fetch: 2, navigate: 2 } },
];

/** To a browser these are like some of the others; `classify.test.ts` has what they mean. */
const CLASSIFIED: FaultCase[] = [
  { fault: { type: 'challenge', language: 'ru' }, asked: { fetch: 3, navigate: 2 } },
  { fault: { type: 'status', status: 502 }, asked: { fetch: 2, navigate: 2 } },
  { fault: { type: 'wrong-page' }, asked: { fetch: 2, navigate: 2 } },
  { fault: { type: 'garbage' }, asked: { fetch: 2, navigate: 2 } },
  { fault: { type: 'redirect', to: '/' }, asked: { fetch: 2, navigate: 2 } },
  { fault: { type: 'status', status: 429, retryAfter: '1' }, asked: { fetch: 2, navigate: 1 } },
  { fault: { type: 'denied' }, asked: { fetch: 2, navigate: 1 } },
];

type ChangingSite = Awaited<ReturnType<typeof openChangingSite>>;

/** For each fault its page and another one after it: only the page that has the fault is asked for again. */
async function expectOwnRequestsOnly(transport: Transport, faulty: ChangingSite, faults: FaultCase[]): Promise<void> {
  await faulty.fetcher.fetch(matchRequest(1), never);
  for (const { fault, asked } of faults) {
    const name = JSON.stringify(fault);
    const plan = { rules: [{ fault, path: /\/matches\/2\//, nth: [1] }] };
    faulty.use(withFaults(plan)(tinyPages));
    for (const id of [2, 3]) {
      const answer = await faulty.fetcher.fetch(matchRequest(id), never).catch((error: unknown) => error);
      if (id === 2 && asked[transport] === 1 && !/drip|slug/.test(name))
        expect(answer, name).toBeInstanceOf(RefusedError);
      else expect(answer, name).toMatchObject({ html: tinyPage('match', id) });
    }
    const counts = [2, 3].map((id) => faulty.paths().filter((seen) => seen === `/matches/${id}/x`).length);
    expect([name, ...counts]).toEqual([name, asked[transport], 1]);
  }
}

describe.runIf(hasBrowser).each(['fetch', 'navigate'] as const)('transient errors by %s', (transport) => {
  let faulty: ChangingSite;

  // Its own browser: one that is started by other means sends a request again by itself.
  beforeAll(async () => {
    faulty = await openChangingSite(transport, { limits: { firstByteMs: 30_000, pageMs: 60_000 } });
  });
  afterAll(() => faulty[Symbol.asyncDispose]());

  it('of a site that is down: it is asked as often as allowed, and the error says what the browser saw', async () => {
    faulty.use(withFaults({ rules: [{ fault: { type: 'reset' } }] })(tinyPages));
    await expect(faulty.fetcher.fetch(matchRequest(1), never)).rejects.toThrow(
      'the page could not be opened (net::ERR_CONNECTION_RESET)',
    );
    expect(faulty.paths()).toEqual(['/robots.txt', ...Array(4).fill('/matches/1/x')]);
    const retries = faulty.events.flatMap((event) => (event.type === 'retry' ? [event.code] : []));
    expect(retries).toEqual(Array(3).fill('network'));
  });

  it('of a connection that breaks do not make the browser send anything again by itself', async () => {
    const before = { ...faulty.fetcher.stats() };
    const plan = { rules: [{ fault: { type: 'reset' } as const, path: /\/[246]\//, nth: [1, 3, 5] }] };
    faulty.use(withFaults(plan)(tinyPages));
    for (let id = 1; id <= 7; id += 1) await faulty.fetcher.fetch(matchRequest(id), never);
    const { requests, retries } = faulty.fetcher.stats();
    expect(faulty.paths()).toHaveLength(requests - before.requests);
    expect(retries - before.retries).toBe(3);
  });

  it('of every kind cost their own page another request, and no other page anything', async () => {
    await expectOwnRequestsOnly(transport, faulty, ALL_FORMS ? [...FAULTS, ...CLASSIFIED] : FAULTS);
  }, 120_000);

  it('that only a limit ends cost their own page another request, and no other page anything', async () => {
    await using impatient = await openChangingSite(transport, {
      browser: shared(),
      limits: { firstByteMs: 2_000, pageMs: 5_000, bodyBytes: 2_000_000 },
    });
    await expectOwnRequestsOnly(transport, impatient, ENDLESS);
  }, 120_000);
});

/** One tab for many responses: the site behind it is changed in between. */
async function openChangingSite(transport: Transport, change: Parameters<typeof openTestFetcher>[1]) {
  let answer: RequestListener = tinyPages;
  const site = await startTinySite((request, response) => answer(request, response));
  const opened = await openTestFetcher(site.baseUrl, { transport, ...change });
  return {
    baseUrl: site.baseUrl,
    fetcher: opened.fetcher,
    events: opened.events,
    /** Lets the site respond in another way, and forgets what it was asked for. */
    use(listener: RequestListener) {
      answer = listener;
      site.seen.splice(0);
    },
    paths: () => site.paths(),
    async [Symbol.asyncDispose]() {
      await opened[Symbol.asyncDispose]();
      await site[Symbol.asyncDispose]();
    },
  };
}

describe.runIf(hasBrowser).each(['fetch', 'navigate'] as const)('redirects by %s', (transport) => {
  let changing: ChangingSite;

  beforeAll(async () => {
    changing = await openChangingSite(transport, { browser: shared(), limits: { tries: 1 } });
    // The first page is opened in any case.
    await changing.fetcher.fetch(matchRequest(1), never);
  });
  afterAll(() => changing[Symbol.asyncDispose]());

  it('to another site are not followed', async () => {
    await using other = await startTinySite();
    const redirect: Fault = { type: 'redirect', to: `${other.baseUrl}/matches/2/x` };
    changing.use(withFaults({ rules: [{ fault: redirect, path: /\/2\// }] })(tinyPages));
    await expect(changing.fetcher.fetch(matchRequest(2), never)).rejects.toMatchObject({
      policy: 'retry',
      code: 'redirect',
      message: 'redirected to another site',
    });
    expect(other.paths()).toEqual([]);
  });

  it('are followed three times, no more', async () => {
    changing.use((request, response) => {
      const [, id, left] = /^\/matches\/(\d+)\/hops-(\d+)/.exec(request.url ?? '') ?? [];
      if (left === undefined || left === '0') tinyPages(request, response);
      else response.writeHead(302, { location: `/matches/${id}/hops-${Number(left) - 1}` }).end();
    });
    const ask = (id: number, count: number) =>
      changing.fetcher.fetch({ ...matchRequest(id), path: `/matches/${id}/hops-${count}` }, never);
    // After a request that failed the next page is opened in any case.
    await ask(1, 0);
    expect((await ask(2, 3)).url).toBe(`${changing.baseUrl}/matches/2/hops-0`);
    await expect(ask(3, 4)).rejects.toThrow('more than 3 redirects');
  });
});

describe.runIf(hasBrowser)('a challenge', () => {
  it('that never ends is a refusal after the time given to the browser', async () => {
    const plan = { rules: [{ fault: { type: 'challenge-forever' } as const }] };
    await using site = await startTinySite(withFaults(plan)(tinyPages));
    await using opened = await openTestFetcher(site.baseUrl, { limits: { challengeMs: 300 } });
    for (const id of [1, 2, 3]) {
      await expect(opened.fetcher.fetch(matchRequest(id), never)).rejects.toThrow(RefusedError);
    }
    expect(site.paths().filter((path) => path.startsWith('/matches/'))).toHaveLength(3);
  });

  it('is a refusal when the time of the run is over', async () => {
    const plan = { rules: [{ fault: { type: 'challenge-forever' } as const, path: /matches/ }] };
    await using site = await startTinySite(withFaults(plan)(tinyPages));
    await using opened = await openTestFetcher(site.baseUrl, {
      ...{ clock: systemClock, browser: shared(), limits: { challengeMs: 60_000 } },
    });
    const request = { ...matchRequest(1), deadlineMs: Date.now() + 3_000 };
    await expect(opened.fetcher.fetch(request, never)).rejects.toThrow(RefusedError);
    const waits = opened.events.flatMap((event) => (event.type === 'waiting-for-browser' ? [event.limitMs] : []));
    expect(Math.max(...waits)).toBeLessThanOrEqual(3_000);
  });

  it('is waited for no longer once the run is to end', async () => {
    const plan = { rules: [{ fault: { type: 'challenge-forever' } as const }] };
    await using site = await startTinySite(withFaults(plan)(tinyPages));
    const stop = new AbortController();
    const onEvent = (event: { type: string }) => {
      if (event.type === 'waiting-for-browser' && event.type.length > 0) stop.abort();
    };
    await using opened = await openTestFetcher(site.baseUrl, {
      onEvent,
      browser: shared(),
      limits: { challengeMs: 60_000 },
    });
    const startedAtMs = performance.now();
    await expect(opened.fetcher.fetch(matchRequest(1), stop.signal)).rejects.toThrow(InterruptedError);
    expect(performance.now() - startedAtMs).toBeLessThan(20_000);
  });
});

describe.runIf(hasBrowser)('the shutdown signal', () => {
  it('waits for the current page', async () => {
    const stop = new AbortController();
    await using site = await startTinySite((request, response) => {
      if (request.url === '/matches/2/x') stop.abort();
      setTimeout(() => tinyPages(request, response), 100);
    });
    await using opened = await openTestFetcher(site.baseUrl, { browser: shared() });
    await opened.fetcher.fetch(matchRequest(1), stop.signal);
    const answer = opened.fetcher.fetch(matchRequest(2), stop.signal);
    expect((await answer).html).toContain('data-id="2"');
    await expect(opened.fetcher.fetch(matchRequest(3), stop.signal)).rejects.toThrow(InterruptedError);
    expect(site.paths()).not.toContain('/matches/3/x');
  });

  it('abandons a page that does not arrive', async () => {
    const stop = new AbortController();
    const plan = { rules: [{ fault: { type: 'hang' } as const, path: /\/2\// }] };
    await using site = await startTinySite(
      withFaults(plan, () => {
        stop.abort();
      })(tinyPages),
    );
    await using opened = await openTestFetcher(site.baseUrl, {
      browser: shared(),
      limits: { firstByteMs: 60_000, graceMs: 200 },
    });
    await opened.fetcher.fetch(matchRequest(1), stop.signal);
    await expect(opened.fetcher.fetch(matchRequest(2), stop.signal)).rejects.toThrow(InterruptedError);
  });
});
