import { describe, expect, it } from 'vitest';
import { PAGES } from '../../src/pages/pages.ts';
import type { PageKind } from '../../src/records.ts';
import { decodePage } from '../../src/saved/decode.ts';
import { corpusPages, hasCorpus } from '../helpers/corpus.ts';

/** Real pages in the encodings in which programs save them: the text, and so the record, stays the same. */

const swapped = (bytes: Buffer): Buffer => Buffer.from(bytes).swap16();
const utf16 = (text: string): Buffer => Buffer.from(text, 'utf16le');

const UNICODE: [name: string, encode: (html: string) => Buffer][] = [
  ['UTF-8 with a mark', (html) => Buffer.from(`\uFEFF${html}`)],
  ['UTF-16LE', utf16],
  ['UTF-16LE with a mark', (html) => utf16(`\uFEFF${html}`)],
  ['UTF-16BE', (html) => swapped(utf16(html))],
  ['UTF-16BE with a mark', (html) => swapped(utf16(`\uFEFF${html}`))],
];

const charactersOf = (encoding: string): string =>
  new TextDecoder(encoding).decode(Uint8Array.from({ length: 256 }, (_, byte) => byte));

/** The text in an encoding of one byte a character. */
function encoded(html: string, encoding: string): Buffer {
  const bytes = new Map([...charactersOf(encoding)].map((character, byte) => [character, byte]));
  const latin = html.replaceAll(/[^\0-\x7f]/gu, (each) => String.fromCharCode(bytes.get(each) ?? 0));
  return Buffer.from(latin, 'latin1');
}

/** The page with this encoding declared, and characters that it lacks written as references, as browsers do. */
function declared(html: string, encoding: string): string {
  const known = new Set(charactersOf(encoding));
  const bare = html.replaceAll(/<meta\b[^>]*charset[^>]*>/gi, '');
  const marked = bare.replace(/<head[^>]*>/i, `$&<meta charset="${encoding}">`);
  return marked.replaceAll(/[^\0-\x7f]/gu, (each) => (known.has(each) ? each : `&#${each.codePointAt(0)};`));
}

const FOLDERS: Record<PageKind, string | null> = {
  match: 'match',
  results: 'results',
  'map-stats': 'map-stats',
  performance: 'map-performance',
  economy: null,
};
const kindOf = (folder: string): PageKind =>
  (Object.entries(FOLDERS).find(([, name]) => name === folder)?.[0] ?? 'match') as PageKind;
const FOUND = Object.values(FOLDERS).flatMap((folder) =>
  folder === null || !hasCorpus ? [] : corpusPages(folder).map((page) => ({ folder, ...page })),
);
/** Every page is decoded; of each kind some are parsed as well. */
const PARSED = ['2333237', '2353856', '2388112', '2021', '148304', '148314'];

function expectSame(text: string, { folder, name, html }: (typeof FOUND)[number]): void {
  if (!PARSED.some((each) => name.startsWith(each))) return;
  const page = PAGES[kindOf(folder)];
  expect(page.parse(text, { id: null })).toEqual(page.parse(html, { id: null }));
}

describe.runIf(hasCorpus)('a real page in another encoding', () => {
  it.each(UNICODE)('says the same in %s', (_name, encode) => {
    for (const page of FOUND) {
      const decoded = decodePage(encode(page.html));
      expect(decoded, page.name).toHaveProperty('text', page.html.replace(/^\uFEFF/, ''));
      if ('text' in decoded) expectSame(decoded.text, page);
    }
  });

  it.each(['windows-1252', 'windows-1251'])('says the same in %s', (encoding) => {
    for (const page of FOUND) {
      const html = declared(page.html, encoding);
      const decoded = decodePage(encoded(html, encoding));
      expect(decoded, page.name).toMatchObject({ text: html, encoding });
      if ('text' in decoded) expectSame(decoded.text, page);
    }
  });
});
