import { brotliDecompressSync, constants, inflateRawSync, inflateSync } from 'node:zlib';
import { fileTypeFromBuffer } from 'file-type';
import { decodeLeniently, utf16Of } from './decode.ts';

/** The type of a file that is in no supported form; `detail` is more specific, or null. */
export type FileType = {
  type:
    | 'empty'
    | 'safari-web-archive'
    | 'archive'
    | 'compressed'
    | 'brotli'
    | 'deflate'
    | 'utf-32'
    | 'json'
    | 'picture'
    | 'document'
    | 'database'
    | 'binary';
  detail: string | null;
};

const ARCHIVES = new Set(['zip', '7z', 'rar', 'tar']);
/** Formats of word processors and of printed pages. */
const DOCUMENTS = new Set(['pdf', 'docx', 'xlsx', 'pptx', 'odt', 'ods', 'odp', 'epub', 'rtf', 'ps']);
/** Each contains one file. gzip is unpacked earlier, but only once. */
const COMPRESSED = new Set(['gz', 'xz', 'zst', 'bz2', 'lz', 'Z']);
/** Enough bytes to detect the type. */
const HEAD_BYTES = 4_100;

/** The type of a file by its first bytes; null when they can be the beginning of a page. */
export async function fileTypeOf(bytes: Uint8Array): Promise<FileType | null> {
  const head = Buffer.from(bytes.subarray(0, HEAD_BYTES));
  if (isBlank(head)) return { type: 'empty', detail: null };
  if (PROPERTY_LIST.test(head.toString('latin1'))) return propertyList(head);
  if (UTF32.test(head.toString('latin1'))) return { type: 'utf-32', detail: null };
  if (LZMA.test(head.toString('latin1'))) return { type: 'compressed', detail: 'lzma' };
  if (isUnpackedBy(inflateSync, head)) return { type: 'deflate', detail: null };
  const found = await fileTypeFromBuffer(head).catch(() => undefined);
  if (found?.ext === 'zip' && isWacz(head)) return { type: 'archive', detail: 'wacz' };
  if (found !== undefined && !/\/(?:xml|html)\b|xhtml/.test(found.mime)) return named(found);
  if (isText(head)) return JSON_BEGINNING.test(decodeLeniently(head)) ? JSON_FILE : null;
  if (isUnpackedBy(inflateRawSync, head)) return { type: 'deflate', detail: null };
  return { type: isUnpackedBy(brotliUnpacked, head) ? 'brotli' : 'binary', detail: null };
}

/** True for an empty file, or a short one with nothing but a byte order mark and white space. */
function isBlank(head: Buffer): boolean {
  const text = utf16Of(head) === null ? head.toString('utf8') : decodeLeniently(head);
  return head.length < 4_000 && /^\s*$/.test(text);
}

/** A byte order mark, or ASCII characters with three zeros before or after each. */
const UTF32 = /^(?:\xFF\xFE\0\0|\0\0\xFE\xFF|(?:[\t\n\r -~]\0{3}){8}|(?:\0{3}[\t\n\r -~]){8})/;
/** The default properties, the size of the dictionary, the length of the content or -1, and the first byte, which is 0. */
const LZMA = /^\]\0\0[\s\S]{2}(?:\xFF{8}|[\s\S]{4}\0{4})\0/;
const PROPERTY_LIST = /^(?:bplist00|(?:\u00EF\u00BB\u00BF)?\s*<\?xml[^>]*>\s*<!DOCTYPE plist)/;
const JSON_BEGINNING = /^\s*(?:\{\s*["}]|\[\s*[[{"\d\]]|"\s*<)/;
const JSON_FILE: FileType = { type: 'json', detail: null };

function propertyList(head: Buffer): FileType {
  const isWebArchive = head.includes('WebMainResource') || head.includes('WebResource');
  return isWebArchive ? { type: 'safari-web-archive', detail: null } : { type: 'binary', detail: 'property list' };
}

/**
 * Detects a web archive in a zip file by the names of its first entries; each follows a header of 30 bytes that begins
 * with `PK`.
 */
function isWacz(head: Buffer): boolean {
  return WACZ_ENTRY.test(head.toString('latin1'));
}

const WACZ_ENTRY =
  /PK[\s\S]{28}(?:archive\/[^/]{1,200}\.warc|indexes\/index\.|pages\/\w+\.jsonl|datapackage-digest\.json)/;

function named({ ext, mime }: { ext: string; mime: string }): FileType {
  if (ARCHIVES.has(ext)) return { type: 'archive', detail: ext };
  if (COMPRESSED.has(ext)) return { type: 'compressed', detail: ext };
  if (mime.startsWith('image/')) return { type: 'picture', detail: ext };
  if (mime.includes('sqlite')) return { type: 'database', detail: ext };
  return { type: DOCUMENTS.has(ext) ? 'document' : 'binary', detail: ext };
}

/**
 * True for bytes that begin with a tag, or have no control characters except white space. Zeros are allowed, because
 * UTF-16 has them and pages can be padded with them, but not two at the beginning.
 */
function isText(head: Buffer): boolean {
  if (/^(?:\u00EF\u00BB\u00BF)?\s*<(?:!|[a-z])/i.test(head.toString('latin1'))) return true;
  const control = head
    .subarray(0, 1024)
    .filter((byte) => byte < 0x20 && ![0, 0x09, 0x0a, 0x0b, 0x0c, 0x0d, 0x1b].includes(byte));
  return control.length === 0 && !(head[0] === 0 && head[1] === 0);
}

const brotliUnpacked: Unpack = (head, { maxOutputLength }) =>
  brotliDecompressSync(head, { maxOutputLength, finishFlush: constants.BROTLI_OPERATION_FLUSH });

type Unpack = (head: Buffer, options: { maxOutputLength: number; finishFlush: number }) => Buffer;

/** For formats without a signature: the bytes are unpacked, and only those of text are recognised. */
function isUnpackedBy(unpack: Unpack, head: Buffer): boolean {
  try {
    const unpacked = unpack(head, { maxOutputLength: 4 * 1024 * 1024, finishFlush: constants.Z_SYNC_FLUSH });
    return unpacked.length >= MIN_UNPACKED_BYTES && isText(unpacked.subarray(0, HEAD_BYTES));
  } catch {
    return false;
  }
}

/** Bytes of another format can by chance be a short stream, but not one that is unpacked to so much text. */
const MIN_UNPACKED_BYTES = 200;
