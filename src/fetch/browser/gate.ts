import type { CDPSession } from 'playwright';

/**
 * What may pass between the browser's tab and the world.
 *
 * - `idle`       nothing: pages left open stay quiet
 * - `fetch`      the one URL asked for by a script of ours
 * - `navigate`   the document alone; the site's scripts wait until it is known what it is
 * - `challenge`  besides, the site's own scripts and their requests, and the frame of a challenge
 * - `open`       everything, as in any browser: a person sits before it
 *
 * @internal
 */
export type GateMode = 'idle' | 'fetch' | 'navigate' | 'challenge' | 'open';

type GateRequest = { url: string; resourceType: string; isMainFrame: boolean };

type GateState = { mode: GateMode; base: URL; url: string | null };

/** @internal */
export type GateDecision = 'pass' | 'wait' | 'stop';

const CHALLENGE_HOST = 'challenges.cloudflare.com';
const SCRIPTED = new Set(['Script', 'XHR', 'Fetch', 'Preflight']);
const FOREIGN = 'the site led to another site';

/** Whether an address belongs to the site: same origin, below the same path. @internal */
export function isWithin(base: URL, address: string): boolean {
  if (!URL.canParse(address)) return false;
  const url = new URL(address);
  return url.origin === base.origin && `${url.pathname}/`.startsWith(base.pathname.replace(/\/?$/, '/'));
}

/** While a page is opened: its document, and what a challenge needs. */
function decideOfPage({ resourceType, isMainFrame, url: address }: GateRequest, state: GateState): GateDecision {
  const { mode, base, url } = state;
  if (resourceType === 'Document' && (isMainFrame || address === url)) return isWithin(base, address) ? 'pass' : 'stop';
  const { origin, host } = new URL(address);
  const isOfChallenge = host === CHALLENGE_HOST || (origin === base.origin && SCRIPTED.has(resourceType));
  if (!isOfChallenge) return 'stop';
  return mode === 'challenge' ? 'pass' : 'wait';
}

/** What becomes of a first request, not of one that a redirect led to. Pure. @internal */
export function decide(request: GateRequest, state: GateState): GateDecision {
  if (!/^https?:/i.test(request.url) || state.mode === 'open') return 'pass';
  if (state.mode === 'idle') return 'stop';
  if (state.mode !== 'fetch') return decideOfPage(request, state);
  return request.url === state.url && request.resourceType !== 'Document' ? 'pass' : 'stop';
}

export type Gate = {
  /** Sets what may pass from now on, also for what waits; a redirect chain begins anew. */
  set(mode: GateMode, url?: string): void;
  /** Why the last chain of redirects was cut; null when it was not. */
  cut(): string | null;
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
 * A browser sends a request again by itself, without any pause, when a connection that it kept breaks. Over plain HTTP
 * no connection is kept; over HTTPS, with HTTP/2 as a rule, the browser is left as it is.
 */
function onceOnly({ request }: Paused, base: URL): { headers?: { name: string; value: string }[] } {
  if (base.protocol !== 'http:') return {};
  const headers = { ...request.headers, Connection: 'close' };
  return { headers: Object.entries(headers).map(([name, value]) => ({ name, value })) };
}

function carryOut(session: CDPSession, event: Paused, answer: { passes: boolean; base: URL }): void {
  const { requestId } = event;
  const sent = answer.passes
    ? session.send('Fetch.continueRequest', { requestId, ...onceOnly(event, answer.base) })
    : session.send('Fetch.failRequest', { requestId, errorReason: 'BlockedByClient' });
  // The request may have ended, or the tab gone, in the meantime.
  sent.catch(() => undefined);
}

/** Counts the redirects of a chain; answers why it must be cut, or null. */
function redirectCounter(base: URL, most: number): { next(event: Paused): string | null; clear(): void } {
  const hops = new Map<string, number>();
  return {
    next(event) {
      const chain = event.networkId ?? event.requestId;
      const count = (hops.get(chain) ?? 0) + 1;
      hops.set(chain, count);
      if (!isWithin(base, event.request.url)) return FOREIGN;
      return count > most ? `more than ${most} redirects` : null;
    },
    clear: () => hops.clear(),
  };
}

/** Puts the gate before one tab. Redirects are followed within the site alone, and only so many. */
export async function openGate(session: CDPSession, detail: { base: URL; redirects: number }): Promise<Gate> {
  const { base } = detail;
  const { frameTree } = await session.send('Page.getFrameTree');
  let mainFrame = frameTree.frame.id;
  let state: GateState = { mode: 'idle', base, url: null };
  let cut: string | null = null;
  let waiting: Paused[] = [];
  const redirects = redirectCounter(base, detail.redirects);

  function ofFirst({ request: { url }, resourceType, frameId }: Paused): GateDecision {
    const isMainFrame = frameId === mainFrame;
    const decision = decide({ url, resourceType, isMainFrame }, state);
    // The next document may be the page itself: its scripts wait as well.
    if (state.mode === 'challenge' && isMainFrame && resourceType === 'Document')
      state = { mode: 'navigate', base, url };
    // Scripts see a redirect to another site as a first request of its own.
    const isScripts = state.mode === 'fetch' && SCRIPTED.has(resourceType);
    if (decision === 'stop' && isScripts && !isWithin(base, url)) cut = FOREIGN;
    return decision;
  }

  function ofRedirect(event: Paused): GateDecision {
    const isOurs = state.mode === 'fetch' || (state.mode !== 'idle' && event.resourceType === 'Document');
    if (state.mode === 'open' || !isOurs) return ofFirst(event);
    const reason = redirects.next(event);
    if (reason !== null) cut = reason;
    return reason === null ? 'pass' : 'stop';
  }

  function judge(event: Paused): void {
    const decision = event.redirectedRequestId === undefined ? ofFirst(event) : ofRedirect(event);
    if (decision === 'wait') waiting.push(event);
    else carryOut(session, event, { passes: decision === 'pass', base });
  }

  session.on('Page.frameNavigated', ({ frame }: { frame: { id: string; parentId?: string } }) => {
    if (frame.parentId === undefined) mainFrame = frame.id;
  });
  session.on('Fetch.requestPaused', judge);
  await session.send('Page.enable');
  await session.send('Fetch.enable', { patterns: [{ urlPattern: '*', requestStage: 'Request' }] });

  return {
    set(mode, url) {
      state = { mode, base, url: url ?? null };
      cut = null;
      redirects.clear();
      const held = waiting;
      waiting = [];
      for (const event of held) {
        if (mode === 'navigate') carryOut(session, event, { passes: false, base });
        else judge(event);
      }
    },
    cut: () => cut,
  };
}
