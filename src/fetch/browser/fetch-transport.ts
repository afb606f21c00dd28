import { ScraperError, TransientError } from '../../errors.ts';
import { type RawAnswer, rawAnswer } from '../answer/transport.ts';
import type { Limits } from '../options.ts';
import type { Tab } from './tab.ts';
import { afterGrace, within } from './time-limit.ts';

type Head = { status: number; url: string; headers: Record<string, string> } | { failure: string };
/** `endedAtMs`: when the last byte was there; the rest is the way to this program. */
type Body = { base64: string; endedAtMs: number } | Failure;
type Failure = { failure: string; isTooLarge?: boolean };

type InPage = {
  hltvFetch?: { response: Promise<Response>; abort: AbortController };
};

/** Runs inside the page: sends the request and keeps the answer for `readBody`. */
async function readHead(url: string): Promise<Head> {
  const place = globalThis as InPage;
  place.hltvFetch?.abort.abort();
  const abort = new AbortController();
  const asked = fetch(url, {
    signal: abort.signal,
    cache: 'no-store',
    credentials: 'same-origin',
    headers: { accept: 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8' },
  });
  place.hltvFetch = { response: asked, abort };
  try {
    const response = await asked;
    return { status: response.status, url: response.url, headers: Object.fromEntries(response.headers.entries()) };
  } catch (error) {
    return { failure: String(error) };
  }
}

/** Runs inside the page: the bytes of the body in Base64, ended as soon as it grows too large. */
async function readBody(limitBytes: number): Promise<Body> {
  const current = (globalThis as InPage).hltvFetch;
  if (current === undefined) return { failure: 'the page was replaced meanwhile' };
  const parts: string[] = [];
  let bytes = 0;
  try {
    const reader = (await current.response).body?.getReader();
    for (let part = await reader?.read(); part !== undefined && !part.done; part = await reader?.read()) {
      bytes += part.value.byteLength;
      if (bytes > limitBytes) {
        current.abort.abort();
        return { failure: 'too large', isTooLarge: true };
      }
      // Arguments of a call are limited, hence the slices.
      for (let at = 0; at < part.value.length; at += 16_384) {
        parts.push(String.fromCharCode(...part.value.subarray(at, at + 16_384)));
      }
    }
    const endedAtMs = Date.now();
    return { base64: btoa(parts.join('')), endedAtMs };
  } catch (error) {
    return { failure: String(error) };
  }
}

/** Runs inside the page: ends a request that takes too long. */
function abortFetch(): void {
  (globalThis as InPage).hltvFetch?.abort.abort();
}

/** More than this is no way of a text, but a clock that was set. */
const LONGEST_TAIL_MS = 250;

async function abandon(tab: Tab): Promise<void> {
  const aborted = tab.page.evaluate(abortFetch).then(
    () => true,
    () => false,
  );
  const patience = new Promise<false>((resolve) => setTimeout(() => resolve(false), 1_000).unref());
  // A page that does not even answer this is stuck: the next request opens a new one.
  if (!(await Promise.race([aborted, patience]))) tab.spoil();
}

function failed(tab: Tab, { failure, isTooLarge = false }: Failure, limits: Limits): TransientError {
  if (isTooLarge) return new TransientError('too-large', `larger than ${limits.bodyBytes} bytes`);
  const cut = tab.gate.cut();
  if (cut !== null) return new TransientError('redirect', cut);
  // No request went out at all: this page does not let us, the next one is opened anew.
  if (tab.failure === null) tab.isHome = false;
  return new TransientError('network', `the request failed (${tab.failure ?? failure})`);
}

/** Fetches a page from inside the one that is open: same browser, same cookies, nothing but the document. */
export async function fetchInside(
  tab: Tab,
  url: string,
  detail: { limits: Limits; signal: AbortSignal },
): Promise<RawAnswer> {
  const { limits } = detail;
  const { giveUp, release } = afterGrace(detail.signal, limits.graceMs);
  const startedAtMs = performance.now();
  tab.pagesFetched += 1;
  tab.gate.set('fetch', url);
  tab.failure = null;
  try {
    const [heading, reading] = [tab.page.evaluate(readHead, url), tab.page.evaluate(readBody, limits.bodyBytes)];
    reading.catch(() => undefined);
    const head = await within(heading, { ms: limits.firstByteMs, what: 'answer', giveUp });
    if ('failure' in head) throw failed(tab, head, limits);
    const spentMs = performance.now() - startedAtMs;
    const body = await within(reading, { ms: limits.pageMs, spentMs, what: 'whole page', giveUp });
    if ('failure' in body) throw failed(tab, body, limits);
    const tailMs = Math.min(Math.max(0, Date.now() - body.endedAtMs), LONGEST_TAIL_MS);
    return rawAnswer({ ...head, tailMs }, Buffer.from(body.base64, 'base64'));
  } catch (error) {
    if (!(error instanceof ScraperError)) tab.isHome = false;
    await abandon(tab);
    throw error;
  } finally {
    release();
    tab.gate.set('idle');
  }
}
