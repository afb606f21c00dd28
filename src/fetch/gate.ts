import type { CDPSession } from 'playwright';

/**
 * What may pass between the browser's tab and the world.
 *
 * - `idle`      nothing: pages left open stay quiet
 * - `fetch`     the one URL asked for by a script of ours
 * - `navigate`  the document, the site's own scripts and their requests, and what a challenge needs; no images, styles,
 *               fonts, media, no third party
 * - `open`      everything, as in any browser: a person sits before it
 */
export type GateMode = 'idle' | 'fetch' | 'navigate' | 'open';

export type GateRequest = { url: string; resourceType: string; isMainFrame: boolean };

export type GateState = { mode: GateMode; base: URL; url: string | null };

const CHALLENGE_HOST = 'challenges.cloudflare.com';
const SCRIPTED = new Set(['Script', 'XHR', 'Fetch', 'Other', 'Preflight']);

/** Whether an address belongs to the site: same origin, below the same path. */
export function isWithin(base: URL, address: string): boolean {
  if (!URL.canParse(address)) return false;
  const url = new URL(address);
  return url.origin === base.origin && `${url.pathname}/`.startsWith(base.pathname.replace(/\/?$/, '/'));
}

/** Whether a first request, not one that a redirect led to, may go out. Pure. */
export function mayPass(request: GateRequest, state: GateState): boolean {
  if (!/^https?:/i.test(request.url)) return true;
  const { mode, base, url } = state;
  if (mode === 'open') return true;
  if (mode === 'idle') return false;
  if (mode === 'fetch') return request.url === url && request.resourceType !== 'Document';
  if (request.resourceType === 'Document' && (request.isMainFrame || request.url === url)) {
    return isWithin(base, request.url);
  }
  const { origin, host, pathname } = new URL(request.url);
  if (host === CHALLENGE_HOST) return true;
  return origin === base.origin && SCRIPTED.has(request.resourceType) && pathname !== '/favicon.ico';
}

export type Gate = {
  /** Sets what may pass from now on; a redirect chain begins anew. */
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

/** Puts the gate before one tab. Redirects are followed within the site alone, and only so many. */
export async function openGate(session: CDPSession, detail: { base: URL; redirects: number }): Promise<Gate> {
  const { base, redirects } = detail;
  const { frameTree } = await session.send('Page.getFrameTree');
  let mainFrame = frameTree.frame.id;
  let state: GateState = { mode: 'idle', base, url: null };
  let cut: string | null = null;
  const hops = new Map<string, number>();

  function mayFollow(event: Paused): boolean {
    const chain = event.networkId ?? event.requestId;
    const count = (hops.get(chain) ?? 0) + 1;
    hops.set(chain, count);
    if (state.mode === 'open') return true;
    if (state.mode === 'navigate' && event.resourceType !== 'Document') {
      return mayPass({ url: event.request.url, resourceType: event.resourceType, isMainFrame: false }, state);
    }
    if (!isWithin(base, event.request.url)) cut = 'the site led to another site';
    else if (count > redirects) cut = `more than ${redirects} redirects`;
    else return true;
    return false;
  }

  session.on('Page.frameNavigated', ({ frame }: { frame: { id: string; parentId?: string } }) => {
    if (frame.parentId === undefined) mainFrame = frame.id;
  });
  await session.send('Page.enable');
  session.on('Fetch.requestPaused', (event: Paused) => {
    const isMainFrame = event.frameId === mainFrame;
    const passes =
      event.redirectedRequestId === undefined
        ? mayPass({ url: event.request.url, resourceType: event.resourceType, isMainFrame }, state)
        : mayFollow(event);
    // Scripts see a redirect to another site as a first request of its own.
    const isForeign = state.mode === 'fetch' && event.resourceType !== 'Other' && !isWithin(base, event.request.url);
    if (!passes && isForeign) cut = 'the site led to another site';
    const { requestId } = event;
    const sent = passes
      ? session.send('Fetch.continueRequest', { requestId, ...onceOnly(event, base) })
      : session.send('Fetch.failRequest', { requestId, errorReason: 'BlockedByClient' });
    // The request may have ended, or the tab gone, in the meantime.
    sent.catch(() => undefined);
  });
  await session.send('Fetch.enable', { patterns: [{ urlPattern: '*', requestStage: 'Request' }] });

  return {
    set(mode, url) {
      state = { mode, base, url: url ?? null };
      cut = null;
      hops.clear();
    },
    cut: () => cut,
  };
}
