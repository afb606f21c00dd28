import { createGunzip, type Gunzip } from 'node:zlib';
import { DamagedError } from './damage.ts';
import type { ByteSource } from './saved-page.ts';

export function isGzip(head: Uint8Array): boolean {
  return head[0] === 0x1f && head[1] === 0x8b;
}

/** A thousandfold of this is what one step may unpack. */
const STEP_BYTES = 16 * 1024;

/**
 * Unpacked bytes of a gzip file, one member or many (a `.warc.gz` has one for each record). What comes before a damaged
 * place, or before the end of a file that was cut off, is given before the error is thrown. Zeros may follow the last
 * member as padding; where they are followed by anything else, they took the place of members.
 */
export async function* gunzipped(source: ByteSource): AsyncGenerator<Uint8Array> {
  const gunzip = createGunzip();
  const output = outputOf(gunzip);
  let passed = 0;
  try {
    for await (const chunk of source) {
      for (let at = 0; at < chunk.length && !output.isOver; at += STEP_BYTES) {
        // What follows the last member is never asked for: the write stays unanswered.
        await Promise.race([written(gunzip, chunk.subarray(at, at + STEP_BYTES)), output.over]);
        yield* output.ready.splice(0);
      }
      if (output.failure !== null) break;
      if (output.isOver) assertZeros(chunk.subarray(Math.max(0, gunzip.bytesWritten - passed)));
      passed += chunk.length;
    }
    gunzip.end();
    await output.over;
    yield* output.ready.splice(0);
    if (output.failure !== null) throw output.failure;
  } finally {
    gunzip.destroy();
  }
}

/** `isOver`: the stream has ended, which it does by itself where zeros follow a member, or has failed. */
type Output = { ready: Uint8Array[]; failure: Error | null; isOver: boolean; over: Promise<void> };

function outputOf(gunzip: Gunzip): Output {
  const over = new Promise<void>((resolve) => {
    const end = (): void => {
      output.isOver = true;
      resolve();
    };
    gunzip.once('end', end).once('close', end);
  });
  const output: Output = { ready: [], failure: null, isOver: false, over };
  gunzip.on('data', (chunk: Uint8Array) => output.ready.push(chunk));
  gunzip.once('error', (error) => {
    output.failure = error;
  });
  return output;
}

/** After an error the stream closes, and that is waited for. */
function written(gunzip: Gunzip, chunk: Uint8Array): Promise<void> {
  return new Promise((resolve) => {
    gunzip.write(chunk, (error) => {
      if (!error) resolve();
    });
  });
}

function assertZeros(bytes: Uint8Array): void {
  if (bytes.some((byte) => byte !== 0)) throw new DamagedError('zeros in place of compressed data');
}
