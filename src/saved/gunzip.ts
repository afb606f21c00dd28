import { once } from 'node:events';
import { createGunzip, type Gunzip } from 'node:zlib';
import type { ByteSource } from './saved-page.ts';

export const isGzip = (head: Uint8Array): boolean => head[0] === 0x1f && head[1] === 0x8b;

/** A thousandfold of this is what one step may unpack. */
const STEP_BYTES = 16 * 1024;

/**
 * Unpacked bytes of a gzip file, one member or many (a `.warc.gz` has one for each record). What comes before a damaged
 * place, or before the end of a file that was cut off, is given before the error is thrown.
 */
export async function* gunzipped(source: ByteSource): AsyncGenerator<Uint8Array> {
  const gunzip = createGunzip();
  const ready: Uint8Array[] = [];
  gunzip.on('data', (chunk: Uint8Array) => ready.push(chunk));
  let failure: Error | null = null;
  gunzip.on('error', (error) => {
    failure = error;
  });
  try {
    for await (const chunk of source) {
      for (let at = 0; at < chunk.length && failure === null; at += STEP_BYTES) {
        await written(gunzip, chunk.subarray(at, at + STEP_BYTES));
        yield* ready.splice(0);
      }
      if (failure !== null) throw failure;
    }
    await ended(gunzip);
    yield* ready.splice(0);
    if (failure !== null) throw failure;
  } finally {
    gunzip.destroy();
  }
}

/** Resolves on failure as well: the listener keeps the error. */
function written(gunzip: Gunzip, chunk: Uint8Array): Promise<void> {
  return new Promise((resolve) => {
    gunzip.write(chunk, () => resolve());
  });
}

async function ended(gunzip: Gunzip): Promise<void> {
  gunzip.end();
  await once(gunzip, 'end').catch(() => undefined);
}
