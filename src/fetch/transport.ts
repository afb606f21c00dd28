/** The two transports to the site: from inside an open page, or by opening the page itself. */
export type Way = 'fetch' | 'navigate';

/** An answer of the site as it came, before anything of it is believed. */
export type RawAnswer = {
  status: number;
  /** Names in lower case. */
  headers: Readonly<Record<string, string>>;
  /** Where it came from in the end. */
  url: string;
  body: string;
  /** How long ago its last byte came, in ms, where that is known. */
  tailMs?: number;
};
