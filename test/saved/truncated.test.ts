import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { recogniseEntry } from '../../src/commands/recognise.ts';
import type { PageKind } from '../../src/page-kinds.ts';
import { PAGES } from '../../src/pages/pages.ts';
import { renderPage } from '../../src/replica/render/render-page.ts';
import { createWorld } from '../../src/replica/world/world.ts';
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

/** Files that end early, as after a download that broke off or on a full disk: no part of a page passes for the page. */

const CUTS = ALL_FORMS ? 200 : 25;
const ORIGIN = 'https://www.hltv.org';
const world = createWorld({ seed: 31, matches: 60, pageSize: 10 });
const { matchId } = world.caseMatch('shortest-map');

const page = (kind: PageKind, id: number): string =>
  renderPage(world, { kind, id, size: 'bare' }).replaceAll(/>\s+</g, '>\n<');
const match = page('match', matchId);
const mapId = PAGES.match.parse(match, { id: null }).maps.find((map) => map.mapStatsId !== null)?.mapStatsId ?? 0;

const KINDS: [PageKind, string][] = [
  ['match', match],
  ['map-stats', page('map-stats', mapId)],
  ['performance', page('performance', mapId)],
  ['economy', page('economy', mapId)],
  ['results', page('results', 0)],
];

/** As a minifier or SingleFile writes it: nothing but the text shows where it ends. */
const withoutOptionalTags = (html: string): string => html.replaceAll(/<\/(?:p|li|td|tr|tbody|thead|body|html)>/g, '');

const urlOf = (kind: PageKind): string =>
  kind === 'results' ? `${ORIGIN}/results` : `${ORIGIN}${PAGES[kind].path({ id: kind === 'match' ? matchId : mapId })}`;

type Write = (html: string, url: string) => Buffer;

/** Forms in which the page alone shows whether it is whole: each kind is cut at so many places. */
const BARE: [name: string, write: Write][] = [
  ['HTML', (html) => Buffer.from(html)],
  ['HTML without optional end tags', (html) => Buffer.from(withoutOptionalTags(html))],
];

const response = (url: string, body: Buffer | string, headers: string[] = []): Buffer =>
  warcRecord({ url, block: httpBlock(body, headers) });

/** Forms that show themselves where they end, or are text as the others are: the kinds share the places. */
const PACKED: [name: string, write: Write][] = [
  ['UTF-16', (html) => Buffer.from(`\uFEFF${html}`, 'utf16le')],
  ['gzip', (html) => gzipSync(html)],
  ['MHTML in base64', (html, url) => mhtml([{ url, html }], 'base64')],
  ['MHTML in quoted-printable', (html, url) => mhtml([{ url, html }], 'quoted-printable')],
  ['HAR with text', (html, url) => har([harEntry(url, { text: html })])],
  ['HAR in base64', (html, url) => har([harEntry(url, { text: base64(html), encoding: 'base64' })])],
  ['WARC', (html, url) => response(url, html)],
  ['WARC with a chunked body', (html, url) => response(url, httpChunks(html), ['Transfer-Encoding: chunked'])],
  ['WARC with a compressed body', (html, url) => response(url, gzipSync(html), ['Content-Encoding: gzip'])],
  ['WARC packed record by record', (html, url) => warcGz([response(url, html)])],
];

/** What may be missing at the end of a page that is whole: end tags that a writer may leave out. */
const isNothing = (rest: string): boolean => /^\s*(?:<\/body>?)?\s*(?:<\/?h?t?m?l?>?)?\s*$/.test(rest);

/** The texts that were taken for whole pages. */
async function takenFrom(bytes: Buffer): Promise<string[]> {
  const entries = await entriesIn(bytes);
  return entries.map(recogniseEntry).flatMap((entry) => (entry.type === 'recognised' ? [entry.recognised.html] : []));
}

async function demandNoPart(whole: Buffer, count: number): Promise<void> {
  const [text] = await takenFrom(whole);
  if (text === undefined) throw new Error('the whole page was not recognised');
  for (const length of fc.sample(fc.integer({ min: 1, max: whole.length - 1 }), { numRuns: count, seed: 9 })) {
    for (const taken of await takenFrom(whole.subarray(0, length))) {
      expect(text.startsWith(taken), `${length} of ${whole.length}`).toBe(true);
      const rest = text.slice(taken.length);
      expect(isNothing(rest), `${length}: ${rest.slice(0, 60)}`).toBe(true);
    }
  }
}

describe.each(KINDS)('a page of kind %s that ends early', (kind, html) => {
  it.each(BARE)('is not taken for whole: %s', (_name, write) => demandNoPart(write(html, urlOf(kind)), CUTS));
});

describe('a page that ends early', () => {
  it.each(PACKED)('is not taken for whole: %s', async (_name, write) => {
    for (const [kind, html] of KINDS) await demandNoPart(write(html, urlOf(kind)), CUTS / KINDS.length);
  });
});
