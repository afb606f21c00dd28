import { NotFoundError, TransientError } from '../../src/errors.ts';
import type { Answer, Fetcher, PageRequest } from '../../src/fetcher.ts';

/** A fetcher without a browser: plain HTTP against a replica, so that pipeline tests are quick. */
export function httpFetcher(baseUrl: string, nowMs: () => number = Date.now): Fetcher {
  return {
    async fetch(request: PageRequest, signal: AbortSignal): Promise<Answer> {
      const url = `${baseUrl}${request.path}`;
      // A kept connection may be closed by the server, after some idle seconds, at the moment of the next request.
      const headers = { connection: 'close' };
      const response = await fetch(url, { signal, headers }).catch((error: unknown) => {
        throw new TransientError('network', `no answer from ${url}`, error);
      });
      const html = await response.text();
      if (response.status === 404) throw new NotFoundError(`404 for ${request.path}`);
      if (!response.ok) throw new TransientError('server-error', `${response.status} for ${request.path}`);
      const { kind, id, isComplete } = request.identify(html);
      if (kind !== request.kind || id !== request.id || !isComplete) {
        throw new TransientError('wrong-page', `${request.kind} ${request.id}: got ${kind} ${id}`);
      }
      const fetchedAtMs = nowMs();
      return {
        request,
        url,
        httpStatus: response.status,
        html,
        document: Buffer.from(html),
        contentType: response.headers.get('content-type'),
        fetchedAtMs,
        transport: 'fetch',
        transportReason: null,
      };
    },
    [Symbol.asyncDispose]: () => Promise.resolve(),
  };
}
