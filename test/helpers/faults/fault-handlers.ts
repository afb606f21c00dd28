import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { unreachable } from '../../../src/errors.ts';
import { cdnErrorPage, challengePage, deniedPage, GARBAGE, networkRefusedPage } from './fault-pages.ts';

/** What can be wrong with a response. */
export type Fault =
  /** A challenge that a browser passes: a script sets a cookie and reloads the page. */
  | { type: 'challenge'; language?: 'en' | 'de' | 'ru'; afterMs?: number }
  /** A challenge that never passes. */
  | { type: 'challenge-forever'; language?: 'en' | 'de' | 'ru' }
  /** A bare status: 403, 404, 429, 500, 502, 503 …; `retryAfter` is seconds or an HTTP date. */
  | { type: 'status'; status: number; retryAfter?: string }
  /** A server error as the CDN shows it, with the frame of its page for denied access; 502 by default. */
  | { type: 'cdn-error'; status?: number }
  /** Cloudflare refuses the network (error 1005). */
  | { type: 'network-refused'; code?: 1005 | 1006 | 1007 }
  /** 1,024 bytes of "access denied", with status 200. */
  | { type: 'denied' }
  | { type: 'reset' }
  /** No response; the connection stays open for `ms`, without it forever. */
  | { type: 'hang'; ms?: number }
  /** Headers and the first half of the page, then nothing more. */
  | { type: 'hang-in-body'; ms?: number }
  /** The page in small pieces, one every `everyMs`. */
  | { type: 'drip'; pieces: number; everyMs: number }
  /** The first half of the page as a complete response. */
  | { type: 'truncated' }
  /** The first half of the page, then the connection is closed. */
  | { type: 'broken-off' }
  | { type: 'empty' }
  /** Another page under this URL: the one at `path`, else the last other page of the same kind that was served. */
  | { type: 'wrong-page'; path?: string }
  | { type: 'garbage' }
  /** As many bytes as asked for, 40 MB by default. */
  | { type: 'huge'; bytes?: number }
  | { type: 'redirect-loop' }
  | { type: 'redirect'; to: string };

const HTML = { 'content-type': 'text/html; charset=utf-8' };

type Visit = { request: IncomingMessage; response: ServerResponse; next: RequestListener; path: string };
/** State between requests. */
export type Memory = {
  /** The challenge in force. */
  challenge: Fault | null;
  /** Value that the cookie of the last challenge must have; no earlier run has used it. */
  granted: number;
  /** The last two pages served of each kind. */
  lastOfKind: Map<string, string[]>;
};

/** Calls `use` with the page of the next listener instead of sending it. */
function capture({ request, response, next }: Visit, use: (body: Buffer) => void): void {
  const parts: Buffer[] = [];
  const add = (chunk: unknown) => {
    if (typeof chunk === 'string' || chunk instanceof Uint8Array) parts.push(Buffer.from(chunk as string));
  };
  const realEnd = response.end.bind(response);
  const realWrite = response.write.bind(response);
  const realWriteHead = response.writeHead.bind(response);
  response.write = ((chunk: unknown) => {
    add(chunk);
    return true;
  }) as typeof response.write;
  response.end = ((chunk: unknown) => {
    add(chunk);
    response.end = realEnd;
    response.writeHead = realWriteHead;
    response.write = realWrite;
    use(Buffer.concat(parts));
    return response;
  }) as typeof response.end;
  // Nothing is sent before the fault handler has the page.
  response.writeHead = ((status: number, ...rest: unknown[]) => {
    response.statusCode = status;
    const headers = rest.find((part) => typeof part === 'object' && part !== null && !Array.isArray(part));
    for (const [name, value] of Object.entries((headers ?? {}) as Record<string, string>))
      response.setHeader(name, value);
    response.writeHead = realWriteHead;
    return response;
  }) as typeof response.writeHead;
  request.headers['accept-encoding'] = 'identity';
  next(request, response);
}

function half(body: Buffer): Buffer {
  return body.subarray(0, Math.floor(body.length / 2));
}

function later(response: ServerResponse, ms: number | undefined, action: () => void): void {
  if (ms === undefined) return;
  const timer = setTimeout(action, ms);
  response.on('close', () => clearTimeout(timer));
}

function drip(visit: Visit, pieces: number, everyMs: number): void {
  const { response } = visit;
  capture(visit, (body) => {
    const size = Math.max(1, Math.ceil(body.length / pieces));
    response.removeHeader('content-length');
    response.flushHeaders();
    let sent = 0;
    const timer = setInterval(() => {
      response.write(body.subarray(sent, sent + size));
      sent += size;
      if (sent < body.length) return;
      clearInterval(timer);
      response.end();
    }, everyMs);
    response.on('close', () => clearInterval(timer));
  });
}

/** Response below /cdn-cgi/: the script of the challenge, which is empty here. */
export function serveChallengeScript(response: ServerResponse): void {
  response.writeHead(200, { 'content-type': 'text/javascript' }).end('');
}

function challenge(
  visit: Visit,
  memory: Memory,
  fault: Extract<Fault, { type: 'challenge' | 'challenge-forever' }>,
): void {
  const passes = fault.type === 'challenge';
  if (passes && memory.challenge === null) {
    memory.challenge = fault;
    memory.granted += 1;
  }
  const cookie = passes ? { value: String(memory.granted), afterMs: fault.afterMs ?? 200 } : null;
  visit.response.writeHead(403, { ...HTML, 'cf-mitigated': 'challenge', 'cache-control': 'no-store' });
  visit.response.end(challengePage(fault.language ?? 'en', cookie));
}

/** The path up to its first number: pages of one kind share it. */
export function kindOf(path: string): string {
  return path.replace(/\d+.*$/, '');
}

function wrongPage(visit: Visit, memory: Memory, given: string | undefined): void {
  const { request, response, next, path } = visit;
  const served = memory.lastOfKind.get(kindOf(path)) ?? [];
  const other = given ?? served.findLast((known) => known !== path) ?? '/';
  request.url = other;
  next(request, response);
}

function huge(response: ServerResponse, bytes: number): void {
  const piece = Buffer.alloc(64 * 1024, '<p>more and more and more</p>\n');
  let left = bytes;
  const pump = () => {
    while (left > 0) {
      left -= piece.length;
      if (!response.write(piece)) {
        response.once('drain', pump);
        return;
      }
    }
    response.end();
  };
  response.writeHead(200, HTML);
  pump();
}

function redirectLoop(response: ServerResponse, path: string): void {
  const [base, hop] = path.split('hop=');
  const joiner = (base ?? '').includes('?') ? '' : '?';
  response.writeHead(302, { location: `${base}${joiner}hop=${Number(hop ?? 0) + 1}` }).end();
}

type FaultHandler = (visit: Visit, memory: Memory) => void;

/** The handler of a fault. */
export function faultHandlerOf(fault: Fault): FaultHandler {
  switch (fault.type) {
    case 'challenge':
    case 'challenge-forever':
      return (visit, memory) => challenge(visit, memory, fault);
    case 'status':
      return ({ response }) => {
        const retry = fault.retryAfter === undefined ? {} : { 'retry-after': fault.retryAfter };
        response.writeHead(fault.status, { ...HTML, ...retry }).end(`<html><body>${fault.status}</body></html>`);
      };
    case 'cdn-error': {
      const { status = 502 } = fault;
      return ({ response }) => response.writeHead(status, HTML).end(cdnErrorPage(status));
    }
    case 'network-refused':
      return ({ response }) => response.writeHead(403, HTML).end(networkRefusedPage(fault.code ?? 1005));
    case 'denied':
      return ({ response }) => response.writeHead(200, HTML).end(deniedPage());
    case 'reset':
      return ({ request }) => request.socket.resetAndDestroy();
    case 'hang':
      return ({ request, response }) => later(response, fault.ms, () => request.socket.destroy());
    case 'hang-in-body':
      return (visit) =>
        capture(visit, (body) => {
          visit.response.removeHeader('content-length');
          visit.response.write(half(body));
          later(visit.response, fault.ms, () => visit.request.socket.destroy());
        });
    case 'drip':
      return (visit) => drip(visit, fault.pieces, fault.everyMs);
    case 'truncated':
      return (visit) =>
        capture(visit, (body) => {
          visit.response.removeHeader('content-length');
          visit.response.end(half(body));
        });
    case 'broken-off':
      return (visit) =>
        capture(visit, (body) => {
          visit.response.setHeader('content-length', body.length);
          visit.response.write(half(body), () => visit.request.socket.destroy());
        });
    case 'empty':
      return ({ response }) => response.writeHead(200, HTML).end();
    case 'wrong-page':
      return (visit, memory) => wrongPage(visit, memory, fault.path);
    case 'garbage':
      return ({ response }) => response.writeHead(200, HTML).end(GARBAGE);
    case 'huge':
      return ({ response }) => huge(response, fault.bytes ?? 40 * 1024 * 1024);
    case 'redirect-loop':
      return ({ response, path }) => redirectLoop(response, path);
    case 'redirect':
      return ({ response }) => response.writeHead(302, { location: fault.to }).end();
    default:
      return unreachable(fault);
  }
}
