import { describe, expect, it } from 'vitest';
import { VIEWS } from '../../src/dictionary.ts';
import { memoryDatabase } from '../helpers/memory-store.ts';

/** Every view for analysts leads to its rows through an index, from whichever column a question begins with. */

const database = memoryDatabase();

/** The columns that tell the rows of a view apart. */
const KEYS = Object.fromEntries(Object.entries(VIEWS).map(([view, { key }]) => [view, key.join(', ')]));

const views = database.prepare(`SELECT name FROM sqlite_schema WHERE type = 'view' ORDER BY name`).pluck().all();

const columnsOf = (view: string): string[] =>
  (database.pragma(`table_info(${view})`) as { name: string }[]).map(({ name }) => name);

const plan = (query: string): string[] =>
  (database.prepare(`EXPLAIN QUERY PLAN ${query}`).all({ id: 5 }) as { detail: string }[]).map(({ detail }) => detail);

const CONDITIONS: [column: string, condition: string][] = [
  ...['match_id', 'team_id', 'opponent_id', 'player_id', 'event_id'].flatMap((column): [string, string][] => [
    [column, `${column} = 5`],
    [column, `${column} = @id`],
    [column, `${column} IN (5, 6)`],
  ]),
  ['team1_id', '(team1_id = 5 OR team2_id = 5)'],
  ['started_at_ms', 'started_at_ms >= 5 AND started_at_ms < 9'],
  ['ended_at_ms', 'ended_at_ms BETWEEN 5 AND 9'],
  ['start_date', `start_date BETWEEN '2026-02-01' AND '2026-02-28'`],
  ['map_name', `map_name = 'Nuke'`],
  ['map_name', `map_name IN ('Nuke', 'Mirage')`],
];

const CASES = Object.keys(KEYS).flatMap((view) =>
  CONDITIONS.filter(([column]) => columnsOf(view).includes(column)).map(([, condition]) => [view, condition] as const),
);

it('knows the key of every view', () => {
  expect(Object.keys(KEYS).toSorted()).toEqual(views);
});

describe('a question that names a team, player, event, date or map', () => {
  it.each(CASES)('%s: %s', (view, condition) => {
    const steps = plan(`SELECT * FROM ${view} WHERE ${condition}`);
    expect(steps.filter((step) => step.startsWith('SEARCH')).length).toBeGreaterThan(0);
    expect(steps.filter((step) => /SCAN|TEMP B-TREE|AUTOMATIC|MATERIALIZE/.test(step))).toEqual([]);
  });
});

describe('a question that names a map besides', () => {
  const others = ['team_id', 'opponent_id', 'player_id', 'event_id', 'match_id'];
  const cases = Object.keys(KEYS)
    .filter((view) => columnsOf(view).includes('map_name'))
    .flatMap((view) => others.filter((column) => columnsOf(view).includes(column)).map((column) => [view, column]));

  it.each(cases)('%s: begins with the other condition, %s', (view, column) => {
    const [first] = plan(`SELECT * FROM ${view} WHERE map_name = 'Nuke' AND ${column} = 5`);
    expect(first).toMatch(/^SEARCH/);
    expect(first).not.toMatch(/\(map_name=\?\)/);
  });
});

describe('the whole of a view', () => {
  it.each(Object.entries(KEYS))('%s is read from one table, in the order of %s without sorting', (view, key) => {
    for (const query of [`SELECT * FROM ${view}`, `SELECT * FROM ${view} ORDER BY ${key}`]) {
      const steps = plan(query);
      expect(steps.filter((step) => step.startsWith('SCAN'))).toHaveLength(1);
      expect(
        steps.filter((step) => /^SCAN.* INDEX (?!maps_in_order)|TEMP B-TREE|AUTOMATIC|MATERIALIZE/.test(step)),
      ).toEqual([]);
    }
  });

  // Two rows a round: what a map and its match say is read fifty times less often.
  it('round_economy_facts reads map and match once for each map', () => {
    expect(plan('SELECT * FROM round_economy_facts').slice(0, 3)).toEqual([
      'SCAN m USING INDEX maps_in_order',
      'SEARCH g USING INTEGER PRIMARY KEY (rowid=?)',
      'SEARCH e USING PRIMARY KEY (match_id=? AND map_number=?)',
    ]);
  });
});

describe('a table asked for a team, player, event, date or map', () => {
  it.each([
    'SELECT * FROM matches WHERE team1_id = 5 OR team2_id = 5',
    'SELECT * FROM matches WHERE event_id = 5',
    'SELECT * FROM matches WHERE started_at_ms BETWEEN 5 AND 9',
    'SELECT * FROM matches WHERE ended_at_ms BETWEEN 5 AND 9',
    `SELECT * FROM maps WHERE map_name = 'Nuke'`,
    'SELECT * FROM maps WHERE map_stats_id = 5',
    'SELECT * FROM lineups WHERE player_id = 5',
    'SELECT * FROM player_map_stats WHERE player_id = 5',
    `SELECT * FROM vetoes WHERE map_name = 'Nuke'`,
    'SELECT p.* FROM player_map_stats AS p JOIN matches AS m ON m.match_id = p.match_id WHERE m.event_id = 5',
    'SELECT r.* FROM rounds AS r JOIN matches AS m ON m.match_id = r.match_id WHERE m.started_at_ms > 5',
    'SELECT k.* FROM kill_matrix AS k JOIN matches AS m ON m.match_id = k.match_id WHERE m.team1_id = 5',
  ])('%s', (query) => {
    const steps = plan(query);
    expect(steps.filter((step) => /SCAN|TEMP B-TREE|AUTOMATIC|MATERIALIZE/.test(step))).toEqual([]);
  });
});
