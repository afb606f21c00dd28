import { load } from 'cheerio';
import { describe, expect, it } from 'vitest';
import { checkPage } from '../../src/checks/check-page.ts';
import type { PageKind } from '../../src/page-kinds.ts';
import { observeBlocks } from '../../src/pages/coverage.ts';
import { PAGES } from '../../src/pages/pages.ts';
import { saverOf } from '../../src/pages/saver.ts';
import { renderPage } from '../../src/replica/render/render-page.ts';
import { createWorld } from '../../src/replica/world/world.ts';
import { readPage } from '../../src/stages/page-handler.ts';
import { contentOf } from '../../src/stages/page-order.ts';
import { firstUnlessAll } from '../helpers/all-forms.ts';
import { lostFields, wrongValues } from '../helpers/copies.ts';
import { corpusPages, hasCorpus } from '../helpers/corpus.ts';

/** Copies in which the program that saved them has left out what was hidden, and the names of pictures. */

const world = createWorld({ seed: 31, matches: 8, variants: 'plain' });
const ORIGIN = 'https://www.hltv.org';

type Saved = { kind: PageKind; html: string };

const page = (kind: PageKind, id: number): Saved => ({ kind, html: renderPage(world, { kind, id }) });

const MATCH = page('match', world.matchIds()[0] ?? 0);
const MAP_ID = PAGES.match.parse(MATCH.html, { id: null }).maps.find((map) => map.mapStatsId !== null)?.mapStatsId ?? 0;
const FULL = [
  MATCH,
  page('map-stats', MAP_ID),
  page('performance', MAP_ID),
  page('economy', MAP_ID),
  page('results', 0),
];

/** Kinds that have hidden parts. */
const PARTED = FULL.filter(({ kind }) => kind !== 'results');

type Mark = (html: string) => string;
/** What the window of a computer does not show, and that of a phone. */
const UNSEEN = { wide: '.smartphone-only', narrow: '.gtSmartphone-only' };

function withoutHidden(html: string, window: keyof typeof UNSEEN): string {
  const $ = load(html);
  $(`.hidden, .matchstats .stats-content:not(#all-content), ${UNSEEN[window]}`).remove();
  $('img').attr('src', 'data:image/png;base64,iVBORw0KGgo=');
  return $.html();
}

const SAVERS: [string, Mark][] = [
  ['Save Page WE', (html) => html.replace('</head>', '<meta name="savepage-version" content="33.9"></head>')],
  ['WebScrapBook', (html) => html.replace('<html', `<html data-scrapbook-source="${ORIGIN}/x"`)],
  ['SingleFile', (html) => html.replace('<html', '<!--\n Page saved with SingleFile \n url: x \n--><html')],
  ['Monolith', (html) => `<!-- Saved from ${ORIGIN}/x at 2026-02-14T10:00:00Z using monolith v2.8.3 -->${html}`],
];

function expectPart(full: Saved, copy: string, saver: string): void {
  expect(saverOf(copy)).toBe(saver);
  const whole = PAGES[full.kind].parse(full.html, { id: null });
  const { leftOut, ...part } = PAGES[full.kind].parse(copy, { id: null });
  expect(wrongValues(part, whole, full.kind)).toEqual([]);
  expect(leftOut).toMatchObject({ saver });
  expect(contentOf({ ...part, ...(leftOut && { leftOut }) }).blocks).toBeLessThan(contentOf(whole).blocks);
  const findings = checkPage(full.kind, { ...part, ...(leftOut && { leftOut }) } as never);
  expect(findings.map(({ rule }) => rule)).toEqual([`${full.kind}/saved-in-full`]);
  expect(readPage(PAGES[full.kind], copy, { id: null, known: null }).blocks).toEqual([]);
}

/** What a window hides does not depend on the program. */
const PARTS = PARTED.map((full) => ({ kind: full.kind, full, wide: withoutHidden(full.html, 'wide') }));

describe.each(SAVERS)('a page that %s saved without its hidden elements', (saver, mark) => {
  it.each(PARTS)('has no wrong value: $kind', ({ full, wide }) => {
    expectPart(full, mark(wide), saver);
  });
});

describe.each(firstUnlessAll(SAVERS))('a page that %s saved from a narrow window', (saver, mark) => {
  it.each(PARTED)('has no wrong value: $kind', (full) => {
    expectPart(full, mark(withoutHidden(full.html, 'narrow')), saver);
  });
});

const REAL: [folder: string, kind: PageKind, name: string][] = [
  ['match', 'match', '2333237'],
  ['match', 'match', '2356303'],
  ['match', 'match', '2388130'],
  ['match', 'match', '2395747'],
  ['map-stats', 'map-stats', '148304'],
  ['map-performance', 'performance', '148314'],
];

describe.runIf(hasCorpus)('a real page without what a window does not show', () => {
  const pages = REAL.flatMap(([folder, kind, name]) =>
    corpusPages(folder)
      .filter((each) => each.name.startsWith(name))
      .map(({ html }) => ({ name, kind, html })),
  );
  const mark: Mark = (html) => html.replace('<head', '<!--\n Page saved with SingleFile \n url: x \n--><head');

  it.each(pages)('has no wrong value, and one finding at most: $kind $name', ({ kind, html }) => {
    const whole = PAGES[kind].parse(html, { id: null });
    for (const window of ['wide', 'narrow'] as const) {
      const { leftOut, ...part } = PAGES[kind].parse(mark(withoutHidden(html, window)), { id: null });
      expect(wrongValues({ ...part, unknowns: [] }, { ...whole, unknowns: [] }, kind)).toEqual([]);
      const known = checkPage(kind, whole as never).map(({ rule }) => rule);
      const found = checkPage(kind, { ...part, ...(leftOut && { leftOut }) } as never).map(({ rule }) => rule);
      expect(found.filter((rule) => !known.includes(rule))).toEqual(leftOut ? [`${kind}/saved-in-full`] : []);
      expect(lostFields(part, whole, kind).length === 0 || leftOut !== undefined).toBe(true);
    }
  });
});

describe('a page that was saved in full', () => {
  it.each(FULL)('is not said to lack anything: $kind', ({ kind, html }) => {
    const copy = html.replace('<html', '<!--\n Page saved with SingleFile \n url: x \n--><html');
    const record = PAGES[kind].parse(copy, { id: null });
    expect(record.leftOut).toBeUndefined();
    expect(record).toEqual(PAGES[kind].parse(html, { id: null }));
  });

  it.each(['Page saved with SingleFile', 'sf-hidden class="sf-hidden"', '&lt;meta name="savepage-version"&gt;'])(
    'is not taken for a copy because a visitor wrote: %s',
    (text) => {
      const html = MATCH.html.replace('</body>', `<div class="forum">${text} class="sf-hidden"</div></body>`);
      expect(saverOf(html)).toBeNull();
    },
  );

  it('lacks no block because its attributes stand without quotes', () => {
    const record = PAGES.match.parse(MATCH.html, { id: null });
    const bare = MATCH.html.replaceAll(/ class="(streams|teamRanking)"/g, ' class=$1');
    expect(bare).not.toBe(MATCH.html);
    expect(observeBlocks('match', bare, record)).toEqual(observeBlocks('match', MATCH.html, record));
  });
});
