import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { recogniseEntry } from '../../src/commands/recognise.ts';
import { PAGES } from '../../src/pages/pages.ts';
import type { PageKind } from '../../src/records.ts';
import { renderPage } from '../../src/replica/render/render-page.ts';
import { createWorld } from '../../src/replica/world/world.ts';
import { entriesIn, har, harEntry, httpBlock, warcGz, warcRecord } from '../helpers/containers.ts';

/** Files that end early, as after a download that broke off or on a full disk: no part of a page passes for the page. */

const CUTS = 200;
const ORIGIN = 'https://www.hltv.org';
const world = createWorld({ seed: 31, matches: 2, variants: 'plain' });
const matchId = world.matchIds()[0] ?? 0;

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

function mhtml(html: string, url: string): Buffer {
  const head = [
    'MIME-Version: 1.0',
    `Snapshot-Content-Location: ${url}`,
    'Content-Type: multipart/related; boundary="x"',
  ];
  const part = ['Content-Type: text/html', 'Content-Transfer-Encoding: base64', `Content-Location: ${url}`];
  const body = Buffer.from(html).toString('base64').replaceAll(/.{76}/g, '$&\r\n');
  return Buffer.from([...head, '', '--x', ...part, '', body, '--x--', ''].join('\r\n'));
}

const FORMS: [name: string, write: (html: string, url: string) => Buffer][] = [
  ['HTML', (html) => Buffer.from(html)],
  ['HTML without optional end tags', (html) => Buffer.from(withoutOptionalTags(html))],
  ['UTF-16', (html) => Buffer.from(`\uFEFF${html}`, 'utf16le')],
  ['gzip', (html) => gzipSync(html)],
  ['MHTML', mhtml],
  ['HAR', (html, url) => har([harEntry(url, { text: html })])],
  ['WARC', (html, url) => warcRecord({ url, block: httpBlock(html) })],
  ['compressed WARC', (html, url) => warcGz([warcRecord({ url, block: httpBlock(html) })])],
];

/** What may be missing at the end of a page that is whole: end tags that a writer may leave out. */
const isNothing = (rest: string): boolean => /^\s*(?:<\/body>?)?\s*(?:<\/?h?t?m?l?>?)?\s*$/.test(rest);

/** The texts that were taken for whole pages. */
async function takenFrom(bytes: Buffer): Promise<string[]> {
  const entries = await entriesIn(bytes);
  return entries.map(recogniseEntry).flatMap((entry) => (entry.type === 'recognised' ? [entry.recognised.html] : []));
}

describe.each(KINDS)('a page of kind %s that ends early', (kind, html) => {
  it.each(FORMS)('is not taken for whole: %s', async (_name, write) => {
    const whole = write(html, urlOf(kind));
    const [text] = await takenFrom(whole);
    if (text === undefined) throw new Error('the whole page was not recognised');
    const cuts = fc.sample(fc.integer({ min: 1, max: whole.length - 1 }), { numRuns: CUTS, seed: 9 });
    for (const length of cuts) {
      for (const taken of await takenFrom(whole.subarray(0, length))) {
        expect(text.startsWith(taken), `${length} of ${whole.length}`).toBe(true);
        expect(isNothing(text.slice(taken.length)), `${length}: ${text.slice(taken.length, taken.length + 60)}`).toBe(
          true,
        );
      }
    }
  });
});
