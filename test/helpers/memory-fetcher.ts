import { TransientError } from '../../src/errors.ts';
import type { Answer, Fetcher, PageRequest } from '../../src/fetcher.ts';
import { renderPage } from '../../src/replica/render/render-page.ts';
import type { World } from '../../src/replica/world/world.ts';

type Hooks = {
  nowMs: () => number;
  onRequest?: (request: PageRequest) => void;
  onAnswer?: () => void;
  /** The page cannot be had. */
  fails?: (request: PageRequest) => boolean;
};

/** A fetcher that renders the pages of a world itself: no server, no network. */
export function memoryFetcher(world: World, { nowMs, onRequest, onAnswer, fails }: Hooks): Fetcher {
  return {
    fetch(request: PageRequest): Promise<Answer> {
      onRequest?.(request);
      if (fails?.(request) === true) return Promise.reject(new TransientError('reset', 'the connection was reset'));
      const html = renderPage(world, { kind: request.kind, id: request.id, size: 'bare' });
      const answer: Answer = {
        ...{ request, html, document: Buffer.from(html), contentType: null, fetchedAtMs: nowMs() },
        ...{ url: `https://www.hltv.org${request.path}`, httpStatus: 200, transport: 'fetch', transportReason: null },
      };
      onAnswer?.();
      return Promise.resolve(answer);
    },
    [Symbol.asyncDispose]: () => Promise.resolve(),
  };
}
