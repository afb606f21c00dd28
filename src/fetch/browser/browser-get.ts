import { InterruptedError, ScraperError, TransientError } from '../../errors.ts';
import { findRefusal } from '../answer/refusal.ts';
import type { RawAnswer, Transport } from '../answer/transport.ts';
import type { OnFetchEvent } from '../events.ts';
import type { Limits } from '../options.ts';
import type { BrowserHost } from './browser-host.ts';
import type { DocumentWatch } from './document-watch.ts';
import { fetchInside } from './fetch-transport.ts';
import { openPage } from './navigate-transport.ts';
import type { Tab } from './tab.ts';
import { whileAlive, within } from './time-limit.ts';

/**
 * One request to the site by the given transport, or by `navigate` while no page of the site is open. After `leftMs` a
 * challenge is no longer waited for.
 */
export type Get = (
  path: string,
  transport: Transport,
  until: { signal: AbortSignal; leftMs: number },
) => Promise<{ raw: RawAnswer; transport: Transport }>;

/** The URL of a path of the site. */
function addressOf(base: URL, path: string): string {
  return `${base.origin}${base.pathname.replace(/\/$/, '')}${path}`;
}

/** Errors of JavaScript itself are bugs of this program. Playwright's errors have none of these classes. */
const BUGS = [TypeError, RangeError, ReferenceError, SyntaxError];

/** Any failure of the browser is transient; an error of this program is passed on unchanged. */
function asTransient(error: unknown): unknown {
  const isOurs = error instanceof ScraperError || BUGS.some((bug) => error instanceof bug);
  if (isOurs || !(error instanceof Error)) return error;
  return new TransientError('browser', `the browser failed (${error.message.split('\n')[0]})`, error);
}

/** Waits until the tab shows a document that is not a refusal; null when none comes in time. */
async function untilPassed(
  later: DocumentWatch,
  { onRefusal, ...timeout }: { ms: number; signal: AbortSignal; onRefusal: () => void },
): Promise<RawAnswer | null> {
  const deadlineMs = performance.now() + timeout.ms;
  for (;;) {
    const ms = deadlineMs - performance.now();
    if (ms <= 0) return null;
    try {
      const raw = await within(later.next(), { ms, what: 'page behind the challenge', abortSignal: timeout.signal });
      if (findRefusal(raw) === null) return raw;
      onRefusal();
    } catch (error) {
      // The document was cut off: the challenge may load another one.
      if (!(error instanceof TransientError)) throw error;
    }
  }
}

export type BrowserGetSettings = { host: BrowserHost; base: URL; limits: Limits; onEvent: OnFetchEvent };

/** Sends requests through the browser. A challenge is left to the browser, then to the person using it, if any. */
export function createBrowserGet({ host, base, limits, onEvent }: BrowserGetSettings): Get {
  type Order = { path: string; signal: AbortSignal; endsAtMs: number };

  async function passChallenge(tab: Tab, later: DocumentWatch, order: Order): Promise<RawAnswer | null> {
    const { path, signal, endsAtMs } = order;
    const startedAtMs = performance.now();
    const end = AbortSignal.any([signal, tab.gone]);
    // A person must see the page complete.
    const allowScripts = () => tab.filter.set(host.hasPerson ? 'open' : 'challenge', tab.page.url());
    allowScripts();
    const wait = async (type: 'waiting-for-browser' | 'waiting-for-person', maxMs: number) => {
      const ms = Math.min(maxMs, endsAtMs - performance.now());
      if (ms <= 0) return null;
      onEvent({ type, path, limitMs: ms });
      return await untilPassed(later, { ms, signal: end, onRefusal: allowScripts });
    };
    let passed = await wait('waiting-for-browser', limits.challengeMs);
    if (passed === null && host.hasPerson) passed = await wait('waiting-for-person', limits.personMs);
    if (passed !== null) onEvent({ type: 'challenge-passed', path, afterMs: performance.now() - startedAtMs });
    return passed;
  }

  async function navigate(tab: Tab, order: Order): Promise<RawAnswer> {
    const { raw, later } = await openPage(tab, addressOf(base, order.path), { limits, signal: order.signal });
    try {
      const passed = findRefusal(raw)?.kind === 'challenge' ? await passChallenge(tab, later, order) : null;
      const shown = passed ?? raw;
      tab.isOnSite = findRefusal(shown) === null && /html/i.test(shown.headers['content-type'] ?? '');
      return shown;
    } finally {
      later.end();
      await tab.stop();
    }
  }

  return async (path, transport, { signal, leftMs }) => {
    const endsAtMs = performance.now() + leftMs;
    try {
      const tab = await host.tab(signal);
      const isInside = transport === 'fetch' && tab.isOnSite;
      const pending = isInside
        ? fetchInside(tab, addressOf(base, path), { limits, signal })
        : navigate(tab, { path, signal, endsAtMs });
      const raw = await whileAlive(pending, tab.gone);
      host.recordOutcome('answer');
      return { raw, transport: isInside ? 'fetch' : 'navigate' };
    } catch (error) {
      host.recordOutcome(error);
      throw signal.aborted && !(error instanceof ScraperError) ? new InterruptedError() : asTransient(error);
    }
  };
}
