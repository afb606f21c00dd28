import { request as httpRequest } from 'node:http';
import { describe, expect, it } from 'vitest';
import { type Fault, type FaultPlan, withFaults } from '../helpers/faults/faults.ts';
import { startTinySite, tinyPages } from '../helpers/tiny-site.ts';

type Got = { status: number; headers: Record<string, string | string[] | undefined>; body: Buffer };

/** A plain request; resolves to what arrived, or to the error's code. `patienceMs` ends the wait for silent answers. */
function get(url: string, options: { cookie?: string; patienceMs?: number } = {}): Promise<Got | string> {
  return new Promise((resolve) => {
    const headers = options.cookie === undefined ? {} : { cookie: options.cookie };
    let silence: NodeJS.Timeout | undefined;
    const request = httpRequest(url, { headers, agent: false }, (response) => {
      clearTimeout(silence);
      const parts: Buffer[] = [];
      const done = () =>
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(parts) });
      response.on('data', (part: Buffer) => {
        parts.push(part);
        if (options.patienceMs !== undefined) setTimeout(done, options.patienceMs).unref();
      });
      response.on('end', done);
      response.on('error', (error: NodeJS.ErrnoException) => resolve(`body ${error.code ?? error.message}`));
    });
    request.on('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message));
    if (options.patienceMs !== undefined) silence = setTimeout(() => resolve('silence'), options.patienceMs);
    request.end();
  });
}

async function faulty(plan: FaultPlan) {
  const log: string[] = [];
  const site = await startTinySite(withFaults(plan, (entry) => log.push(entry.fault))(tinyPages));
  return { site, log, page: (id: number) => `${site.baseUrl}/matches/${id}/x` };
}

async function first(fault: Fault, patienceMs?: number): Promise<Got | string> {
  const { site, page } = await faulty({ rules: [{ fault }] });
  await using _ = site;
  return await get(page(7), patienceMs === undefined ? {} : { patienceMs });
}

async function firstAnswer(fault: Fault, patienceMs?: number): Promise<Got> {
  const got = await first(fault, patienceMs);
  if (typeof got === 'string') throw new Error(`expected an answer, got ${got}`);
  return got;
}

describe('the kinds of faults', () => {
  it('serves a page unharmed when no rule hits', async () => {
    const { site, page } = await faulty({ rules: [{ fault: { type: 'empty' }, path: /never/ }] });
    await using _ = site;
    expect(String((await get(page(7))) && ((await get(page(7))) as Got).body)).toContain('data-id="7"');
  });

  it('answers with a bare status and Retry-After', async () => {
    const got = await firstAnswer({ type: 'status', status: 429, retryAfter: '7' });
    expect([got.status, got.headers['retry-after']]).toEqual([429, '7']);
  });

  it('denies in exactly 1,024 bytes with status 200', async () => {
    const got = await firstAnswer({ type: 'denied' });
    expect([got.status, got.body.length]).toEqual([200, 1024]);
  });

  it('refuses the network with error 1005', async () => {
    const got = await firstAnswer({ type: 'network-refused' });
    expect([got.status, /1005/.test(String(got.body))]).toEqual([403, true]);
  });

  it('serves an empty page and garbage', async () => {
    expect((await firstAnswer({ type: 'empty' })).body).toHaveLength(0);
    expect(String((await firstAnswer({ type: 'garbage' })).body)).not.toContain('<html');
  });

  it('serves half a page as if it were whole', async () => {
    const got = await firstAnswer({ type: 'truncated' });
    expect([got.status, String(got.body).endsWith('</html>')]).toEqual([200, false]);
    expect(String(got.body)).toContain('<!DOCTYPE html>');
  });

  it('breaks off in the middle of a page', async () => {
    expect(await first({ type: 'broken-off' })).toBe('body ECONNRESET');
  });

  it('resets the connection', async () => {
    expect(await first({ type: 'reset' })).toBe('ECONNRESET');
  });

  it('is silent before the headers', async () => {
    expect(await first({ type: 'hang' }, 150)).toBe('silence');
  });

  it('ends its silence when asked to', async () => {
    expect(await first({ type: 'hang', ms: 20 })).toBe('ECONNRESET');
  });

  it('is silent in the middle of the body', async () => {
    const got = await firstAnswer({ type: 'hang-in-body' }, 100);
    expect(String(got.body)).toContain('<!DOCTYPE html>');
    expect(String(got.body)).not.toContain('</html>');
  });

  it('drips a whole page', async () => {
    const got = await firstAnswer({ type: 'drip', pieces: 4, everyMs: 5 });
    expect(String(got.body)).toContain('data-id="7"');
    expect(String(got.body)).toMatch(/<\/html>$/);
  });

  it('sends as many bytes as asked for', async () => {
    expect((await firstAnswer({ type: 'huge', bytes: 1_000_000 })).body.length).toBeGreaterThanOrEqual(1_000_000);
  });

  it('redirects to the given address', async () => {
    const got = await firstAnswer({ type: 'redirect', to: '/' });
    expect([got.status, got.headers.location]).toEqual([302, '/']);
  });

  it('redirects forever', async () => {
    const { site, page } = await faulty({ rules: [{ fault: { type: 'redirect-loop' }, nth: [1] }] });
    await using _ = site;
    let url = page(7);
    for (let hop = 0; hop < 5; hop += 1) {
      const got = (await get(url)) as Got;
      expect(got.status).toBe(302);
      expect(`${site.baseUrl}${got.headers.location}`).not.toBe(url);
      url = `${site.baseUrl}${got.headers.location}`;
    }
  });

  it('serves another page of the same kind under the URL asked for', async () => {
    const { site, page } = await faulty({ rules: [{ fault: { type: 'wrong-page' }, path: /\/8\// }] });
    await using _ = site;
    await get(page(7));
    expect(String(((await get(page(8))) as Got).body)).toContain('data-id="7"');
  });
});

describe('a challenge', () => {
  it('stays until the cookie of its script comes', async () => {
    const { site, page } = await faulty({ rules: [{ fault: { type: 'challenge' }, nth: [1] }] });
    await using _ = site;
    const shown = (await get(page(7))) as Got;
    expect([shown.status, shown.headers['cf-mitigated']]).toEqual([403, 'challenge']);
    expect(String(shown.body)).toContain('_cf_chl_opt');
    expect(((await get(page(7))) as Got).status).toBe(403);
    const value = /cf_clearance=(\d+)/.exec(String(shown.body))?.[1];
    const passed = (await get(page(7), { cookie: `cf_clearance=${value}` })) as Got;
    expect(String(passed.body)).toContain('data-id="7"');
  });

  it('comes in another language and never passes if the fault says so', async () => {
    const got = await firstAnswer({ type: 'challenge-forever', language: 'de' });
    expect(String(got.body)).toContain('Einen Moment');
    expect(String(got.body)).not.toContain('Just a moment');
    expect(String(got.body)).not.toContain('cf_clearance');
  });

  it('serves its own script without counting it as a request', async () => {
    const { site, log } = await faulty({ rules: [{ fault: { type: 'empty' } }] });
    await using _ = site;
    const got = (await get(`${site.baseUrl}/cdn-cgi/challenge-platform/h/g/orchestrate/chl_page/v1`)) as Got;
    expect([got.status, got.headers['content-type'], log]).toEqual([200, 'text/javascript', []]);
  });
});

describe('the plan', () => {
  it('hits the nth request, and every one from a number on', async () => {
    const { site, page, log } = await faulty({
      rules: [
        { fault: { type: 'empty' }, nth: [2] },
        { fault: { type: 'denied' }, from: 4 },
      ],
    });
    await using _ = site;
    for (let id = 1; id <= 5; id += 1) await get(page(id));
    // The second rule is asked only where the first one did not hit.
    expect(log).toEqual(['empty', 'denied']);
  });

  it('hits the same requests for the same seed and about the share asked for', async () => {
    const pattern = async (seed: number) => {
      const { site, page } = await faulty({ seed, rules: [{ fault: { type: 'empty' }, share: 0.2 }] });
      await using _ = site;
      const bodies: boolean[] = [];
      for (let id = 1; id <= 200; id += 1) bodies.push(((await get(page(id))) as Got).body.length === 0);
      return bodies;
    };
    const once = await pattern(5);
    expect(await pattern(5)).toEqual(once);
    expect(await pattern(6)).not.toEqual(once);
    const share = once.filter(Boolean).length / once.length;
    expect(share).toBeGreaterThan(0.12);
    expect(share).toBeLessThan(0.28);
  });

  it('takes one of several faults for each hit', async () => {
    const { site, page, log } = await faulty({
      rules: [{ fault: [{ type: 'empty' }, { type: 'denied' }, { type: 'garbage' }] }],
    });
    await using _ = site;
    for (let id = 1; id <= 20; id += 1) await get(page(id));
    expect(new Set(log)).toEqual(new Set(['empty', 'denied', 'garbage']));
  });
});
