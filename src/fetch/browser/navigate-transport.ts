import type { Response } from 'playwright';
import { ScraperError, TransientError } from '../../errors.ts';
import type { RawAnswer } from '../answer/transport.ts';
import type { Limits } from '../options.ts';
import { type DocumentWatch, watchDocuments } from './document-watch.ts';
import type { Tab } from './tab.ts';
import { graceSignal, within } from './time-limit.ts';

type Detail = { limits: Limits; signal: AbortSignal };

function navigationFailed(tab: Tab, error: unknown): unknown {
  const blocked = tab.filter.blockedReason();
  if (blocked !== null) return new TransientError('redirect', blocked);
  const reason = error instanceof Error ? /net::\w+/.exec(error.message)?.[0] : undefined;
  if (error instanceof ScraperError || reason === undefined) return error;
  return new TransientError('network', `the page could not be opened (${reason})`);
}

async function open(tab: Tab, url: string, detail: { limits: Limits; abortSignal: AbortSignal }): Promise<Response> {
  const opening = tab.page.goto(url, { waitUntil: 'commit', timeout: 0 });
  const { limits, abortSignal } = detail;
  const response = await within(opening, { ms: limits.firstByteMs, what: 'answer', abortSignal });
  if (response === null) throw new TransientError('network', 'the browser opened no document');
  return response;
}

/**
 * Opens a page by navigation; the HTML is that of the response, before scripts change it. The tab continues to load what
 * the request filter allows: the caller ends the watch and stops the tab. After a failure the tab is discarded.
 */
export async function openPage(
  tab: Tab,
  url: string,
  detail: Detail,
): Promise<{ raw: RawAnswer; later: DocumentWatch }> {
  const { limits } = detail;
  const { abortSignal, release } = graceSignal(detail.signal, limits.graceMs);
  const startedAtMs = performance.now();
  tab.isOnSite = false;
  tab.pagesOpened += 1;
  tab.filter.set('navigate', url);
  const later = watchDocuments(tab, limits.bodyBytes);
  try {
    const response = await open(tab, url, { limits, abortSignal });
    const spentMs = performance.now() - startedAtMs;
    const raw = await within(later.read(response), { ms: limits.pageMs, spentMs, what: 'whole page', abortSignal });
    return { raw, later };
  } catch (error) {
    later.end();
    const failure = navigationFailed(tab, error);
    tab.discard();
    throw failure;
  } finally {
    release();
  }
}
