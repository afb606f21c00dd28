import pipe from 'stream-chain/utils/pipe.js';
import { pick } from 'stream-json/filters/pick.js';
import { parser } from 'stream-json/parser.js';
import { streamArray } from 'stream-json/streamers/stream-array.js';
import { z } from 'zod';
import { LARGEST_PAGE_BYTES } from '../fetcher.ts';
import { MeteredSource } from './bytes.ts';
import { decodePage } from './decode.ts';
import { isHtmlType, type SavedEntry, type SavedFile, timeOf } from './saved-page.ts';

/** One entry may be a video; a file that goes on for so long without the end of an entry is not read on. */
const LARGEST_ENTRY = 256 * 1024 * 1024;

/** What is read of an entry. Browsers and recorders add and leave out much; nothing else is relied on. */
const HarEntry = z.object({
  startedDateTime: z.string().optional(),
  request: z.object({ url: z.string() }),
  response: z.object({
    status: z.number(),
    content: z.object({
      mimeType: z.string().nullish(),
      text: z.string().nullish(),
      encoding: z.string().nullish(),
      size: z.number().nullish(),
    }),
  }),
});
type HarEntry = z.infer<typeof HarEntry>;

/**
 * Pages of a HAR file, entry by entry: no more than one is in memory. A file that was cut off gives the entries before
 * the cut and is named.
 */
export async function* readHar({ name, bytes }: SavedFile): AsyncGenerator<SavedEntry> {
  const source = new MeteredSource(bytes, LARGEST_ENTRY);
  let number = 0;
  try {
    for await (const { value } of entriesOf(source)) {
      source.reset();
      number += 1;
      yield entryOf(value, `${name}#${number}`);
    }
  } catch (error) {
    const reason = isCutOff(error)
      ? ({ type: 'truncated', form: 'HAR' } as const)
      : ({ type: 'damaged', form: 'HAR', message: error instanceof Error ? error.message : String(error) } as const);
    yield { type: 'unreadable', name: `${name}#${number + 1}`, url: null, reason };
  }
}

/** Parses while it reads. What is wrong once all is read is that something is missing. */
async function* entriesOf(source: AsyncIterable<Uint8Array>): AsyncGenerator<{ value: unknown }> {
  let isRead = false;
  async function* chunks(): AsyncGenerator<Uint8Array> {
    yield* source;
    isRead = true;
  }
  const entries = pipe(chunks, parser({ streamValues: false }), pick({ filter: 'log.entries' }), streamArray());
  try {
    yield* entries<{ value: unknown }>();
  } catch (error) {
    throw isRead ? new CutOffError(String(error), { cause: error }) : error;
  }
}

class CutOffError extends Error {}

const isCutOff = (error: unknown): boolean =>
  error instanceof CutOffError || (error instanceof Error && 'code' in error && error.code === 'Z_BUF_ERROR');

function entryOf(value: unknown, name: string): SavedEntry {
  const parsed = HarEntry.safeParse(value);
  if (!parsed.success) return OTHER;
  const { request, response, startedDateTime } = parsed.data;
  const { status, content } = response;
  const { url } = request;
  const contentType = content.mimeType ?? null;
  if (!/^https?:/i.test(url) || !isHtmlType(contentType) || (status >= 300 && status < 400)) return OTHER;
  const bytes = bytesOf(content);
  if (bytes === null) return { type: 'unreadable', name, url, reason: { type: 'no-content', form: 'HAR' } };
  if (bytes.length > LARGEST_PAGE_BYTES) return { type: 'unreadable', name, url, reason: { type: 'too-large' } };
  // Recorders write 0 or -1 for an answer that came from a cache or whose status was not seen.
  const known = status >= 100 ? status : null;
  return {
    type: 'page',
    page: { bytes, contentType, url, capturedAtMs: timeOf(startedDateTime), status: known, name },
  };
}

const OTHER: SavedEntry = { type: 'other' };

/** Null: saved without content. */
function bytesOf({ text, encoding }: HarEntry['response']['content']): Uint8Array | null {
  if (typeof text !== 'string' || text === '') return null;
  return encoding === 'base64' ? Buffer.from(text, 'base64') : bytesOfText(text);
}

/** Text is decoded already: where its own declaration says another encoding, a byte order mark says that it is UTF-8. */
function bytesOfText(text: string): Uint8Array {
  const bytes = Buffer.from(text, 'utf8');
  const decoded = decodePage(bytes);
  return 'text' in decoded && decoded.text === text ? bytes : Buffer.concat([UTF8_MARK, bytes]);
}

const UTF8_MARK = Buffer.from([0xef, 0xbb, 0xbf]);
