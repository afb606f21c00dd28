import type { CDPSession } from 'playwright';

/**
 * Which requests of the browser's tab are sent.
 *
 * - `idle`       none: an open page sends nothing
 * - `fetch`      the one URL that our own script requests
 * - `navigate`   the document; the site's scripts wait until the document is classified
 * - `challenge`  also the site's own scripts and their requests, and the frame of a challenge
 * - `open`       all, as in any browser: a person uses it
 *
 * @internal
 */
export type FilterMode = 'idle' | 'fetch' | 'navigate' | 'challenge' | 'open';

type FilteredRequest = { url: string; resourceType: string; isMainFrame: boolean };

type FilterState = { mode: FilterMode; base: URL; url: string | null };

/** @internal */
export type FilterDecision = 'pass' | 'wait' | 'stop';

const CHALLENGE_HOST = 'challenges.cloudflare.com';
const SCRIPTED = new Set(['Script', 'XHR', 'Fetch', 'Preflight']);
const FOREIGN = 'redirected to another site';

/** Whether an address belongs to the site: same origin, below the same path. @internal */
export function isWithin(base: URL, address: string): boolean {
  if (!URL.canParse(address)) return false;
  const url = new URL(address);
  return url.origin === base.origin && `${url.pathname}/`.startsWith(base.pathname.replace(/\/?$/, '/'));
}

/** The decision while a page is opened: its document and what a challenge needs are sent. */
function decideOfPage(
  { resourceType, isMainFrame, url: address }: FilteredRequest,
  state: FilterState,
): FilterDecision {
  const { mode, base, url } = state;
  if (resourceType === 'Document' && (isMainFrame || address === url)) return isWithin(base, address) ? 'pass' : 'stop';
  const { origin, host } = new URL(address);
  const isOfChallenge = host === CHALLENGE_HOST || (origin === base.origin && SCRIPTED.has(resourceType));
  if (!isOfChallenge) return 'stop';
  return mode === 'challenge' ? 'pass' : 'wait';
}

/** The decision on an initial request, not on one that follows a redirect. Pure. @internal */
export function decide(request: FilteredRequest, state: FilterState): FilterDecision {
  if (!/^https?:/i.test(request.url) || state.mode === 'open') return 'pass';
  if (state.mode === 'idle') return 'stop';
  if (state.mode !== 'fetch') return decideOfPage(request, state);
  return request.url === state.url && request.resourceType !== 'Document' ? 'pass' : 'stop';
}

export type RequestFilter = {
  /** Changes the mode, also for the requests that wait; redirects are counted from zero again. */
  set(mode: FilterMode, url?: string): void;
  /** Why the last chain of redirects was stopped; null when it was not. */
  blockedReason(): string | null;
};

type Paused = {
  requestId: string;
  networkId?: string;
  frameId: string;
  resourceType: string;
  redirectedRequestId?: string;
  request: { url: string; headers: Record<string, string> };
};

/**
 * A browser repeats a request by itself, without a pause, when a kept-alive connection breaks. Over plain HTTP the
 * connection is closed after each request; over HTTPS, usually HTTP/2, the browser keeps its default.
 */
function withoutKeepAlive({ request }: Paused, base: URL): { headers?: { name: string; value: string }[] } {
  if (base.protocol !== 'http:') return {};
  const headers = { ...request.headers, Connection: 'close' };
  return { headers: Object.entries(headers).map(([name, value]) => ({ name, value })) };
}

/** Resolves when the browser has carried out the decision. */
async function applyDecision(
  session: CDPSession,
  event: Paused,
  decision: { passes: boolean; base: URL },
): Promise<void> {
  const { requestId } = event;
  const carriedOut = decision.passes
    ? session.send('Fetch.continueRequest', { requestId, ...withoutKeepAlive(event, decision.base) })
    : session.send('Fetch.failRequest', { requestId, errorReason: 'BlockedByClient' });
  // The request may have ended or the tab may have closed in the meantime.
  await carriedOut.catch(() => undefined);
}

/** Counts the redirects of a chain; `next` returns why the chain must be stopped, or null. */
function redirectCounter(base: URL, max: number): { next(event: Paused): string | null; clear(): void } {
  const hops = new Map<string, number>();
  return {
    next(event) {
      const chain = event.networkId ?? event.requestId;
      const count = (hops.get(chain) ?? 0) + 1;
      hops.set(chain, count);
      if (!isWithin(base, event.request.url)) return FOREIGN;
      return count > max ? `more than ${max} redirects` : null;
    },
    clear: () => hops.clear(),
  };
}

/** Filters the requests of one tab. Redirects are followed within the site only, up to a maximum number. */
export async function openRequestFilter(
  session: CDPSession,
  detail: { base: URL; redirects: number; onSent: () => void },
): Promise<RequestFilter> {
  const { base, onSent } = detail;
  const { frameTree } = await session.send('Page.getFrameTree');
  let mainFrame = frameTree.frame.id;
  let state: FilterState = { mode: 'idle', base, url: null };
  let blockedReason: string | null = null;
  let waiting: Paused[] = [];
  const redirects = redirectCounter(base, detail.redirects);

  function onInitialRequest({ request: { url }, resourceType, frameId }: Paused): FilterDecision {
    const isMainFrame = frameId === mainFrame;
    const decision = decide({ url, resourceType, isMainFrame }, state);
    // The next document may be the page itself: its scripts wait too.
    if (state.mode === 'challenge' && isMainFrame && resourceType === 'Document')
      state = { mode: 'navigate', base, url };
    // A script's redirect to another site arrives as an initial request.
    const isOfScript = state.mode === 'fetch' && SCRIPTED.has(resourceType);
    if (decision === 'stop' && isOfScript && !isWithin(base, url)) blockedReason = FOREIGN;
    return decision;
  }

  function onRedirect(event: Paused): FilterDecision {
    const isOurs = state.mode === 'fetch' || (state.mode !== 'idle' && event.resourceType === 'Document');
    if (state.mode === 'open' || !isOurs) return onInitialRequest(event);
    const reason = redirects.next(event);
    if (reason !== null) blockedReason = reason;
    return reason === null ? 'pass' : 'stop';
  }

  function handlePaused(event: Paused): void {
    const decision = event.redirectedRequestId === undefined ? onInitialRequest(event) : onRedirect(event);
    if (decision === 'wait') {
      waiting.push(event);
      return;
    }
    const passes = decision === 'pass';
    const carriedOut = applyDecision(session, event, { passes, base });
    // Sending needs this thread: the command only waits to be sent when `send` returns.
    if (passes) void carriedOut.then(onSent);
  }

  session.on('Page.frameNavigated', ({ frame }: { frame: { id: string; parentId?: string } }) => {
    if (frame.parentId === undefined) mainFrame = frame.id;
  });
  session.on('Fetch.requestPaused', handlePaused);
  await session.send('Page.enable');
  await session.send('Fetch.enable', { patterns: [{ urlPattern: '*', requestStage: 'Request' }] });

  return {
    set(mode, url) {
      state = { mode, base, url: url ?? null };
      blockedReason = null;
      redirects.clear();
      const held = waiting;
      waiting = [];
      for (const event of held) {
        if (mode === 'navigate') void applyDecision(session, event, { passes: false, base });
        else handlePaused(event);
      }
    },
    blockedReason: () => blockedReason,
  };
}
