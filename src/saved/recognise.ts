import { fileTypeFromBuffer } from 'file-type';
import { type RefusalKind, refusalIn } from '../refusal-marks.ts';

/** What a file is that holds no page in a form that is read; `detail` names it more closely, null where nothing does. */
export type FileForm = {
  form: 'empty' | 'safari-web-archive' | 'archive' | 'brotli' | 'json' | 'picture' | 'document' | 'binary';
  detail: string | null;
};

/** What a document is that is no page of the five kinds. */
export type ForeignPage =
  | { type: 'refusal'; kind: RefusalKind; marker: string }
  | { type: 'translated'; language: string | null }
  | { type: 'other-page'; page: OtherPage }
  | { type: 'other-site'; host: string }
  | { type: 'not-html' };

type OtherPage = (typeof OTHER_PAGES)[number][0] | 'another page';

const ARCHIVES = new Set(['zip', '7z', 'rar', 'tar', 'xz', 'zst', 'bz2', 'lz', 'Z']);
const SAFARI = Buffer.from('bplist00');
/** Text never has this byte at its beginning, unless it is UTF-16. */
const TEXT_START = /^[\s\uFEFF\0]*[<{[\w"'!#&(/\p{L}]/u;

/** What the bytes of a file are; null for text that may be a page. `name` tells brotli, which has no mark of its own. */
export async function formOf(bytes: Uint8Array, name: string): Promise<FileForm | null> {
  const head = Buffer.from(bytes.subarray(0, 4096));
  if (bytes.length === 0) return { form: 'empty', detail: null };
  if (head.subarray(0, SAFARI.length).equals(SAFARI)) {
    const isWebArchive = bytes.length > 0 && head.includes('WebMainResource');
    return isWebArchive ? { form: 'safari-web-archive', detail: null } : { form: 'binary', detail: 'property list' };
  }
  const type = await fileTypeFromBuffer(bytes.subarray(0, 65_536)).catch(() => undefined);
  if (type !== undefined && !/^(?:text|application)\/(?:xml|html)/.test(type.mime)) return namedForm(type);
  if (/\.br$/i.test(name)) return { form: 'brotli', detail: null };
  const text = head.toString('utf8');
  if (/^\s*[{[]/.test(text)) return { form: 'json', detail: null };
  return TEXT_START.test(text) ? null : { form: 'binary', detail: null };
}

function namedForm({ ext, mime }: { ext: string; mime: string }): FileForm {
  if (ARCHIVES.has(ext)) return { form: 'archive', detail: ext };
  if (mime.startsWith('image/')) return { form: 'picture', detail: ext };
  if (mime === 'application/pdf' || mime === 'application/vnd.sqlite3' || mime.includes('sqlite')) {
    return { form: 'document', detail: ext };
  }
  return { form: 'binary', detail: ext };
}

/** Other pages of the site by the path of their own address; the first that fits counts. */
const OTHER_PAGES = [
  ['team page', /^\/team\/\d+/],
  ['player page', /^\/player\/\d+/],
  ['event page', /^\/events\/\d+/],
  ['list of events', /^\/events\b/],
  ['news article', /^\/news\b/],
  ['forum page', /^\/forums\b/],
  ['team ranking', /^\/(?:ranking|valve-ranking)\b/],
  ['heatmap page', /^\/stats\/matches\/heatmap\b/],
  ['statistics of a series', /^\/stats\/matches\/\d+/],
  ['statistics page', /^\/stats\b/],
  ['list of matches', /^\/matches\/?$/],
  ['live page', /^\/live\b/],
  ['front page', /^\/$/],
] as const satisfies readonly (readonly [string, RegExp])[];

const TRANSLATED = /<html\b[^>]*\sclass\s*=\s*["']?[^"'>]*\b(?:translated-(?:ltr|rtl)|yandex-translate)\b/i;
const TRANSLATED_TEXT = /\s_msttexthash\s*=|<font\b[^>]*\bstyle\s*=\s*["']?vertical-align:\s*inherit/i;
const HTML_START = /<(?:!doctype|html|head|body|div|meta|title|table|script|link)\b/i;

/** The language that a browser has translated a page into; undefined where the page is as the site wrote it. */
export function translationOf(html: string): string | null | undefined {
  if (!TRANSLATED.test(html) && !TRANSLATED_TEXT.test(html)) return undefined;
  return /<html\b[^>]*\slang\s*=\s*["']?([\w-]+)/i.exec(html)?.[1] ?? null;
}

/**
 * What a document is that was not recognised as one of the five kinds. `isGenuine`: it has the frame of the site.
 * `address`: what the page, or the file it came in, names as its own address.
 */
export function foreignPageOf(html: string, page: { isGenuine: boolean; address: string | null }): ForeignPage {
  const refusal = page.isGenuine ? null : refusalIn(html);
  if (refusal !== null) return { type: 'refusal', ...refusal };
  if (!HTML_START.test(html)) return { type: 'not-html' };
  const url = page.address !== null && URL.canParse(page.address) ? new URL(page.address) : null;
  const isOther = url !== null && !/(?:^|\.)hltv\.org$/.test(url.hostname);
  if (!page.isGenuine && isOther) return { type: 'other-site', host: url.hostname };
  const [name] = OTHER_PAGES.find(([, path]) => path.test(url?.pathname ?? '')) ?? [];
  return { type: 'other-page', page: name ?? 'another page' };
}
