import { createGunzip, type Gunzip } from 'node:zlib';
import { DamagedError } from './damage.ts';
import type { ByteSource } from './saved-page.ts';

/** Whether bytes begin like a gzip file. */
export function isGzip(head: Uint8Array): boolean {
  return head[0] === 0x1f && head[1] === 0x8b;
}

/** Bytes of input in one step, which can unpack to a thousand times as many. */
const STEP_BYTES = 16 * 1024;

/**
 * Unpacks a gzip file with one or many members (a `.warc.gz` has one for each record). Returns the bytes before damage or
 * before a truncated end, then throws. Zeros can follow the last member as padding; zeros followed by other bytes are
 * overwritten members.
 */
export async function* gunzipped(source: ByteSource): AsyncGenerator<Uint8Array> {
  const gunzip = createGunzip();
  const output = outputOf(gunzip);
  let passed = 0;
  try {
    for await (const chunk of source) {
      for (let at = 0; at < chunk.length && !output.isOver; at += STEP_BYTES) {
        // After the last member the stream reads no more input, so the write may not complete.
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

/** `isOver`: the stream has failed or ended; it ends by itself when zeros follow a member. */
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

/** Does not settle after an error: the stream closes then, and `over` resolves. */
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
