import { gunzipSync } from 'node:zlib';
import { afterEach, describe, expect, it } from 'vitest';
import { readBody } from '../../../src/fetch/browser/fetch-transport.ts';

const page = globalThis as { hltvFetch?: { response: Promise<Response>; abort: AbortController } };
const encoder = Uint8Array.prototype as { toBase64?: (this: Uint8Array) => string };
const { toBase64: original } = encoder;

/** Every byte, in more than one slice. */
const BYTES = Uint8Array.from({ length: 40_000 }, (_, index) => index % 256);

function respond(bytes: Uint8Array<ArrayBuffer>): AbortController {
  const abort = new AbortController();
  page.hltvFetch = { response: Promise.resolve(new Response(bytes)), abort };
  return abort;
}

async function bodyOf(): Promise<Buffer> {
  const body = await readBody(BYTES.length);
  if ('failure' in body) throw new Error(body.failure);
  return gunzipSync(Buffer.from(body.gzip, 'base64'));
}

describe('the body of a page, read by the script inside the browser', () => {
  afterEach(() => {
    delete page.hltvFetch;
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
    const body = await readBody(text.length);
    expect(JSON.stringify(body).length).toBeLessThan(text.length / 10);
  });

  it('is not read further than the limit', async () => {
    const abort = respond(BYTES);
    expect(await readBody(BYTES.length - 1)).toEqual({ failure: 'too large', isTooLarge: true });
    expect(abort.signal.aborted).toBe(true);
  });
});
