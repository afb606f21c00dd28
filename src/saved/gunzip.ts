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
  const failures: Error[] = [];
  let isOver = false;
  gunzip.on('data', (chunk: Uint8Array) => ready.push(chunk));
  gunzip.on('error', (error) => failures.push(error));
  const over = new Promise<void>((resolve) => {
    const end = (): void => {
      isOver = true;
      resolve();
    };
    gunzip.once('end', end).once('close', end);
  });
  try {
    for await (const chunk of source) {
      for (let at = 0; at < chunk.length && !isOver; at += STEP_BYTES) {
        // What follows the last member is never asked for: the write stays unanswered.
        await Promise.race([written(gunzip, chunk.subarray(at, at + STEP_BYTES)), over]);
        yield* ready.splice(0);
      }
      if (isOver) break;
    }
    gunzip.end();
    await over;
    yield* ready.splice(0);
    for (const failure of failures) throw failure;
  } finally {
    gunzip.destroy();
  }
}

/** After an error the stream closes, and that is waited for. */
function written(gunzip: Gunzip, chunk: Uint8Array): Promise<void> {
  return new Promise((resolve) => {
    gunzip.write(chunk, (error) => {
      if (!error) resolve();
    });
  });
}
