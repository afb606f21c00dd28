import { InterruptedError } from '../errors.ts';
import { type RunningBrowser, startBrowser } from './browser.ts';
import type { OnFetchEvent } from './events.ts';
import type { BrowserOptions, Limits } from './options.ts';
import { openTab, type Tab } from './tab.ts';
import { TimeLimitError } from './time-limit.ts';

/** Keeps a browser at hand: started at the first need, anew when it has died or hangs. */
export type BrowserHost = {
  /** Our tab, in a browser that is alive. Rejects with `EnvironmentError` when none can be started. */
  tab(signal: AbortSignal): Promise<Tab>;
  /** How a visit ended; three time limits in a row make the next visit start a new browser. */
  note(outcome: 'answer' | unknown): void;
  /** The next page is opened anew instead of being fetched from inside the one that is open. */
  leaveHome(): void;
  /** A person is at the screen and may pass a challenge. */
  hasPerson: boolean;
  starts(): number;
  restarts(): number;
  close(): Promise<void>;
};

const LIMITS_BEFORE_RESTART = 3;

/** The task's outcome, unless the signal fires first; the task goes on and is waited for when the host closes. */
async function orInterrupted<T>(task: Promise<T>, signal: AbortSignal): Promise<T> {
  task.catch(() => undefined);
  let onAbort = () => {};
  const aborted = new Promise<never>((_, reject) => {
    onAbort = () => reject(new InterruptedError());
    signal.addEventListener('abort', onAbort, { once: true });
  });
  try {
    return await Promise.race([task, aborted]);
  } finally {
    signal.removeEventListener('abort', onAbort);
  }
}

export type HostSettings = {
  browser: BrowserOptions;
  dataDir: string;
  base: URL;
  limits: Limits;
  onEvent: OnFetchEvent;
};

export function createBrowserHost(settings: HostSettings): BrowserHost {
  let browser: RunningBrowser | null = null;
  let tab: Tab | null = null;
  let starting: Promise<Tab> | null = null;
  let limitsInARow = 0;
  let starts = 0;
  let isClosed = false;

  async function end(): Promise<void> {
    const ended = browser;
    const endedTab = tab;
    browser = null;
    tab = null;
    // A guest takes its own tab along; closing our own browser takes all of it.
    if (ended?.isAttached === true) await endedTab?.close();
    await ended?.close();
  }

  async function start(): Promise<RunningBrowser> {
    const reason = browser !== null && !browser.isAlive() ? 'it has died' : 'it does not answer';
    const isRestart = starts > 0;
    await end();
    const fresh = await startBrowser(settings.browser, settings.dataDir);
    browser = fresh;
    starts += 1;
    limitsInARow = 0;
    if (isRestart) settings.onEvent({ type: 'browser-restarted', reason });
    const { name, version, isAttached } = fresh;
    if (!isRestart) settings.onEvent({ type: 'browser-started', name, version, attached: isAttached });
    return fresh;
  }

  async function prepare(): Promise<Tab> {
    const isFit = browser?.isAlive() === true && limitsInARow < LIMITS_BEFORE_RESTART;
    const fit = isFit && browser !== null ? browser : await start();
    if (tab?.isUsable() === true) return tab;
    await tab?.close();
    const { base, limits } = settings;
    tab = await openTab(fit, { base, limits, userAgent: settings.browser.userAgent });
    return tab;
  }

  return {
    hasPerson: settings.browser.headed || settings.browser.cdpUrl !== null,
    starts: () => starts,
    restarts: () => Math.max(0, starts - 1),
    note(outcome) {
      limitsInARow = outcome instanceof TimeLimitError ? limitsInARow + 1 : 0;
    },
    leaveHome() {
      if (tab !== null) tab.isHome = false;
    },
    async tab(signal) {
      if (isClosed || signal.aborted) throw new InterruptedError();
      starting = prepare();
      return await orInterrupted(starting, signal);
    },
    async close() {
      isClosed = true;
      await starting?.catch(() => undefined);
      await end();
    },
  };
}
