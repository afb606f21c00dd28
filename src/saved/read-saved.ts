import { MAX_PAGE_BYTES } from '../fetcher.ts';
import { collect, peek } from './bytes.ts';
import { damageOf } from './damage.ts';
import { transcoded, utf16Of } from './decode.ts';
import { fileTypeOf } from './file-type.ts';
import { gunzipped, isGzip } from './gunzip.ts';
import { readHttpResponse, STATUS_LINE } from './http-response.ts';
import type { ByteSource, SavedEntry, SavedFile, SavedForm } from './saved-page.ts';

/**
 * Reads the pages of one file or of the standard input, one at a time. The form is detected by the first bytes. Any form
 * can be compressed with gzip. Only one page is in memory, not the file.
 */
export async function* readSaved(file: SavedFile): AsyncGenerator<SavedEntry> {
  const { head, whole } = await peek(file.bytes, 2);
  const unpacked = isGzip(head) ? gunzipped(whole) : whole;
  yield* readUnpacked({ ...file, bytes: unpacked });
}

type Reader = (file: SavedFile) => AsyncGenerator<SavedEntry>;

/** Loaded on demand, because most runs do not need these libraries. */
const READERS: Record<SavedForm, () => Promise<Reader>> = {
  HTML: async () => readHtml,
  HTTP: async () => readHttpResponse,
  MHTML: async () => (await import('./mhtml.ts')).readMhtml,
  HAR: async () => (await import('./har.ts')).readHar,
  WARC: async () => (await import('./warc.ts')).readWarc,
};

async function* readUnpacked(file: SavedFile): AsyncGenerator<SavedEntry> {
  const { name } = file;
  let peeked: { head: Buffer; whole: ByteSource };
  try {
    peeked = await peek(file.bytes, SNIFFED_BYTES);
  } catch (error) {
    yield { type: 'unreadable', name, url: null, reason: damageOf(error, 'HTML') };
    return;
  }
  const utf16 = utf16Of(peeked.head);
  const form = formOf(utf16 === null ? peeked.head.toString('latin1') : new TextDecoder(utf16).decode(peeked.head));
  const fileType = form === 'HTML' ? await fileTypeOf(peeked.head) : null;
  if (fileType === null) {
    const bytes = form === 'HAR' && utf16 !== null ? transcoded(peeked.whole, utf16) : peeked.whole;
    yield* readAs(form, { ...file, bytes });
    return;
  }
  await close(peeked.whole);
  yield { type: 'foreign', name, fileType };
}

/** Returns an `unreadable` entry for a container without any document, so that the file is reported. */
async function* readAs(form: SavedForm, file: SavedFile): AsyncGenerator<SavedEntry> {
  const read = await READERS[form]();
  let isEmpty = true;
  for await (const entry of read(file)) {
    isEmpty = false;
    yield entry;
  }
  if (isEmpty) yield { type: 'unreadable', name: file.name, url: null, reason: { type: 'no-document', form } };
}

/** Stops reading: a foreign file can have any size. */
async function close(source: ByteSource): Promise<void> {
  for await (const _ of source) return;
}

/** Enough for the headers of an MHTML file and for the beginning of a HAR. */
const SNIFFED_BYTES = 4096;

/** A file that is not a container is read as one page. */
function formOf(head: string): SavedForm {
  const text = head.replace(/^\xEF\xBB\xBF/, '');
  if (/^WARC\/\d\.\d{1,2}\r?\n/.test(text)) return 'WARC';
  if (STATUS_LINE.test(text)) return 'HTTP';
  if (HAR_BEGINNING.test(text)) return 'HAR';
  return isMimeHeader(text) ? 'MHTML' : 'HTML';
}

/** Some recorders write short members before the log, such as a comment. */
const HAR_BEGINNING =
  /^\s*\{(?:\s*"[^"\\]{0,100}"\s*:\s*(?:"(?:[^"\\]|\\.){0,1000}"|[\w.+-]{1,50})\s*,){0,10}\s*"log"\s*:\s*\{/;

/** True when all lines up to the first empty line are headers, with a MIME version or a multipart type among them. */
function isMimeHeader(text: string): boolean {
  const [header = ''] = text.replace(/^\s+/, '').split(/\r?\n\r?\n/);
  const isHeader = header.split(/\r?\n/).every((line, index) => /^[\w-]+:|^[ \t]+\S/.test(line) || index > 30);
  return isHeader && /^(?:MIME-Version:|Content-Type:\s*multipart\/)/im.test(header);
}

async function* readHtml({ name, bytes }: SavedFile): AsyncGenerator<SavedEntry> {
  try {
    const page = { bytes: await collect(bytes, MAX_PAGE_BYTES), contentType: null, url: null };
    yield { type: 'page', page: { ...page, capturedAtMs: null, status: null, name } };
  } catch (error) {
    yield { type: 'unreadable', name, url: null, reason: damageOf(error, 'HTML') };
  }
}
