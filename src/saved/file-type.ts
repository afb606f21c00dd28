import { brotliDecompressSync, constants } from 'node:zlib';
import { fileTypeFromBuffer } from 'file-type';

/** The type of a file that is in no supported form; `detail` is more specific, or null. */
export type FileType = {
  type:
    | 'empty'
    | 'safari-web-archive'
    | 'archive'
    | 'compressed'
    | 'brotli'
    | 'json'
    | 'picture'
    | 'document'
    | 'database'
    | 'binary';
  detail: string | null;
};

const ARCHIVES = new Set(['zip', '7z', 'rar', 'tar']);
/** Each contains one file. gzip is unpacked earlier, but only once. */
const COMPRESSED = new Set(['gz', 'xz', 'zst', 'bz2', 'lz', 'Z']);
/** Enough bytes to detect the type. */
const HEAD_BYTES = 4_100;

/** The type of a file by its first bytes; null when they can be the beginning of a page. */
export async function fileTypeOf(bytes: Uint8Array): Promise<FileType | null> {
  const head = Buffer.from(bytes.subarray(0, HEAD_BYTES));
  if (isBlank(head)) return { type: 'empty', detail: null };
  if (/^(?:bplist00|\s*<\?xml[^>]*>\s*<!DOCTYPE plist)/.test(head.toString('latin1'))) return propertyList(head);
  const found = await fileTypeFromBuffer(head).catch(() => undefined);
  if (found?.ext === 'zip' && isWacz(head)) return { type: 'archive', detail: 'wacz' };
  if (found !== undefined && !/\/(?:xml|html)\b|xhtml/.test(found.mime)) return named(found);
  if (isText(head)) return /^\s*(?:\{\s*["}]|\[\s*[[{"\d\]]|"\s*<)/.test(head.toString('utf8')) ? JSON_FILE : null;
  return isBrotli(head) ? { type: 'brotli', detail: null } : { type: 'binary', detail: null };
}

/** True for an empty file, or a short one with nothing but white space. */
function isBlank(head: Buffer): boolean {
  return head.length < 4_000 && /^\s*$/.test(head.toString('utf8'));
}

const JSON_FILE: FileType = { type: 'json', detail: null };

function propertyList(head: Buffer): FileType {
  const isWebArchive = head.includes('WebMainResource') || head.includes('WebResource');
  return isWebArchive ? { type: 'safari-web-archive', detail: null } : { type: 'binary', detail: 'property list' };
}

/** Detects a web archive in a zip file by the names of its first entries; each follows a header of 30 bytes that begins with `PK`. */
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
  return { type: mime === 'application/pdf' ? 'document' : 'binary', detail: ext };
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

/** Brotli has no signature, so the bytes are unpacked. */
function isBrotli(head: Buffer): boolean {
  try {
    const options = { finishFlush: constants.BROTLI_OPERATION_FLUSH, maxOutputLength: 4 * 1024 * 1024 };
    return /^[\uFEFF\s]*<(?:!doctype|html|head|body|!--)/i.test(brotliDecompressSync(head, options).toString('utf8'));
  } catch {
    return false;
  }
}
