import { describe, expect, it } from 'vitest';
import { decodeLeniently, decodePage } from '../../src/saved/decode.ts';

const PAGE = (charset: string) => `<!DOCTYPE html><html><head>${charset}<title>Málaga Ñ</title></head></html>`;
const META = '<meta charset="windows-1252">';
const OLD_META = '<META HTTP-EQUIV=Content-Type CONTENT="text/html; charset=ISO-8859-1">';
const CYRILLIC = '<html><head><meta charset=windows-1251><title>Спирит</title></head></html>';

const utf8 = (text: string) => Buffer.from(text, 'utf8');
const latin1 = (text: string) => Buffer.from(text, 'latin1');
const utf16le = (text: string) => Buffer.from(text, 'utf16le');
const utf16be = (text: string) => utf16le(text).swap16();
const marked = (mark: number[], bytes: Buffer) => Buffer.concat([Buffer.from(mark), bytes]);
const cp1251 = (text: string) =>
  Buffer.from([...text].map((c) => ((c.codePointAt(0) ?? 0) < 128 ? c.charCodeAt(0) : c.charCodeAt(0) - 0x410 + 0xc0)));

describe('the text of a page', () => {
  it.each<[string, Buffer, string, string]>([
    ['UTF-8 without any declaration', utf8(PAGE('')), PAGE(''), 'utf-8'],
    ['UTF-8 with a mark, whatever it declares', marked([0xef, 0xbb, 0xbf], utf8(PAGE(META))), PAGE(META), 'utf-8'],
    ['windows-1252 as declared', latin1(PAGE(META)), PAGE(META), 'windows-1252'],
    ['ISO-8859-1 as declared', latin1(PAGE(OLD_META)), PAGE(OLD_META), 'windows-1252'],
    ['windows-1251 as declared', cp1251(CYRILLIC), CYRILLIC, 'windows-1251'],
    ['UTF-16 little-endian with a mark', marked([0xff, 0xfe], utf16le(PAGE(META))), PAGE(META), 'utf-16le'],
    ['UTF-16 big-endian with a mark', marked([0xfe, 0xff], utf16be(PAGE(''))), PAGE(''), 'utf-16be'],
    ['UTF-16 little-endian by its zero bytes', utf16le(PAGE(META)), PAGE(META), 'utf-16le'],
    ['UTF-16 big-endian by its zero bytes', utf16be(PAGE('')), PAGE(''), 'utf-16be'],
    [
      'UTF-8 padded with NUL',
      Buffer.concat([utf8(PAGE('')), Buffer.alloc(600)]),
      `${PAGE('')}${'\0'.repeat(600)}`,
      'utf-8',
    ],
  ])('is right in %s', (...[, bytes, text, encoding]) => {
    expect(decodePage(bytes)).toEqual({ text, encoding });
  });

  it('follows the header of the form it came in before the declaration of the page', () => {
    const bytes = latin1(PAGE('<meta charset="utf-8">'));
    expect(decodePage(bytes, 'text/html; charset=windows-1252')).toMatchObject({ encoding: 'windows-1252' });
  });

  it('is not guessed when bytes fit no encoding: the first bad byte is named', () => {
    const bytes = latin1(PAGE(''));
    expect(decodePage(bytes)).toEqual({ badOffset: bytes.indexOf(0xe1), encoding: 'utf-8' });
    const cut = utf8('<title>Ñ').subarray(0, -1);
    expect(decodePage(cut)).toEqual({ badOffset: cut.length - 1, encoding: 'utf-8' });
  });

  it('keeps a place for each bad byte of what a site sends', () => {
    expect(decodeLeniently(latin1('<title>Málaga'))).toBe('<title>M\u{FFFD}laga');
  });
});
