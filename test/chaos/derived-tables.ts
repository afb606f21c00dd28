import type { Database } from 'better-sqlite3';

/** Recounts the tables that are kept up to date with each save from the tables that they are counted from. */

type Derived = { columns: string; recount: string; where?: string };

const DERIVED: Record<string, Derived> = {
  target_totals: {
    columns: 'kind, state, has_follow_ups, count',
    recount: 'SELECT kind, state, has_follow_ups, count(*) FROM targets GROUP BY 1, 2, 3',
    where: 'count > 0',
  },
  waiting_matches: {
    columns: 'match_id, kinds, is_begun, sort_ms',
    recount: `SELECT match_id, sum(DISTINCT CASE kind WHEN 'match' THEN 1 WHEN 'map-stats' THEN 2 WHEN 'performance' THEN 4
        ELSE 8 END), NOT max(kind = 'match' AND state = 'pending'), max(sort_ms)
      FROM targets WHERE match_id IS NOT NULL AND state IN ('pending', 'awaiting') GROUP BY match_id`,
  },
  waiting_match_totals: {
    columns: 'kinds, count',
    recount: 'SELECT kinds, count(*) FROM waiting_matches GROUP BY kinds',
    where: 'count > 0',
  },
  match_teams: {
    columns: 'match_id, team_id, team_number, opponent_id',
    recount: `SELECT match_id, team1_id, 1, team2_id FROM matches WHERE team1_id IS NOT NULL
      UNION ALL SELECT match_id, team2_id, 2, team1_id FROM matches WHERE team2_id IS NOT NULL`,
  },
  veto_totals: {
    columns: `team_id, map_name, vetoes, removed, removed_first, picked, removed_by_opponent, picked_by_opponent, left_over,
      played, won`,
    recount: `WITH steps AS (
        SELECT t.team_id, v.map_name, v.action, v.team_id = t.team_id AS own, m.map_number IS NOT NULL AS played,
          m.winner_team_id IS t.team_id AND m.map_number IS NOT NULL AS won,
          v.action = 'removed' AND row_number() OVER (
            PARTITION BY v.match_id, t.team_id, v.action, v.team_id = t.team_id ORDER BY v.step) = 1 AS first
        FROM (SELECT match_id, team1_id AS team_id FROM matches UNION ALL SELECT match_id, team2_id FROM matches) AS t
        JOIN vetoes AS v ON v.match_id = t.match_id
        LEFT JOIN maps AS m ON m.match_id = v.match_id AND m.map_name = v.map_name AND m.state = 'played'
        WHERE t.team_id IS NOT NULL)
      SELECT team_id, map_name, count(*), total(action = 'removed' AND own), total(own AND first),
        total(action = 'picked' AND own), total(action = 'removed' AND NOT own), total(action = 'picked' AND NOT own),
        total(action = 'left_over'), total(played), total(won)
      FROM steps GROUP BY team_id, map_name`,
  },
  map_teams: {
    columns: `match_id, map_number, team_id, pistol_rounds_won, full_eco_rounds, full_eco_wins, semi_eco_rounds, semi_eco_wins,
      semi_buy_rounds, semi_buy_wins, full_buy_rounds, full_buy_wins`,
    recount: `SELECT m.match_id, m.map_number, t.team_id,
        (SELECT iif(count(*) = 2, sum(r.winner_team_id = t.team_id), NULL) FROM rounds AS r
          WHERE r.match_id = m.match_id AND r.map_number = m.map_number AND r.is_pistol),
        ${['full_eco', 'semi_eco', 'semi_buy', 'full_buy'].flatMap((type) => [countOf(type), countOf(type, 'AND e.won')])}
      FROM maps AS m JOIN match_teams AS t USING (match_id)
      LEFT JOIN round_economy AS e ON e.match_id = m.match_id AND e.map_number = m.map_number AND e.team_id = t.team_id
      WHERE m.state = 'played' GROUP BY m.match_id, m.map_number, t.team_id`,
  },
  teams: { columns: 'team_id, name', recount: latestNames('team') },
  players: { columns: 'player_id, name', recount: latestNames('player') },
  events: { columns: 'event_id, name', recount: latestNames('event') },
};

function countOf(buyType: string, condition = ''): string {
  return `iif(count(e.team_id) = 0, NULL, count(*) FILTER (WHERE e.buy_type = '${buyType}' ${condition}))`;
}

function latestNames(entity: string): string {
  return `SELECT entity_id, name FROM (SELECT *, row_number() OVER (PARTITION BY entity_id
    ORDER BY as_of_ms DESC, page_rank, page_id DESC) AS place FROM observed_names WHERE entity = '${entity}')
    WHERE place = 1`;
}

/** The rows that are missing, and those that should not be there. */
export function derivedTableErrors(database: Database): string[] {
  return Object.entries(DERIVED).flatMap(([table, { columns, recount, where = 'TRUE' }]) => {
    const stored = `SELECT ${columns} FROM ${table} WHERE ${where}`;
    const rows = (sql: string): string[] =>
      database
        .prepare(sql)
        .all()
        .map((row) => JSON.stringify(row));
    return [
      ...rows(`SELECT * FROM (${recount}) EXCEPT ${stored}`).map((row) => `${table} lacks ${row}`),
      ...rows(`${stored} EXCEPT SELECT * FROM (${recount})`).map((row) => `${table} is wrong in ${row}`),
    ];
  });
}
