import { pipeline } from 'node:stream';
import { type MimeNode, Splitter, type SplitterChunk } from '@zone-eu/mailsplit';
import { MAX_PAGE_BYTES } from '../fetcher.ts';
import { collect, TooManyBytesError } from './bytes.ts';
import { DamagedError, damageOf, TruncatedError } from './damage.ts';
import { isHtmlType, type SavedEntry, type SavedFile, timeOf } from './saved-page.ts';

/** Quoted-printable uses up to three bytes for one. */
const MAX_PART_BYTES = 3 * MAX_PAGE_BYTES;

type Part = { node: MimeNode; chunks: Buffer[]; length: number };

/**
 * The page of an MHTML file: its first part that is a document. Later parts (frames, images, style sheets) are not read.
 * A part without a delimiter after it is truncated, and is returned as an `unreadable` entry.
 */
export async function* readMhtml({ name, bytes }: SavedFile): AsyncGenerator<SavedEntry> {
  try {
    const found = await firstDocument(bytes);
    if (found === null) return;
    const { root, part } = found;
    const decoder = part.node.getDecoder();
    decoder.end(Buffer.concat(part.chunks, part.length));
    const page = {
      bytes: await collect(decoder, MAX_PAGE_BYTES),
      contentType: headerOf(part.node, 'Content-Type'),
      url: addressOf(found),
      capturedAtMs: timeOf(headerOf(root, 'Date')),
      status: null,
      name,
    };
    yield { type: 'page', page };
  } catch (error) {
    yield { type: 'unreadable', name, url: null, reason: damageOf(asDamage(error), 'MHTML') };
  }
}

/** The address of the page on the web. A part can have one of another scheme, such as `cid:` or `file:`. */
function addressOf({ root, part }: { root: MimeNode; part: Part }): string | null {
  const addresses = [headerOf(part.node, 'Content-Location'), headerOf(root, 'Snapshot-Content-Location')];
  return addresses.find((address) => address !== null && /^https?:/i.test(address)) ?? null;
}

/** The library rethrows errors of the source; its own errors are exceeded limits. */
function asDamage(error: unknown): unknown {
  const isOfLimit = error instanceof Error && 'code' in error && error.code === 'EMAXLEN';
  return isOfLimit ? new DamagedError(error.message, { cause: error }) : error;
}

async function firstDocument(bytes: SavedFile['bytes']): Promise<{ root: MimeNode; part: Part } | null> {
  const splitter = new Splitter({ maxChildNodes: MAX_PARTS });
  // The loop below throws its errors.
  pipeline(bytes, splitter, () => undefined);
  let root: MimeNode | null = null;
  let part: Part | null = null;
  for await (const chunk of splitter as AsyncIterable<SplitterChunk>) {
    if (chunk.type === 'body') {
      extend(part, chunk.value);
    } else if (root !== null && part !== null) {
      return { root, part };
    } else if (chunk.type === 'node') {
      root ??= chunk;
      if (isDocument(chunk)) part = { node: chunk, chunks: [], length: 0 };
    }
  }
  if (root === null || part === null) return null;
  // A file of one part has no delimiter; the parser of the page detects a missing end.
  if (root !== part.node) throw new TruncatedError();
  return { root, part };
}

function extend(part: Part | null, chunk: Buffer): void {
  if (part === null) return;
  part.chunks.push(chunk);
  part.length += chunk.length;
  if (part.length > MAX_PART_BYTES) throw new TooManyBytesError(MAX_PART_BYTES);
}

/** Pages have a few hundred. Time and memory of the library grow with the square of the depth of nested parts. */
const MAX_PARTS = 5_000;

function isDocument({ multipart, contentType }: MimeNode): boolean {
  return multipart === false && isHtmlType(contentType === false ? null : contentType);
}

/** A header line may be folded. */
function headerOf({ headers }: MimeNode, name: string): string | null {
  const value = headers === false ? '' : headers.getFirst(name);
  return value === '' ? null : value.replaceAll(/\r?\n[ \t]+/g, ' ').trim();
}
