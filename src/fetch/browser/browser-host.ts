import { setTimeout as delay } from 'node:timers/promises';
import { BrowserStartError, InterruptedError } from '../../errors.ts';
import type { OnFetchEvent } from '../events.ts';
import type { BrowserOptions, Limits } from '../options.ts';
import { type RunningBrowser, startBrowser } from './browser.ts';
import { openTab, type Tab } from './tab.ts';
import { TimeLimitError, whileAlive, within } from './time-limit.ts';

/** Owns the browser: starts it for the first request, and starts another one when it has died or hangs. */
export type BrowserHost = {
  /** The tab, in a running browser. Rejects with `EnvironmentError` when no browser can be started. */
  tab(signal: AbortSignal): Promise<Tab>;
  /** Takes the outcome of a request; after three time limits in a row the next request starts a new browser. */
  recordOutcome(outcome: 'answer' | unknown): void;
  /** A person is at the screen and may pass a challenge. */
  hasPerson: boolean;
  starts(): number;
  restarts(): number;
  close(): Promise<void>;
};

const LIMITS_BEFORE_RESTART = 3;
const START_TRIES = 3;
const START_TIMEOUT_MS = 5_000;

/** The task's outcome, unless the signal fires first. The task continues; `close` waits for it. */
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
  /** Called with each request that the tab sends. */
  onSent: () => void;
};

/** The browser process, if one is running. */
type BrowserProcess = {
  browser(): RunningBrowser | null;
  /** Ends the running browser and starts another. */
  restart(): Promise<RunningBrowser>;
  starts(): number;
  /** Ends the running browser; no other is started. */
  close(): Promise<void>;
};

function createBrowserProcess({ browser: options, dataDir, onEvent }: HostSettings): BrowserProcess {
  let browser: RunningBrowser | null = null;
  let starts = 0;
  let isClosed = false;

  async function end(): Promise<void> {
    const ended = browser;
    browser = null;
    await ended?.close();
  }

  /** Tries again when a browser dies while it starts. */
  async function start(triesLeft = START_TRIES): Promise<RunningBrowser> {
    try {
      return await startBrowser(options, dataDir);
    } catch (error) {
      if (!(error instanceof BrowserStartError) || triesLeft === 1 || isClosed) throw error;
      return await start(triesLeft - 1);
    }
  }

  return {
    browser: () => browser,
    starts: () => starts,
    async restart() {
      const isRestart = starts > 0;
      const reason = browser?.gone.aborted === false ? 'it does not respond' : 'it has died';
      await end();
      const fresh = await start();
      if (isClosed) {
        await fresh.close();
        throw new InterruptedError();
      }
      browser = fresh;
      starts += 1;
      const { name, version, isAttached: attached } = fresh;
      onEvent(isRestart ? { type: 'browser-restarted', reason } : { type: 'browser-started', name, version, attached });
      return fresh;
    },
    async close() {
      isClosed = true;
      await end();
    },
  };
}

/** A host that has not started a browser yet. */
export function createBrowserHost(settings: HostSettings): BrowserHost {
  const { base, limits, onSent } = settings;
  const { userAgent } = settings.browser;
  const browserProcess = createBrowserProcess(settings);
  let tab: Tab | null = null;
  let starting: Promise<Tab> | null = null;
  let limitsInARow = 0;
  let isClosed = false;

  async function prepare(signal: AbortSignal): Promise<Tab> {
    const running = browserProcess.browser();
    const isReusable = running?.gone.aborted === false && limitsInARow < LIMITS_BEFORE_RESTART;
    if (isReusable && tab?.isUsable() === true) return tab;
    const discarded = tab;
    tab = null;
    // An attached browser keeps running: our tab must not stay open in it.
    if (!isReusable && running?.isAttached === true) await discarded?.close();
    const browser = isReusable ? running : await browserProcess.restart();
    if (!isReusable) limitsInARow = 0;
    const opening = openTab(browser, { base, limits, onSent, userAgent, isFirst: !isReusable });
    const opened = whileAlive(opening, browser.gone);
    tab = await within(opened, { ms: limits.tabMs, what: 'tab in the browser', abortSignal: signal }).catch(
      (error: unknown) => {
        limitsInARow = LIMITS_BEFORE_RESTART;
        throw error;
      },
    );
    // Only after the new tab is open: a headed browser ends when its last tab is closed.
    if (isReusable) await discarded?.close();
    return tab;
  }

  return {
    hasPerson: settings.browser.headed || settings.browser.cdpUrl !== null,
    starts: browserProcess.starts,
    restarts: () => Math.max(0, browserProcess.starts() - 1),
    recordOutcome(outcome) {
      limitsInARow = outcome instanceof TimeLimitError ? limitsInARow + 1 : 0;
    },
    async tab(signal) {
      if (isClosed || signal.aborted) throw new InterruptedError();
      starting = prepare(signal);
      return await orInterrupted(starting, signal);
    },
    async close() {
      isClosed = true;
      const started = starting?.catch(() => undefined);
      await Promise.race([started, delay(START_TIMEOUT_MS, undefined, { ref: false })]);
      // In an attached browser only our tab is closed; closing our own browser closes all tabs.
      if (browserProcess.browser()?.isAttached === true) await tab?.close();
      await browserProcess.close();
    },
  };
}
