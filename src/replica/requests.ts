import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import type { PageKind } from '../page-kinds.ts';

export type LoggedKind = PageKind | 'robots' | 'asset' | 'other';

/** One request and its response, faults included. `status` is 0 when the connection closed before a response. */
export type LoggedRequest = {
  atMs: number;
  doneAtMs: number | null;
  method: string;
  path: string;
  status: number;
  kind: LoggedKind;
  /** Match id, map-stats id, or the offset of the listing. */
  id: number | null;
  userAgent: string;
};

const PAGES: { kind: PageKind; pattern: RegExp }[] = [
  { kind: 'match', pattern: /^\/matches\/(\d+)(?:\/|$)/ },
  { kind: 'map-stats', pattern: /^\/stats\/matches\/mapstatsid\/(\d+)(?:\/|$)/ },
  { kind: 'performance', pattern: /^\/stats\/matches\/performance\/mapstatsid\/(\d+)(?:\/|$)/ },
  { kind: 'economy', pattern: /^\/stats\/matches\/economy\/mapstatsid\/(\d+)(?:\/|$)/ },
];
const ASSET = /^\/(?:img|js|css|cf-fonts|cdn-cgi)\//;

/** A request's path and query; an invalid URL becomes an unknown path. */
export function addressOf(path: string): URL {
  const base = 'http://replica';
  return URL.canParse(path, base) ? new URL(path, base) : new URL('/unreadable', base);
}

/** Kind and id of the page at a path. */
export function classifyPath(path: string): { kind: LoggedKind; id: number | null } {
  const { pathname, searchParams } = addressOf(path);
  if (pathname === '/robots.txt') return { kind: 'robots', id: null };
  if (pathname === '/results') {
    const offset = Number(searchParams.get('offset') ?? 0);
    return { kind: 'results', id: Number.isSafeInteger(offset) && offset >= 0 ? offset : 0 };
  }
  for (const { kind, pattern } of PAGES) {
    const match = pattern.exec(pathname);
    if (match !== null) return { kind, id: Number(match[1]) };
  }
  return { kind: ASSET.test(pathname) ? 'asset' : 'other', id: null };
}

/** Wraps a request listener so that every request is logged. */
export function logged(next: RequestListener, log: LoggedRequest[]): RequestListener {
  return (request: IncomingMessage, response: ServerResponse) => {
    const path = request.url ?? '/';
    const entry: LoggedRequest = {
      atMs: Date.now(),
      doneAtMs: null,
      method: request.method ?? 'GET',
      path,
      status: 0,
      ...classifyPath(path),
      userAgent: request.headers['user-agent'] ?? '',
    };
    log.push(entry);
    response.on('close', () => {
      entry.doneAtMs = Date.now();
      entry.status = response.headersSent ? response.statusCode : 0;
    });
    next(request, response);
  };
}
