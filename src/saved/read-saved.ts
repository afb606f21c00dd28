import { LARGEST_PAGE_BYTES } from '../fetcher.ts';
import { collect, peek, TooManyBytesError } from './bytes.ts';
import { fileTypeOf } from './file-type.ts';
import { gunzipped, isGzip } from './gunzip.ts';
import type { ByteSource, SavedEntry, SavedFile, SavedForm, Unreadable } from './saved-page.ts';

/**
 * The pages of one file or of the standard input, one after the other, whatever form it has; the form is told by the
 * first bytes. Any form may be packed with gzip. Memory holds one page, never the file.
 */
export async function* readSaved({ name, bytes }: SavedFile): AsyncGenerator<SavedEntry> {
  const { head, whole } = await peek(bytes, 2);
  const unpacked = isGzip(head) ? gunzipped(whole) : whole;
  yield* readUnpacked({ name, bytes: unpacked });
}

type Reader = (file: SavedFile) => AsyncGenerator<SavedEntry>;

/** Each brings a library that takes a while to load, and most runs need none of them. */
const READERS: Record<SavedForm, () => Promise<Reader>> = {
  HTML: async () => readHtml,
  MHTML: async () => (await import('./mhtml.ts')).readMhtml,
  HAR: async () => (await import('./har.ts')).readHar,
  WARC: async () => (await import('./warc.ts')).readWarc,
};

async function* readUnpacked({ name, bytes }: SavedFile): AsyncGenerator<SavedEntry> {
  let peeked: { head: Buffer; whole: ByteSource };
  try {
    peeked = await peek(bytes, SNIFFED_BYTES);
  } catch (error) {
    yield { type: 'unreadable', name, url: null, reason: reasonOf(error) };
    return;
  }
  const form = formOf(peeked.head);
  const fileType = form === 'HTML' ? await fileTypeOf(peeked.head) : null;
  if (fileType === null) {
    const read = await READERS[form]();
    yield* read({ name, bytes: peeked.whole });
    return;
  }
  await close(peeked.whole);
  yield { type: 'foreign', name, fileType };
}

/** Reads no further: a file that is not for this program may be of any size. */
async function close(source: ByteSource): Promise<void> {
  for await (const _ of source) return;
}

/** Enough for the headers of an MHTML file, and for the creator that a HAR may name before its log. */
const SNIFFED_BYTES = 4096;

/** What is no container is read as one page. */
function formOf(head: Uint8Array): SavedForm {
  const text = Buffer.from(head)
    .toString('latin1')
    .replace(/^\xEF\xBB\xBF/, '');
  if (/^WARC\/1\.\d\r?\n/.test(text)) return 'WARC';
  if (/^\s*\{\s*"log"\s*:\s*\{/.test(text)) return 'HAR';
  return isMimeHeader(text) ? 'MHTML' : 'HTML';
}

/** Header lines alone up to the first empty one, with a version of MIME or a multipart type among them. */
function isMimeHeader(text: string): boolean {
  const [header = ''] = text.replace(/^\s+/, '').split(/\r?\n\r?\n/);
  const isHeader = header.split(/\r?\n/).every((line, index) => /^[\w-]+:|^[ \t]+\S/.test(line) || index > 30);
  return isHeader && /^(?:MIME-Version:|Content-Type:\s*multipart\/)/im.test(header);
}

async function* readHtml({ name, bytes }: SavedFile): AsyncGenerator<SavedEntry> {
  try {
    const page = { bytes: await collect(bytes, LARGEST_PAGE_BYTES), contentType: null, url: null };
    yield { type: 'page', page: { ...page, capturedAtMs: null, status: null, name } };
  } catch (error) {
    yield { type: 'unreadable', name, url: null, reason: reasonOf(error) };
  }
}

function reasonOf(error: unknown): Unreadable {
  if (error instanceof TooManyBytesError) return { type: 'too-large' };
  if (!(error instanceof Error) || !('code' in error) || !String(error.code).startsWith('Z_')) throw error;
  if (error.code === 'Z_BUF_ERROR') return { type: 'truncated', form: 'HTML' };
  return { type: 'damaged', form: 'HTML', message: error.message };
}
