import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { PageIdentity, PageRequest } from '../../src/fetcher.ts';

type SeenRequest = { path: string; startedAtMs: number; endedAtMs: number; headers: IncomingMessage['headers'] };

export type TinySite = AsyncDisposable & { baseUrl: string; seen: SeenRequest[]; paths(): string[] };

/** A page that says which one it is; all that the fetch tests need. */
export function tinyPage(kind: string, id: number, filler = ''): string {
  return (
    `<!DOCTYPE html><html lang="en"><head><title>Tiny</title></head><body class="preload"><div class="contentCol" ` +
    `data-kind="${kind}" data-id="${id}">${filler}</div></body></html>`
  );
}

export function identifyTiny(html: string): PageIdentity {
  const [, kind, id] = /data-kind="([a-z-]+)" data-id="(\d+)"/.exec(html) ?? [];
  return {
    kind: (kind as PageIdentity['kind']) ?? null,
    id: id === undefined ? null : Number(id),
    isGenuine: html.includes('class="contentCol"'),
    isComplete: html.trimEnd().endsWith('</html>'),
    hasData: !html.includes('NO DATA'),
  };
}

export function matchRequest(id: number): PageRequest {
  return { kind: 'match', id, path: `/matches/${id}/x`, identify: identifyTiny };
}

/** Serves /matches/<id>/… and robots.txt. */
export const tinyPages: RequestListener = (request, response) => {
  const path = request.url ?? '';
  const id = /^\/matches\/(\d+)\//.exec(path)?.[1];
  if (path === '/robots.txt') {
    response.setHeader('content-type', 'text/plain').end('User-agent: *\nDisallow: /private/\n');
  } else if (id !== undefined) {
    response.setHeader('content-type', 'text/html; charset=utf-8').end(tinyPage('match', Number(id)));
  } else if (path === '/') {
    response.setHeader('content-type', 'text/html; charset=utf-8').end(tinyPage('home', 0));
  } else {
    response.writeHead(404, { 'content-type': 'text/html' }).end('<html><body>Not found</body></html>');
  }
};

/** A server on a free loopback port that notes every request. */
export async function startTinySite(listener: RequestListener = tinyPages): Promise<TinySite> {
  const seen: SeenRequest[] = [];
  const server = createServer((request: IncomingMessage, response: ServerResponse) => {
    const entry = { path: request.url ?? '', startedAtMs: Date.now(), endedAtMs: Number.NaN, headers: request.headers };
    seen.push(entry);
    response.on('close', () => {
      entry.endedAtMs = Date.now();
    });
    listener(request, response);
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  return {
    baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    seen,
    paths: () => seen.map(({ path }) => path),
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => {
        server.close(resolve);
      });
    },
  };
}
