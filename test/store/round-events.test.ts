import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterAll, describe, expect, it } from 'vitest';
import type { TargetKind } from '../../src/page-kinds.ts';
import { manAdvantageQuery } from '../../src/store/report/man-advantage.ts';
import { openStore, type Store } from '../../src/store/store.ts';
import { eventOf, sectionOf } from '../checks/broken-round-swing.ts';
import { mapStatsPage, matchPage, performancePage } from '../checks/records.ts';
import { savePage } from '../helpers/save-page.ts';

const folder = mkdtempSync(join(tmpdir(), 'hltv-round-events-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const SAVES: { [Kind in TargetKind]?: (store: Store) => void } = {
  match: (store) => savePage(store, 'match', matchPage()),
  'map-stats': (store) => savePage(store, 'map-stats', mapStatsPage()),
  performance: (store) => savePage(store, 'performance', performancePage()),
};
const DERIVED = ['round_events', 'round_event_swings', 'player_map_events', 'round_clutches', 'situation_totals'];
let files = 0;

/** What a database holds after some pages were saved. */
function databaseAfter(save: (store: Store) => void) {
  files += 1;
  const file = join(folder, `${files}.db`);
  const store = openStore({ file, clock: () => 1 });
  save(store);
  store.close();
  const database = new Database(file, { readonly: true });
  const list = (query: string) => database.prepare(query).all() as Record<string, unknown>[];
  return { list, tables: Object.fromEntries(DERIVED.map((table) => [table, list(`SELECT * FROM ${table}`)])) };
}

const saveAll = (store: Store) => {
  for (const save of Object.values(SAVES)) save(store);
};
const WHOLE = databaseAfter(saveAll);

describe('the rows of events', () => {
  const kinds = ['match', 'map-stats', 'performance'] as const;
  const orders = kinds.flatMap((one) =>
    kinds.flatMap((two) =>
      kinds.filter((three) => new Set([one, two, three]).size === 3).map((three) => [one, two, three]),
    ),
  );

  it.each(orders)('are the same in any order: %s, %s, %s', (...order) => {
    const other = databaseAfter((store) => {
      for (const kind of order) SAVES[kind]?.(store);
    });
    expect(other.tables).toEqual(WHOLE.tables);
  });

  it('are the same when every page is saved twice', () => {
    const twice = databaseAfter((store) => {
      saveAll(store);
      saveAll(store);
    });
    expect(twice.tables).toEqual(WHOLE.tables);
  });

  it('of a round go when map stats that come later contradict it, and come back with the right ones', () => {
    const rounds = databaseAfter((store) => {
      saveAll(store);
      const page = mapStatsPage();
      Object.assign(page.rounds[0] ?? {}, { winnerTeamId: 9002 });
      savePage(store, 'map-stats', page);
    }).list('SELECT DISTINCT round_number AS round FROM round_events ORDER BY 1');
    expect(rounds.map(({ round }) => round)).toEqual(Array.from({ length: 21 }, (_, index) => index + 2));
    const again = databaseAfter((store) => {
      const page = mapStatsPage();
      Object.assign(page.rounds[0] ?? {}, { winnerTeamId: 9002 });
      savePage(store, 'map-stats', page);
      saveAll(store);
    });
    expect(again.tables).toEqual(WHOLE.tables);
  });

  it('go with their match', () => {
    const gone = databaseAfter((store) => {
      saveAll(store);
      savePage(store, 'match', { ...matchPage(), maps: [] });
    });
    expect(gone.tables).toEqual(Object.fromEntries(DERIVED.map((table) => [table, []])));
  });
});

/** One round with a kill of a team mate, trades, a plant, a player left alone and a defuse. */
function storyPage() {
  const page = performancePage();
  const section = sectionOf(page);
  const at = (eventNumber: number, over: object) => ({ ...eventOf(performancePage(), 1, 1), eventNumber, ...over });
  const alive = (team1Alive: number, team2Alive: number, chance: number) => ({
    ...{ team1Alive, team2Alive, team1WinProbability: chance, team2WinProbability: 100 - chance },
  });
  const kill = (playerId: number, victimId: number) => ({ type: 'kill', playerId, victimId });
  section.events = [
    at(1, {}),
    at(2, { ...kill(201, 202), ...alive(5, 4, 60) }),
    at(3, { ...kill(201, 101), ...alive(4, 4, 45.5) }),
    at(4, { type: 'bomb_planted', playerId: 203, victimId: null, ...alive(4, 4, 30) }),
    at(5, { ...kill(102, 201), ...alive(4, 3, 50) }),
    at(6, { ...kill(203, 102), ...alive(3, 3, 40) }),
    at(7, { ...kill(103, 203), ...alive(3, 2, 55) }),
    at(8, { ...kill(103, 204), ...alive(3, 1, 80) }),
    at(9, { ...kill(103, 205), ...alive(3, 0, 90) }),
    at(10, { type: 'bomb_defused', playerId: 104, victimId: null, ...alive(3, 0, 100) }),
  ];
  section.swings = [];
  section.scores = section.scores.slice(0, 1);
  page.killMatrix = [];
  return page;
}

/** The story, of which the page does not say all. */
const storyAfter = (change: (events: ReturnType<typeof sectionOf>['events']) => typeof events) =>
  databaseAfter((store) => {
    const mapStats = mapStatsPage();
    Object.assign(mapStats.rounds[0] ?? {}, { outcome: 'bomb_defused' });
    const page = storyPage();
    sectionOf(page).events = change(sectionOf(page).events);
    savePage(store, 'match', matchPage());
    savePage(store, 'map-stats', mapStats);
    savePage(store, 'performance', page);
  });
const STORY = storyAfter((events) => events);
const without = (eventNumber: number) =>
  storyAfter((events) => events.filter((each) => each.eventNumber !== eventNumber));
const changed = (eventNumber: number, over: object) =>
  storyAfter((events) => events.map((each) => (each.eventNumber === eventNumber ? { ...each, ...over } : each)));

describe('the views', () => {
  it('kills has who killed whom, in which situation and what it changed', () => {
    const rows = STORY.list('SELECT * FROM kills ORDER BY event_number');
    const flags = ({
      event_number,
      is_team_kill,
      is_opening,
      is_traded,
      is_trade,
      is_post_plant,
    }: Record<string, unknown>) => [...[event_number, is_team_kill, is_opening, is_traded, is_trade, is_post_plant]];
    expect(rows.map(flags)).toEqual([
      [2, 1, 0, 0, 0, 0],
      [3, 0, 1, 1, 0, 0],
      [5, 0, 0, 1, 1, 1],
      [6, 0, 0, 1, 1, 1],
      [7, 0, 0, 0, 1, 1],
      [8, 0, 0, 0, 0, 1],
      [9, 0, 0, 0, 0, 1],
    ]);
    expect(rows[1]).toMatchObject({
      ...{ player_id: 201, player_name: 'player201', team_id: 9002, team_name: 'Bravo Foxes', opponent_id: 9001 },
      ...{ side: 't', victim_id: 101, victim_name: 'player101', victim_team_id: 9001, victim_side: 'ct' },
      ...{ alive_before: 4, opponents_alive_before: 5, man_advantage_before: -1 },
      ...{ win_probability_before: 40, win_probability_after: 54.5, swing: null, is_round_won: 0 },
      ...{ map_name: 'Ancient', start_date: '2026-02-14' },
    });
    expect(WHOLE.list('SELECT swing FROM kills ORDER BY round_number, event_number LIMIT 1')).toEqual([{ swing: 2 }]);
  });

  it('clutches has who was left alone against how many', () => {
    expect(STORY.list('SELECT * FROM clutches')).toEqual([
      expect.objectContaining({
        ...{ round_number: 1, team_id: 9002, team_name: 'Bravo Foxes', opponent_id: 9001, side: 't', event_number: 8 },
        ...{ player_id: 205, player_name: 'player205', opponents: 3, is_post_plant: 1, win_probability: 20, won: 0 },
      }),
    ]);
  });

  it('player_event_facts counts what a player did', () => {
    const [row] = STORY.list('SELECT * FROM player_event_facts WHERE player_id = 103');
    expect(row).toMatchObject({
      ...{
        team_id: 9001,
        team_rank: 27,
        opponent_rank: null,
        rounds: 1,
        kills: 3,
        kills_with_more: 2,
        kills_with_as_many: 1,
        kills_with_fewer: 0,
      },
      ...{ opening_kills: 0, trade_kills: 1, post_plant_kills: 3, kills_in_won_rounds: 3, kills_in_lost_rounds: 0 },
    });
    expect(STORY.list('SELECT * FROM player_event_facts WHERE player_id = 201')).toMatchObject([
      { kills: 1, opening_kills: 1, opening_deaths: 0, traded_deaths: 1, swing_added: null },
    ]);
    expect(STORY.list('SELECT opening_deaths, traded_deaths FROM player_event_facts WHERE player_id = 101')).toEqual([
      { opening_deaths: 1, traded_deaths: 1 },
    ]);
    expect(
      STORY.list('SELECT plants, defuses FROM player_event_facts WHERE player_id IN (104, 203) ORDER BY player_id'),
    ).toEqual([
      { plants: 0, defuses: 1 },
      { plants: 1, defuses: 0 },
    ]);
    expect(WHOLE.list('SELECT swing_added, swing_given FROM player_event_facts WHERE player_id IN (101, 201)')).toEqual(
      expect.arrayContaining([
        { swing_added: 88, swing_given: null },
        { swing_added: null, swing_given: -88 },
      ]),
    );
  });

  it('round_win_probability has the rate of winning beside the chances', () => {
    const rows = STORY.list(`SELECT * FROM round_win_probability WHERE side = 'ct' AND alive = 4`);
    expect(rows).toEqual([
      {
        ...{ map_name: 'Ancient', side: 'ct', alive: 4, opponents_alive: 3, is_bomb_planted: 1, situations: 1 },
        ...{ rounds_won: 1, win_rate: 100, mean_win_probability: 50 },
      },
      expect.objectContaining({ opponents_alive: 4, is_bomb_planted: 0, mean_win_probability: 45.5 }),
      expect.objectContaining({ opponents_alive: 4, is_bomb_planted: 1, mean_win_probability: 30 }),
    ]);
    expect(
      STORY.list(
        `SELECT * FROM round_win_probability WHERE opponents_alive = 4 AND is_bomb_planted = 0 AND alive = 4 AND side = 't'`,
      ),
    ).toEqual([expect.objectContaining({ rounds_won: 0, win_rate: 0, mean_win_probability: 54.5 })]);
  });
});

describe('what the page leaves open', () => {
  const killsOf = ({ list }: typeof STORY, column: string) =>
    Object.fromEntries(list('SELECT * FROM kills').map((row) => [row.event_number, row[column]]));

  it('the side of an unknown player is not that of the other team', () => {
    const [victim, killer] = [changed(6, { victimId: null }), changed(6, { playerId: null })];
    expect([killsOf(victim, 'side')[6], killsOf(victim, 'victim_side')[6]]).toEqual(['t', null]);
    expect([killsOf(killer, 'side')[6], killsOf(killer, 'victim_side')[6]]).toEqual([null, 'ct']);
  });

  it('a kill is not known to be a trade when a kill of the round names not both players', () => {
    const story = changed(6, { victimId: null });
    expect(killsOf(story, 'is_traded')).toEqual({ 2: 0, 3: 1, 5: null, 6: null, 7: null, 8: null, 9: null });
    expect(killsOf(story, 'is_trade')).toEqual({ 2: 0, 3: null, 5: 1, 6: null, 7: null, 8: null, 9: null });
    expect(killsOf(story, 'is_opening')).toEqual(killsOf(STORY, 'is_opening'));
  });

  it('a kill is not known to be the first after an event that is missing', () => {
    expect(killsOf(without(2), 'is_opening')).toEqual({ 3: null, 5: 0, 6: 0, 7: 0, 8: 0, 9: 0 });
    expect(killsOf(changed(2, { type: null }), 'is_opening')).toEqual(killsOf(without(2), 'is_opening'));
    expect(without(2).list('SELECT DISTINCT opening_kills FROM player_event_facts')).toEqual([{ opening_kills: 0 }]);
  });

  it('without the plant, nothing is known to come before or after it', () => {
    const story = without(4);
    expect(killsOf(story, 'is_post_plant')).toEqual({ 2: 0, 3: 0, 5: null, 6: null, 7: null, 8: null, 9: null });
    expect(story.list('SELECT is_post_plant FROM clutches')).toEqual([{ is_post_plant: null }]);
    expect(story.list('SELECT DISTINCT alive, opponents_alive FROM round_win_probability')).toEqual([]);
  });

  it.each([4, 8])(
    'a report of some matches counts the situations that the totals have: without event %i',
    (missing) => {
      const filters = { sinceMs: null, untilMs: null, events: [], teams: [], minStars: null };
      const ofAll = manAdvantageQuery({ ...filters, maps: [] });
      const ofSome = manAdvantageQuery({ ...filters, maps: ['Ancient'] }).replace('chosen_maps', 'maps');
      const story = without(missing);
      expect(story.list(ofSome)).toEqual(story.list(ofAll));
    },
  );

  it('a player is not known to have been left alone by an event that is missing', () => {
    expect(without(8).list('SELECT * FROM clutches')).toEqual([]);
    expect(without(9).list('SELECT * FROM clutches')).toEqual(STORY.list('SELECT * FROM clutches'));
  });
});
