import { brotliDecompressSync, constants } from 'node:zlib';
import { fileTypeFromBuffer } from 'file-type';

/** What a file is that has no form in which pages are read; `detail` names it more closely, null where nothing does. */
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
/** One file each. gzip is unpacked before, but not twice. */
const COMPRESSED = new Set(['gz', 'xz', 'zst', 'bz2', 'lz', 'Z']);
/** As much as tells a file by its beginning. */
const HEAD_BYTES = 4_100;

/** What a file is by its first bytes; null where they may begin a page. */
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

/** Nothing, or white space alone in a file that is not longer than what is looked at. */
function isBlank(head: Buffer): boolean {
  return head.length < 4_000 && /^\s*$/.test(head.toString('utf8'));
}

const JSON_FILE: FileType = { type: 'json', detail: null };

function propertyList(head: Buffer): FileType {
  const isWebArchive = head.includes('WebMainResource') || head.includes('WebResource');
  return isWebArchive ? { type: 'safari-web-archive', detail: null } : { type: 'binary', detail: 'property list' };
}

/** A zip with a web archive in it, by the names of its first entries: 30 bytes before each begin with `PK`. */
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
 * What begins with a tag, or has no control characters but white space. In UTF-16 every other byte is zero. A page may
 * be padded with zeros, but it does not begin with them.
 */
function isText(head: Buffer): boolean {
  if (/^(?:\u00EF\u00BB\u00BF)?\s*<(?:!|[a-z])/i.test(head.toString('latin1'))) return true;
  const control = head
    .subarray(0, 1024)
    .filter((byte) => byte < 0x20 && ![0, 0x09, 0x0a, 0x0b, 0x0c, 0x0d, 0x1b].includes(byte));
  return control.length === 0 && !(head[0] === 0 && head[1] === 0);
}

/** Brotli has no mark of its own: what it unpacks to tells. */
function isBrotli(head: Buffer): boolean {
  try {
    const options = { finishFlush: constants.BROTLI_OPERATION_FLUSH, maxOutputLength: 4 * 1024 * 1024 };
    return /^[\uFEFF\s]*<(?:!doctype|html|head|body|!--)/i.test(brotliDecompressSync(head, options).toString('utf8'));
  } catch {
    return false;
  }
}
