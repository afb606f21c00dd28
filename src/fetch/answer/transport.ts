import { decodeLeniently, decodePage } from '../../saved/decode.ts';

/** The two transports: `fetch` requests a page from inside an open one, `navigate` opens the page itself. */
export type Transport = 'fetch' | 'navigate';

/** An answer of the site as received, before it is classified. */
export type RawAnswer = {
  status: number;
  /** Names in lower case. */
  headers: Readonly<Record<string, string>>;
  /** The final URL, after redirects. */
  url: string;
  /** The body as sent, after its content encoding is removed. */
  bytes: Uint8Array;
  /** The same bytes compressed with gzip, where the browser delivered them so. */
  gzip?: Uint8Array;
  /** The same as text. */
  body: string;
  /** Offset of the first byte that is invalid in the encoding; `body` has U+FFFD instead. */
  badOffset?: number;
  /** Time since the last byte arrived in the browser, in ms, where known. */
  deliveryLagMs?: number;
};

type Head = Omit<RawAnswer, 'bytes' | 'gzip' | 'body' | 'badOffset'>;

/** An answer with its body decoded by the encoding that header or page declare. */
export function rawAnswer(head: Head, bytes: Uint8Array): RawAnswer {
  const contentType = head.headers['content-type'] ?? null;
  const decoded = decodePage(bytes, contentType);
  if ('text' in decoded) return { ...head, bytes, body: decoded.text };
  return { ...head, bytes, body: decodeLeniently(bytes, contentType), badOffset: decoded.badOffset };
}

/**
 * An answer for which the browser provides only the text: its bytes are UTF-8, with a byte order mark where header or page
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
