import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { gunzipped } from '../../src/saved/gunzip.ts';
import { chunked } from '../helpers/containers.ts';

const TEXT = Buffer.from(Array.from({ length: 4_000 }, (_, line) => `line ${line * line}\n`).join(''));

async function unpacked(bytes: Buffer, size: number): Promise<{ text: Buffer; error: unknown }> {
  const chunks: Uint8Array[] = [];
  try {
    for await (const chunk of gunzipped(chunked(bytes, size))) chunks.push(chunk);
    return { text: Buffer.concat(chunks), error: null };
  } catch (error) {
    return { text: Buffer.concat(chunks), error };
  }
}

describe('a gzip file', () => {
  it.each([1, 1000, 65_536])('is unpacked with all of its members, in chunks of %i bytes', async (size) => {
    const { text, error } = await unpacked(Buffer.concat([gzipSync(TEXT), gzipSync(TEXT)]), size);
    expect([error, text.equals(Buffer.concat([TEXT, TEXT]))]).toEqual([null, true]);
  });

  it('gives what comes before the place where it is cut off, and then says so', async () => {
    const packed = gzipSync(TEXT);
    for (let cut = 2; cut < packed.length; cut += 499) {
      const { text, error } = await unpacked(packed.subarray(0, cut), 300);
      expect(error, String(cut)).toMatchObject({ code: 'Z_BUF_ERROR' });
      expect(TEXT.subarray(0, text.length).equals(text)).toBe(true);
    }
  });

  it.each([1, 300, 65_536])('says where it is no gzip, in chunks of %i bytes', async (size) => {
    const damaged = Buffer.from(gzipSync(TEXT)).fill(0xff, 400, 420);
    expect((await unpacked(damaged, size)).error).toMatchObject({ code: 'Z_DATA_ERROR' });
    expect((await unpacked(Buffer.from([0x1f, 0x8b, 1, 2, 3]), size)).error).toBeInstanceOf(Error);
  });

  it('ends where its last member ends, though zeros follow', async () => {
    const { text, error } = await unpacked(Buffer.concat([gzipSync(TEXT), Buffer.alloc(100_000)]), 10_000);
    expect([error, text.equals(TEXT)]).toEqual([null, true]);
  });

  it('is closed by a reader that has enough', async () => {
    let isClosed = false;
    async function* source() {
      try {
        yield* chunked(gzipSync(TEXT), 100);
      } finally {
        isClosed = true;
      }
    }
    for await (const _ of gunzipped(source())) break;
    expect(isClosed).toBe(true);
  });
});
