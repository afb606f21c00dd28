import { describe, expect, it } from 'vitest';
import { captureTimeOf } from '../../src/saved/age.ts';
import { isOfHltv, pageAt } from '../../src/saved/page-url.ts';

const NOW = Date.UTC(2026, 11, 1);
const ARCHIVED = Date.UTC(2024, 2, 12, 10, 11, 12);
const RECORDED = Date.UTC(2026, 2, 12);
const of = (html: string, url: string | null = null, capturedAtMs: number | null = null) =>
  captureTimeOf({ html, url, capturedAtMs }, NOW);

describe('the age of a saved page', () => {
  it('is what the container says', () => {
    expect(of('<html>', 'https://www.hltv.org/matches/1/a', RECORDED)).toBe(RECORDED);
  });

  it('is the date in the comment of SingleFile', () => {
    const html = `<!DOCTYPE html> <html lang=en><!--
 Page saved with SingleFile 
 url: https://www.hltv.org/matches/2400001/x 
 saved date: Wed Nov 25 2026 11:31:52 GMT-0500 (Eastern Standard Time)
-->`;
    expect(of(html)).toBe(Date.UTC(2026, 10, 25, 16, 31, 52));
    expect(of(html.replace('Wed Nov 25 2026', 'Someday'))).toBe(null);
  });

  it.each([
    ['the URL', '<html>', 'https://web.archive.org/web/20240312101112id_/https://www.hltv.org/matches/1/a'],
    [
      'the address it was saved from',
      '<!-- saved from url=(0069)https://web.archive.org/web/20240312101112/https://www.hltv.org/matches/1/a --><html>',
      null,
    ],
    [
      'the canonical link',
      '<link href="/web/20240312101112/https://www.hltv.org/matches/1/a" rel="canonical"><a href="/web/20200101000000/https://www.hltv.org/">',
      null,
    ],
    [
      'the toolbar',
      '<script>__wm.wombat("https://www.hltv.org/matches/1/a","20240312101112","https://web.archive.org/");</script>',
      null,
    ],
    [
      'the closing comment',
      '<html></html><!--\n     FILE ARCHIVED ON 10:11:12 Mar 12, 2024 AND RETRIEVED FROM THE\n     INTERNET ARCHIVE ON 09:00:00 Jan 01, 2026.\n-->',
      null,
    ],
  ])('is the time of a Wayback copy by %s, though the copy was recorded later', (_, html, url) => {
    expect(of(html, url, RECORDED)).toBe(ARCHIVED);
  });

  it('is not a time that cannot be', () => {
    expect(of('<html>', null, NOW + 1)).toBe(null);
    expect(of('<html>', 'https://web.archive.org/web/19990101000000/https://www.hltv.org/', RECORDED)).toBe(RECORDED);
    expect(of('<a href="/web/20240312101112/https://www.hltv.org/">')).toBe(null);
  });
});

describe('the page behind an address', () => {
  it.each([
    ['https://www.hltv.org/matches/123/a-vs-b', 'match', 123],
    ['https://www.hltv.org/matches/123', 'match', 123],
    ['https://www.hltv.org/stats/matches/mapstatsid/5/x?a=1', 'map-stats', 5],
    ['https://www.hltv.org/stats/matches/performance/mapstatsid/5/x', 'performance', 5],
    ['https://www.hltv.org/stats/matches/economy/mapstatsid/5/x', 'economy', 5],
    ['https://www.hltv.org/results?offset=100', 'results', 100],
    ['https://www.hltv.org/results', 'results', 0],
    ['http://web.archive.org/web/20240312101112id_/http://www.hltv.org:80/matches/9/x', 'match', 9],
  ])('is known for %s', (url, kind, id) => {
    expect(pageAt(url)).toEqual({ kind, id });
    expect(isOfHltv(url)).toBe(true);
  });

  it('is none for others', () => {
    for (const url of ['https://www.hltv.org/team/1/x', 'https://www.hltv.org/', 'nonsense'])
      expect(pageAt(url)).toBe(null);
    for (const url of ['https://example.org/matches/1/a', 'https://nothltv.org/', 'nonsense'])
      expect(isOfHltv(url)).toBe(false);
  });
});
