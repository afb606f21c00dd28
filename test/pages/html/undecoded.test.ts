import { describe, expect, it } from 'vitest';
import { mayBeUndecoded, undecodedIn } from '../../../src/pages/html/undecoded.ts';

/** Text in UTF-8 that a program took for Latin-1, or for Windows-1252 as browsers do. */
const asLatin1 = (text: string): string => Buffer.from(text, 'utf8').toString('latin1');
const asWindows1252 = (text: string): string => new TextDecoder('windows-1252').decode(Buffer.from(text, 'utf8'));

function issues(teamName: string) {
  const found = undecodedIn({ teams: [{ teamName }] });
  if (found.length > 0) expect(mayBeUndecoded(JSON.stringify({ teams: [{ teamName }] }))).toBe(true);
  return found;
}

describe('a text that was decoded wrongly', () => {
  it.each(['Famalicão', 'Ádám Torzsás', 'Дон', '天禄', 'Löwen 🦁', 'Ünäl'])('is reported: %s encoded twice', (text) => {
    for (const twice of [asLatin1(text), asWindows1252(text)]) {
      expect(issues(twice)).toMatchObject([
        { rank: 'decoration', field: 'teams[0].teamName', expected: 'text that is encoded once' },
      ]);
    }
  });

  it.each(['Bosnia &amp; Herzegovina', 'O&#39;Neill', 'a&#x27;b', 'A&nbsp;B'])('is reported: %s', (text) => {
    expect(issues(text)).toMatchObject([{ expected: 'text without character references' }]);
  });

  it('is reported: a name that Cloudflare took for an e-mail address', () => {
    expect(issues('[email protected]')).toMatchObject([{ expected: 'text that is not hidden from programs' }]);
  });

  it.each([
    ...['Famalicão', 'Ádám Torzsás', 'Дон', '天禄', 'CAFÉ’S', 'MALMÖ–X', 'Ünal', 'Ã', 'ÂÂ', 'Bosnia & Herzegovina'],
    ...['R&D;', '&amp;', '&lt;b&gt;', 'A &amp B', 'naïve', 'À la', 'Groß', 'Œuvre', 'ÉÀÜ'],
  ])('is not taken for one: %s', (text) => {
    expect(issues(text)).toEqual([]);
  });
});
