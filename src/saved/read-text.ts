import { closeSync, openSync, readSync } from 'node:fs';

const CHUNK_BYTES = 64 * 1024;

/** The text of a file or pipe. Throws the error of the system, or one with code EFBIG above `limit` bytes. */
export function readText(file: string, limit: number): string {
  const handle = openSync(file, 'r');
  try {
    const chunks: Buffer[] = [];
    let length = 0;
    for (let read = -1; read !== 0; length += Math.max(0, read)) {
      if (length > limit) throw Object.assign(new Error(`${file}: more than ${limit} bytes`), { code: 'EFBIG' });
      const chunk = Buffer.alloc(CHUNK_BYTES);
      read = readSync(handle, chunk);
      chunks.push(chunk.subarray(0, read));
    }
    return Buffer.concat(chunks).toString('utf8');
  } finally {
    closeSync(handle);
  }
}
