import type { CDPSession, Page } from 'playwright';
import type { Limits } from '../options.ts';
import type { RunningBrowser } from './browser.ts';
import { type Gate, openGate } from './gate.ts';

/** The one tab we work in: its page, its gate, and whether a page of the site is open in it. */
export type Tab = {
  page: Page;
  session: CDPSession;
  gate: Gate;
  /** How many pages have been opened in it, and fetched inside it; see `Limits`. */
  pagesOpened: number;
  pagesFetched: number;
  /** A page of the site is open, so that scripts may fetch others from inside it. */
  isHome: boolean;
  isUsable(): boolean;
  /** Fires when the browser of the tab is gone. */
  gone: AbortSignal;
  /** The browser's word for why the last request failed, such as `net::ERR_CONNECTION_RESET`. */
  failure: string | null;
  /** Ends whatever the tab is loading. */
  stop(): Promise<void>;
  /** Gives the tab up: what it still does is unknown. The next request gets another one. */
  spoil(): void;
  close(): Promise<void>;
};

const STOP_MS = 2_000;

const isWornOut = ({ pagesOpened, pagesFetched }: Tab, limits: Limits): boolean =>
  pagesOpened >= limits.pagesOpened || pagesFetched >= limits.pagesFetched;

export type TabSettings = {
  base: URL;
  limits: Limits;
  userAgent: string | null;
  /** The first tab since the browser was started. */
  isFirst: boolean;
};

/** A browser of ours begins with an empty page. */
async function freshPage({ context, isAttached }: RunningBrowser, isFirst: boolean): Promise<Page> {
  const [blank] = isAttached || !isFirst ? [] : context.pages();
  return blank ?? (await context.newPage());
}

/** Opens our tab: behind the gate, without pop-ups. */
export async function openTab(browser: RunningBrowser, settings: TabSettings): Promise<Tab> {
  const page = await freshPage(browser, settings.isFirst);
  const session = await browser.context.newCDPSession(page);
  const gate = await openGate(session, { base: settings.base, redirects: settings.limits.redirects });
  // Events alone are wanted: bodies would be kept twice.
  await session.send('Network.enable', { maxTotalBufferSize: 0, maxResourceBufferSize: 0 });
  if (browser.isAttached && settings.userAgent !== null) {
    await session.send('Emulation.setUserAgentOverride', { userAgent: settings.userAgent });
  }
  let isSpoilt = false;
  page.on('crash', () => {
    isSpoilt = true;
  });
  page.on('popup', (popup) => {
    popup.close().catch(() => undefined);
  });
  const within = (task: Promise<unknown>) =>
    Promise.race([task.catch(() => undefined), new Promise((resolve) => setTimeout(resolve, STOP_MS).unref())]);
  const tab: Tab = {
    page,
    session,
    gate,
    pagesOpened: 0,
    pagesFetched: 0,
    isHome: false,
    failure: null,
    isUsable: () => !isSpoilt && !isWornOut(tab, settings.limits) && !page.isClosed() && !browser.gone.aborted,
    gone: browser.gone,
    async stop() {
      gate.set('idle');
      await within(session.send('Page.stopLoading'));
    },
    spoil() {
      isSpoilt = true;
      gate.set('idle');
      session.send('Page.stopLoading').catch(() => undefined);
    },
    async close() {
      await within(page.close());
    },
  };
  page.on('requestfailed', (request) => {
    tab.failure = request.failure()?.errorText ?? null;
  });
  return tab;
}
