/** Tells when the open request is sent: until then it needs this program, which has to let it pass. */
export type SentSignal = {
  begin(): void;
  sent(): void;
  /** Resolves once the request is sent; at once when none is open, and after `MAX_WAIT_MS` in any case. */
  wait(): Promise<void>;
};

/** A request that is not sent by then waits for a pause or for the browser. */
const MAX_WAIT_MS = 20;

/** A signal without an open request. */
export function createSentSignal(): SentSignal {
  let request = Promise.withResolvers<void>();
  request.resolve();
  return {
    begin() {
      request.resolve();
      request = Promise.withResolvers();
    },
    sent: () => request.resolve(),
    async wait() {
      let timer: NodeJS.Timeout | undefined;
      const timeout = new Promise<void>((resolve) => {
        timer = setTimeout(resolve, MAX_WAIT_MS);
      });
      await Promise.race([request.promise, timeout]);
      clearTimeout(timer);
    },
  };
}
