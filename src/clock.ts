/** Time as the program sees it: injected, so that tests need no real sleeps. */
export type Clock = {
  /** Unix ms. */
  now(): number;
  /** Resolves after `ms`; rejects with the signal's reason as soon as it fires. */
  sleep(ms: number, signal: AbortSignal): Promise<void>;
};
