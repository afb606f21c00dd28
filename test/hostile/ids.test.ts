import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { openArchive } from '../../src/archive/archive.ts';
import { checkPage } from '../../src/checks/check-page.ts';
import { readValue } from '../../src/commands/given-texts.ts';
import { SCRAPE_SETTINGS } from '../../src/config.ts';
import { ParseError, UsageError } from '../../src/errors.ts';
import type { PageKind } from '../../src/page-kinds.ts';
import type { FieldIssue } from '../../src/page-records.ts';
import { identifyPage, PAGES } from '../../src/pages/pages.ts';
import { ALL_FORMS } from '../helpers/all-forms.ts';
import { memoryStore } from '../helpers/memory-store.ts';
import { bent, parsed, sitePage } from './pages.ts';

/** Numbers that are none: too small, too large to count with, written in another way. */
const NO_IDS = [
  '0',
  '-1',
  '9007199254740992',
  '9223372036854775808',
  '1'.repeat(400),
  '1e3',
  '1e400',
  '1.5',
  ' 12 ',
  '١٢',
  '',
];

const match = parsed('match', sitePage('match').html);
const mapStatsId = sitePage('map-stats').id;
const { playerId } = parsed('match', sitePage('match').html).playerMapStats[0] ?? { playerId: 0 };

/** Where pages have ids, and the field that is named when one of them is none. */
const PLACES: { kind: PageKind; place: string; field: RegExp; around: (id: string | number) => string; id: number }[] =
  [
    {
      kind: 'results',
      place: 'match',
      field: /^entries\[\d+\]\.matchId$/,
      around: (id) => `"/matches/${id}/`,
      id: match.matchId,
    },
    { kind: 'match', place: 'team', field: /team1Id/, around: (id) => `/team/${id}/`, id: match.team1Id ?? 0 },
    {
      kind: 'match',
      place: 'player',
      field: /playerId|playerOfMatchId/,
      around: (id) => `/player/${id}/`,
      id: playerId,
    },
    { kind: 'match', place: 'event', field: /^eventId$/, around: (id) => `/events/${id}/`, id: match.eventId ?? 0 },
    {
      kind: 'match',
      place: 'map',
      field: /^maps\[0\]\.mapStatsId$/,
      around: (id) => `/stats/matches/mapstatsid/${id}/`,
      id: mapStatsId,
    },
    {
      kind: 'match',
      place: 'demo',
      field: /^demoId$/,
      around: (id) => `"/download/demo/${id}"`,
      id: match.demoId ?? 0,
    },
    {
      kind: 'map-stats',
      place: 'team',
      field: /^team1Id$/,
      around: (id) => `/stats/teams/${id}/`,
      id: match.team1Id ?? 0,
    },
    { kind: 'map-stats', place: 'player', field: /playerId$/, around: (id) => `/stats/players/${id}/`, id: playerId },
    { kind: 'map-stats', place: 'event', field: /^eventId$/, around: (id) => `event=${id}`, id: match.eventId ?? 0 },
    { kind: 'map-stats', place: 'match', field: /^matchId$/, around: (id) => `/matches/${id}/`, id: match.matchId },
    { kind: 'performance', place: 'player', field: /playerId$|killMatrix/, around: (id) => `/${id}/`, id: playerId },
  ];

/** Each id stands in a third of the places, and each place has a third of the ids. With TEST_ALL_FORMS=1 all of them. */
const placesOf = (id: string) => PLACES.filter((_, at) => ALL_FORMS || (at + NO_IDS.indexOf(id)) % 3 === 0);

describe.each(NO_IDS)('the id "%s"', (text) => {
  it.each(placesOf(text))('of a $place on a $kind page is named with its field', ({ kind, around, id, field }) => {
    const html = bent(sitePage(kind).html, around(id), around(text));
    expect(fieldsNamed(kind, html).some((name) => field.test(name))).toBe(true);
  });

  it.each(['match', 'map-stats', 'performance', 'economy'] as const)('of a %s page is no id', (kind) => {
    const { html, id } = sitePage(kind);
    const page = html.replaceAll(`/${id}/`, () => `/${text}/`).replaceAll(`%2F${id}%2F`, () => `%2F${text}%2F`);
    expect(identifyPage(page).id).toBeNull();
    expect((caught(() => PAGES[kind].parse(page, { id: null })) as ParseError).field).toMatch(/^(?:id|document)$/);
  });

  it('is refused on the command line', () => {
    for (const typed of [text, `https://www.hltv.org/matches/${text}/x`]) {
      expect(() => readValue(SCRAPE_SETTINGS.matchIds, [{ text: typed, name: '--match' }])).toThrow(UsageError);
    }
  });
});

describe('an id that cannot be one', () => {
  it('is no second id beside a good one: the page contradicts itself', () => {
    const { html, id } = sitePage('match');
    const page = bent(html, /<link href="[^"]*" rel="canonical">/, '<link href="/matches/0/x" rel="canonical">');
    expect(identifyPage(page).id).toBeNull();
    expect(caught(() => PAGES.match.parse(page, { id }))).toMatchObject({ field: 'id' });
  });

  it.each(['0 - 6', '-1 - 6', '9007199254740992 - 9007199254740997', '1e3 - 1e4', `${'1'.repeat(400)} - 2`])(
    'as the range of a listing is named: %s',
    (range) => {
      const page = bent(sitePage('results').html, '1 - 6 of', `${range} of`);
      const record = PAGES.results.parse(page, { id: null });
      expect(checkPage('results', record)).not.toEqual([]);
      expect(record.first ?? 0).toBeLessThanOrEqual(Number.MAX_SAFE_INTEGER);
    },
  );

  it('nor can a number of duels, however long', () => {
    const file = new URL('../pages/fixtures/map-stats/layout-2022/page.html', import.meta.url);
    const page = bent(readFileSync(file, 'utf8'), /title="\d+ first kills/, `title="${'9'.repeat(400)} first kills`);
    const record = PAGES['map-stats'].parse(page, { id: null });
    expect(record.playerMapStats[0]?.openingKills).toBeNull();
    expect(record.issues).toContainEqual(expect.objectContaining({ field: 'playerMapStats[0].openingKills' }));
  });

  it.each([-1, 1.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 53, 2 ** 63])('creates no file: %d', (id) => {
    expect(() => openArchive('nowhere').find('match', id)).toThrow(/whole, non-negative id/);
  });

  it.each([0, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 63])('creates no row: %d', (id) => {
    using store = memoryStore(Date.now);
    const target = { kind: 'match' as const, id, matchId: null, path: '/matches/x', sortMs: null };
    expect(() => store.targets.upsert(target)).toThrow();
    expect(store.targets.counts().match.pending).toBe(0);
  });
});

/** The field of the error, or those that the page withholds. */
function fieldsNamed(kind: PageKind, html: string): string[] {
  const outcome = caught(() => parsed(kind, html).issues ?? []);
  if (outcome instanceof ParseError) return [outcome.field];
  return Array.isArray(outcome) ? outcome.map(({ field }: FieldIssue) => field) : [];
}

function caught(work: () => unknown): unknown {
  try {
    return work();
  } catch (error) {
    return error;
  }
}
