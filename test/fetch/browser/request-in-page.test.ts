import { gunzipSync } from 'node:zlib';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { requestInPage } from '../../../src/fetch/browser/fetch-transport.ts';

const page = globalThis as { hltvFetch?: AbortController };
const encoder = Uint8Array.prototype as { toBase64?: (this: Uint8Array) => string };
const { toBase64: original } = encoder;

/** Every byte, in more than one slice. */
const BYTES = Uint8Array.from({ length: 40_000 }, (_, index) => index % 256);

function respond(bytes: Uint8Array<ArrayBuffer>): void {
  vi.stubGlobal('fetch', () => Promise.resolve(new Response(bytes)));
}

const request = (limitBytes: number) => requestInPage({ url: 'https://www.hltv.org/matches/7/x', limitBytes });

/** The result of a request that succeeds. */
async function delivered(limitBytes: number) {
  const delivery = await request(limitBytes);
  if ('failure' in delivery) throw new Error(delivery.failure);
  return { ...delivery, body: gunzipSync(Buffer.from(delivery.gzip, 'base64')) };
}

const bodyOf = async (): Promise<Buffer> => (await delivered(BYTES.length)).body;

describe('the body of a page, read by the script inside the browser', () => {
  afterEach(() => {
    delete page.hltvFetch;
    vi.unstubAllGlobals();
    if (original === undefined) delete encoder.toBase64;
    else encoder.toBase64 = original;
  });

  it('is encoded by the browser where it can', async () => {
    let calls = 0;
    encoder.toBase64 = function () {
      calls += 1;
      return Buffer.from(this).toString('base64');
    };
    respond(BYTES);
    expect(await bodyOf()).toEqual(Buffer.from(BYTES));
    expect(calls).toBe(1);
  });

  it('is the same where the browser cannot', async () => {
    delete encoder.toBase64;
    respond(BYTES);
    expect(await bodyOf()).toEqual(Buffer.from(BYTES));
  });

  it('is sent compressed, so that less of it passes between the processes', async () => {
    const text = new TextEncoder().encode('<div class="row">'.repeat(10_000));
    respond(text);
    const body = await request(text.length);
    expect(JSON.stringify(body).length).toBeLessThan(text.length / 10);
  });

  it('comes with status and headers, in one result', async () => {
    vi.stubGlobal('fetch', () => Promise.resolve(new Response('gone', { status: 410, headers: { age: '7' } })));
    const { status, headers, body } = await delivered(4);
    expect({ status, age: headers.age, body: body.toString() }).toEqual({ status: 410, age: '7', body: 'gone' });
  });

  it('is not read further than the limit', async () => {
    respond(BYTES);
    expect(await request(BYTES.length - 1)).toEqual({ failure: 'too large', isTooLarge: true });
    expect(page.hltvFetch?.signal.aborted).toBe(true);
  });
});
