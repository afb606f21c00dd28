import { get, type IncomingMessage } from 'node:http';
import { text } from 'node:stream/consumers';
import { NotFoundError, TransientError } from '../../src/errors.ts';
import type { Answer, Fetcher, PageRequest } from '../../src/fetcher.ts';

/** A fetcher without a browser: plain HTTP against a replica, so that pipeline tests are quick. */
export function httpFetcher(baseUrl: string, nowMs: () => number = Date.now): Fetcher {
  return {
    async fetch(request: PageRequest, signal: AbortSignal): Promise<Answer> {
      const url = `${baseUrl}${request.path}`;
      const response = await responseOf(url, signal).catch((error: unknown) => {
        throw new TransientError('network', `no answer from ${url}`, error);
      });
      const html = await text(response);
      const { statusCode: httpStatus = 0, headers } = response;
      if (httpStatus === 404) throw new NotFoundError(`404 for ${request.path}`);
      if (httpStatus !== 200) throw new TransientError('server-error', `${httpStatus} for ${request.path}`);
      const { kind, id, isComplete } = request.identify(html);
      if (kind !== request.kind || id !== request.id || !isComplete) {
        throw new TransientError('wrong-page', `${request.kind} ${request.id}: got ${kind} ${id}`);
      }
      const fetchedAtMs = nowMs();
      return {
        request,
        url,
        httpStatus,
        html,
        document: Buffer.from(html),
        contentType: headers['content-type'] ?? null,
        fetchedAtMs,
        transport: 'fetch',
        transportReason: null,
      };
    },
    [Symbol.asyncDispose]: () => Promise.resolve(),
  };
}

/** A connection of its own: the server may close a kept one, after some idle seconds, at the moment of the next request. */
function responseOf(url: string, signal: AbortSignal): Promise<IncomingMessage> {
  const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>();
  get(url, { signal, agent: false }, resolve).on('error', reject);
  return promise;
}
