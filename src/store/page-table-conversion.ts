import type {
  EconomyPage,
  MapStatsPage,
  MatchPage,
  OverviewMap,
  OverviewPlayerStats,
  PageRecords,
  PerformancePage,
} from '../page-records.ts';
import { replaceMatch } from './assembled-rows.ts';
import { put } from './page-records.ts';
import { type Sql, type StoreContext, toRecord } from './sql.ts';

/**
 * Converts the page tables of schema 11: rebuilds the record of each page from its rows, then assembles the rows of the
 * public tables from the records. Map pages come first, so that each match is assembled once. Each batch is one
 * transaction: an interrupted conversion continues after the last batch.
 *
 * The sides CT and T become ct and t. Data that those tables did not have is absent: the tables of a whole series, the
 * cells and boxes of economy pages.
 */
export function convertPageTables(
  context: StoreContext,
  onProgress: (pages: { done: number; total: number }) => void,
): void {
  const { sql } = context;
  const total = KINDS.reduce((sum, kind) => sum + count(sql, `SELECT count(*) AS n FROM ${OLD[kind].table}`), 0);
  let done = count(sql, 'SELECT count(*) AS n FROM page_records');
  for (const kind of KINDS) {
    for (let ids = nextIds(sql, kind); ids.length > 0; ids = nextIds(sql, kind)) {
      sql.transaction(() => {
        for (const id of ids) convertPage(context, kind, id);
      });
      done += ids.length;
      onProgress({ done, total });
    }
  }
}

/** The kinds of page in release 0.1.0. */
const KINDS = ['map-stats', 'performance', 'economy', 'match'] as const;
type OldKind = (typeof KINDS)[number];

const OLD: { [Kind in OldKind]: { table: string; key: string; read(sql: Sql, id: number): PageRecords[Kind] } } = {
  match: { table: 'match_page', key: 'match_id', read: readMatch },
  'map-stats': { table: 'map_stats_page', key: 'map_stats_id', read: readMapStats },
  performance: { table: 'performance_page', key: 'map_stats_id', read: readPerformance },
  economy: { table: 'economy_page', key: 'map_stats_id', read: readEconomy },
};

const BATCH_PAGES = 100;

function nextIds(sql: Sql, kind: OldKind): number[] {
  const { table, key } = OLD[kind];
  const last = count(sql, `SELECT coalesce(max(id), 0) AS n FROM page_records WHERE kind = '${kind}'`);
  return sql
    .list<{ id: number }>(`SELECT ${key} AS id FROM ${table} WHERE ${key} > ? ORDER BY ${key} LIMIT ${BATCH_PAGES}`, [
      last,
    ])
    .map(({ id }) => id);
}

function count(sql: Sql, query: string): number {
  return sql.find<{ n: number }>(query)?.n ?? 0;
}

function convertPage<Kind extends OldKind>(context: StoreContext, kind: Kind, id: number): void {
  const { sql } = context;
  const page = sql.find<{ fetched_at_ms: number; parser_version: number | null }>(
    `SELECT fetched_at_ms, parser_version FROM pages WHERE kind = ? AND id = ? AND capture = ''`,
    [kind, id],
  );
  const record = OLD[kind].read(sql, id);
  const source = { fetchedAtMs: page?.fetched_at_ms ?? 0, parserVersion: page?.parser_version ?? 1 };
  put(context, { kind, id, record, ...source });
  if (isMatch(kind, record)) replaceMatch(context, record);
}

function isMatch(kind: OldKind, _: object): _ is MatchPage {
  return kind === 'match';
}

function one<Row>(sql: Sql, query: string, id: number): Row {
  const row = sql.find<object>(query, [id]);
  if (row === undefined) throw new Error(`Page ${id} has disappeared during its conversion.`);
  return toRecord<Row>(row);
}

function all<Row>(sql: Sql, query: string, params: Record<string, unknown>): Row[] {
  return sql.list<object>(query, params).map((row) => toRecord<Row>(row));
}

function flag(value: number | boolean | null): boolean | null {
  return value === null ? null : Boolean(value);
}

/** Adds the countries, which were stored with the observed names. */
function named(players: string): string {
  return `SELECT p.*, n.country FROM (${players}) AS p LEFT JOIN observed_names AS n ON n.entity = 'player'
  AND n.entity_id = p.player_id AND n.as_of_ms = @asOfMs AND n.page_rank = @rank AND n.page_id = @id`;
}

function readMatch(sql: Sql, id: number): MatchPage {
  const head = one<Omit<MatchPage, 'vetoes' | 'lineups' | 'maps' | 'playerMapStats' | 'seriesPlayerStats'>>(
    sql,
    `SELECT match_id, url, status, started_at_ms, event_id, event_name, stage, best_of, is_lan, team1_id, team1_name,
      team1_rank, team1_maps_won, team2_id, team2_name, team2_rank, team2_maps_won, winner_team_id, is_forfeit, note,
      player_of_match_id, demo_id, team1_country, team2_country, team1_header_score, team2_header_score, title,
      NULL AS team1_vrs_points, NULL AS team1_vrs_rank, NULL AS team1_vrs_points_change, NULL AS team1_vrs_rank_after,
      NULL AS team2_vrs_points, NULL AS team2_vrs_rank, NULL AS team2_vrs_points_change, NULL AS team2_vrs_rank_after
    FROM match_page WHERE match_id = ?`,
    id,
  );
  const source = { id, rank: 1, asOfMs: head.startedAtMs };
  const lineups = named('SELECT * FROM match_page_lineups WHERE match_id = @id').replace(
    'n.country',
    'n.full_name, n.country',
  );
  return {
    ...head,
    isLan: flag(head.isLan),
    isForfeit: Boolean(head.isForfeit),
    vetoes: all<MatchPage['vetoes'][number]>(
      sql,
      'SELECT step, team_id, action, map_name FROM match_page_vetoes WHERE match_id = @id ORDER BY step',
      { id },
    ),
    lineups: all<MatchPage['lineups'][number] & { matchId: number }>(sql, lineups, source).map(
      ({ matchId: _, ...player }) => player,
    ),
    maps: all<OverviewMap>(
      sql,
      `SELECT map_number, map_stats_id, map_stats_path, map_name, state, team1_rounds, team2_rounds, winner_team_id,
        picked_by_team_id, pick_marker_team_id, lower(team1_start_side) AS team1_start_side, team1_ct_rounds,
        team1_t_rounds, team1_ot_rounds, team2_ct_rounds, team2_t_rounds, team2_ot_rounds, rating_version
      FROM match_page_maps WHERE match_id = @id ORDER BY map_number`,
      { id },
    ),
    playerMapStats: all<OverviewPlayerStats & { matchId: number }>(
      sql,
      named('SELECT * FROM match_page_players WHERE match_id = @id'),
      source,
    ).map(({ matchId: _, ...player }) => player),
    seriesPlayerStats: [],
  };
}

function readMapStats(sql: Sql, id: number): MapStatsPage {
  const head = one<Omit<MapStatsPage, 'playerMapStats' | 'rounds'>>(
    sql,
    `SELECT p.map_stats_id, p.match_id, p.event_id, p.event_name, p.started_at_ms, p.map_name, p.rating_version,
      p.scoreboards, p.team1_id, p.team2_id,
      a.team_name AS team1_name, a.country AS team1_country, a.rounds AS team1_rounds,
      lower(a.start_side) AS team1_start_side, a.ct_rounds AS team1_ct_rounds, a.t_rounds AS team1_t_rounds,
      a.ot_rounds AS team1_ot_rounds, a.rating AS team1_rating, a.first_kills AS team1_first_kills,
      a.clutches_won AS team1_clutches_won,
      b.team_name AS team2_name, b.country AS team2_country, b.rounds AS team2_rounds,
      b.ct_rounds AS team2_ct_rounds, b.t_rounds AS team2_t_rounds, b.ot_rounds AS team2_ot_rounds,
      b.rating AS team2_rating, b.first_kills AS team2_first_kills, b.clutches_won AS team2_clutches_won
    FROM map_stats_page AS p
    JOIN map_stats_teams AS a ON a.map_stats_id = p.map_stats_id AND a.team_id = p.team1_id
    JOIN map_stats_teams AS b ON b.map_stats_id = p.map_stats_id AND b.team_id = p.team2_id
    WHERE p.map_stats_id = ?`,
    id,
  );
  const source = { id, rank: 2, asOfMs: head.startedAtMs ?? 0 };
  return {
    ...head,
    playerMapStats: all<MapStatsPage['playerMapStats'][number] & { mapStatsId: number }>(
      sql,
      named('SELECT * FROM map_stats_players WHERE map_stats_id = @id'),
      source,
    ).map(({ mapStatsId: _, ...player }) => player),
    rounds: all<MapStatsPage['rounds'][number]>(
      sql,
      `SELECT round_number, winner_team_id, lower(winner_side) AS winner_side, outcome, team1_score, team2_score
      FROM map_stats_rounds WHERE map_stats_id = @id ORDER BY round_number`,
      { id },
    ),
  };
}

function readPerformance(sql: Sql, id: number): PerformancePage {
  const head = one<Omit<PerformancePage, 'playerMapStats' | 'killMatrix'>>(
    sql,
    `SELECT map_stats_id, event_name, rating_version, team1_name, team1_kills, team1_deaths, team1_assists, team2_name,
      team2_kills, team2_deaths, team2_assists FROM performance_page WHERE map_stats_id = ?`,
    id,
  );
  return {
    ...head,
    playerMapStats: all<PerformancePage['playerMapStats'][number] & { mapStatsId: number }>(
      sql,
      named('SELECT * FROM performance_players WHERE map_stats_id = @id'),
      { id, rank: 3, asOfMs: 0 },
    ).map(({ mapStatsId: _, ...player }) => player),
    killMatrix: all<PerformancePage['killMatrix'][number]>(
      sql,
      'SELECT kind, killer_id, victim_id, kills FROM performance_kills WHERE map_stats_id = @id',
      { id },
    ),
  };
}

function readEconomy(sql: Sql, id: number): EconomyPage {
  const head = one<Pick<EconomyPage, 'mapStatsId' | 'eventName' | 'team1Name' | 'team2Name'>>(
    sql,
    'SELECT map_stats_id, event_name, team1_name, team2_name FROM economy_page WHERE map_stats_id = ?',
    id,
  );
  const roundEconomy = all<EconomyPage['roundEconomy'][number]>(
    sql,
    `SELECT round_number, lower(side) AS side, equipment_value, buy_type, won, team
    FROM economy_rounds WHERE map_stats_id = @id ORDER BY round_number, team`,
    { id },
  ).map((round) => ({ ...round, won: flag(round.won) }));
  return { ...head, roundEconomy, cells: [], breakdown: [] };
}
