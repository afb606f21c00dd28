/**
 * Turns signals into one question and one abort signal. After the first SIGINT, SIGTERM or SIGHUP pauses end, no new
 * page is started, and the page in hand may finish; what a second one does is up to `onRequest`.
 */
export type ShutdownHandler = Disposable & {
  /** The first signal that came. */
  readonly requested: NodeJS.Signals | null;
  readonly signal: AbortSignal;
  /** What a signal does; for tests and for a parent process that died. */
  request(signal: NodeJS.Signals): void;
};

/** Started by our launcher, which has found an older Node: when it dies, so must this process. */
const isLaunched = process.env.HLTV_NODE_REEXEC === '1';

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** Listens to the signals of this process until it is disposed of; `times` counts them. */
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
