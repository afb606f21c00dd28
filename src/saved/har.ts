import pipe from 'stream-chain/utils/pipe.js';
import { pick } from 'stream-json/filters/pick.js';
import { parser } from 'stream-json/parser.js';
import { streamArray } from 'stream-json/streamers/stream-array.js';
import { z } from 'zod';
import { MAX_PAGE_BYTES } from '../fetcher.ts';
import { collect, MeteredSource, TooManyBytesError } from './bytes.ts';
import { DamagedError, damageOf, TruncatedError } from './damage.ts';
import { decodePage } from './decode.ts';
import { type Body, decodeBody } from './http-message.ts';
import { pageAt } from './page-url.ts';
import { isDocumentAt, type SavedEntry, type SavedFile, timeOf } from './saved-page.ts';

/** An entry can be a video. A file without the end of an entry within this size is not read further. */
const MAX_ENTRY_BYTES = 256 * 1024 * 1024;

const HarContent = z.object({
  mimeType: z.string().nullish(),
  text: z.string().nullish(),
  encoding: z.string().nullish(),
  _file: z.string().nullish(),
});

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
    boundedDepth(),
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

const MAX_DEPTH = 100;

/** Passes tokens on. Throws where values are nested deeper than in any HAR, because the library keeps all open levels. */
function boundedDepth(): (token: { name: string }) => { name: string } {
  let depth = 0;
  return (token) => {
    if (token.name === 'startObject' || token.name === 'startArray') depth += 1;
    if (token.name === 'endObject' || token.name === 'endArray') depth -= 1;
    if (depth > MAX_DEPTH) throw new Error(`more than ${MAX_DEPTH} levels of nesting`);
    return token;
  };
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
      const endsEntry = entryEnds();
      for await (const chunk of source) yield* divided(chunk, endsEntry);
      this.isRead = true;
    } catch (error) {
      this.failure = {
        error: error instanceof TooManyBytesError ? new DamagedError(TOO_LONG, { cause: error }) : error,
      };
      throw error;
    }
  }
}

/**
 * Divides a chunk after the bytes that end an entry. The parser returns nothing of a piece that contains an error, so
 * without this the entries before the error in the same chunk would be lost.
 */
function* divided(chunk: Uint8Array, endsEntry: (byte: number) => boolean): Generator<Uint8Array> {
  let from = 0;
  for (let at = 0; at < chunk.length; at += 1) {
    if (!endsEntry(chunk[at] ?? 0)) continue;
    yield chunk.subarray(from, at + 1);
    from = at + 1;
  }
  if (from < chunk.length) yield chunk.subarray(from);
}

/** Depth of the list of entries: within the document, the log and the list itself. */
const ENTRIES_DEPTH = 3;

/** Returns a function that takes the bytes of a HAR in turn and returns whether one ends an entry. */
function entryEnds(): (byte: number) => boolean {
  let depth = 0;
  let isInString = false;
  let isEscaped = false;
  return (byte) => {
    if (isEscaped) isEscaped = false;
    else if (byte === QUOTE) isInString = !isInString;
    else if (isInString) isEscaped = byte === BACKSLASH;
    else {
      const change = DEPTH_CHANGES[byte] ?? 0;
      depth += change;
      return change < 0 && depth === ENTRIES_DEPTH;
    }
    return false;
  };
}

const [QUOTE, BACKSLASH] = Buffer.from('"\\');
/** By byte. */
const DEPTH_CHANGES = new Int8Array(256);
for (const byte of Buffer.from('{[')) DEPTH_CHANGES[byte] = 1;
for (const byte of Buffer.from('}]')) DEPTH_CHANGES[byte] = -1;

const TOO_LONG = `an entry of more than ${MAX_ENTRY_BYTES} bytes`;

type EntrySource = { name: string; beside: SavedFile['beside'] };

async function entryOf(value: unknown, { name, beside }: EntrySource): Promise<SavedEntry> {
  const parsed = HarEntry.safeParse(value);
  if (!parsed.success) return malformedEntry(value, { name, error: parsed.error });
  const { request, response, startedDateTime } = parsed.data;
  const { url } = request;
  const contentType = contentTypeOf(response);
  const status = statusOf(response);
  if (!/^https?:/i.test(url) || !isDocumentAt(url, contentType) || status === 'redirect') return OTHER;
  const body = await bodyOf(response, { contentType, beside });
  if ('reason' in body && (status ?? 200) < 400) return { type: 'unreadable', name, url, reason: body.reason };
  // For an HTTP error the status is sufficient.
  const bytes = 'bytes' in body ? body.bytes : new Uint8Array();
  return { type: 'page', page: { bytes, contentType, url, capturedAtMs: timeOf(startedDateTime), status, name } };
}

const OTHER: SavedEntry = { type: 'other' };

const Addressed = z.object({ request: z.object({ url: z.string() }) });

/** An entry of another shape is reported if its address is that of a supported page. */
function malformedEntry(value: unknown, { name, error }: { name: string; error: z.ZodError }): SavedEntry {
  const url = Addressed.safeParse(value).data?.request.url ?? '';
  if (pageAt(url) === null) return OTHER;
  const [issue] = error.issues;
  const message = `${issue?.path.join('.')}: ${issue?.message}`;
  return { type: 'unreadable', name, url, reason: { type: 'damaged', form: 'HAR', message } };
}

type HarResponse = HarEntry['response'];

/** Some recorders have the type only in the headers. */
function contentTypeOf(response: HarResponse): string | null {
  return response.content.mimeType || headerOf(response, 'content-type');
}

function headerOf({ headers }: HarResponse, wanted: string): string | null {
  return headers?.find(({ name }) => name.toLowerCase() === wanted)?.value ?? null;
}

/**
 * Null: the page came from the cache of the browser after a 304, or the recorder did not know the status and wrote 0 or -1.
 */
function statusOf({ status }: HarResponse): number | 'redirect' | null {
  if (status < 100 || status === 304) return null;
  return status >= 300 && status < 400 ? 'redirect' : status;
}

type BodySource = { contentType: string | null; beside: SavedFile['beside'] };

async function bodyOf(response: HarResponse, { contentType, beside }: BodySource): Promise<Body> {
  const { text, encoding, _file: file } = response.content;
  if (file && !text) return attachedBody(file, beside);
  if (!text) return { reason: { type: 'no-content', form: 'HAR' } };
  const body = encoding === 'base64' ? binaryBody(response, text) : { bytes: bytesOfText(text, contentType) };
  return 'bytes' in body && body.bytes.length > MAX_PAGE_BYTES ? { reason: { type: 'too-large' } } : body;
}

/** Some proxies record the body as it was sent: compressed. */
function binaryBody(response: HarResponse, text: string): Body {
  const coding = headerOf(response, 'content-encoding');
  const headers = new Map(coding === null ? [] : [['content-encoding', coding]]);
  return decodeBody({ status: response.status, headers, body: Buffer.from(text, 'base64') });
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

/**
 * The text is already decoded. If its header or the page declares another encoding, a byte order mark is added to mark it
 * as UTF-8.
 */
function bytesOfText(text: string, contentType: string | null): Uint8Array {
  const bytes = Buffer.from(text, 'utf8');
  const isReadAsText = [null, contentType].every((type) => {
    const decoded = decodePage(bytes, type);
    return 'text' in decoded && decoded.text === text;
  });
  return isReadAsText ? bytes : Buffer.concat([UTF8_MARK, bytes]);
}

const UTF8_MARK = Buffer.from([0xef, 0xbb, 0xbf]);
