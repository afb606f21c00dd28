import type { CDPSession, Page } from 'playwright';
import type { Limits } from '../options.ts';
import type { RunningBrowser } from './browser.ts';
import { openRequestFilter, type RequestFilter } from './request-filter.ts';

/** The one tab in use: its page, its request filter, and whether a page of the site is open in it. */
export type Tab = {
  page: Page;
  session: CDPSession;
  filter: RequestFilter;
  /** How many pages have been opened in it, and fetched inside it; see `Limits`. */
  pagesOpened: number;
  pagesFetched: number;
  /** A page of the site is open, so a script inside it can fetch other pages. */
  isOnSite: boolean;
  isUsable(): boolean;
  /** Fires when the browser of the tab is gone. */
  gone: AbortSignal;
  /** The browser's reason why the last request failed, such as `net::ERR_CONNECTION_RESET`. */
  failure: string | null;
  /** Stops everything that the tab is loading. */
  stop(): Promise<void>;
  /** Marks the tab as unusable, since its state is unknown. The next request gets a new one. */
  discard(): void;
  close(): Promise<void>;
};

const STOP_TIMEOUT_MS = 2_000;

function needsRecycling({ pagesOpened, pagesFetched }: Tab, limits: Limits): boolean {
  return pagesOpened >= limits.pagesOpened || pagesFetched >= limits.pagesFetched;
}

export type TabSettings = {
  base: URL;
  limits: Limits;
  userAgent: string | null;
  /** Called with each request that is sent. */
  onSent: () => void;
  /** The first tab since the browser was started. */
  isFirst: boolean;
};

/** A browser that we started has an empty page; it is used for the first tab. */
async function firstPage({ context, isAttached }: RunningBrowser, isFirst: boolean): Promise<Page> {
  const [blank] = isAttached || !isFirst ? [] : context.pages();
  return blank ?? (await context.newPage());
}

/** Opens a tab with its request filter; pop-ups are closed. */
export async function openTab(browser: RunningBrowser, settings: TabSettings): Promise<Tab> {
  const page = await firstPage(browser, settings.isFirst);
  const session = await browser.context.newCDPSession(page);
  const { base, limits, onSent } = settings;
  const filter = await openRequestFilter(session, { base, redirects: limits.redirects, onSent });
  // Only the events are needed: otherwise bodies are kept in memory twice.
  await session.send('Network.enable', { maxTotalBufferSize: 0, maxResourceBufferSize: 0 });
  if (browser.isAttached && settings.userAgent !== null) {
    await session.send('Emulation.setUserAgentOverride', { userAgent: settings.userAgent });
  }
  let isDiscarded = false;
  page.on('crash', () => {
    isDiscarded = true;
  });
  page.on('popup', (popup) => {
    popup.close().catch(() => undefined);
  });
  const within = (task: Promise<unknown>) =>
    Promise.race([task.catch(() => undefined), new Promise((resolve) => setTimeout(resolve, STOP_TIMEOUT_MS).unref())]);
  const tab: Tab = {
    page,
    session,
    filter,
    pagesOpened: 0,
    pagesFetched: 0,
    isOnSite: false,
    failure: null,
    isUsable: () => !isDiscarded && !needsRecycling(tab, settings.limits) && !page.isClosed() && !browser.gone.aborted,
    gone: browser.gone,
    async stop() {
      filter.set('idle');
      await within(session.send('Page.stopLoading'));
    },
    discard() {
      isDiscarded = true;
      filter.set('idle');
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
