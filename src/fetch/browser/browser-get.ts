import { InterruptedError, ScraperError, TransientError } from '../../errors.ts';
import { findRefusal } from '../answer/refusal.ts';
import type { RawAnswer, Way } from '../answer/transport.ts';
import type { OnFetchEvent } from '../events.ts';
import type { Limits } from '../options.ts';
import type { BrowserHost } from './browser-host.ts';
import type { DocumentWatch } from './document-watch.ts';
import { fetchInside } from './fetch-transport.ts';
import { openPage } from './navigate-transport.ts';
import type { Tab } from './tab.ts';
import { whileAlive, within } from './time-limit.ts';

/** One request to the site, by one way or, while no page of the site is open, by the other. */
export type Get = (path: string, way: Way, signal: AbortSignal) => Promise<{ raw: RawAnswer; way: Way }>;

/** The site's address of a path. */
function addressOf(base: URL, path: string): string {
  return `${base.origin}${base.pathname.replace(/\/$/, '')}${path}`;
}

/** What JavaScript itself throws: a bug of ours. Playwright's errors have none of these classes. */
const BUGS = [TypeError, RangeError, ReferenceError, SyntaxError];

/** Whatever goes wrong in the browser is transient trouble, unless it is an error of ours. */
function asTransient(error: unknown): unknown {
  const isOurs = error instanceof ScraperError || BUGS.some((bug) => error instanceof bug);
  if (isOurs || !(error instanceof Error)) return error;
  return new TransientError('browser', `the browser failed (${error.message.split('\n')[0]})`, error);
}

/** Waits until the tab shows something else than a refusal; null when it does not in time. */
async function untilPassed(
  later: DocumentWatch,
  { onRefusal, ...patience }: { ms: number; signal: AbortSignal; onRefusal: () => void },
): Promise<RawAnswer | null> {
  const deadlineMs = performance.now() + patience.ms;
  for (;;) {
    const ms = deadlineMs - performance.now();
    if (ms <= 0) return null;
    try {
      const raw = await within(later.next(), { ms, what: 'page behind the challenge', giveUp: patience.signal });
      if (findRefusal(raw) === null) return raw;
      onRefusal();
    } catch (error) {
      // A document that broke off: the challenge may bring another.
      if (!(error instanceof TransientError)) throw error;
    }
  }
}

export type BrowserGetSettings = { host: BrowserHost; base: URL; limits: Limits; onEvent: OnFetchEvent };

/** Requests through the browser. A challenge is left to the browser, and to the person at it if there is one. */
export function createBrowserGet({ host, base, limits, onEvent }: BrowserGetSettings): Get {
  type Challenge = { tab: Tab; path: string; later: DocumentWatch };

  async function passChallenge({ tab, path, later }: Challenge, signal: AbortSignal): Promise<RawAnswer | null> {
    const startedAtMs = performance.now();
    const end = AbortSignal.any([signal, tab.gone]);
    // A person who looks at the page sees it complete.
    const letWork = () => tab.gate.set(host.hasPerson ? 'open' : 'challenge', tab.page.url());
    letWork();
    onEvent({ type: 'waiting-for-browser', path, limitMs: limits.challengeMs });
    let passed = await untilPassed(later, { ms: limits.challengeMs, signal: end, onRefusal: letWork });
    if (passed === null && host.hasPerson) {
      onEvent({ type: 'waiting-for-person', path, limitMs: limits.personMs });
      passed = await untilPassed(later, { ms: limits.personMs, signal: end, onRefusal: letWork });
    }
    if (passed !== null) onEvent({ type: 'challenge-passed', path, afterMs: performance.now() - startedAtMs });
    return passed;
  }

  async function navigate(tab: Tab, path: string, signal: AbortSignal): Promise<RawAnswer> {
    const { raw, later } = await openPage(tab, addressOf(base, path), { limits, signal });
    try {
      const passed = findRefusal(raw)?.kind === 'challenge' ? await passChallenge({ tab, path, later }, signal) : null;
      const shown = passed ?? raw;
      tab.isHome = findRefusal(shown) === null && /html/i.test(shown.headers['content-type'] ?? '');
      return shown;
    } finally {
      later.end();
      await tab.stop();
    }
  }

  return async (path, way, signal) => {
    try {
      const tab = await host.tab(signal);
      const isInside = way === 'fetch' && tab.isHome;
      const url = addressOf(base, path);
      const asking = isInside ? fetchInside(tab, url, { limits, signal }) : navigate(tab, path, signal);
      const raw = await whileAlive(asking, tab.gone);
      host.note('answer');
      return { raw, way: isInside ? 'fetch' : 'navigate' };
    } catch (error) {
      host.note(error);
      throw signal.aborted && !(error instanceof ScraperError) ? new InterruptedError() : asTransient(error);
    }
  };
}
