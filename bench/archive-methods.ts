import {
  brotliCompressSync,
  brotliDecompressSync,
  constants,
  gunzipSync,
  gzipSync,
  zstdCompressSync,
  zstdDecompressSync,
} from 'node:zlib';

/** `dictionary`: trained from sample pages, or a whole sample page. */
export type Method = {
  name: string;
  dictionary: 'trained' | 'page' | null;
  compress: (page: Buffer, dictionary: Buffer | null) => Buffer;
  decompress: (packed: Buffer, dictionary: Buffer | null) => Buffer;
};

/** What the archive uses. */
export const TODAY = 'gzip -6';

const NAMES = { trained: ', trained dictionary', page: ', a page as dictionary' };

/** The methods that are compared. */
export const METHODS: readonly Method[] = [
  gzip(6),
  gzip(9),
  brotli(5),
  brotli(9),
  zstd(3),
  zstd(12),
  zstd(19),
  zstd(3, 'trained'),
  zstd(12, 'trained'),
  zstd(12, 'page'),
];

function gzip(level: number): Method {
  return {
    ...{ name: `gzip -${level}`, dictionary: null },
    compress: (page) => gzipSync(page, { level }),
    decompress: (packed) => gunzipSync(packed),
  };
}

function brotli(quality: number): Method {
  const params = { [constants.BROTLI_PARAM_QUALITY]: quality, [constants.BROTLI_PARAM_LGWIN]: 24 };
  return {
    ...{ name: `brotli -${quality}`, dictionary: null },
    compress: (page) => brotliCompressSync(page, { params }),
    decompress: (packed) => brotliDecompressSync(packed),
  };
}

function zstd(level: number, dictionary: Method['dictionary'] = null): Method {
  const params = { [constants.ZSTD_c_compressionLevel]: level };
  const using = (bytes: Buffer | null) => (bytes === null ? {} : { dictionary: bytes });
  return {
    ...{ name: `zstd -${level}${dictionary === null ? '' : NAMES[dictionary]}`, dictionary },
    compress: (page, bytes) => zstdCompressSync(page, { params, ...using(bytes) }),
    decompress: (packed, bytes) => zstdDecompressSync(packed, using(bytes)),
  };
}
