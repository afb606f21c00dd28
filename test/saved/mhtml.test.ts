import { describe, expect, it } from 'vitest';
import { decodePage } from '../../src/saved/decode.ts';
import { entriesIn, pagesOf, textOf } from '../helpers/containers.ts';

const URL_A = 'https://www.hltv.org/matches/1/a';
const PAGE = `<!DOCTYPE html><html><head><title>M=C3</title></head><body>\r\n${'<p class=3D"a">text</p>\r\n'.repeat(20)}</body></html>`;
const QUOTED = PAGE.replaceAll('=', '=3D').replaceAll(/(.{60})/g, '$1=\r\n');
const BOUNDARY = '----MultipartBoundary--abc----';

type Part = { type: string; location: string; body: string; encoding?: string };

function mhtml(parts: Part[], date = 'Thu, 12 Mar 2026 10:11:12 -0000'): Buffer {
  const head = [
    'From: <Saved by Blink>',
    `Snapshot-Content-Location: ${URL_A}`,
    'Subject: =?utf-8?Q?a?=',
    `Date: ${date}`,
    'MIME-Version: 1.0',
    `Content-Type: multipart/related;\r\n\ttype="text/html";\r\n\tboundary="${BOUNDARY}"`,
    '',
    '',
  ].join('\r\n');
  const text = parts.map(({ type, location, body, encoding = 'quoted-printable' }) =>
    [
      `--${BOUNDARY}`,
      `Content-Type: ${type}`,
      `Content-Transfer-Encoding: ${encoding}`,
      `Content-Location: ${location}`,
      '',
      body,
      '',
    ].join('\r\n'),
  );
  return Buffer.from(`${head}\r\n${text.join('')}--${BOUNDARY}--\r\n`, 'latin1');
}

const main = { type: 'text/html', location: URL_A, body: QUOTED };
const frame = { type: 'text/html', location: 'cid:frame@x', body: '<html>frame</html>' };
const picture = { type: 'image/png', location: 'https://x/a.png', body: 'AAAA', encoding: 'base64' };

describe('an MHTML file', () => {
  it.each([1, 7, 1000, 65_536])('gives its page with URL and time, in chunks of %i bytes', async (size) => {
    const entries = await entriesIn(mhtml([main, frame, picture]), size);
    expect(entries).toMatchObject([
      {
        type: 'page',
        page: { url: URL_A, capturedAtMs: Date.UTC(2026, 2, 12, 10, 11, 12), status: null, name: 'file' },
      },
    ]);
    expect(pagesOf(entries).map(textOf)).toEqual([PAGE]);
  });

  it.each(['cid:frame-1@mhtml.blink', 'file:///C:/saved/page.html'])(
    'takes the address of the whole where the part has one that is not of the web: %s',
    async (location) => {
      const [page] = pagesOf(await entriesIn(mhtml([{ ...main, location }])));
      expect(page?.url).toBe(URL_A);
    },
  );

  it('is read in base64 and as it is, with the charset of the part', async () => {
    const base64 = { ...main, body: Buffer.from(PAGE).toString('base64'), encoding: 'base64' };
    const latin = {
      ...main,
      type: 'text/html; charset="windows-1252"',
      body: '<html>M\xE1laga</html>',
      encoding: '8bit',
    };
    const [one, other] = pagesOf([
      ...(await entriesIn(mhtml([base64]))),
      ...(await entriesIn(mhtml([latin, picture]))),
    ]);
    expect(one && textOf(one)).toBe(PAGE);
    expect(other && decodePage(other.bytes, other.contentType)).toMatchObject({ text: '<html>Málaga</html>' });
  });

  it('takes the document though pictures stand before it', async () => {
    expect(pagesOf(await entriesIn(mhtml([picture, main]))).map(textOf)).toEqual([PAGE]);
  });

  it('may be a single document without parts', async () => {
    const file = `MIME-Version: 1.0\r\nContent-Type: text/html\r\nContent-Location: ${URL_A}\r\n\r\n${PAGE}`;
    expect(pagesOf(await entriesIn(Buffer.from(file))).map(textOf)).toEqual([PAGE]);
  });

  it('is named when its end cuts the page off, wherever that is', async () => {
    const file = mhtml([main, picture]);
    const start = file.indexOf(QUOTED.slice(0, 40));
    const end = file.indexOf(`--${BOUNDARY}`, start) + BOUNDARY.length + 2;
    for (let cut = start; cut < end; cut += 3) {
      expect(await entriesIn(file.subarray(0, cut)), String(cut)).toMatchObject([
        { type: 'unreadable', reason: { type: 'truncated', form: 'MHTML' } },
      ]);
    }
  });

  it('is damaged when it has more parts than any page, one inside the other', async () => {
    const part = '--b\r\nContent-Type: multipart/related; boundary=b\r\n\r\n';
    const file = `MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=b\r\n\r\n${part.repeat(6_000)}`;
    expect(await entriesIn(Buffer.from(file))).toMatchObject([
      { type: 'unreadable', reason: { type: 'damaged', form: 'MHTML' } },
    ]);
  });

  it('is not taken for one because a page begins with a colon', async () => {
    const [page] = pagesOf(await entriesIn(Buffer.from('<!-- Content-Type: multipart/related -->\n\n<html></html>')));
    expect(page?.url).toBe(null);
  });
});
