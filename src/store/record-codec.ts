import { constants, zstdCompressSync, zstdDecompressSync } from 'node:zlib';

/** Half the bytes of the default level would cost ten times the time; this one is as good as free. */
const COMPRESSION_LEVEL = 9;

const OPTIONS = {
  params: {
    [constants.ZSTD_c_compressionLevel]: COMPRESSION_LEVEL,
    // Damage is noticed when the record is read.
    [constants.ZSTD_c_checksumFlag]: 1,
  },
};

/** A record as it is stored: JSON, compressed with zstd. */
export function encodeRecord(record: object): Uint8Array {
  return zstdCompressSync(JSON.stringify(record), OPTIONS);
}

/** The reverse of `encodeRecord`. Throws where the bytes are damaged. */
export function decodeRecord(bytes: Uint8Array): unknown {
  return JSON.parse(zstdDecompressSync(bytes).toString('utf8'));
}
