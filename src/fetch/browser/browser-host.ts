import { setTimeout as delay } from 'node:timers/promises';
import { BrowserStartError, InterruptedError } from '../../errors.ts';
import type { OnFetchEvent } from '../events.ts';
import type { BrowserOptions, Limits } from '../options.ts';
import { type RunningBrowser, startBrowser } from './browser.ts';
import { openTab, type Tab } from './tab.ts';
import { TimeLimitError, whileAlive, within } from './time-limit.ts';

/** Keeps a browser at hand: started at the first need, anew when it has died or hangs. */
export type BrowserHost = {
  /** Our tab, in a browser that is alive. Rejects with `EnvironmentError` when none can be started. */
  tab(signal: AbortSignal): Promise<Tab>;
  /** How a visit ended; three time limits in a row make the next visit start a new browser. */
  note(outcome: 'answer' | unknown): void;
  /** A person is at the screen and may pass a challenge. */
  hasPerson: boolean;
  starts(): number;
  restarts(): number;
  close(): Promise<void>;
};

const LIMITS_BEFORE_RESTART = 3;
const START_TRIES = 3;
const START_PATIENCE_MS = 5_000;

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

/** The browser that runs, if one does. */
type Slot = {
  browser(): RunningBrowser | null;
  /** Ends the one that runs and starts another. */
  renew(): Promise<RunningBrowser>;
  starts(): number;
  /** Ends the one that runs; none is started any more. */
  close(): Promise<void>;
};

function createSlot({ browser: options, dataDir, onEvent }: HostSettings): Slot {
  let browser: RunningBrowser | null = null;
  let starts = 0;
  let isClosed = false;

  async function end(): Promise<void> {
    const ended = browser;
    browser = null;
    await ended?.close();
  }

  /** A browser that dies while it starts gets another chance. */
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
    async renew() {
      const isRestart = starts > 0;
      const reason = browser?.gone.aborted === false ? 'it does not answer' : 'it has died';
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

/** A host without a browser yet; it lives until `close`. */
export function createBrowserHost(settings: HostSettings): BrowserHost {
  const { base, limits } = settings;
  const slot = createSlot(settings);
  let tab: Tab | null = null;
  let starting: Promise<Tab> | null = null;
  let limitsInARow = 0;
  let isClosed = false;

  async function prepare(signal: AbortSignal): Promise<Tab> {
    const running = slot.browser();
    const isFit = running?.gone.aborted === false && limitsInARow < LIMITS_BEFORE_RESTART;
    if (isFit && tab?.isUsable() === true) return tab;
    const spoilt = tab;
    tab = null;
    // A browser that we are a guest of goes on without us: our tab must not stay behind in it.
    if (!isFit && running?.isAttached === true) await spoilt?.close();
    const browser = isFit ? running : await slot.renew();
    if (!isFit) limitsInARow = 0;
    const opening = openTab(browser, { base, limits, userAgent: settings.browser.userAgent, isFirst: !isFit });
    const opened = whileAlive(opening, browser.gone);
    tab = await within(opened, { ms: limits.tabMs, what: 'tab in the browser', giveUp: signal }).catch(
      (error: unknown) => {
        limitsInARow = LIMITS_BEFORE_RESTART;
        throw error;
      },
    );
    // Only now: a browser with a window ends when its last tab is closed.
    if (isFit) await spoilt?.close();
    return tab;
  }

  return {
    hasPerson: settings.browser.headed || settings.browser.cdpUrl !== null,
    starts: slot.starts,
    restarts: () => Math.max(0, slot.starts() - 1),
    note(outcome) {
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
      await Promise.race([started, delay(START_PATIENCE_MS, undefined, { ref: false })]);
      // A guest takes its own tab along; closing our own browser takes all of it.
      if (slot.browser()?.isAttached === true) await tab?.close();
      await slot.close();
    },
  };
}
