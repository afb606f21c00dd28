import type { ByteSource } from './saved-page.ts';

/** Thrown when a page or a part of a container exceeds its size limit. */
export class TooManyBytesError extends Error {
  constructor(limit: number) {
    super(`more than ${limit} bytes`);
    this.name = 'TooManyBytesError';
  }
}

/** All bytes of a source. Stops reading and throws `TooManyBytesError` above the limit. */
export async function collect(source: ByteSource, limit: number): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of source) {
    length += chunk.length;
    if (length > limit) throw new TooManyBytesError(limit);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks, length);
}

/**
 * The first bytes of a source, at least `length` if it has that many, and the source from its beginning. If the source
 * fails earlier, `whole` returns the bytes before the error and then throws; without any bytes this function throws.
 */
export async function peek(source: ByteSource, length: number): Promise<{ head: Buffer; whole: ByteSource }> {
  const iterator = source[Symbol.asyncIterator]();
  const chunks: Uint8Array[] = [];
  let have = 0;
  let failure: { error: unknown } | null = null;
  while (have < length && failure === null) {
    try {
      const next = await iterator.next();
      if (next.done === true) break;
      chunks.push(next.value);
      have += next.value.length;
    } catch (error) {
      if (have === 0) throw error;
      failure = { error };
    }
  }
  return { head: Buffer.concat(chunks), whole: resumed(iterator, chunks, failure) };
}

async function* resumed(
  iterator: AsyncIterator<Uint8Array>,
  chunks: Uint8Array[],
  failure: { error: unknown } | null,
): AsyncGenerator<Uint8Array> {
  try {
    yield* chunks.splice(0);
    if (failure !== null) throw failure.error;
    for (let next = await iterator.next(); next.done !== true; next = await iterator.next()) yield next.value;
  } finally {
    await iterator.return?.();
  }
}

/** The same bytes in chunks of at least `length`, except the last. Bytes before an error are returned before it is thrown. */
export async function* coalesced(source: ByteSource, length: number): AsyncGenerator<Uint8Array> {
  const waiting: Uint8Array[] = [];
  let have = 0;
  const flush = (): Uint8Array => {
    have = 0;
    return Buffer.concat(waiting.splice(0));
  };
  try {
    for await (const chunk of source) {
      waiting.push(chunk);
      have += chunk.length;
      if (have >= length) yield flush();
    }
  } catch (error) {
    if (have > 0) yield flush();
    throw error;
  }
  if (have > 0) yield flush();
}

/** A source with a limit on the bytes between two calls of `reset`, so that damaged input cannot exhaust the memory. */
export class MeteredSource {
  readonly #source: ByteSource;
  readonly #limit: number;
  #given = 0;

  constructor(source: ByteSource, limit: number) {
    this.#source = source;
    this.#limit = limit;
  }

  reset(): void {
    this.#given = 0;
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Uint8Array> {
    for await (const chunk of this.#source) {
      if (this.#given > this.#limit) throw new TooManyBytesError(this.#limit);
      this.#given += chunk.length;
      yield chunk;
    }
  }
}
