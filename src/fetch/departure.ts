/** Whether the open request still waits for this program, which has to let it pass. */
export type Departure = {
  begin(): void;
  sent(): void;
  /** Resolves once the request is sent; at once when none waits to be sent, and after a moment in any case. */
  wait(): Promise<void>;
};

/** A request that is not sent by then waits for a pause or for the browser. */
const MAX_WAIT_MS = 20;

/** A departure without a request. */
export function createDeparture(): Departure {
  let departure = Promise.withResolvers<void>();
  departure.resolve();
  return {
    begin() {
      departure.resolve();
      departure = Promise.withResolvers();
    },
    sent: () => departure.resolve(),
    async wait() {
      let timer: NodeJS.Timeout | undefined;
      const moment = new Promise<void>((resolve) => {
        timer = setTimeout(resolve, MAX_WAIT_MS);
      });
      await Promise.race([departure.promise, moment]);
      clearTimeout(timer);
    },
  };
}
