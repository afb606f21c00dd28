import { getEncoding } from 'encoding-sniffer';
import { DamagedError } from './damage.ts';
import type { ByteSource } from './saved-page.ts';

/** The text of a page, or the offset of the first byte that is invalid in its encoding. */
export type Decoded = { text: string; encoding: string } | { badOffset: number; encoding: string };

/** The HTML standard searches the first 1,024 bytes for a declaration. */
const SNIFFED_BYTES = 1024;
/** Share of zero bytes at even or odd offsets above which text is UTF-16. */
const UTF16_ZEROS = 0.3;

/**
 * Decodes a page. The encoding is that of the byte order mark, else the one declared in the header (`contentType`) or in
 * the page, else UTF-16 if every other byte is zero, else UTF-8. Invalid bytes are reported, not replaced.
 */
export function decodePage(bytes: Uint8Array, contentType: string | null = null): Decoded {
  const encoding = encodingOf(bytes, contentType);
  try {
    return { text: new TextDecoder(encoding, { fatal: true }).decode(bytes), encoding };
  } catch {
    return { badOffset: firstBadOffset(bytes, encoding), encoding };
  }
}

/** The same, with U+FFFD for invalid bytes: for responses of the site. */
export function decodeLeniently(bytes: Uint8Array, contentType: string | null = null): string {
  return new TextDecoder(encodingOf(bytes, contentType)).decode(bytes);
}

function encodingOf(bytes: Uint8Array, contentType: string | null): string {
  const [, transport] = /charset\s*=\s*["']?([^\s"';]+)/i.exec(contentType ?? '') ?? [];
  const sniffed = getEncoding(bytes, {
    maxBytes: SNIFFED_BYTES,
    defaultEncoding: 'utf-8',
    ...(transport !== undefined && { transportLayerEncodingLabel: transport }),
  });
  const isMarked = bytes[0] === 0xef || bytes[0] === 0xfe || bytes[0] === 0xff;
  const encoding = isMarked || transport !== undefined ? sniffed : (utf16WithoutMark(bytes) ?? sniffed);
  return nameOf(encoding) ?? 'utf-8';
}

/** The name of an encoding in the runtime; null when it is not supported. */
function nameOf(encoding: string): string | null {
  try {
    return new TextDecoder(encoding).encoding;
  } catch {
    return null;
  }
}

/** The form of UTF-16 of a text, by its byte order mark, else by its zero bytes; null when it is not UTF-16. */
export function utf16Of(head: Uint8Array): string | null {
  if (head[0] === 0xff && head[1] === 0xfe) return 'utf-16le';
  return head[0] === 0xfe && head[1] === 0xff ? 'utf-16be' : utf16WithoutMark(head);
}

/** A text as UTF-8 without a byte order mark. Throws `DamagedError` at bytes that are invalid in its encoding. */
export async function* transcoded(source: ByteSource, encoding: string): AsyncGenerator<Uint8Array> {
  const decoder = new TextDecoder(encoding, { fatal: true });
  const decode = (chunk?: Uint8Array): Uint8Array => {
    try {
      return Buffer.from(decoder.decode(chunk, { stream: chunk !== undefined }));
    } catch (error) {
      throw new DamagedError(`bytes that are not ${encoding}`, { cause: error });
    }
  };
  for await (const chunk of source) yield decode(chunk);
  yield decode();
}

/** Detects UTF-16 by its zero bytes, because a declaration in UTF-16 text is not readable as ASCII. */
function utf16WithoutMark(bytes: Uint8Array): string | null {
  const head = bytes.subarray(0, SNIFFED_BYTES - (SNIFFED_BYTES % 2));
  const zeros = [0, 0];
  head.forEach((byte, index) => {
    if (byte === 0) zeros[index % 2] = (zeros[index % 2] ?? 0) + 1;
  });
  const [even = 0, odd = 0] = zeros.map((count) => count / Math.max(1, head.length / 2));
  if (odd > UTF16_ZEROS && even < odd / 4) return 'utf-16le';
  return even > UTF16_ZEROS && odd < even / 4 ? 'utf-16be' : null;
}

/** Finds the longest valid prefix by bisection. For an incomplete character, the offset of its first byte. */
function firstBadOffset(bytes: Uint8Array, encoding: string): number {
  let good = 0;
  let bad = bytes.length + 1;
  while (bad - good > 1) {
    const middle = Math.floor((good + bad) / 2);
    if (textOfPrefix(bytes.subarray(0, middle), encoding) === null) bad = middle;
    else good = middle;
  }
  if (encoding !== 'utf-8') return Math.min(good, bytes.length - 1);
  return Buffer.byteLength(textOfPrefix(bytes.subarray(0, good), encoding) ?? '');
}

function textOfPrefix(bytes: Uint8Array, encoding: string): string | null {
  try {
    return new TextDecoder(encoding, { fatal: true, ignoreBOM: true }).decode(bytes, { stream: true });
  } catch {
    return null;
  }
}
