import { describe, expect, it } from 'vitest';
import { type Recognition, recogniseEntry } from '../../src/commands/recognise.ts';
import type { PageKind } from '../../src/page-kinds.ts';
import { PAGES } from '../../src/pages/pages.ts';
import { ALL_FORMS } from '../helpers/all-forms.ts';
import {
  base64,
  entriesIn,
  har,
  harEntry,
  httpBlock,
  httpChunks,
  mhtml,
  warcGz,
  warcRecord,
} from '../helpers/containers.ts';
import { corpusPages, hasCorpus } from '../helpers/corpus.ts';

/**
 * Real pages in every container, all of them in one file where the form allows it: each says the same as alone. With
 * TEST_ALL_FORMS=1 every page that there is.
 */

const FOLDERS = ['results', 'match', 'map-stats', 'map-performance', 'blocked'];

type Said = { kind: PageKind | null; id: number | null; record: unknown };

const records = new Map<string, unknown>();

/** The record of a page; a text that was read before is not read again. */
function recordOf(kind: PageKind, id: number, html: string): unknown {
  const known = records.get(html);
  if (known !== undefined) return known;
  const record = PAGES[kind].parse(html, { id });
  records.set(html, record);
  return record;
}

/** What a page says; of a page that is not taken, why. */
function said(recognition: Recognition): Said {
  if (recognition.type === 'other') return { kind: null, id: null, record: 'other' };
  if (recognition.type === 'skipped') return { kind: null, id: null, record: recognition.reason };
  const { kind, id, html } = recognition.recognised;
  return { kind, id, record: recordOf(kind, id, html) };
}

const saidIn = async (file: Buffer): Promise<Said[]> =>
  (await entriesIn(file)).map((entry) => said(recogniseEntry(entry)));

type Page = { url: string; html: string; alone: Said };

const pages: Page[] = [];
const chosen = FOLDERS.flatMap((folder) => corpusPages(folder).filter((_, at) => ALL_FORMS || at % 4 === 0));
for (const { html } of chosen) {
  const [alone] = await saidIn(Buffer.from(html));
  if (alone === undefined) throw new Error('a real page was not read');
  const { kind, id } = alone;
  const path = kind === null || id === null ? '/matches/1/blocked' : PAGES[kind].path({ id });
  pages.push({ url: `https://www.hltv.org${path}`, html, alone });
}

const response = ({ url }: Page, body: Buffer | string, headers: string[] = []): Buffer =>
  warcRecord({ url, block: httpBlock(body, headers) });
const plain = (page: Page): Buffer => response(page, page.html);
const chunkedBody = (page: Page): Buffer => response(page, httpChunks(page.html), ['Transfer-Encoding: chunked']);

const CONTAINERS: Record<string, (all: Page[]) => Buffer> = {
  'HAR with text': (all) => har(all.map(({ url, html }) => harEntry(url, { text: html }))),
  'HAR in base64': (all) => har(all.map(({ url, html }) => harEntry(url, { text: base64(html), encoding: 'base64' }))),
  WARC: (all) => Buffer.concat(all.map(plain)),
  'WARC packed record by record': (all) => warcGz(all.map(plain)),
  'WARC with chunked bodies': (all) => Buffer.concat(all.map(chunkedBody)),
};

describe.runIf(hasCorpus)('real pages in a container', () => {
  it('are of every kind that there is, and one refusal', () => {
    const kinds = new Set(pages.map(({ alone }) => alone.kind));
    expect([...kinds].toSorted()).toEqual(['map-stats', 'match', 'performance', 'results', null].toSorted());
    expect(pages.length).toBeGreaterThan(ALL_FORMS ? 30 : 8);
  });

  it.each(Object.entries(CONTAINERS))('say the same: %s', async (_form, write) => {
    const all = await saidIn(write(pages));
    expect(all).toHaveLength(pages.length);
    for (const [index, { alone, url }] of pages.entries()) expect(all[index], url).toEqual(alone);
  });

  it.each(['base64', 'quoted-printable'] as const)('say the same: MHTML in %s', async (encoding) => {
    for (const { url, html, alone } of pages) {
      expect(await saidIn(mhtml([{ url, html }], encoding)), url).toEqual([alone]);
    }
  });
});
