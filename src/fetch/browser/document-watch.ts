import type { Request, Response } from 'playwright';
import { TransientError } from '../../errors.ts';
import { decodedAnswer, type RawAnswer } from '../answer/transport.ts';
import type { Tab } from './tab.ts';

/** Observes the documents that a tab loads: reads each to its end, and fails when one is cut off or too large. */
export type DocumentWatch = {
  /** The answer with the HTML as served. Rejects with `TransientError` when the document is incomplete. */
  read(response: Response): Promise<RawAnswer>;
  /** The next document after those read: a passed challenge leads to one. */
  next(): Promise<RawAnswer>;
  end(): void;
};

type Sized = { requestId: string; type: string };
type Data = { requestId: string; dataLength: number };

/** Rejects when a document exceeds the limit: a browser itself has no limit. */
function watchSize(tab: Tab, limitBytes: number): { tooLarge: Promise<never>; end: () => void } {
  const sizes = new Map<string, number>();
  const { promise: tooLarge, reject } = Promise.withResolvers<never>();
  const onResponse = ({ requestId, type }: Sized) => {
    if (type === 'Document') sizes.set(requestId, 0);
  };
  const onData = ({ requestId, dataLength }: Data) => {
    const before = sizes.get(requestId);
    if (before === undefined) return;
    sizes.set(requestId, before + dataLength);
    if (before + dataLength > limitBytes) {
      reject(new TransientError('too-large', `larger than ${limitBytes} bytes`));
    }
  };
  tooLarge.catch(() => undefined);
  tab.session.on('Network.responseReceived', onResponse);
  tab.session.on('Network.dataReceived', onData);
  return {
    tooLarge,
    end() {
      tab.session.off('Network.responseReceived', onResponse);
      tab.session.off('Network.dataReceived', onData);
    },
  };
}

function cutOff(request: Request): TransientError {
  return new TransientError('network', `the page was cut off (${request.failure()?.errorText ?? 'no reason given'})`);
}

/** Rejects when a request fails; Playwright's own promise never settles when the body is cut off. */
function watchFailures(tab: Tab): { of(request: Request): Promise<never>; end: () => void } {
  const failed = new Set<Request>();
  const waiting = new Map<Request, (error: Error) => void>();
  const onFailed = (request: Request) => {
    failed.add(request);
    waiting.get(request)?.(cutOff(request));
  };
  tab.page.on('requestfailed', onFailed);
  return {
    of(request) {
      const { promise, reject } = Promise.withResolvers<never>();
      promise.catch(() => undefined);
      if (failed.has(request)) reject(cutOff(request));
      else waiting.set(request, reject);
      return promise;
    },
    end: () => {
      tab.page.off('requestfailed', onFailed);
    },
  };
}

async function answerOf(response: Response): Promise<RawAnswer> {
  const failure = await response.finished();
  if (failure !== null) throw cutOff(response.request());
  const head = { status: response.status(), headers: await response.allHeaders(), url: response.url() };
  return decodedAnswer(head, (await response.body()).toString('utf8'));
}

/** Starts to observe; call it before the navigation, since a challenge may be replaced within moments. */
export function watchDocuments(tab: Tab, limitBytes: number): DocumentWatch {
  const size = watchSize(tab, limitBytes);
  const failures = watchFailures(tab);
  const seen = new Set<Response>();
  const waiting: Response[] = [];
  let wake = () => {};
  const onResponse = (response: Response) => {
    const request = response.request();
    if (!request.isNavigationRequest() || request.frame() !== tab.page.mainFrame()) return;
    if (response.status() >= 300 && response.status() < 400) return;
    waiting.push(response);
    wake();
  };
  tab.page.on('response', onResponse);

  function read(response: Response): Promise<RawAnswer> {
    seen.add(response);
    return Promise.race([answerOf(response), failures.of(response.request()), size.tooLarge]);
  }

  return {
    read,
    async next() {
      for (;;) {
        const response = waiting.shift();
        if (response === undefined) {
          await new Promise<void>((resolve) => {
            wake = resolve;
          });
        } else if (!seen.has(response)) {
          return await read(response);
        }
      }
    },
    end() {
      size.end();
      failures.end();
      tab.page.off('response', onResponse);
    },
  };
}
