/** An answer of the site as it came, before anything of it is believed. */
export type RawAnswer = {
  status: number;
  /** Names in lower case. */
  headers: Readonly<Record<string, string>>;
  /** Where it came from in the end. */
  url: string;
  body: string;
};

/** One way through the browser to the bytes of a URL. Rejects with `TransientError` or `InterruptedError`. */
export type Transport = {
  get(url: string, signal: AbortSignal): Promise<RawAnswer>;
};
