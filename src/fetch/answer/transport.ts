import { decodeLeniently, decodePage } from '../../saved/decode.ts';

/** The two transports to the site: from inside an open page, or by opening the page itself. */
export type Way = 'fetch' | 'navigate';

/** An answer of the site as it came, before anything of it is believed. */
export type RawAnswer = {
  status: number;
  /** Names in lower case. */
  headers: Readonly<Record<string, string>>;
  /** Where it came from in the end. */
  url: string;
  /** The body as it was sent, after its content encoding. */
  bytes: Uint8Array;
  /** The same as text. */
  body: string;
  /** Where the first byte stands that the encoding does not allow; U+FFFD takes its place in `body`. */
  badOffset?: number;
  /** How long ago its last byte came, in ms, where that is known. */
  tailMs?: number;
};

type Head = Omit<RawAnswer, 'bytes' | 'body' | 'badOffset'>;

/** An answer with its body as text, by the encoding that header or page declare. */
export function rawAnswer(head: Head, bytes: Uint8Array): RawAnswer {
  const contentType = head.headers['content-type'] ?? null;
  const decoded = decodePage(bytes, contentType);
  if ('text' in decoded) return { ...head, bytes, body: decoded.text };
  return { ...head, bytes, body: decodeLeniently(bytes, contentType), badOffset: decoded.badOffset };
}

/**
 * An answer of which the browser gives the text alone: its bytes are UTF-8, with a byte order mark where header or page
 * declare another encoding.
 */
export function decodedAnswer(head: Head, text: string): RawAnswer {
  const plain = Buffer.from(text, 'utf8');
  const isDeclared = [null, head.headers['content-type'] ?? null].every((contentType) => {
    const again = decodePage(plain, contentType);
    return 'text' in again && again.text === text;
  });
  return { ...head, bytes: isDeclared ? plain : Buffer.concat([UTF8_MARK, plain]), body: text };
}

const UTF8_MARK = Buffer.from([0xef, 0xbb, 0xbf]);
