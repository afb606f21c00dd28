import type { Response } from 'playwright';
import { ScraperError, TransientError } from '../../errors.ts';
import type { RawAnswer } from '../answer/transport.ts';
import type { Limits } from '../options.ts';
import { type DocumentWatch, watchDocuments } from './document-watch.ts';
import type { Tab } from './tab.ts';
import { afterGrace, within } from './time-limit.ts';

type Detail = { limits: Limits; signal: AbortSignal };

function navigationFailed(tab: Tab, error: unknown): unknown {
  const cut = tab.gate.cut();
  if (cut !== null) return new TransientError('redirect', cut);
  const reason = error instanceof Error ? /net::\w+/.exec(error.message)?.[0] : undefined;
  if (error instanceof ScraperError || reason === undefined) return error;
  return new TransientError('network', `the page could not be opened (${reason})`);
}

async function open(tab: Tab, url: string, detail: { limits: Limits; giveUp: AbortSignal }): Promise<Response> {
  const opening = tab.page.goto(url, { waitUntil: 'commit', timeout: 0 });
  const { limits, giveUp } = detail;
  const response = await within(opening, { ms: limits.firstByteMs, what: 'answer', giveUp });
  if (response === null) throw new TransientError('network', 'the browser opened no document');
  return response;
}

/**
 * Opens a page as a person would; the HTML is taken from the response, not from what scripts made of it. The tab goes
 * on to load what the gate lets through: the caller ends the watch and stops the tab. After a failure the tab is
 * given up.
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
  tab.pagesOpened += 1;
  tab.gate.set('navigate', url);
  const later = watchDocuments(tab, limits.bodyBytes);
  try {
    const response = await open(tab, url, { limits, giveUp });
    const spentMs = performance.now() - startedAtMs;
    const raw = await within(later.read(response), { ms: limits.pageMs, spentMs, what: 'whole page', giveUp });
    return { raw, later };
  } catch (error) {
    later.end();
    const failure = navigationFailed(tab, error);
    tab.spoil();
    throw failure;
  } finally {
    release();
  }
}
