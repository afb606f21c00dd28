import pipe from 'stream-chain/utils/pipe.js';
import { pick } from 'stream-json/filters/pick.js';
import { parser } from 'stream-json/parser.js';
import { streamArray } from 'stream-json/streamers/stream-array.js';
import { z } from 'zod';
import { MAX_PAGE_BYTES } from '../fetcher.ts';
import { collect, MeteredSource, TooManyBytesError } from './bytes.ts';
import { DamagedError, damageOf, TruncatedError } from './damage.ts';
import { decodePage } from './decode.ts';
import { isHtmlType, type SavedEntry, type SavedFile, timeOf, type Unreadable } from './saved-page.ts';

/** An entry can be a video. A file without the end of an entry within this size is not read further. */
const MAX_ENTRY_BYTES = 256 * 1024 * 1024;

const HarContent = z.object({
  mimeType: z.string().nullish(),
  text: z.string().nullish(),
  encoding: z.string().nullish(),
  _file: z.string().nullish(),
});
type HarContent = z.infer<typeof HarContent>;

/** The fields of an entry that are read. All other fields vary between browsers and recorders. */
const HarEntry = z.object({
  startedDateTime: z.string().optional(),
  request: z.object({ url: z.string() }),
  response: z.object({
    status: z.number(),
    headers: z
      .array(z.object({ name: z.string(), value: z.string() }))
      .optional()
      .catch(undefined),
    content: HarContent.default({}),
  }),
});
type HarEntry = z.infer<typeof HarEntry>;

/**
 * The pages of a HAR file, with one entry in memory at a time. Bodies in separate files next to the HAR are read from
 * there. A truncated file returns the entries before its end, then an `unreadable` entry.
 */
export async function* readHar({ name, bytes, beside }: SavedFile): AsyncGenerator<SavedEntry> {
  const source = new MeteredSource(bytes, MAX_ENTRY_BYTES);
  let number = 0;
  try {
    for await (const { value } of entriesOf(source)) {
      source.reset();
      number += 1;
      yield await entryOf(value, { name: `${name}#${number}`, beside });
    }
  } catch (error) {
    yield { type: 'unreadable', name: `${name}#${number + 1}`, url: null, reason: damageOf(error, 'HAR') };
  }
}

/** Parses while reading. An error after the last byte means that the file is truncated. */
async function* entriesOf(source: AsyncIterable<Uint8Array>): AsyncGenerator<{ value: unknown }> {
  const input = new Input(source);
  const entries = pipe(
    () => input.chunks,
    parser({ streamValues: false }),
    pick({ filter: 'log.entries' }),
    streamArray(),
  );
  try {
    yield* entries<{ value: unknown }>();
  } catch (error) {
    if (input.failure !== null) throw input.failure.error;
    const message = error instanceof Error ? error.message : String(error);
    throw input.isRead ? new TruncatedError(message) : new DamagedError(message);
  } finally {
    // The library does not close its input.
    await input.chunks.return(undefined);
  }
}

/** The input of the parser, and whether it ended or failed. */
class Input {
  readonly chunks: AsyncGenerator<Uint8Array>;
  isRead = false;
  failure: { error: unknown } | null = null;

  constructor(source: AsyncIterable<Uint8Array>) {
    this.chunks = this.#watched(source);
  }

  async *#watched(source: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
    try {
      yield* source;
      this.isRead = true;
    } catch (error) {
      this.failure = {
        error: error instanceof TooManyBytesError ? new DamagedError(TOO_LONG, { cause: error }) : error,
      };
      throw error;
    }
  }
}

const TOO_LONG = `an entry of more than ${MAX_ENTRY_BYTES} bytes`;

type EntrySource = { name: string; beside: SavedFile['beside'] };

async function entryOf(value: unknown, { name, beside }: EntrySource): Promise<SavedEntry> {
  const parsed = HarEntry.safeParse(value);
  if (!parsed.success) return OTHER;
  const { request, response, startedDateTime } = parsed.data;
  const { url } = request;
  const contentType = contentTypeOf(response);
  const status = statusOf(response);
  if (!/^https?:/i.test(url) || !isHtmlType(contentType) || status === 'redirect') return OTHER;
  const body = await bodyOf(response.content, beside);
  if ('reason' in body && (status ?? 200) < 400) return { type: 'unreadable', name, url, reason: body.reason };
  // For an HTTP error the status is sufficient.
  const bytes = 'bytes' in body ? body.bytes : new Uint8Array();
  return { type: 'page', page: { bytes, contentType, url, capturedAtMs: timeOf(startedDateTime), status, name } };
}

const OTHER: SavedEntry = { type: 'other' };

/** Some recorders have the type only in the headers. */
function contentTypeOf({ content, headers }: HarEntry['response']): string | null {
  const header = headers?.find(({ name }) => name.toLowerCase() === 'content-type');
  return content.mimeType || (header?.value ?? null);
}

/**
 * Null: the page came from the cache of the browser after a 304, or the recorder did not know the status and wrote 0 or -1.
 */
function statusOf({ status, content }: HarEntry['response']): number | 'redirect' | null {
  if (status < 100 || (status === 304 && (content.text || content._file))) return null;
  return status >= 300 && status < 400 ? 'redirect' : status;
}

type Body = { bytes: Uint8Array } | { reason: Unreadable };

async function bodyOf({ text, encoding, _file: file }: HarContent, beside: SavedFile['beside']): Promise<Body> {
  if (file && !text) return attachedBody(file, beside);
  if (!text) return { reason: { type: 'no-content', form: 'HAR' } };
  const bytes = encoding === 'base64' ? Buffer.from(text, 'base64') : bytesOfText(text);
  return bytes.length > MAX_PAGE_BYTES ? { reason: { type: 'too-large' } } : { bytes };
}

/** With the option `attach`, Playwright writes bodies into files next to the HAR. */
async function attachedBody(file: string, beside: SavedFile['beside']): Promise<Body> {
  const bytes = beside?.(file) ?? null;
  if (bytes === null) return { reason: { type: 'file-missing', file } };
  try {
    return { bytes: await collect(bytes, MAX_PAGE_BYTES) };
  } catch (error) {
    if (error instanceof TooManyBytesError) return { reason: { type: 'too-large' } };
    throw error;
  }
}

/** The text is already decoded. If it declares another encoding, a byte order mark is added to mark it as UTF-8. */
function bytesOfText(text: string): Uint8Array {
  const bytes = Buffer.from(text, 'utf8');
  const decoded = decodePage(bytes);
  return 'text' in decoded && decoded.text === text ? bytes : Buffer.concat([UTF8_MARK, bytes]);
}

const UTF8_MARK = Buffer.from([0xef, 0xbb, 0xbf]);
