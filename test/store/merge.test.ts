import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { MapStatsPlayer, OverviewPlayerStats, PerformancePlayer } from '../../src/page-records.ts';
import { PAGES } from '../../src/pages/pages.ts';
import type { PlayerMapStats, TableSide } from '../../src/records.ts';
import { renderPage } from '../../src/replica/render/render-page.ts';
import { createWorld } from '../../src/replica/world/world.ts';
import { memoryStore } from '../helpers/memory-store.ts';
import {
  mapStatsPage,
  mapStatsPlayer,
  matchPage,
  overviewPlayer,
  performancePage,
  performancePlayer,
  TEAM1,
  TEAM2,
} from '../helpers/records.ts';
import { savePage } from '../helpers/save-page.ts';

const IDS = [50001, 50002, 50003, 50011, 50012];
const SIDES: TableSide[] = ['both', 'ct', 't'];

const value = fc.option(fc.integer({ min: 0, max: 60 }), { nil: null });
const values = fc.array(value, { minLength: 20, maxLength: 20 });
const mentions = fc.uniqueArray(
  fc.record({ playerId: fc.constantFrom(...IDS), side: fc.constantFrom(...SIDES), values }),
  { selector: ({ playerId, side }) => `${playerId} ${side}`, maxLength: 15 },
);
const cards = fc.uniqueArray(fc.record({ playerId: fc.constantFrom(...IDS), values }), {
  selector: ({ playerId }) => playerId,
});

type Mention = { playerId: number; side: TableSide; values: (number | null)[] };

const OVERVIEW = [
  'kills',
  'deaths',
  'adr',
  'kast',
  'roundSwing',
  'rating',
  'ecoKills',
  'ecoDeaths',
  'ecoAdr',
  'ecoKast',
];
const STATS = [
  ...OVERVIEW,
  ...['headshots', 'assists', 'flashAssists', 'tradedDeaths', 'openingKills', 'openingDeaths', 'multiKillRounds'],
  ...['clutchesWon', 'ecoHeadshots', 'ecoOpeningDeaths'],
];
const CARD = ['adr', 'kast', 'roundSwing', 'rating', 'kpr', 'dpr', 'impact', 'mkRating'];

const fill = (fields: string[], numbers: (number | null)[]) =>
  Object.fromEntries(fields.map((field, index) => [field, numbers[index] ?? null]));

/** What the contract says, written down once more: map stats, else overview, else performance; side both for cards. */
const expected = (pages: { stats: Mention[]; overview: Mention[]; cards: Omit<Mention, 'side'>[] }) => {
  const rows = new Map<string, Record<string, unknown>>();
  const add = (mention: Mention, fields: string[]) => {
    const key = `${mention.playerId} ${mention.side}`;
    const row = rows.get(key) ?? {};
    const said = Object.entries(fill(fields, mention.values)).filter(([field]) => (row[field] ?? null) === null);
    rows.set(key, { ...row, ...Object.fromEntries(said) });
  };
  for (const mention of pages.stats) add(mention, STATS);
  for (const mention of pages.overview) add(mention, OVERVIEW);
  for (const card of pages.cards) add({ ...card, side: 'both' }, CARD);
  return rows;
};

it('shows each player once per side, with the value of the best page that has one', () => {
  fc.assert(
    fc.property(mentions, mentions, cards, (stats, overview, cardList) => {
      using store = memoryStore(() => 1);
      savePage(
        store,
        'match',
        matchPage({
          playerMapStats: overview.map(
            ({ playerId, side, values: numbers }): OverviewPlayerStats =>
              overviewPlayer(playerId, { side, ...fill(OVERVIEW, numbers) }),
          ),
        }),
      );
      savePage(
        store,
        'map-stats',
        mapStatsPage({
          playerMapStats: stats.map(
            ({ playerId, side, values: numbers }): MapStatsPlayer =>
              mapStatsPlayer(playerId, { side, ...fill(STATS, numbers) }),
          ),
        }),
      );
      savePage(
        store,
        'performance',
        performancePage({
          playerMapStats: cardList.map(
            ({ playerId, values: numbers }): PerformancePlayer =>
              performancePlayer(playerId, fill(CARD, numbers) as Partial<PerformancePlayer>),
          ),
        }),
      );
      const rows: PlayerMapStats[] = store.tables.rows('player_map_stats');
      const rowsExpected = expected({ stats, overview, cards: cardList });
      expect(rows.map(({ playerId, side }) => `${playerId} ${side}`).sort()).toEqual([...rowsExpected.keys()].sort());
      for (const row of rows) {
        expect(row).toMatchObject(rowsExpected.get(`${row.playerId} ${row.side}`) ?? {});
        expect(row.teamId).toBe(row.playerId > 50010 ? TEAM2 : TEAM1);
        if (row.side !== 'both') expect([row.kpr, row.dpr, row.impact, row.mkRating]).toEqual([null, null, null, null]);
      }
    }),
    { numRuns: 150, seed: 7 },
  );
});

it('has no eco-adjusted values for maps before rating 3.0, although overview and map stats have cells for them', () => {
  const world = createWorld({ seed: 7 });
  const match = world.caseMatch('mr15');
  const mapStatsId = match.maps[0]?.mapStatsId ?? 0;
  const overview = renderPage(world, { kind: 'match', id: match.matchId });
  expect(overview).toContain('null-null');
  using store = memoryStore(() => 1);
  savePage(store, 'match', PAGES.match.parse(overview, { id: match.matchId }));
  const mapStats = renderPage(world, { kind: 'map-stats', id: mapStatsId });
  savePage(store, 'map-stats', PAGES['map-stats'].parse(mapStats, { id: mapStatsId }));
  const rows = store.tables.rows('player_map_stats');
  expect(rows.length).toBeGreaterThan(30);
  for (const row of rows) {
    const eco = Object.entries(row).filter(([column]) => column.startsWith('eco'));
    expect(eco.map(([, value]) => value)).toEqual(eco.map(() => null));
  }
});
