import { brotliCompressSync, deflateRawSync, deflateSync, zstdCompressSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { type Recognition, recogniseEntry } from '../../src/commands/recognise.ts';
import { renderFileType, renderForeignPage } from '../../src/output/foreign-text.ts';
import { PAGES as PAGES_OF_THE_SITE } from '../../src/pages/pages.ts';
import { renderPage } from '../../src/replica/render/render-page.ts';
import { createWorld } from '../../src/replica/world/world.ts';
import { type FileType, fileTypeOf } from '../../src/saved/file-type.ts';
import { readSaved } from '../../src/saved/read-saved.ts';
import { type ForeignPage, foreignPageOf, translationOf } from '../../src/saved/recognise.ts';
import { entriesIn } from '../helpers/containers.ts';

const world = createWorld({ seed: 5, matches: 4, variants: 'plain' });
const PAGE = renderPage(world, { kind: 'match', id: world.matchIds()[0] ?? 0 });

const bytes = (text: string): Buffer => Buffer.from(text, 'latin1');
const tar = (): Buffer => {
  const block = Buffer.alloc(1024);
  block.write('page.html');
  block.write('0000644\0', 100);
  block.write('ustar\u000000', 257, 'latin1');
  return block;
};

/** A zip archive up to the contents of its first entry, which is not compressed. */
function zip(entry: string): Buffer {
  const head = Buffer.alloc(30);
  head.write('PK\x03\x04\x14', 'latin1');
  head.writeUInt32LE(100_000, 18);
  head.writeUInt32LE(100_000, 22);
  head.writeUInt16LE(entry.length, 26);
  return Buffer.concat([head, Buffer.from(entry), Buffer.alloc(9_000, 'x')]);
}

const utf32 = (text: string): Buffer =>
  Buffer.from(Uint32Array.from([...text], (each) => each.codePointAt(0) ?? 0).buffer);

const FILES: [string, Buffer, FileType['type'], string | null][] = [
  ['nothing', Buffer.alloc(0), 'empty', null],
  ['white space alone', bytes(' \r\n\t\n'), 'empty', null],
  ['a web archive of Safari', bytes('bplist00\xd1\x01\x02_\x10\x0fWebMainResource\xd0'), 'safari-web-archive', null],
  [
    'a web archive of Safari in XML',
    bytes('<?xml version="1.0"?>\n<!DOCTYPE plist PUBLIC "x" "y"><plist><dict><key>WebMainResource</key>'),
    'safari-web-archive',
    null,
  ],
  [
    'a web archive of Safari in XML with a mark',
    bytes('\xef\xbb\xbf<?xml version="1.0"?>\n<!DOCTYPE plist PUBLIC "x" "y"><plist><dict><key>WebMainResource</key>'),
    'safari-web-archive',
    null,
  ],
  ['another property list', bytes('bplist00\xd1\x01\x02'), 'binary', 'property list'],
  ['a byte order mark of UTF-16 alone', bytes('\xff\xfe'), 'empty', null],
  ['the other one', bytes('\xfe\xff\0\n'), 'empty', null],
  ['zip', bytes('PK\x03\x04\x14\0\0\0\x08\0'), 'archive', 'zip'],
  ['WACZ', zip('archive/rec-2026.warc.gz'), 'archive', 'wacz'],
  ['WACZ with its list of pages first', zip('pages/pages.jsonl'), 'archive', 'wacz'],
  ['zip of pages', zip('pages/match.html'), 'archive', 'zip'],
  ['7z', bytes("7z\xbc\xaf'\x1c\0\x04"), 'archive', '7z'],
  ['tar', tar(), 'archive', 'tar'],
  ['zstd', zstdCompressSync(PAGE), 'compressed', 'zst'],
  ['bzip2', bytes('BZh91AY&SY'), 'compressed', 'bz2'],
  ['brotli', brotliCompressSync(PAGE), 'brotli', null],
  ['brotli of a page in UTF-16', brotliCompressSync(Buffer.from(`\uFEFF${PAGE}`, 'utf16le')), 'brotli', null],
  ['brotli of a HAR', brotliCompressSync(JSON.stringify({ log: { entries: [{ text: PAGE }] } })), 'brotli', null],
  ['raw deflate', deflateRawSync(PAGE), 'deflate', null],
  ...[1, 6, 9].map((level): [string, Buffer, FileType['type'], null] => {
    return [`zlib at level ${level}`, deflateSync(PAGE, { level }), 'deflate', null];
  }),
  ['lzma without a length', bytes(`]\0\0\x80\0${'\xff'.repeat(8)}\0\x1e\x10\xc8\xd2`), 'compressed', 'lzma'],
  ['lzma with a length', bytes(']\0\0\0\x04\x12\x34\x01\0\0\0\0\0\0\x1e\x10\xc8\xd2'), 'compressed', 'lzma'],
  ['UTF-32', utf32(PAGE), 'utf-32', null],
  ['UTF-32 with a mark', utf32(`\uFEFF${PAGE}`), 'utf-32', null],
  ['UTF-32, big-endian', utf32(PAGE).swap32(), 'utf-32', null],
  ['UTF-32, big-endian with a mark', utf32(`\uFEFF${PAGE}`).swap32(), 'utf-32', null],
  ['an object in JSON', bytes('{"matches": []}'), 'json', null],
  ['an object in JSON in UTF-16', Buffer.from('\uFEFF{"html": "<p>"}', 'utf16le'), 'json', null],
  ['a list in JSON', bytes(' [{"id": 1}]'), 'json', null],
  ['a page as a string of JSON', bytes(JSON.stringify(PAGE)), 'json', null],
  ['PNG', bytes('\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01\x08\x06\0\0\0'), 'picture', 'png'],
  ['JPEG', bytes('\xff\xd8\xff\xe0\0\x10JFIF\0'), 'picture', 'jpg'],
  ['PDF', bytes('%PDF-1.7\n'), 'document', 'pdf'],
  ['a document of a word processor', bytes('{\\rtf1\\ansi x}'), 'document', 'rtf'],
  ['SQLite', bytes('SQLite format 3\0\x10\0'), 'database', 'sqlite'],
  ['zeros', Buffer.alloc(9_000), 'binary', null],
  ['bytes without meaning', Buffer.from(Array.from({ length: 9_000 }, (_, at) => (at * 7_919) % 256)), 'binary', null],
];

describe('the type of a file', () => {
  it.each(FILES.map(([name, file, type, detail]) => ({ name, file, type, detail })))(
    'is known by its first bytes: $name',
    async ({ file, type, detail }) => {
      expect(await fileTypeOf(file)).toEqual({ type, detail });
      expect(await entriesIn(file)).toEqual([{ type: 'foreign', name: 'file', fileType: { type, detail } }]);
      expect(renderFileType({ type, detail })).toMatch(/:|property list/);
    },
  );

  const utf16 = Buffer.from(PAGE, 'utf16le');
  it.each([
    ['UTF-8', Buffer.from(PAGE)],
    ['UTF-8 with a mark', Buffer.from(`\uFEFF${PAGE}`)],
    ['UTF-16', utf16],
    ['UTF-16, big-endian', Buffer.from(utf16).swap16()],
    ['windows-1251', Buffer.concat([bytes('<title>\xcf\xf0\xe8\xe2\xe5\xf2</title>'), Buffer.from(PAGE)])],
    ['padded with NUL', Buffer.from(`${PAGE}\0\0\0\0`)],
    ['text', Buffer.from('Wolves - Foxes 2:0')],
  ])('is left to the reader of pages: %s', async (_name, file) => {
    expect(await fileTypeOf(file)).toBeNull();
  });

  it('is recognised without reading the whole file', async () => {
    let read = 0;
    async function* endless(): AsyncGenerator<Uint8Array> {
      for (;;) {
        read += 1;
        if (read > 3) throw new Error('read on');
        yield bytes(`\x89PNG\r\n\x1a\n${'\0'.repeat(8_000)}`);
      }
    }
    for await (const entry of readSaved({ name: 'x', bytes: endless() })) expect(entry.type).toBe('foreign');
    expect(read).toBeLessThanOrEqual(2);
  });
});

const site = (path: string, content = '', head = ''): string =>
  `<!DOCTYPE html><html><head><title>HLTV.org</title><link rel="canonical" href="https://www.hltv.org${path}">${head}` +
  `</head><body><div class="contentCol">${content}</div></body></html>`;
const refused = (title: string, body = ''): string =>
  `<!DOCTYPE html><html><head><title>${title}</title></head><body>${body}</body></html>`;

const escaped = (html: string): string[] =>
  html.split('\n').map((line) => line.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;'));

function viewedInChrome(html: string): string {
  const rows = escaped(html).map(
    (line, at) => `<tr><td class="line-number" value="${at + 1}"></td><td class="line-content">${line}</td></tr>`,
  );
  return `<html><head></head><body><div class="line-gutter-backdrop"></div><table><tbody>${rows.join('')}</tbody></table></body></html>`;
}

const viewedInFirefox = (html: string): string =>
  `<!DOCTYPE html>\n<html><head><title>x</title></head><body id="viewsource" class="highlight"><pre>${escaped(html).join('\n')}</pre></body></html>`;

const GENUINE = { isGenuine: true, isComplete: true, url: null };
const OTHER = { isGenuine: false, isComplete: true, url: null };
/** A text that does not end as a document. */
const QUOTING = { ...OTHER, isComplete: false };

const CHALLENGE =
  '<!DOCTYPE html><html><head><title>Just a moment...</title></head><body><script>window._cf_chl_opt={}</script></body></html>';
const quoted = (html: string): string => `\`\`\`html\n${html}\n\`\`\``;

const PAGES: [string, string, Parameters<typeof foreignPageOf>[1], ForeignPage, RegExp][] = [
  ['team', site('/team/9001/wolves'), GENUINE, { type: 'page-of-the-site', page: 'team page' }, /^a team page/],
  ['player', site('/player/9001/x'), GENUINE, { type: 'page-of-the-site', page: 'player page' }, /^a player page/],
  ['event', site('/events/9100/cup'), GENUINE, { type: 'page-of-the-site', page: 'event page' }, /^an event page/],
  [
    'team in the Wayback Machine',
    site('/team/1/x').replace('href="', 'href="https://web.archive.org/web/20240312101112/'),
    GENUINE,
    { type: 'page-of-the-site', page: 'team page' },
    /^a team page/,
  ],
  [
    'team, unquoted',
    site('/team/1/x').replace(/rel="canonical" href="([^"]*)"/, 'href=$1 rel=canonical'),
    GENUINE,
    { type: 'page-of-the-site', page: 'team page' },
    /^a team page/,
  ],
  [
    'player without an address',
    '<div class="contentCol"><div class="playerProfile"></div></div>',
    GENUINE,
    { type: 'page-of-the-site', page: 'player page' },
    /^a player page/,
  ],
  ['unknown page', site('/fantasy/1'), GENUINE, { type: 'page-of-the-site', page: null }, /^another page of the site/],
  [
    'series',
    site('/stats/matches/93304/a'),
    GENUINE,
    { type: 'page-of-the-site', page: 'statistics of a series' },
    /^statistics/,
  ],
  ['challenge', refused('Just a moment...'), OTHER, { type: 'refusal', kind: 'challenge' }, /challenge of Cloudflare/],
  ['denial', refused('Access denied | hltv'), OTHER, { type: 'refusal', kind: 'denied' }, /access denied/],
  ['network', refused('x', 'Error code: 1005'), OTHER, { type: 'refusal', kind: 'network' }, /another connection/],
  [
    'another site',
    refused('Shop', '<link rel=canonical href=https://shop.example/x>'),
    OTHER,
    { type: 'other-host', host: 'shop.example' },
    /shop\.example/,
  ],
  ['a page without an address', refused('x', 'milk'), OTHER, { type: 'not-of-the-site' }, /^not a page of the site$/],
  ['a beginning', site('/x').slice(0, 90), { ...OTHER, isComplete: false }, { type: 'no-end' }, /^it ends before/],
  ['a script', 'var a = "<div>"; // <html>', QUOTING, { type: 'not-html' }, /not HTML/],
  ['notes that quote a challenge', `# Notes\n\n${quoted(CHALLENGE)}\n`, QUOTING, { type: 'not-html' }, /not HTML/],
  ['notes that end with the quotation', `# Notes\n\n${quoted(CHALLENGE)}`, QUOTING, { type: 'not-html' }, /not HTML/],
  ['a script that looks for it', `const page = '${CHALLENGE}';`, QUOTING, { type: 'not-html' }, /not HTML/],
  ['a log', 'GET /results 403 error code: 1005\nJust a moment...\n', QUOTING, { type: 'not-html' }, /not HTML/],
  ['a challenge behind a line', `Saved\n${CHALLENGE}`, OTHER, { type: 'refusal', kind: 'challenge' }, /of Cloudflare/],
  ['an error without HTML', 'error code: 1006\n', QUOTING, { type: 'refusal', kind: 'network' }, /another connection/],
  ['a page behind a line', `Saved\n${refused('x', 'milk')}`, OTHER, { type: 'not-of-the-site' }, /^not a page/],
  ['a feed', '<?xml version="1.0"?><rss><title>x</title></rss>', QUOTING, { type: 'not-html' }, /not HTML/],
  ['other XML', '<?xml version="1.0"?><list><title>x</title></list>', QUOTING, { type: 'not-html' }, /not HTML/],
  ['a drawing', '<!-- x --><svg><title>x</title></svg>', QUOTING, { type: 'not-html' }, /not HTML/],
  [
    'the reader view of Firefox',
    refused('x', '<a href="https://www.hltv.org/matches/1/x"></a><div class="moz-reader-content">x</div>'),
    OTHER,
    { type: 'reader-view' },
    /^the reader view of a browser: /,
  ],
  [
    'the reader view of Edge',
    `<!-- saved from url=(0060)read://https_www.hltv.org/?url=x -->\n${refused('x', 'x')}`,
    OTHER,
    { type: 'reader-view' },
    /^the reader view of a browser: /,
  ],
  [
    'a script that draws the frame of the site',
    `var a = '<div class="contentCol">';`,
    { ...GENUINE, isComplete: false },
    { type: 'not-html' },
    /not HTML/,
  ],
  [
    'a frame of another site behind Cloudflare',
    '<!-- saved from url=(0022)https://ads.example/f --><html><script src="/cdn-cgi/challenge-platform/x.js"></script></html>',
    OTHER,
    { type: 'other-host', host: 'ads.example' },
    /^a page of ads\.example/,
  ],
  [
    'a document behind Cloudflare',
    refused('x', '<script src="/cdn-cgi/challenge-platform/x.js"></script>'),
    OTHER,
    { type: 'not-of-the-site' },
    /^not a page of the site$/,
  ],
  [
    'an error page of Chrome',
    '<!DOCTYPE html>\n<!-- saved from url=(0029)chrome-error://chromewebdata/ -->\n<html><body class="neterror"></body></html>',
    OTHER,
    { type: 'browser-error' },
    /^an error page of the browser/,
  ],
  [
    'an error page of Firefox',
    refused('Problem', '<link rel="stylesheet" href="chrome://global/skin/aboutNetError.css">'),
    OTHER,
    { type: 'browser-error' },
    /^an error page of the browser/,
  ],
  ['the source in Chrome', viewedInChrome(PAGE), OTHER, { type: 'source-view' }, /^the source of a page/],
  ['the source in Firefox', viewedInFirefox(PAGE), OTHER, { type: 'source-view' }, /^the source of a page/],
  [
    'a part of a page',
    '<div class="match-page"><div class="teamsBox">x</div></div>',
    { ...OTHER, isComplete: false },
    { type: 'without-markup' },
    /lacks its markup/,
  ],
  [
    'the text of a page in an archive',
    refused('x', '<link rel="canonical" href="https://archive.example/2024/https://www.hltv.org/matches/1/x">'),
    OTHER,
    { type: 'without-markup' },
    /lacks its markup/,
  ],
];

describe('a document that is none of the five kinds', () => {
  it.each(PAGES.map(([name, html, known, page, text]) => ({ name, html, known, page, text })))(
    'is named: $name',
    ({ html, known, page, text }) => {
      expect(foreignPageOf(html, known)).toEqual(page);
      expect(renderForeignPage(page)).toMatch(text);
    },
  );
});

describe('a page that a browser has translated', () => {
  const marked = (tag: string): string => PAGE.replace(/<html\b[^>]*>/, tag);
  it.each([
    ['Chrome', marked('<html lang="ru" class="translated-ltr">'), 'ru'],
    ['Chrome, right to left, unquoted', marked('<html class=translated-rtl lang=ar>'), 'ar'],
    ['Edge', PAGE.replace('<div', '<div _msttexthash="12345" _msthash="7"'), 'en'],
    ['Firefox', marked('<html lang="de" data-moz-translations-id="1">'), 'de'],
    [
      'Immersive Translate',
      PAGE.replace(
        '</body>',
        '<font class="notranslate immersive-translate-target-wrapper" lang="zh-CN">x</font></body>',
      ),
      'en',
    ],
    ['the proxy of Google', PAGE.replace('<head>', '<head><base href="https://www-hltv-org.translate.goog/">'), 'en'],
    ['KISS Translator', PAGE.replace('</body>', '<kiss-translator>x</kiss-translator></body>'), 'en'],
    ['the tags of Chrome', PAGE.replace('</body>', '<font style="vertical-align: inherit;">x</font></body>'), 'en'],
  ])('is known by the marks of %s', (_name, html, language) => {
    expect(html).not.toBe(PAGE);
    expect(translationOf(html)).toBe(language);
  });

  it('is not one because a visitor writes of it', () => {
    const text =
      'class="translated-ltr" _msttexthash= &lt;kiss-translator> immersive-translate-target-wrapper &lt;font style="vertical-align: inherit"&gt; <a href="https://www-hltv-org.translate.goog/">';
    expect(translationOf(PAGE.replace('</body>', `<div>${text}</div></body>`))).toBeUndefined();
  });
});

const pageOf = (file: Buffer): Recognition =>
  recogniseEntry({
    type: 'page',
    page: { bytes: file, contentType: null, url: null, capturedAtMs: null, status: null, name: 'x' },
  });

const CHARSET = '<meta http-equiv="Content-Type" content="text/html; charset=UTF-8">';
const URL_OF_PAGE = `https://www.hltv.org/matches/${world.matchIds()[0]}/x`;

describe('a page as people have it', () => {
  it.each([
    ['saved by Firefox', PAGE.replace('<head>', `<head>\n${CHARSET}`).replaceAll('src="/', 'src="x_files/')],
    [
      'saved by Edge or Opera',
      PAGE.replace(/^<!DOCTYPE html>\s*/, `<!DOCTYPE html>\n<!-- saved from url=(0070)${URL_OF_PAGE} -->\n`),
    ],
    ['with the headers of curl -i', `HTTP/2 200 \r\ncontent-type: text/html; charset=UTF-8\r\n\r\n${PAGE}`],
    ['with two byte order marks', `\uFEFF\uFEFF${PAGE}`],
    ['behind the heading of a cache', `${CHARSET}<base href="${URL_OF_PAGE}"><div>A copy in the cache</div>${PAGE}`],
    ['behind a line of text', `Saved on 12 March\n${PAGE}`],
    ['quoted in notes', `# Notes\n\n\`\`\`html\n${PAGE}\n\`\`\`\n`],
    ['inside other XML', `<?xml version="1.0"?><pages><page>${PAGE}</page></pages>`],
    ['behind an XML declaration', `<?xml version="1.0" encoding="UTF-8"?>\n${PAGE}`],
    [
      'of somebody who is logged in',
      PAGE.replace(
        /<nav[^>]*>/,
        '$&<a class="userName" href="/profile/1/me">me</a><a href="/fantasy/1/team/9/x">x</a>',
      ),
    ],
  ])('says the same: %s', (_name, html) => {
    expect(html).not.toBe(PAGE);
    const recognition = pageOf(Buffer.from(html));
    if (recognition.type !== 'recognised') throw new Error(JSON.stringify(recognition));
    const { url: _url, ...record } = PAGES_OF_THE_SITE.match.parse(recognition.recognised.html, { id: null });
    const { url: _other, ...whole } = PAGES_OF_THE_SITE.match.parse(PAGE, { id: null });
    expect(record).toEqual(whole);
  });

  const other = renderPage(world, { kind: 'match', id: world.matchIds()[1] ?? 0 });
  const listing = renderPage(world, { kind: 'results', id: 0 });
  const unquoted = (html: string): string => html.replaceAll(/(\s[\w-]+)="([^\s"'`=<>]+)"/g, '$1=$2');
  it.each([
    ['twice the same', `${PAGE}${PAGE}`],
    ['two matches', `${PAGE}${other}`],
    ['two kinds', `${listing}${PAGE}`],
    ['without quotes', unquoted(`${PAGE}${other}`)],
    ['one of them without quotes', `${PAGE}${unquoted(listing)}`],
  ])('is not read from a file that holds several: %s', (_name, html) => {
    const recognition = pageOf(Buffer.from(html));
    expect(recognition).toMatchObject({ type: 'skipped', reason: { page: { type: 'several-pages' } } });
    expect(renderForeignPage({ type: 'several-pages' })).toMatch(/^several pages in one file: /);
  });

  it('is not said to end early where it is nested too deeply to be examined', () => {
    const recognition = pageOf(Buffer.from(`<html><body><div class="contentCol">${'<div>'.repeat(60_000)}`));
    const page: ForeignPage = {
      type: 'unexamined',
      detail: 'expected at most 1000 elements within each other, saw more',
    };
    expect(recognition).toMatchObject({ type: 'skipped', reason: { page } });
    expect(renderForeignPage(page)).toContain('at most 1000 elements');
  });
});
