import { load } from 'cheerio';
import { beforeAll, describe, expect, it } from 'vitest';
import { checkPage } from '../../src/checks/check-page.ts';
import { observeBlocks } from '../../src/pages/coverage.ts';
import { identifyPage, PAGES } from '../../src/pages/pages.ts';
import { saverOf } from '../../src/pages/saver.ts';
import type { PageKind } from '../../src/records.ts';
import { createWorld, renderPage } from '../../src/replica/replica.ts';
import { contentOf } from '../../src/stages/page-order.ts';
import { hasBrowser } from '../helpers/browser.ts';
import { savedBySingleFile } from '../helpers/single-file.ts';

/** Copies in which the program that saved them has left out what was hidden, and the names of pictures. */

const world = createWorld({ seed: 31, matches: 8, variants: 'plain' });
const ORIGIN = 'https://www.hltv.org';

type Saved = { kind: PageKind; id: number; url: string; html: string };

function page(kind: PageKind, id: number): Saved {
  const path = kind === 'results' ? '/results' : `${PAGES[kind].path({ id })}/x`;
  return { kind, id, url: `${ORIGIN}${path}`, html: renderPage(world, { kind, id }) };
}

const MATCH = page('match', world.matchIds()[0] ?? 0);
const MAP_ID = PAGES.match.parse(MATCH.html, { id: null }).maps.find((map) => map.mapStatsId !== null)?.mapStatsId ?? 0;
const FULL = [
  MATCH,
  page('map-stats', MAP_ID),
  page('performance', MAP_ID),
  page('economy', MAP_ID),
  page('results', 0),
];

/** What each kind loses: [replica page, what the one finding names]. */
const LOST: Record<PageKind, RegExp | null> = {
  match: /^tables of \S+, .*CT and T tables, eco-adjusted columns$/,
  'map-stats': /^CT and T tables, eco-adjusted columns, icons of the round history$/,
  performance: /^first-kill matrix, AWP matrix$/,
  economy: /^icons of the round history$/,
  results: null,
};

type Json = { [key: string]: unknown };
const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const KEYS = [
  'matchId',
  'mapNumber',
  'teamId',
  'team',
  'kind',
  'playerId',
  'killerId',
  'victimId',
  'roundNumber',
  'step',
];

/** What a row is about. The side of a round is a value, that of a table is not; nor is what rounds are counted by. */
function keyOf(row: Json): string {
  const keys = [...KEYS, ...('equipmentValue' in row ? [] : ['side']), ...('played' in row ? ['buyType'] : [])];
  return JSON.stringify(keys.map((key) => row[key]));
}

/** Every value of a part is null or that of the whole; rows are compared by what they are about. */
function differences(part: unknown, whole: unknown, path: string): string[] {
  if (part === null || part === undefined) return [];
  if (Array.isArray(part) && Array.isArray(whole)) {
    const rows = new Map(whole.map((row) => [isObject(row) ? keyOf(row) : JSON.stringify(row), row]));
    return part.flatMap((row) =>
      differences(row, rows.get(isObject(row) ? keyOf(row) : JSON.stringify(row)), `${path}[]`),
    );
  }
  if (isObject(part) && isObject(whole)) {
    return Object.entries(part).flatMap(([key, value]) => differences(value, whole[key], `${path}.${key}`));
  }
  return Object.is(part, whole) ? [] : [`${path}: ${JSON.stringify(part)} instead of ${JSON.stringify(whole)}`];
}

function expectPartOf(html: string, { kind, html: full }: Saved): void {
  const whole = PAGES[kind].parse(full, { id: null });
  const { leftOut, ...part } = PAGES[kind].parse(html, { id: null });
  expect(differences({ ...part, unknowns: [] }, { ...whole, unknowns: [] }, kind)).toEqual([]);
  const findings = checkPage(kind, { ...part, ...(leftOut && { leftOut }) } as never);
  const lost = LOST[kind];
  if (lost === null) expect(findings).toEqual([]);
  else {
    expect(findings).toEqual([expect.objectContaining({ rule: `${kind}/saved-in-full`, severity: 'soft' })]);
    expect(findings[0]?.expected).toMatch(lost);
  }
  expect(observeBlocks(kind, html, part as never)).toEqual([]);
}

describe.runIf(hasBrowser)('a page saved by SingleFile at its defaults', () => {
  let copies: string[] = [];
  beforeAll(async () => {
    copies = await savedBySingleFile(FULL);
  }, 240_000);

  it.each(FULL.map((full, index) => [full.kind, full, index] as const))(
    'has no wrong value and one finding about what is missing: %s',
    (kind, full, index) => {
      const copy = copies[index] ?? '';
      expect(saverOf(copy)).toBe('SingleFile');
      expect(identifyPage(copy)).toMatchObject({ kind, id: full.id, isComplete: true });
      expectPartOf(copy, full);
    },
  );
});

const withoutHidden = (html: string, mark: (html: string) => string): string => {
  const $ = load(html);
  $('.hidden, .matchstats .stats-content:not(#all-content)').remove();
  $('img').attr('src', 'data:image/png;base64,iVBORw0KGgo=');
  return mark($.html());
};

const OTHER_SAVERS: [string, (html: string) => string][] = [
  ['Save Page WE', (html) => html.replace('</head>', '<meta name="savepage-version" content="33.9"></head>')],
  ['WebScrapBook', (html) => html.replace('<html', `<html data-scrapbook-source="${ORIGIN}/x"`)],
  ['SingleFile', (html) => html.replace('<html', '<!--\n Page saved with SingleFile \n url: x \n--><html')],
  ['Monolith', (html) => `<!-- Saved from ${ORIGIN}/x at 2026-02-14T10:00:00Z using monolith v2.8.3 -->${html}`],
];

describe.each(OTHER_SAVERS)('a page that %s saved without its hidden elements', (name, mark) => {
  it.each(FULL.filter(({ kind }) => LOST[kind] !== null))('has no wrong value: $kind', (full) => {
    const copy = withoutHidden(full.html, mark);
    expect(saverOf(copy)).toBe(name);
    const whole = PAGES[full.kind].parse(full.html, { id: null });
    const { leftOut, ...part } = PAGES[full.kind].parse(copy, { id: null });
    expect(differences(part, whole, full.kind)).toEqual([]);
    expect(leftOut).toMatchObject({ saver: name });
    expect(contentOf({ ...part, ...(leftOut && { leftOut }) }).blocks).toBeLessThan(contentOf(whole).blocks);
    const findings = checkPage(full.kind, { ...part, ...(leftOut && { leftOut }) } as never);
    expect(findings.map(({ rule }) => rule)).toEqual([`${full.kind}/saved-in-full`]);
    expect(observeBlocks(full.kind, copy, part as never)).toEqual([]);
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
