/**
 * Handles SIGINT, SIGTERM and SIGHUP. After the first signal pauses end, no new page is started, and the current page
 * may finish; `onRequest` decides what a second signal does.
 */
export type ShutdownHandler = Disposable & {
  /** The first signal; null: none yet. */
  readonly requested: NodeJS.Signals | null;
  readonly signal: AbortSignal;
  /** Does what a signal does, for tests and when the parent process has ended. */
  request(signal: NodeJS.Signals): void;
};

/** A shutdown handler for a run inside another program: an abort of `signal` does what SIGTERM does. */
export function shutdownOn(signal: AbortSignal | undefined): ShutdownHandler {
  const controller = new AbortController();
  const abort = (): void => controller.abort();
  if (signal?.aborted) abort();
  signal?.addEventListener('abort', abort, { once: true });
  return {
    get requested() {
      return controller.signal.aborted ? 'SIGTERM' : null;
    },
    signal: controller.signal,
    request: abort,
    [Symbol.dispose]: () => signal?.removeEventListener('abort', abort),
  };
}

/** Started by the launcher, which runs in an older version of Node: this process must end when the launcher does. */
const isLaunched = process.env.HLTV_NODE_REEXEC === '1';

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** Listens for signals of this process until it is disposed of. `times`: number of signals so far. */
export function handleShutdown(onRequest: (signal: NodeJS.Signals, times: number) => void): ShutdownHandler {
  const controller = new AbortController();
  let first: NodeJS.Signals | null = null;
  let times = 0;

  const request = (signal: NodeJS.Signals): void => {
    times += 1;
    first ??= signal;
    onRequest(signal, times);
    controller.abort();
  };
  const parentDied = (): void => request('SIGHUP');

  for (const signal of SIGNALS) process.on(signal, request);
  if (isLaunched) {
    process.on('disconnect', parentDied);
    // The channel to the launching process must not keep this one alive.
    process.channel?.unref();
    if (!process.connected) parentDied();
  }

  return {
    get requested() {
      return first;
    },
    signal: controller.signal,
    request,
    [Symbol.dispose]() {
      for (const signal of SIGNALS) process.off(signal, request);
      process.off('disconnect', parentDied);
    },
  };
}
