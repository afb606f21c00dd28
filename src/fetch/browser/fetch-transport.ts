import { gunzipSync } from 'node:zlib';
import { ScraperError, TransientError } from '../../errors.ts';
import { type RawAnswer, rawAnswer } from '../answer/transport.ts';
import type { Limits } from '../options.ts';
import type { Tab } from './tab.ts';
import { graceSignal, within } from './time-limit.ts';

/**
 * What the script in the page returns. `gzip`: the body compressed with gzip, in Base64. `endedAtMs`: when the last byte
 * arrived in the browser; delivery to this program takes longer.
 */
type Delivery = { status: number; url: string; headers: Record<string, string>; gzip: string; endedAtMs: number };
type Failure = { failure: string; isTooLarge?: boolean };

type InPage = { hltvFetch?: AbortController };

/**
 * Runs inside the page: requests a page and returns its body compressed, which takes less time than sending it to this
 * program as it is. Aborts the request when the body is too large.
 *
 * @internal
 */
export async function requestInPage({ url, limitBytes }: Order): Promise<Delivery | Failure> {
  const page = globalThis as InPage;
  page.hltvFetch?.abort();
  const abort = new AbortController();
  page.hltvFetch = abort;
  const accept = 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8';
  const { signal } = abort;
  try {
    const response = await fetch(url, { signal, cache: 'no-store', credentials: 'same-origin', headers: { accept } });
    const compression = new CompressionStream('gzip');
    const writer = compression.writable.getWriter();
    const compressed = new Response(compression.readable).arrayBuffer();
    const ignore = (): undefined => undefined;
    compressed.catch(ignore);
    const reader = response.body?.getReader();
    let bytes = 0;
    for (let part = await reader?.read(); part !== undefined && !part.done; part = await reader?.read()) {
      bytes += part.value.byteLength;
      if (bytes > limitBytes) {
        abort.abort();
        return { failure: 'too large', isTooLarge: true };
      }
      // A failure is reported by `close`.
      writer.write(part.value).catch(ignore);
    }
    const endedAtMs = Date.now();
    await writer.close();
    const headers = Object.fromEntries(response.headers.entries());
    const answer = { status: response.status, url: response.url, headers, endedAtMs };
    const whole: Encodable = new Uint8Array(await compressed);
    // Takes less CPU; browsers before 2025 do not have it.
    if (whole.toBase64 !== undefined) return { ...answer, gzip: whole.toBase64() };
    let binary = '';
    // In slices, because the number of arguments of a call is limited.
    for (let at = 0; at < whole.length; at += 16_384) binary += String.fromCharCode(...whole.subarray(at, at + 16_384));
    return { ...answer, gzip: btoa(binary) };
  } catch (error) {
    return { failure: String(error) };
  }
}

type Order = { url: string; limitBytes: number };
type Encodable = Uint8Array & { toBase64?: () => string };

/** Runs inside the page: aborts a request that takes too long. */
function abortFetch(): void {
  (globalThis as InPage).hltvFetch?.abort();
}

/** A longer delivery means that the clock was changed. */
const MAX_DELIVERY_LAG_MS = 250;

async function abortInPage(tab: Tab): Promise<void> {
  const aborted = tab.page.evaluate(abortFetch).then(
    () => true,
    () => false,
  );
  const timeout = new Promise<false>((resolve) => setTimeout(() => resolve(false), 1_000).unref());
  // A page that does not respond to this hangs: the next request opens a new tab.
  if (!(await Promise.race([aborted, timeout]))) tab.discard();
}

function failed(tab: Tab, { failure, isTooLarge = false }: Failure, limits: Limits): TransientError {
  if (isTooLarge) return new TransientError('too-large', `larger than ${limits.bodyBytes} bytes`);
  const blocked = tab.filter.blockedReason();
  if (blocked !== null) return new TransientError('redirect', blocked);
  // No request was sent: the open page prevents it, so the next page is opened by navigation.
  if (tab.failure === null) tab.isOnSite = false;
  return new TransientError('network', `the request failed (${tab.failure ?? failure})`);
}

const MIN_BLOCK_BYTES = 16_384;

/**
 * The body that the script in the page compressed. It is unpacked into one block of its length, which the last four bytes
 * state: blocks of unused memory would make the garbage collector run more often.
 */
function unzip(gzip: Buffer, { bodyBytes }: Limits): Buffer {
  const length = gzip.length < 4 ? 0 : gzip.readUInt32LE(gzip.length - 4);
  const chunkSize = Math.max(Math.min(length, bodyBytes) + 1, MIN_BLOCK_BYTES);
  try {
    return gunzipSync(gzip, { maxOutputLength: bodyBytes, chunkSize });
  } catch (error) {
    throw new TransientError('browser', 'the browser delivered a damaged page', error);
  }
}

/** Resolves when the headers of an answer to a script of the tab have arrived. */
function watchForAnswer({ session }: Tab): { received: Promise<void>; end: () => void } {
  const { promise: received, resolve } = Promise.withResolvers<void>();
  const onResponse = ({ type }: { type: string }): void => {
    if (type === 'Fetch' || type === 'XHR') resolve();
  };
  session.on('Network.responseReceived', onResponse);
  return {
    received,
    end() {
      session.off('Network.responseReceived', onResponse);
    },
  };
}

/** Fetches a page by a script in the open page: same browser, same cookies, only the document. */
export async function fetchInside(
  tab: Tab,
  url: string,
  detail: { limits: Limits; signal: AbortSignal },
): Promise<RawAnswer> {
  const { limits } = detail;
  const { abortSignal, release } = graceSignal(detail.signal, limits.graceMs);
  const startedAtMs = performance.now();
  tab.pagesFetched += 1;
  tab.filter.set('fetch', url);
  tab.failure = null;
  const answer = watchForAnswer(tab);
  try {
    const delivery = tab.page.evaluate(requestInPage, { url, limitBytes: limits.bodyBytes });
    const begun = Promise.race([answer.received, delivery]);
    await within(begun, { ms: limits.firstByteMs, what: 'answer', abortSignal });
    const spentMs = performance.now() - startedAtMs;
    const body = await within(delivery, { ms: limits.pageMs, spentMs, what: 'whole page', abortSignal });
    if ('failure' in body) throw failed(tab, body, limits);
    const deliveryLagMs = Math.min(Math.max(0, Date.now() - body.endedAtMs), MAX_DELIVERY_LAG_MS);
    const { status, url: finalUrl, headers } = body;
    const gzip = Buffer.from(body.gzip, 'base64');
    return { ...rawAnswer({ status, url: finalUrl, headers, deliveryLagMs }, unzip(gzip, limits)), gzip };
  } catch (error) {
    if (!(error instanceof ScraperError)) tab.isOnSite = false;
    await abortInPage(tab);
    throw error;
  } finally {
    answer.end();
    release();
    tab.filter.set('idle');
  }
}
