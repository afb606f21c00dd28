import type { Page, Response } from 'playwright';
import { TransientError } from '../errors.ts';
import type { Limits } from './options.ts';
import type { Tab } from './tab.ts';
import { afterGrace, within } from './time-limit.ts';
import type { RawAnswer } from './transport.ts';

type Detail = { limits: Limits; signal: AbortSignal };

/** Counts the bytes of documents, since a browser would go on to the end of the longest one. */
function watchSize(tab: Tab, limitBytes: number): { tooLarge: Promise<never>; end: () => void } {
  const sizes = new Map<string, number>();
  let onResponse = (_: { requestId: string; type: string }) => {};
  let onData = (_: { requestId: string; dataLength: number }) => {};
  const tooLarge = new Promise<never>((_, reject) => {
    onResponse = ({ requestId, type }) => {
      if (type === 'Document') sizes.set(requestId, 0);
    };
    onData = ({ requestId, dataLength }) => {
      const before = sizes.get(requestId);
      if (before === undefined) return;
      sizes.set(requestId, before + dataLength);
      if (before + dataLength > limitBytes) {
        reject(new TransientError('too-large', `larger than ${limitBytes} bytes`));
      }
    };
  });
  tooLarge.catch(() => undefined);
  tab.session.on('Network.responseReceived', onResponse);
  tab.session.on('Network.dataReceived', onData);
  return {
    tooLarge,
    end() {
      tab.session.off('Network.responseReceived', onResponse);
      tab.session.off('Network.dataReceived', onData);
    },
  };
}

async function readDocument(response: Response): Promise<RawAnswer> {
  const failure = await response.finished();
  if (failure !== null) throw new TransientError('network', `the page broke off (${failure.message})`);
  return {
    status: response.status(),
    headers: await response.allHeaders(),
    url: response.url(),
    body: (await response.body()).toString('utf8'),
  };
}

function navigationFailed(tab: Tab, error: unknown): Error {
  const cut = tab.gate.cut();
  if (cut !== null) return new TransientError('redirect', cut);
  if (error instanceof TransientError || !(error instanceof Error) || !error.message.includes('page.goto')) {
    return error instanceof Error ? error : new Error(String(error));
  }
  const reason = /net::\w+/.exec(error.message)?.[0] ?? error.message.split('\n')[0] ?? '';
  return new TransientError('network', `the page could not be opened (${reason})`);
}

/** The documents that come into the tab: what a challenge leads to once it is passed. */
export type DocumentWatch = { next(): Promise<RawAnswer>; end: () => void };

function watchDocuments(page: Page): DocumentWatch & { skip(response: Response): void } {
  const waiting: Response[] = [];
  const skipped = new Set<Response>();
  let wake = () => {};
  const onResponse = (response: Response) => {
    const request = response.request();
    if (!request.isNavigationRequest() || request.frame() !== page.mainFrame()) return;
    if (response.status() >= 300 && response.status() < 400) return;
    waiting.push(response);
    wake();
  };
  page.on('response', onResponse);
  return {
    skip: (response) => {
      skipped.add(response);
    },
    async next() {
      for (;;) {
        const response = waiting.shift();
        if (response !== undefined && !skipped.has(response)) return await readDocument(response);
        if (response !== undefined) continue;
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
    },
    end: () => {
      page.off('response', onResponse);
    },
  };
}

async function open(tab: Tab, url: string, detail: Detail & { giveUp: AbortSignal }): Promise<Response> {
  const opening = tab.page.goto(url, { waitUntil: 'commit', timeout: 0 });
  const response = await within(opening, { ms: detail.limits.firstByteMs, what: 'answer', giveUp: detail.giveUp });
  if (response === null) throw new TransientError('network', 'the browser opened no document');
  return response;
}

/**
 * Opens a page as a person would; the HTML is taken from the response, not from what scripts made of it. The tab goes
 * on to load what the gate lets through: the caller ends the watch and stops the tab.
 */
export async function openPage(
  tab: Tab,
  url: string,
  detail: Detail,
): Promise<{ raw: RawAnswer; later: DocumentWatch }> {
  const { limits } = detail;
  const { giveUp, release } = afterGrace(detail.signal, limits.graceMs);
  const startedAtMs = performance.now();
  tab.isHome = false;
  tab.gate.set('navigate', url);
  const size = watchSize(tab, limits.bodyBytes);
  const later = watchDocuments(tab.page);
  try {
    const response = await open(tab, url, { ...detail, giveUp });
    later.skip(response);
    const leftMs = Math.max(1, limits.pageMs - (performance.now() - startedAtMs));
    const reading = Promise.race([readDocument(response), size.tooLarge]);
    return { raw: await within(reading, { ms: leftMs, what: 'whole page', giveUp }), later };
  } catch (error) {
    later.end();
    const failure = navigationFailed(tab, error);
    await tab.stop();
    throw failure;
  } finally {
    size.end();
    release();
  }
}
