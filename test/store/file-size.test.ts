import { expect, it } from 'vitest';
import { memoryDatabase } from '../helpers/memory-store.ts';

/** A crawl saves the newest match first: what the rows of its maps then leave empty in the pages of the file. */

const MATCHES = 40;
const ROWS = 50;

const TABLES: [table: string, columns: string, values: string][] = [
  ['player_map_stats', 'player_id, side, player_name', `row, 'both', 'gofi'`],
  ['rounds', 'round_number, winner_team_id', 'row, 9001'],
  ['round_economy', 'round_number, team_id, equipment_value', 'row, 9001, 20000'],
  ['kill_matrix', 'kind, killer_id, victim_id, kills', `'all', row, 7001, 3`],
];

it.each(TABLES)('%s is full from the newest match to the oldest', (table, columns, values) => {
  const database = memoryDatabase();
  database.pragma('foreign_keys = OFF');
  const insert =
    database.prepare(`WITH RECURSIVE numbers (row) AS (SELECT 1 UNION ALL SELECT row + 1 FROM numbers WHERE row < ${ROWS})
    INSERT INTO ${table} (match_id, map_number, ${columns}) SELECT ?, ?, ${values} FROM numbers`);
  for (let matchId = MATCHES; matchId > 0; matchId -= 1) {
    for (const mapNumber of [1, 2, 3]) insert.run(matchId, mapNumber);
  }
  const unused = database
    .prepare('SELECT 1.0 * sum(unused) / sum(pgsize) FROM dbstat WHERE name = ?')
    .pluck()
    .get(table);
  expect(unused).toBeLessThan(0.25);
});
